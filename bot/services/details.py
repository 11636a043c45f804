"""Where, paid how, from which number and handed over how: what one message says of it, beside the goods or by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from bot.commerce import money
from bot.commerce.cart import Cart, Question
from bot.commerce.delivery import PICKUP, delivery_to
from bot.commerce.payments import METHODS, PROMPTED
from bot.commerce.phone import PayingNumber, masked, read_number
from bot.commerce.places import SavedPlace
from bot.services import extras
from bot.services.heard import UNSURE, Heard
from bot.services.notes import Note
from bot.services.ports import UnitOfWork
from bot.services.reading import (
    DESCRIBED,
    FETCHED,
    KNOWN,
    LONGEST,
    NEITHER,
    PICKED_UP,
    VAGUE,
    NamedPlace,
    Place,
    PlaceToSave,
    Reading,
    Receiver,
    When,
    kept_place,
)

LONGEST_TIME, LONGEST_RECEIVER, LONGEST_PLACE = 100, 120, 500

# Intents whose place or way to pay is a wish for this order; elsewhere ("do you deliver to Thika?") it is only spoken of.
WISHING = frozenset(
    "affirm deny inform inform_address use_saved_address change_address checkout choose_payment_method delivery_instructions "
    "order_items remove_item change_quantity reorder retry_payment EXTERNAL_place".split()
)
# What is said about an order of before, or to nobody in particular.
NEVER = frozenset(
    "cancel_order track_order order_history report_problem request_refund rate_order confirm_payment request_receipt opt_out "
    "opt_in clear_cart talk_to_human change_language seller_accept seller_reject greet thank goodbye".split()
)
# A place is what these are about.
GIVING = frozenset(("inform_address", "EXTERNAL_place", "use_saved_address", "change_address", "inform"))
# They repeat what the summary says anyway.
IN_SUMMARY = {"utter_extra_noted"}.union(
    f"utter_{told}_noted" for told in ("address", "pickup", "method", "payer", "instructions", "time", "receiver")
)
# What the word of the order placed says anyway.
IN_PLACED = frozenset(f"utter_{told}_noted" for told in ("address", "pickup", "method", "payer"))

WRONG = frozenset(
    "utter_phone_unclear utter_address_unclear utter_address_too_wide utter_address_abroad utter_place_unknown "
    "utter_place_to_save".split()
)


@dataclass(frozen=True)
class Details:
    """``phone`` and ``place`` right or wrong; all of it empty where nothing was said."""

    pickup: bool = False
    place: Place | None = None
    place_name: NamedPlace | None = None
    saves: PlaceToSave | None = None
    method: str = ""
    phone: PayingNumber | None = None
    instructions: str = ""
    time: When | None = None
    receiver: Receiver | None = None
    extras: tuple[tuple[str, bool | None], ...] = ()

    @property
    def said(self) -> int:
        where = self.place or self.place_name
        said = (self.pickup, where, self.saves, self.method, self.phone, self.instructions, self.time, self.receiver)
        return len(self.extras) + sum(map(bool, said))


def read_details(uow: UnitOfWork, conversation: str, heard: Heard, asked: Question | None = None) -> Details:
    """``asked`` is the open question: under it fewer words are enough."""
    own = _own_number(uow, conversation, heard.reading)
    if own:
        return Details(phone=own, extras=heard.extras)
    if heard.intent in NEVER:
        return Details(extras=heard.extras)
    said, asked_where = heard.reading, asked is Question.ADDRESS
    # Where the end of an order is being talked of, what is not quite understood still says where, when and how.
    is_unsure = heard.intent in (UNSURE, "out_of_scope")
    wishing = heard.intent in WISHING or (asked is not None and (is_unsure or said.pickup))
    saves = said.saves if not heard.names_goods else None
    place = _place_said(heard, asked_where, wishing)
    if place is not None and not asked_where:
        place = _surely(place, uow.carts.get(conversation))
    pickup = (said.pickup_if_asked if asked_where else said.pickup) or (place is not None and place.kind == FETCHED)
    known = {each.key for each in uow.places.of(conversation)}
    names = said.names_if_asked if asked_where else said.names
    name = first_known(names, known) if wishing and not (saves or pickup) else None
    method = heard.method if wishing else ""
    is_asked_number = asked is Question.PHONE
    may_instruct = wishing or heard.intent in ("nlu_fallback", "ask_delivery")
    instructions = _for_the_rider(heard, asked_where) if may_instruct else ""
    return Details(
        pickup=pickup,
        place=None if saves or pickup or name else place,
        place_name=name,
        saves=saves,
        method=method if method in METHODS else "",
        phone=_payer(said) if heard.intent != "ask_price" else None,
        instructions=instructions,
        time=said.time if wishing else None,
        receiver=None if is_asked_number or not wishing else _receiver_beside(said, instructions),
        extras=heard.extras,
    )


def _for_the_rider(heard: Heard, asked_where: bool) -> str:
    """What is to be done at the door; of a message about the place, with all that it says beyond it."""
    said = heard.reading
    beyond = heard.acts.beyond if asked_where or heard.intent in GIVING else ""
    note = said.instructions or said.note
    return note if beyond in note else beyond if note in beyond else f"{note} {beyond}"


def _payer(said: Reading) -> PayingNumber | None:
    """The number that is to pay, where paying is what was said; and one that is none, so that this can be told."""
    is_bad = said.number is not None and said.number.phone is None
    return said.payer or (said.number if is_bad and said.receiver is None else None)


def _receiver_beside(said: Reading, instructions: str) -> Receiver | None:
    """Who receives it, where the instructions do not name them: "leave it with the watchman" does; whose phone is said is called."""
    receiver = said.receiver
    is_named = receiver is not None and not receiver.phone and receiver.name in instructions
    return None if is_named else receiver


def _place_said(heard: Heard, asked_where: bool, wishing: bool) -> Place | None:
    """Where it was asked for, what stands in the place of one is one too, to be looked at; elsewhere only what is a place."""
    said = heard.reading
    if asked_where:
        return said.place_if_asked or said.place_beside
    is_all = said.address is not None and 2 * len(said.address.words.split()) >= len(heard.text.split())
    named = said.address if heard.intent in GIVING and is_all else _to_be_checked(said.address)
    place = _whole(said) or (named if heard.intent in WISHING else None)
    is_place = place is not None and (place.kind != NEITHER or place is not said.place)
    return place if wishing and is_place else None


def _whole(said: Reading) -> Place | None:
    """ "My van is parked at KICC, a white landcruiser": what is only described is part of the place that is known."""
    place, wider = said.place, said.place_if_asked
    is_part = place is not None and place.kind in (DESCRIBED, VAGUE) and wider is not None and wider.kind == KNOWN
    return wider if is_part and place and wider and place.words in wider.words else place


def _surely(place: Place, cart: Cart) -> Place:
    """ "To the site": so few words tell a rider only where another place was said before; where none was, it is read back."""
    is_alone = not cart.address or cart.address == PICKUP
    return replace(place, kind=NEITHER) if place.kind == VAGUE and is_alone else place


def _to_be_checked(place: Place | None) -> Place | None:
    """A place that nothing but its name makes one ("my late husband was of Lamu") is read back before it counts."""
    return place if place is None or place.wrong else replace(place, kind=NEITHER)


def first_known(names: Iterable[NamedPlace], saved: Collection[str]) -> NamedPlace | None:
    """The name by which a saved place, or one that usually has a name, is asked for; nothing where there is none.

    ``saved`` are the keys of this customer's places.
    """
    return next((place for place in names if place.key in saved or place.usual), None)


def _own_number(uow: UnitOfWork, conversation: str, said: Reading) -> PayingNumber | None:
    """The customer's own, where they want it instead of another that was to pay."""
    if not said.names_own_number or said.has_digit or not uow.carts.get(conversation).payment_phone:
        return None
    customer = uow.customers.get(conversation)
    return read_number(customer.phone) if customer and customer.phone else None


def take_details(uow: UnitOfWork, conversation: str, details: Details) -> list[Note]:
    """Puts what was said into the cart; what to tell of it."""
    notes = _take_place(uow, conversation, details)
    cart = uow.carts.get(conversation)
    if details.time:
        cart.delivery_time = details.time.text[:LONGEST_TIME]
        notes.append(Note("utter_time_noted", {"time": cart.delivery_time}))
    if details.receiver and details.receiver.words:
        cart.receiver = details.receiver.words[:LONGEST_RECEIVER]
        notes.append(Note("utter_receiver_noted", {"receiver": cart.receiver}))
    if details.instructions:
        cart.instructions = details.instructions[:LONGEST]
        notes.append(Note("utter_instructions_noted", {"instructions": cart.instructions}))
    if details.method:
        cart.payment_method = details.method
        notes.append(Note("utter_method_noted", {"method": details.method}))
    if details.phone:
        notes.append(_take_payer(cart, details.phone, names_method=bool(details.method)))
    notes += extras.take(cart, uow.extras, details.extras)
    uow.carts.save(cart)
    return notes


def _take_payer(cart: Cart, number: PayingNumber, names_method: bool) -> Note:
    if number.phone is None or not number.gets_prompt:
        return Note("utter_phone_unclear")
    cart.payment_phone = number.phone
    if cart.payment_method not in PROMPTED and not names_method:
        # A number to pay from is no way to pay by card or in cash.
        cart.payment_method = ""
    return Note("utter_payer_noted", {"phone": masked(number.phone)})


def _take_place(uow: UnitOfWork, conversation: str, details: Details) -> list[Note]:
    if details.pickup:
        return give_address(uow, conversation, PICKED_UP)
    if details.saves:
        return save_place(uow, conversation, details.saves)
    if details.place_name:
        return use_place(uow, conversation, details.place_name)
    if details.place:
        return give_address(uow, conversation, details.place)
    return []


def give_address(uow: UnitOfWork, conversation: str, place: Place) -> list[Note]:
    """Takes the place, or says what is wrong with it. Where the fee changes after everything else was agreed, the total must
    be agreed again."""
    if place.wrong:
        return [Note(place.wrong, {"place": " ".join(place.words.split())[:60]})]
    cart = uow.carts.get(conversation)
    if place.kind == NEITHER:
        cart.place_check = place.words[:LONGEST_PLACE]
        # Where it lies counts with it; an address that stands lies where it lay.
        cart.zone = cart.zone if cart.address else place.zone
        uow.carts.save(cart)
        return []
    cart.place_check = ""
    if is_part_of(cart.address, place):
        place = replace(place, address=f"{cart.address}, {place.address}"[:LONGEST_PLACE], zone=cart.zone)
    before, address = delivery_to(cart.address, cart.zone), place.address
    after, name = place.delivery, SavedPlace(cart.place_name, address, cart.place_key, place.zone)
    cart.address, cart.zone = address, place.zone
    if address != PICKUP:
        cart.place_name = cart.place_key = ""
    if before.fee != after.fee and cart.confirmed and cart.payment_method:
        cart.confirmed = False
    uow.carts.save(cart)
    if address == PICKUP:
        return [Note("utter_pickup_noted")]
    is_named = any(each.address == address for each in uow.places.of(conversation))
    notes = (
        _kept(uow, conversation, name)
        if name.name and not is_named
        else [Note("utter_address_noted", {"address": address})]
    )
    if not after.same_day:
        notes.append(Note("utter_delivery_outside", {"address": address, "fee": money.words(after.fee)}))
    return notes


def _kept(uow: UnitOfWork, conversation: str, place: SavedPlace) -> list[Note]:
    uow.places.save(conversation, place)
    return [Note("utter_place_saved", {"name": place.name, "address": place.address})]


def is_part_of(address: str, place: Place) -> bool:
    """ "Niko Kilimani" – "nyumba ya tatu, geti nyeusi": what is only described lies where was said before."""
    return (
        bool(address)
        and address != PICKUP
        and place.kind in (DESCRIBED, VAGUE)
        and place.address.lower() not in address.lower()
    )


def use_place(uow: UnitOfWork, conversation: str, name: NamedPlace) -> list[Note]:
    """A place that was never named is asked for, and kept under that name once it is told."""
    place = find_place(uow, conversation, name.key)
    if place is not None:
        return give_address(uow, conversation, kept_place(place.address, place.zone))
    cart = uow.carts.get(conversation)
    cart.place_name, cart.place_key, cart.address = name.name, name.key, ""
    uow.carts.save(cart)
    return [Note("utter_place_unknown", {"name": name.name})]


def find_place(uow: UnitOfWork, conversation: str, key: str) -> SavedPlace | None:
    return next((each for each in uow.places.of(conversation) if each.key == key), None)


def save_place(uow: UnitOfWork, conversation: str, wish: PlaceToSave) -> list[Note]:
    """The place that was said with it is also where this order goes, if there is one."""
    cart, customer = uow.carts.get(conversation), uow.customers.get(conversation)
    if wish.place:
        if wish.place.wrong:
            return [Note(wish.place.wrong, {"place": wish.place.words[:60]})]
        if not cart.is_empty:
            give_address(uow, conversation, wish.place)
        return _kept(uow, conversation, SavedPlace(wish.name, wish.place.address, wish.key, wish.place.zone))
    here = cart if cart.address or not customer else customer
    address = here.address
    if not address or address == PICKUP:
        if not cart.is_empty:
            uow.carts.save(replace(cart, place_name=wish.name, place_key=wish.key))
        return [Note("utter_place_to_save", {"name": wish.name})]
    return _kept(uow, conversation, SavedPlace(wish.name, address, wish.key, here.zone))

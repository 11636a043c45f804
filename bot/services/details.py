"""Where, paid how, from which number and handed over how: what one message says of it, beside the goods or by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.commerce import money
from bot.commerce.cart import Cart, Question
from bot.commerce.delivery import PICKUP, delivery_to, is_abroad, is_no_place, is_too_wide, looks_like_address, tidy
from bot.commerce.handover import LONGEST, instructions_in, without, without_links
from bot.commerce.hints import names_own_number
from bot.commerce.payments import METHODS, PROMPTED
from bot.commerce.phone import can_get_prompt, masked, normalise, number_in
from bot.commerce.places import SavedPlace, ToSave, named_place, place_key, wants_pickup, wish_to_save
from bot.services.heard import Heard
from bot.services.notes import Note
from bot.services.ports import UnitOfWork

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
# They repeat what the summary says anyway.
IN_SUMMARY = frozenset(f"utter_{told}_noted" for told in ("address", "pickup", "method", "payer", "instructions"))

WRONG = frozenset(
    "utter_phone_unclear utter_address_unclear utter_address_too_wide utter_address_abroad utter_place_unknown "
    "utter_place_to_save".split()
)


@dataclass(frozen=True)
class Details:
    """``phone`` and ``place`` as written, right or wrong; all of it empty where nothing was said."""

    pickup: bool = False
    place: str = ""
    place_name: str = ""
    saves: ToSave | None = None
    method: str = ""
    phone: str = ""
    instructions: str = ""

    @property
    def said(self) -> int:
        return sum(
            map(
                bool,
                (self.pickup, self.place or self.place_name, self.saves, self.method, self.phone, self.instructions),
            )
        )


def read_details(uow: UnitOfWork, conversation: str, heard: Heard, asked: Question | None = None) -> Details:
    """``asked`` is the open question: under it fewer words are enough."""
    own = _own_number(uow, conversation, heard.text)
    if own:
        return Details(phone=own)
    if heard.intent in NEVER:
        return Details()
    wishing = heard.intent in WISHING
    instructions = instructions_in(heard.text)
    rest = without(heard.text, instructions)
    saves, pickup = wish_to_save(rest), wants_pickup(rest, asked is Question.ADDRESS)
    known = {place_key(place.name) for place in uow.places.of(conversation)}
    name = "" if saves or pickup else named_place(rest, known, bare=asked is Question.ADDRESS)
    place = without(heard.first("address"), instructions) if wishing and not (saves or pickup or name) else ""
    if asked is Question.ADDRESS and instructions and not (place or saves or pickup or name):
        place = _place_beside(rest)
    method = heard.first("payment_method") if wishing else ""
    return Details(
        pickup=pickup,
        place=place,
        place_name=name,
        saves=saves,
        method=method if method in METHODS else "",
        phone="" if heard.intent == "ask_price" else heard.first("phone") or number_in(rest) if number_in(rest) else "",
        instructions=instructions if wishing or heard.intent in ("nlu_fallback", "ask_delivery") else "",
    )


def _own_number(uow: UnitOfWork, conversation: str, text: str) -> str:
    """The customer's own, where they want it instead of another that was to pay."""
    if (
        not names_own_number(text)
        or any(sign.isdigit() for sign in text)
        or not uow.carts.get(conversation).payment_phone
    ):
        return ""
    customer = uow.customers.get(conversation)
    return customer.phone if customer else ""


def _place_beside(rest: str) -> str:
    """What stands beside instructions under the question where: "Westlands, but call me at the gate"."""
    left = without_links(rest).strip(" ,;.")
    return left if left and not is_no_place(left) and not what_is_wrong(left) else ""


def take_details(uow: UnitOfWork, conversation: str, details: Details) -> list[Note]:
    """Puts what was said into the cart; what to tell of it."""
    notes = _take_place(uow, conversation, details)
    cart = uow.carts.get(conversation)
    if details.instructions:
        cart.instructions = details.instructions[:LONGEST]
        notes.append(Note("utter_instructions_noted", {"instructions": cart.instructions}))
    if details.method:
        cart.payment_method = details.method
        notes.append(Note("utter_method_noted", {"method": details.method}))
    if details.phone:
        notes.append(_take_payer(cart, details))
    uow.carts.save(cart)
    return notes


def _take_payer(cart: Cart, details: Details) -> Note:
    phone = normalise(details.phone)
    if phone is None or not can_get_prompt(phone):
        return Note("utter_phone_unclear")
    cart.payment_phone = phone
    if cart.payment_method not in PROMPTED and not details.method:
        # A number to pay from is no way to pay by card or in cash.
        cart.payment_method = ""
    return Note("utter_payer_noted", {"phone": masked(phone)})


def _take_place(uow: UnitOfWork, conversation: str, details: Details) -> list[Note]:
    if details.pickup:
        return give_address(uow, conversation, PICKUP)
    if details.saves:
        return save_place(uow, conversation, details.saves)
    if details.place_name:
        return use_place(uow, conversation, details.place_name)
    if details.place:
        return give_address(uow, conversation, details.place)
    return []


def give_address(uow: UnitOfWork, conversation: str, place: str) -> list[Note]:
    """Takes the place, or says what is wrong with it. Where the fee changes after everything else was agreed, the total must
    be agreed again."""
    wrong = what_is_wrong(place)
    if wrong:
        return [Note(wrong, {"place": " ".join(place.split())[:60]})]
    cart = uow.carts.get(conversation)
    before, address = delivery_to(cart.address), tidy(place)
    after, name = delivery_to(address), cart.place_name
    cart.address = address
    cart.place_name = name if address == PICKUP else ""
    if before.fee != after.fee and cart.confirmed and cart.payment_method:
        cart.confirmed = False
    uow.carts.save(cart)
    if address == PICKUP:
        return [Note("utter_pickup_noted")]
    is_named = any(each.address == address for each in uow.places.of(conversation))
    notes = (
        _kept(uow, conversation, SavedPlace(name, address))
        if name and not is_named
        else [Note("utter_address_noted", {"address": address})]
    )
    if not after.same_day:
        notes.append(Note("utter_delivery_outside", {"address": address, "fee": money.words(after.fee)}))
    return notes


def what_is_wrong(place: str) -> str:
    """The response that says so; nothing for a place that a rider can look for."""
    if place == PICKUP:
        return ""
    if is_abroad(place):
        return "utter_address_abroad"
    if is_too_wide(place):
        return "utter_address_too_wide"
    return "" if looks_like_address(place) else "utter_address_unclear"


def _kept(uow: UnitOfWork, conversation: str, place: SavedPlace) -> list[Note]:
    uow.places.save(conversation, place)
    return [Note("utter_place_saved", {"name": place.name, "address": place.address})]


def use_place(uow: UnitOfWork, conversation: str, name: str) -> list[Note]:
    """A place that was never named is asked for, and kept under that name once it is told."""
    place = find_place(uow, conversation, name)
    if place is not None:
        return give_address(uow, conversation, place.address)
    cart = uow.carts.get(conversation)
    cart.place_name, cart.address = name, ""
    uow.carts.save(cart)
    return [Note("utter_place_unknown", {"name": name})]


def find_place(uow: UnitOfWork, conversation: str, name: str) -> SavedPlace | None:
    return next((each for each in uow.places.of(conversation) if place_key(each.name) == place_key(name)), None)


def save_place(uow: UnitOfWork, conversation: str, wish: ToSave) -> list[Note]:
    """The place that was said with it is also where this order goes, if there is one."""
    cart, customer = uow.carts.get(conversation), uow.customers.get(conversation)
    if wish.place:
        wrong = what_is_wrong(wish.place)
        if wrong:
            return [Note(wrong, {"place": wish.place[:60]})]
        if not cart.is_empty:
            give_address(uow, conversation, wish.place)
        return _kept(uow, conversation, SavedPlace(wish.name, tidy(wish.place)))
    address = cart.address or (customer.address if customer else "")
    if not address or address == PICKUP:
        if not cart.is_empty:
            uow.carts.save(replace(cart, place_name=wish.name))
        return [Note("utter_place_to_save", {"name": wish.name})]
    return _kept(uow, conversation, SavedPlace(wish.name, address))

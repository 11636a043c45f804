"""From a filled cart to everything an order needs: which question is open, and what counts as an answer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.commerce.cart import Cart, Question, Quote, quote
from bot.commerce.catalog import Catalog
from bot.commerce.payments import METHODS, PROMPTED
from bot.commerce.phone import can_get_prompt
from bot.services import extras, shopping
from bot.services.details import IN_PLACED, IN_SUMMARY, WRONG, Details, give_address, read_details, take_details
from bot.services.heard import Heard, Wish, as_number
from bot.services.notes import Note
from bot.services.picking import packs_of, place_and_number
from bot.services.ports import UnitOfWork
from bot.services.reading import KNOWN, NEITHER, Place, Reading, kept_place

# What may be said at a question and is then a digression, never an address.
PLAIN = {"inform", "inform_address", "nlu_fallback", "out_of_scope", "delivery_instructions", "EXTERNAL_place"}
# Details are taken as a whole at these questions; what is asked about goods comes first.
LATE = (Question.PLACE_CHECK, Question.CONFIRM, Question.EXTRA, Question.ADDRESS, Question.METHOD, Question.PHONE)
GOODS = frozenset("order_items remove_item change_quantity ask_price ask_availability reorder".split())
# Where how many is asked, a number may be all that is understood of a message.
UNSURE = frozenset(("nlu_fallback", "out_of_scope", "rate_order"))
MAY_COUNT = UNSURE | {"inform", "order_items", "change_quantity", "affirm"}
LONGEST_UNREAD = 100


def open_question(uow: UnitOfWork, conversation: str) -> Question | None:
    """Ghala takes no order without a phone; a payment request needs one that can get it."""
    customer = uow.customers.get(conversation)
    phone = customer.phone if customer else ""
    cart = shopping.cart_of(uow, conversation)
    phone_known = can_get_prompt(phone) if cart.payment_method in PROMPTED else bool(phone)
    return cart.question(phone_known, uow.extras)


def answer(uow: UnitOfWork, conversation: str, heard: Heard, question: Question | None = None) -> list[Note] | None:
    """What to tell after an answer to the open ``question``, which is looked up where it is not given; None when ``heard`` does
    not answer it (a digression)."""
    question = question or open_question(uow, conversation)
    if question is None:
        return None
    notes = ANSWERS[question](uow, conversation, heard)
    if notes is None or question in LATE:
        return notes
    # "Make the sugar 3, and deliver to Rongai instead": the place waits for no question of its own, whatever else was heard.
    details = read_details(uow, conversation, replace(heard, intent="inform"))
    return fitting(uow, conversation, notes + take_details(uow, conversation, details))


def _answer_which(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    candidates = shopping.cart_of(uow, conversation).open_lines[0].candidates
    numbers = [] if heard.wishes or heard.first("size") else [as_number(each) for each in heard.all("quantity")]
    counted = place_and_number(candidates, numbers)
    return (
        shopping.choose_product(uow, conversation, *counted) if counted else _answer_product(uow, conversation, heard)
    )


def _answer_product(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    line = shopping.cart_of(uow, conversation).open_lines[0]
    if heard.intent == "deny":
        return shopping.skip_open_line(uow, conversation)
    packs = packs_named(uow, line.candidates, heard)
    if len(packs) > 1:
        notes = shopping.choose_product(uow, conversation, packs[0].sku, packs[0].quantity)
        return notes + shopping.add_wishes(uow, conversation, packs[1:])
    agreed = line.candidates[0] if len(line.candidates) == 1 and heard.intent == "affirm" else ""
    sku = agreed or heard.first("sku") or _named(uow, line.candidates, heard)
    if sku not in line.candidates:
        # A number or a word that is none of the packs; anything longer is something else, and the rules take it.
        return [Note("utter_unclear_product")] if heard.intent == "inform" else None
    return shopping.choose_product(uow, conversation, sku, _quantity_of(sku, heard))


def _quantity_of(sku: str, heard: Heard) -> Decimal | None:
    """How many of the pack that was picked."""
    said = next((wish.quantity for wish in heard.wishes if wish.sku == sku), None)
    if said is None and (heard.first("size") or not heard.wishes):
        # "500ml 2", "ile kubwa tatu": something else has picked, so the number says how many.
        return heard.quantity
    return said


def _named(uow: UnitOfWork, candidates: tuple[str, ...], heard: Heard) -> str:
    """The one candidate that the words or the size pick, else nothing."""
    named = {wish.sku for wish in heard.wishes if wish.sku in candidates}
    if len(named) == 1:
        return named.pop()
    if _names_other_goods(heard, candidates):
        # A size said with them is theirs.
        return ""
    catalog = uow.products.catalog()
    return _by_extreme(catalog, candidates, heard) or _of_size(catalog, candidates, heard.all("size"))


def _names_other_goods(heard: Heard, candidates: tuple[str, ...]) -> bool:
    others = (wish for wish in heard.wishes if not {wish.sku, *wish.candidates} & set(candidates))
    return any(wish.sku or wish.candidates for wish in others)


def _by_extreme(catalog: Catalog, candidates: tuple[str, ...], heard: Heard) -> str:
    """The largest or the smallest of the ``candidates`` where that was said; nothing else. "Near the big tree" is a place."""
    pack = heard.reading.pack if heard.intent not in ("inform_address", "delivery_instructions") else ""
    products = [product for sku in candidates if (product := catalog.get(sku))] if pack else []
    by_price = sorted(products, key=lambda product: product.price)
    return by_price[-1 if pack == "largest" else 0].sku if by_price else ""


def _other_pack(catalog: Catalog, sku: str, heard: Heard) -> str:
    """The same goods in the one other size that was named: "take the 3l then"."""
    if not heard.first("size") or any(wish.sku or wish.candidates for wish in heard.wishes):
        return ""
    goods = _without_size(catalog.by_sku[sku].name)
    packs = tuple(each.sku for each in catalog.products if each.sellable and _without_size(each.name) == goods)
    other = _of_size(catalog, packs, heard.all("size"))
    return other if other != sku else ""


def _without_size(name: str) -> list[str]:
    return [word for word in name.lower().split() if not any(sign.isdigit() for sign in word)]


def _of_size(catalog: Catalog, candidates: tuple[str, ...], sizes: list[str]) -> str:
    said = {size.lower() for size in sizes}
    fitting = [sku for sku in candidates if (product := catalog.get(sku)) and set(product.name.lower().split()) & said]
    return fitting[0] if len(fitting) == 1 else ""


def packs_named(uow: UnitOfWork, candidates: tuple[str, ...], heard: Heard) -> list[Wish]:
    """Those of ``candidates`` that are named by their size alone, each maybe with a number: "2kg mbili na ya 5kg moja"."""
    sizes, numbers = heard.all("size"), [as_number(number) for number in heard.all("quantity")]
    if any(wish.sku or wish.candidates for wish in heard.wishes) or len(numbers) not in (0, len(sizes)):
        return []
    catalog = uow.products.catalog()
    skus = [_of_size(catalog, candidates, [size]) for size in sizes]
    if not all(skus):
        return []
    each = numbers or [None] * len(skus)
    return [Wish(size, sku, (sku,), number) for size, sku, number in zip(sizes, skus, each, strict=True)]


def _answer_quantity(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    line = shopping.cart_of(uow, conversation).open_lines[0]
    if heard.reading.is_phone_begun:
        return shopping.give_quantity(uow, conversation, None)
    made_up = _made_up(uow.products.catalog(), line.sku, heard)
    if made_up is not None:
        return shopping.give_quantity(uow, conversation, made_up)
    other = _other_pack(uow.products.catalog(), line.sku, heard)
    if other:
        return shopping.choose_product(uow, conversation, other, heard.quantity)
    if heard.intent in {"deny", "remove_item"} and not heard.wishes:
        return shopping.skip_open_line(uow, conversation)
    if heard.intent not in MAY_COUNT or _names_other_goods(heard, (line.sku,)):
        return None
    quantity = _quantity_said(heard, line.quantity)
    if quantity is None and heard.intent in UNSURE:
        return None
    return shopping.give_quantity(uow, conversation, quantity)


def _made_up(catalog: Catalog, sku: str, heard: Heard) -> Decimal | None:
    """ "Two kilos" of what is sold by the kilo; "six of the 2kg" of that very pack."""
    pick = next((pick for pick in heard.acts.picks if pick.by == "size"), None)
    product = catalog.get(sku)
    if pick is None or product is None or heard.wishes:
        return None
    packs = packs_of(pick.value, product)
    if packs > 1:
        return packs * (Decimal(1) if pick.quantity is None else pick.quantity)
    return pick.quantity if packs == 1 else None


def _quantity_said(heard: Heard, offered: int | None) -> Decimal | None:
    """The number said, below zero too; who agrees takes the number ``offered``."""
    wished = next((wish.quantity for wish in heard.wishes if wish.quantity is not None), heard.quantity)
    if wished is None and heard.intent == "affirm" and offered:
        wished = Decimal(offered)
    return _signed(wished, heard.reading)


def _answer_confirm(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    if heard.intent in {"affirm", "checkout"}:
        return not_got(heard) or confirm(uow, conversation)
    if heard.intent == "deny":
        cart = shopping.cart_of(uow, conversation)
        return [Note("utter_what_to_change", {"goods": shopping.changeable(cart, uow.products.latest())})]
    if heard.reading.is_phone_begun:
        return [Note("utter_phone_unclear")]
    if heard.intent == "inform" and heard.quantity is not None and len(shopping.cart_of(uow, conversation).lines) == 1:
        # "3 bags" below a summary of one line says how many of those.
        wish = Wish("", quantity=_signed(heard.quantity, heard.reading))
        return shopping.change_quantities(uow, conversation, replace(heard, wishes=(wish,)))
    return None


def not_got(heard: Heard) -> list[Note]:
    """A yes with something beside it that nobody understood is none: it is named, and the question asked again."""
    if heard.reading.answers or heard.acts.agrees or not heard.acts.unread:
        return []
    return [Note("utter_not_got", {"words": " ".join(heard.acts.unread)[:LONGEST_UNREAD]})]


def _signed(quantity: Decimal | None, said: Reading) -> Decimal | None:
    """The reader of numbers knows none below zero."""
    return -quantity if quantity is not None and quantity > 0 and said.begins_below_zero else quantity


def confirm(uow: UnitOfWork, conversation: str) -> list[Note]:
    gone = shopping.drop_gone(uow, conversation)
    if gone:
        return gone
    cart, priced = summary(uow, conversation)
    if cart.shown_total is None:
        return [Note("utter_late_answer")]
    if priced.total != cart.shown_total:
        return [Note("utter_order_refused_price")]
    cart.confirmed = True
    uow.carts.save(cart)
    return []


def _answer_extra(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    if heard.intent == "affirm" and not_got(heard):
        return not_got(heard)
    return [] if extras.answer(uow, conversation, extras.asked(uow, conversation), heard) else None


def _answer_address(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    customer = uow.customers.get(conversation)
    saved = customer.address if customer else ""
    if customer and saved and heard.intent in {"use_saved_address", "affirm"}:
        return _without_echo(give_address(uow, conversation, kept_place(saved, customer.zone)))
    if heard.intent == "affirm":
        return [Note("utter_address_missing")]
    if heard.intent == "use_saved_address":
        return [Note("utter_address_unclear")]
    if heard.intent == "deny":
        return [Note("utter_address_unclear")]
    if heard.intent not in PLAIN or heard.intent == "delivery_instructions":
        return None
    said = heard.reading
    if said.is_no_place:
        return _without_echo(give_address(uow, conversation, said.as_address))
    place = said.place_if_asked or said.address or to_check(said.as_address)
    return _without_echo(give_address(uow, conversation, place))


def to_check(place: Place) -> Place:
    """Words that nobody has found a place in."""
    return place if place.wrong or place.kind else replace(place, kind=NEITHER)


def _answer_place_check(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    """Yes: it counts as it was said. No: where then? Another place takes its place."""
    cart = shopping.cart_of(uow, conversation)
    other = heard.reading.place_if_asked
    is_yes = heard.reading.answers == "affirm" or heard.acts.agrees == "affirm" or heard.acts.begins_yes
    if heard.intent == "affirm" or (is_yes and (other is None or other.kind != KNOWN)):
        place = kept_place(cart.place_check, cart.zone)
        return _without_echo(give_address(uow, conversation, place))
    if heard.intent == "deny" or heard.reading.is_no_place:
        cart.place_check = ""
        uow.carts.save(cart)
        return []
    if other is not None and other.kind != NEITHER:
        return _without_echo(give_address(uow, conversation, other))
    if heard.intent in PLAIN and other is not None:
        return _without_echo(give_address(uow, conversation, other))
    return None


def _without_echo(notes: list[Note]) -> list[Note]:
    """The question that follows an answer shows that it was taken."""
    return [note for note in notes if note.response not in IN_SUMMARY]


def answer_details(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    """What to tell of a message that speaks of place, payment or hand-over and of no goods; None for any other, and for one
    that only answers the open question."""
    question = open_question(uow, conversation)
    if question not in LATE or _wishes(heard) or heard.intent in GOODS:
        return None
    details = _details_beside(question, heard, read_details(uow, conversation, heard, question))
    if details is None:
        return None
    notes = take_details(uow, conversation, details)
    agrees = "affirm" in (heard.intent, heard.acts.agrees)
    if question is Question.CONFIRM and agrees and not any(note.response in WRONG for note in notes):
        notes += _confirm_if_same(uow, conversation)
    return fitting(uow, conversation, notes)


def _wishes(heard: Heard) -> list[Wish]:
    """Of a message that is not quite understood those for goods of the shop: "we have a funeral" names none."""
    return [wish for wish in heard.wishes if heard.intent not in UNSURE or wish.sku or wish.candidates]


def _details_beside(question: Question, heard: Heard, details: Details) -> Details | None:
    """The ``details`` that say more than the answer to ``question``, or a place that is none; None where neither is said."""
    if (
        question is Question.ADDRESS
        and heard.reading.is_no_place
        and heard.intent not in ("use_saved_address", "affirm")
    ):
        return Details(place=heard.reading.as_place)
    if details.said:
        return None if _is_plain_answer(question, details) else details
    return None


def _is_plain_answer(question: Question, details: Details) -> bool:
    if details.said > 1 or details.pickup or details.saves or details.place_name:
        return False
    answers = {
        Question.ADDRESS: details.place is not None,
        Question.METHOD: bool(details.method),
        Question.PHONE: details.phone is not None,
    }
    return answers.get(question, False)


def _confirm_if_same(uow: UnitOfWork, conversation: str) -> list[Note]:
    """ "Yes, and leave it at the gate" is a yes to the total that was shown, as long as it stands."""
    cart, priced = summary(uow, conversation)
    return confirm(uow, conversation) if priced.total == cart.shown_total else []


def fitting(uow: UnitOfWork, conversation: str, notes: list[Note]) -> list[Note]:
    """Without what the summary, or the word of the order placed, says anyway."""
    cart, question = uow.carts.get(conversation), open_question(uow, conversation)
    if question is Question.CONFIRM:
        return _without_echo(notes)
    is_placed = question is None and not cart.is_empty
    return [note for note in notes if not (is_placed and note.response in IN_PLACED)]


def _answer_method(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    method = heard.method
    if method not in METHODS:
        return None
    return choose_method(uow, conversation, method)


def choose_method(uow: UnitOfWork, conversation: str, method: str) -> list[Note]:
    cart = shopping.cart_of(uow, conversation)
    cart.payment_method = method
    uow.carts.save(cart)
    return []


def show_total(uow: UnitOfWork, conversation: str) -> tuple[Cart, Quote]:
    """The cart at today's prices, remembered as what the customer was shown."""
    cart, priced = summary(uow, conversation)
    cart.shown_total = priced.total
    uow.carts.save(cart)
    return cart, priced


def _answer_phone(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    if heard.intent not in {"inform", "nlu_fallback", "out_of_scope"}:
        return None
    number = heard.reading.as_number
    cart = shopping.cart_of(uow, conversation)
    if number.phone is None or (cart.payment_method in PROMPTED and not number.gets_prompt):
        return [Note("utter_phone_unclear")]
    cart.payment_phone = number.phone
    uow.carts.save(cart)
    return []


ANSWERS = {
    Question.PRODUCT: _answer_which,
    Question.QUANTITY: _answer_quantity,
    Question.PLACE_CHECK: _answer_place_check,
    Question.CONFIRM: _answer_confirm,
    Question.EXTRA: _answer_extra,
    Question.ADDRESS: _answer_address,
    Question.METHOD: _answer_method,
    Question.PHONE: _answer_phone,
}


def summary(uow: UnitOfWork, conversation: str) -> tuple[Cart, Quote]:
    cart = shopping.cart_of(uow, conversation)
    return cart, quote(cart, uow.products.catalog(), uow.extras)


def take_along(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note]:
    """A place, a way to pay, a number and how to hand over, said in the same breath as an order, are kept for it; what to
    tell of them beside the summary that follows."""
    notes = take_details(uow, conversation, read_details(uow, conversation, heard))
    return _without_echo(notes)

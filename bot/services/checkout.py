"""From a filled cart to everything an order needs: what is asked, and what counts as an answer."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.commerce import money
from bot.commerce.cart import Cart, Question, Quote, quote
from bot.commerce.delivery import delivery_to, looks_like_address
from bot.commerce.orders import line_words
from bot.commerce.payments import METHODS, PROMPTED
from bot.commerce.phone import can_get_prompt, normalise
from bot.services import shopping
from bot.services.heard import Heard
from bot.services.notes import Note
from bot.services.ports import Choice, UnitOfWork

LARGEST = {"kubwa", "big", "bigger", "biggest", "large", "largest", "family"}
SMALLEST = {"ndogo", "kadogo", "small", "smaller", "smallest"}
MINUS = re.compile(r"\s*[-−–]\s*\d")
# What may be said at a question and is then a digression, never an address.
PLAIN = {"inform", "inform_address", "nlu_fallback", "out_of_scope", "delivery_instructions", "EXTERNAL_place"}


def open_question(uow: UnitOfWork, conversation: str) -> Question | None:
    """Ghala takes no order without a phone; a payment request needs one that can get it."""
    customer = uow.customers.get(conversation)
    phone = customer.phone if customer else ""
    cart = shopping.cart_of(uow, conversation)
    return cart.question(phone_known=can_get_prompt(phone) if cart.payment_method in PROMPTED else bool(phone))


def answer(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    """What to tell after an answer to the open question; None when ``heard`` does not answer it (a digression)."""
    question = open_question(uow, conversation)
    if question is None:
        return None
    return ANSWERS[question](uow, conversation, heard)


def _answer_product(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    line = shopping.cart_of(uow, conversation).open_lines[0]
    if heard.intent == "deny":
        return shopping.skip_open_line(uow, conversation)
    agreed = line.candidates[0] if len(line.candidates) == 1 and heard.intent == "affirm" else ""
    sku = agreed or heard.first("sku") or _named(uow, line.candidates, heard)
    if sku not in line.candidates:
        # A number or a word that is none of the packs; anything longer is something else, and the rules take it.
        return [Note("utter_unclear_product")] if heard.intent == "inform" else None
    said = next((wish.quantity for wish in heard.wishes if wish.sku == sku), None)
    return shopping.choose_product(uow, conversation, sku, said)


def _named(uow: UnitOfWork, candidates: tuple[str, ...], heard: Heard) -> str:
    """The one candidate that the words or the size pick, else nothing."""
    named = {wish.sku for wish in heard.wishes if wish.sku in candidates}
    if len(named) == 1:
        return named.pop()
    if any(wish.sku or wish.candidates for wish in heard.wishes if not {wish.sku, *wish.candidates} & set(candidates)):
        # Other goods were named: a size said with them is theirs.
        return ""
    catalog = uow.products.catalog()
    by_price = sorted(
        (product for sku in candidates if (product := catalog.get(sku))), key=lambda product: product.price
    )
    said = set(heard.text.lower().split())
    if by_price and said & LARGEST:
        return by_price[-1].sku
    if by_price and said & SMALLEST:
        return by_price[0].sku
    sizes = [size.lower() for size in heard.all("size")]
    fitting = [
        sku for sku in candidates if (product := catalog.get(sku)) and set(product.name.lower().split()) & set(sizes)
    ]
    return fitting[0] if len(fitting) == 1 else ""


def _answer_quantity(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    open_sku = shopping.cart_of(uow, conversation).open_lines[0].sku
    if heard.intent in {"deny", "remove_item"} and not heard.wishes:
        return shopping.skip_open_line(uow, conversation)
    others = [
        wish
        for wish in heard.wishes
        if wish.sku != open_sku and open_sku not in wish.candidates and (wish.sku or wish.candidates)
    ]
    if (
        heard.intent
        not in {"inform", "order_items", "change_quantity", "affirm", "nlu_fallback", "out_of_scope", "rate_order"}
        or others
    ):
        return None
    wished = next((wish.quantity for wish in heard.wishes if wish.quantity is not None), None)
    quantity = wished if wished is not None else heard.quantity
    offered = shopping.cart_of(uow, conversation).open_lines[0].quantity
    if heard.intent == "affirm" and quantity is None and offered:
        quantity = Decimal(offered)
    if quantity is not None and quantity > 0 and MINUS.match(heard.text):
        quantity = -quantity
    if quantity is None and heard.intent in {"nlu_fallback", "out_of_scope", "rate_order"}:
        return None
    return shopping.give_quantity(uow, conversation, quantity)


def _answer_confirm(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    if heard.intent in {"affirm", "checkout"}:
        return confirm(uow, conversation)
    if heard.intent == "deny":
        return [Note("utter_what_to_change")]
    if heard.intent == "inform" and heard.quantity is not None and len(shopping.cart_of(uow, conversation).lines) == 1:
        # "3 bags" below a summary of one line says how many of those.
        return shopping.change_quantities(uow, conversation, heard)
    return None


def confirm(uow: UnitOfWork, conversation: str) -> list[Note]:
    cart, priced = summary(uow, conversation)
    if priced.total != cart.shown_total:
        return [Note("utter_order_refused_price")]
    cart.confirmed = True
    uow.carts.save(cart)
    return []


def _answer_address(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    customer = uow.customers.get(conversation)
    saved = customer.address if customer else ""
    if heard.intent in {"use_saved_address", "affirm"}:
        return give_address(uow, conversation, saved) if saved else [Note("utter_address_unclear")]
    if heard.intent == "deny":
        return [Note("utter_address_unclear")]
    if heard.intent not in PLAIN or heard.intent == "delivery_instructions":
        return None
    place = heard.first("address") or heard.text
    if not looks_like_address(place):
        return [Note("utter_address_unclear")]
    return give_address(uow, conversation, place)


def give_address(uow: UnitOfWork, conversation: str, place: str) -> list[Note]:
    """Takes the place. Where the fee changes after everything else was agreed, the total must be agreed again."""
    cart = shopping.cart_of(uow, conversation)
    before = delivery_to(cart.address)
    cart.address = " ".join(place.split())[:500]
    after = delivery_to(cart.address)
    if before.fee != after.fee and cart.confirmed and cart.payment_method:
        cart.confirmed = False
    uow.carts.save(cart)
    if after.same_day:
        return []
    return [Note("utter_delivery_outside", {"address": cart.address, "fee": money.words(after.fee)})]


def _answer_method(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note] | None:
    method = heard.first("payment_method")
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
    phone = normalise(heard.first("phone") or heard.text)
    cart = shopping.cart_of(uow, conversation)
    if phone is None or (cart.payment_method in PROMPTED and not can_get_prompt(phone)):
        return [Note("utter_phone_unclear")]
    cart.payment_phone = phone
    uow.carts.save(cart)
    return []


ANSWERS = {
    Question.PRODUCT: _answer_product,
    Question.QUANTITY: _answer_quantity,
    Question.CONFIRM: _answer_confirm,
    Question.ADDRESS: _answer_address,
    Question.METHOD: _answer_method,
    Question.PHONE: _answer_phone,
}


def summary(uow: UnitOfWork, conversation: str) -> tuple[Cart, Quote]:
    cart = shopping.cart_of(uow, conversation)
    return cart, quote(cart, uow.products.catalog())


def lines_in_words(priced: Quote) -> str:
    return "\n".join(line_words(line.product.name, line.quantity, line.total) for line in priced.lines)


def ask_product(uow: UnitOfWork, conversation: str) -> Note:
    """The packs that fit, numbered, each with its price."""
    line = shopping.cart_of(uow, conversation).open_lines[0]
    catalog = uow.products.catalog()
    found = [product for sku in line.candidates if (product := catalog.get(sku))][:10]
    rows = "\n".join(
        f"{place}. {product.name} – {money.words(product.price)}" for place, product in enumerate(found, 1)
    )
    offered = tuple(
        Choice(
            id="",
            title=product.name,
            description=money.words(product.price),
            payload={"intent": "inform", "entities": {"sku": product.sku}},
            question=Question.PRODUCT.value,
        )
        for product in found
    )
    response = "utter_ask_product" if len(found) > 1 else "utter_ask_product_one"
    return Note(response, {"words": line.words, "rows": rows}, offered)


def ask_quantity(uow: UnitOfWork, conversation: str) -> Note:
    line = shopping.cart_of(uow, conversation).open_lines[0]
    product = uow.products.catalog().by_sku[line.sku]
    values = {"product": product.name, "price": money.words(product.price), "stock": product.stock}
    if line.quantity:
        number = str(line.quantity)
        payload = {"intent": "inform", "entities": {"quantity": number}}
        offered = (Choice("", number, "", payload, question=Question.QUANTITY.value),)
        return Note("utter_ask_quantity_offer", {**values, "offer": line.quantity}, offered)
    return Note("utter_ask_quantity", values, image_url=product.picture)


def ask_confirm(uow: UnitOfWork, conversation: str) -> Note:
    """The order summary: lines, delivery, total, and what was said already of place and payment."""
    cart, priced = show_total(uow, conversation)
    values = {
        "lines": lines_in_words(priced),
        "delivery": money.words(priced.delivery_fee),
        "total": money.words(priced.total),
        "address": cart.address,
        "method": cart.payment_method,
    }
    suffix = ("_address" if cart.address else "") + ("_method" if cart.payment_method else "")
    return Note(f"utter_ask_order_confirmed{suffix}", values)


def ask_address(uow: UnitOfWork, conversation: str, wants_new: bool) -> Note:
    customer = uow.customers.get(conversation)
    if customer and customer.address and not wants_new:
        return Note("utter_ask_address_saved", {"address": customer.address})
    return Note("utter_ask_address")


def ask_method(uow: UnitOfWork, conversation: str) -> Note:
    _, priced = show_total(uow, conversation)
    return Note(
        "utter_ask_payment_method", {"total": money.words(priced.total), "delivery": money.words(priced.delivery_fee)}
    )


def take_along(uow: UnitOfWork, conversation: str, heard: Heard) -> None:
    """A place and a way to pay said in the same breath as an order are kept for it."""
    address, method = heard.first("address"), heard.first("payment_method")
    if address and looks_like_address(address):
        give_address(uow, conversation, address)
    if method in METHODS:
        choose_method(uow, conversation, method)

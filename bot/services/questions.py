"""The questions of the order form, with what they show."""

from __future__ import annotations

from bot.commerce import money
from bot.commerce.cart import Cart, Question, Quote
from bot.commerce.delivery import PICKUP
from bot.commerce.extras import extra_words
from bot.commerce.lengths import CHOICE_TITLE
from bot.commerce.orders import line_words
from bot.commerce.payments import PROMPTED
from bot.commerce.phone import masked
from bot.commerce.places import SavedPlace
from bot.services import shopping
from bot.services.checkout import show_total
from bot.services.notes import Note
from bot.services.ports import Choice, UnitOfWork

# WhatsApp shows ten rows.
MOST_PLACES = 8


def lines_in_words(priced: Quote, language: str) -> str:
    """The goods, and below them the extras."""
    goods = (line_words(line.product.name, line.quantity, line.total) for line in priced.lines)
    beside = (extra_words(extra.line(language), extra.price) for extra in priced.extras)
    return "\n".join((*goods, *beside))


def ask_product(uow: UnitOfWork, conversation: str) -> Note:
    """The packs that fit, numbered, each with its price."""
    line = shopping.cart_of(uow, conversation).open_lines[0]
    catalog = uow.products.catalog()
    found = [product for sku in line.candidates if (product := catalog.get(sku))][:10]
    below = shopping.told_apart(found)
    rows = "\n".join(
        f"{place}. {product.name} – {told}" for place, (product, told) in enumerate(zip(found, below, strict=True), 1)
    )
    offered = tuple(
        Choice(
            id="",
            title=product.name,
            description=told,
            payload={"intent": "inform", "entities": {"sku": product.sku}},
            question=Question.PRODUCT.value,
        )
        for product, told in zip(found, below, strict=True)
    )
    several = "utter_ask_either" if line.either or not line.words else "utter_ask_product"
    response = several if len(found) > 1 else "utter_ask_product_one"
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
    response = "utter_ask_quantity_unit" if line.unit else "utter_ask_quantity"
    return Note(response, values, image_url=product.picture)


def ask_place_check(uow: UnitOfWork, conversation: str) -> Note:
    return Note("utter_ask_place_check", {"place": uow.carts.get(conversation).place_check})


def ask_confirm(uow: UnitOfWork, conversation: str, language: str = "en") -> Note:
    """The order summary: lines, delivery, total, and what was said already of place and payment."""
    cart, priced = show_total(uow, conversation)
    values = {
        "lines": lines_in_words(priced, language),
        "delivery": money.words(priced.delivery_fee),
        "total": money.words(priced.total),
        "address": cart.address,
        "method": cart.payment_method,
        "also": _also(cart),
    }
    place = "_pickup" if cart.address == PICKUP else "_address" if cart.address else ""
    return Note(f"utter_ask_order_confirmed{place}{'_method' if cart.payment_method else ''}", values)


def _also(cart: Cart) -> str:
    """Signs and the customer's own words, so that one line does for all languages."""
    phone = (
        f"\n📱 {masked(cart.payment_phone)}" if cart.payment_phone and cart.payment_method in (*PROMPTED, "") else ""
    )
    said = (("🕒", cart.delivery_time), ("👤", cart.receiver), ("📝", cart.instructions), ("🔁", cart.otherwise))
    return phone + "".join(f"\n{sign} {words}" for sign, words in said if words)


def ask_address(uow: UnitOfWork, conversation: str, wants_new: bool) -> Note:
    """The place on file to be confirmed, the list of places where there are several, or the plain question."""
    customer = uow.customers.get(conversation)
    known = _known_places(uow, conversation, customer.address if customer else "")
    if wants_new or not known or uow.carts.get(conversation).place_name:
        return Note("utter_ask_address")
    if len(known) == 1:
        return Note("utter_ask_address_saved", {"address": known[0].address})
    rows = "\n".join(f"{number}. {_called(place)}" for number, place in enumerate(known, 1))
    return Note("utter_ask_address_several", {"rows": rows}, tuple(map(_place_choice, known)))


def _known_places(uow: UnitOfWork, conversation: str, last: str) -> list[SavedPlace]:
    places = uow.places.of(conversation)
    unnamed = [SavedPlace("", last)] if last and last not in {place.address for place in places} else []
    return [*places, *unnamed][:MOST_PLACES]


def _called(place: SavedPlace) -> str:
    return f"{place.name}: {place.address}" if place.name else place.address


def _place_choice(place: SavedPlace) -> Choice:
    return Choice(
        id="",
        title=(place.name or place.address)[:CHOICE_TITLE],
        description=place.address if place.name else "",
        payload={"intent": "inform_address", "entities": {"address": place.address}},
        question=Question.ADDRESS.value,
    )


def ask_method(uow: UnitOfWork, conversation: str) -> Note:
    cart, priced = show_total(uow, conversation)
    values = {"total": money.words(priced.total), "also": _also(cart)}
    if cart.address == PICKUP:
        return Note("utter_ask_payment_method_pickup", values)
    values |= {"delivery": money.words(priced.delivery_fee), "address": cart.address}
    return Note("utter_ask_payment_method", values)

"""An order as it is asked for over HTTP, checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.commerce.cart import MAX_QUANTITY
from bot.commerce.json_fields import Fields, Unreadable
from bot.commerce.lengths import own_name
from bot.commerce.orders import Order
from bot.commerce.payments import METHODS
from bot.commerce.phone import normalise
from bot.services.ports import Json, Reader
from bot.web.errors import Refusal

MOST_LINES = 100


@dataclass(frozen=True)
class OrderRequest:
    """``phone`` is international (+254…), ``items`` are (sku, quantity), each sku once; prices are the shop's. ``zone`` is
    where the address lies, as in ``bot.commerce.delivery``."""

    phone: str
    name: str
    items: tuple[tuple[str, int], ...]
    address: str
    zone: str
    payment_method: str


# Places the order, once for each key however often it is called. Raises ShopError.
PlaceOrder = Callable[[OrderRequest, str], Order]


def read_order(document: Json, reader: Reader) -> OrderRequest:
    """Raises Refusal 422 naming the field that is wrong."""
    fields = Fields.of(document, "order")
    try:
        customer = fields.nested("customer")
        name, method = customer.text("name"), fields.text("payment_method")
        address = _address(fields, reader)
        zone = reader.zone(address)
        return OrderRequest(_phone(customer), own_name(name), _items(fields), address, zone, _method(method))
    except Unreadable as problem:
        raise Refusal(422, "invalid_request", f"{problem}.") from problem


def _phone(customer: Fields) -> str:
    phone = normalise(customer.text("phone"))
    if phone is None:
        raise Refusal(
            422, "invalid_phone", "customer.phone must be a phone number, such as +254700123456.", "customer.phone"
        )
    return phone


def _items(fields: Fields) -> tuple[tuple[str, int], ...]:
    listed = fields.content.get("items")
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_LINES:
        raise Refusal(422, "invalid_items", f"items must be a list of 1 to {MOST_LINES} lines.", "items")
    wanted: dict[str, int] = {}
    for position, item in enumerate(listed):
        line = Fields.of(item, f"items[{position}]")
        sku, quantity = line.identifier("product_id"), line.whole("quantity")
        wanted[sku] = wanted.get(sku, 0) + quantity
        if not quantity or wanted[sku] > MAX_QUANTITY:
            message = f"{line.name}.quantity must be from 1 to {MAX_QUANTITY}."
            raise Refusal(422, "invalid_items", message, f"{line.name}.quantity")
    return tuple(wanted.items())


def _address(fields: Fields, reader: Reader) -> str:
    """A text, or an object whose texts are joined: street, city and so on in the order in which they are given."""
    given = fields.content.get("delivery_address")
    if isinstance(given, dict):
        given = ", ".join(each.strip() for each in given.values() if isinstance(each, str) and each.strip())
    if not isinstance(given, str) or not reader.is_address(given):
        message = "delivery_address must name a place, in at most 300 characters."
        raise Refusal(422, "invalid_address", message, "delivery_address")
    return " ".join(given.split())


def _method(method: str) -> str:
    if method not in METHODS:
        message = f"payment_method must be one of {', '.join(METHODS)}."
        raise Refusal(422, "unsupported_method", message, "payment_method")
    return method

"""An order as it is asked for over HTTP, checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.commerce.cart import MAX_QUANTITY
from bot.commerce.delivery import PICKUP, Fulfilment
from bot.commerce.json_fields import Fields, Unreadable
from bot.commerce.lengths import own_name
from bot.commerce.orders import Order
from bot.commerce.payments import METHODS
from bot.commerce.phone import normalise
from bot.services.ports import Json, Reader
from bot.web.errors import Refusal

MOST_LINES = 100
LONGEST_INSTRUCTIONS = 300
# Where a word of a name begins that was joined to the one before: phoneNumber.
JOINED = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class OrderRequest:
    """``phone`` is international (+254…), ``items`` are (sku, quantity), each sku once; prices are the shop's. ``zone`` is
    where the address lies, as in ``bot.commerce.delivery``. Without a ``payment_method`` the customer is asked in the chat."""

    phone: str
    name: str
    items: tuple[tuple[str, int], ...]
    address: str
    zone: str
    payment_method: str
    instructions: str = ""


# Places the order, once for each key however often it is called. Raises ShopError.
PlaceOrder = Callable[[OrderRequest, str], Order]


def read_order(document: Json, reader: Reader) -> OrderRequest:
    """Raises Refusal 422 naming the field that is wrong. Names joined by capitals are known as well, and an order of one product
    may be written without ``items`` and ``customer``."""
    fields = Fields.of(_spread(_separated(document)), "order")
    try:
        customer = fields.nested("customer")
        name, method = customer.text("name"), fields.text("payment_method")
        phone, items = _phone(customer), _items(fields)
        address, instructions = _delivery(fields, reader)
        zone = reader.zone(address)
        return OrderRequest(phone, own_name(name), items, address, zone, _method(method), instructions)
    except Unreadable as problem:
        raise Refusal(422, "invalid_request", f"{problem}.") from problem


def _separated(written: Any) -> Any:
    """With each name as we write it: phone_number for phoneNumber."""
    if isinstance(written, dict):
        return {JOINED.sub("_", str(name)).lower(): _separated(each) for name, each in written.items()}
    return [_separated(each) for each in written] if isinstance(written, list) else written


def _spread(order: Json) -> Json:
    """With its one product as a line, and its customer's name and number in their place."""
    spread = dict(order)
    if "items" not in order and "product_id" in order:
        spread["items"] = [{"product_id": order["product_id"], "quantity": order.get("quantity")}]
    if "customer" not in order and "phone_number" in order:
        spread["customer"] = {"phone": order["phone_number"], "name": order.get("customer_name")}
    return spread


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


def _delivery(fields: Fields, reader: Reader) -> tuple[str, str]:
    """The address, and how to hand over there; no address is needed for what is fetched at the shop."""
    if _fulfilment(fields) is Fulfilment.PICKUP:
        return PICKUP, ""
    given, instructions = fields.content.get("delivery_address"), ""
    if isinstance(given, dict):
        instructions = Fields.of(given, "delivery_address").text("instructions")[:LONGEST_INSTRUCTIONS]
        given = _joined({name: each for name, each in given.items() if name != "instructions"})
    if not isinstance(given, str) or not reader.is_address(given):
        message = "delivery_address must name a place, in at most 300 characters."
        raise Refusal(422, "invalid_address", message, "delivery_address")
    return " ".join(given.split()), " ".join(instructions.split())


def _fulfilment(fields: Fields) -> Fulfilment:
    known = {each.value: each for each in Fulfilment}
    written = fields.text("delivery_method") or Fulfilment.DELIVERY.value
    if written not in known:
        raise Refusal(422, "invalid_request", f"delivery_method must be one of {', '.join(known)}.", "delivery_method")
    return known[written]


def _joined(address: Json) -> str:
    """The texts of an address in parts, such as street and city, in the order in which they are given."""
    return ", ".join(each.strip() for each in address.values() if isinstance(each, str) and each.strip())


def _method(method: str) -> str:
    if method and method not in METHODS:
        message = f"payment_method must be one of {', '.join(METHODS)}, or left to the customer."
        raise Refusal(422, "unsupported_method", message, "payment_method")
    return method

"""Ghala's orders: checked line by line, priced at Ghala's own prices, stock reserved."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from bot.sandbox import values
from bot.sandbox.ghala import events, products
from bot.sandbox.ghala.paging import paged
from bot.sandbox.http import Answer, Call, Document, Refusal, dump, load
from bot.sandbox.state import Sandbox

MOST_LINES = 100


def created(sandbox: Sandbox, call: Call) -> Answer:
    wanted = call.document()
    lines = _lines(sandbox, wanted.get("items"))
    order = _order(sandbox, wanted, lines)
    for line in lines:
        products.take(sandbox, line["product_id"], line["quantity"])
    sandbox.store.run(
        "INSERT INTO orders VALUES (?, ?, ?, ?, ?)",
        order["id"],
        sandbox.store.next("order position"),
        order.get("order_number"),
        values.digits(order["customer"]["phone"]),
        dump(order).decode(),
    )
    events.emit(sandbox, "order.created", order=order)
    return Answer(201, order)


def _order(sandbox: Sandbox, wanted: Document, lines: list[Document]) -> Document:
    customer = _customer(wanted.get("customer"))
    fee = values.money(wanted.get("delivery_fee", 0), "delivery_fee")
    amount = sum((line["total"] for line in lines), fee)
    if values.money(wanted.get("amount"), "amount") != amount:
        raise Refusal(422, "amount_mismatch", f"Items and delivery come to {amount}, not {wanted['amount']}.", "amount")
    if wanted.get("currency", products.CURRENCY) != products.CURRENCY:
        raise Refusal(422, "amount_mismatch", f"Orders are in {products.CURRENCY}.", "currency")
    number, stamp = sandbox.store.next("order"), sandbox.stamp()
    order = {
        "id": f"ghala_order_{number}_{sandbox.token('order token', 6)}",
        "order_number": values.text(wanted, "order_number", 64),
        "status": "pending",
        "payment_status": "pending",
        "customer": customer,
        "items": lines,
        "delivery_address": values.text(wanted, "delivery_address"),
        "delivery_fee": fee,
        "amount": amount,
        "currency": products.CURRENCY,
        "created_at": stamp,
        "updated_at": stamp,
    }
    return {name: value for name, value in order.items() if value is not None}


def _customer(wanted: Any) -> Document:
    if not isinstance(wanted, dict):
        raise Refusal(422, "invalid_phone", "customer.phone is required.", "customer.phone")
    customer: Document = {"phone": values.phone(wanted.get("phone"), "customer.phone")}
    named = {name: values.text(wanted, name) for name in ("name", "email")}
    return {**customer, **{name: value for name, value in named.items() if value is not None}}


def _lines(sandbox: Sandbox, wanted: Any) -> list[Document]:
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= MOST_LINES:
        raise Refusal(422, "invalid_items", f"items must be a list of 1 to {MOST_LINES} lines.", "items")
    lines = [_line(sandbox, item, f"items[{position}]") for position, item in enumerate(wanted)]
    packs: Counter[str] = Counter()
    for line in lines:
        packs[line["product_id"]] += line["quantity"]
    for product_id, quantity in packs.items():
        _demand_stock(sandbox, product_id, quantity)
    return lines


def _line(sandbox: Sandbox, item: Any, field: str) -> Document:
    if not isinstance(item, dict) or not isinstance(item.get("product_id"), str):
        raise Refusal(422, "invalid_items", f"{field}.product_id is required.", f"{field}.product_id")
    quantity = item.get("quantity")
    if isinstance(quantity, bool) or not isinstance(quantity, int) or not 1 <= quantity <= 10**9:
        raise Refusal(422, "invalid_items", f"{field}.quantity must be a whole number from 1.", f"{field}.quantity")
    product = products.find(sandbox, item["product_id"])
    if product is None or not product["is_active"]:
        raise Refusal(422, "unknown_product", f"There is no product {item['product_id']}.", item["product_id"])
    price = Decimal(product["price"])
    if "unit_price" in item and values.money(item["unit_price"], f"{field}.unit_price") != price:
        raise Refusal(422, "amount_mismatch", f"{product['name']} costs {price}.", f"{field}.unit_price")
    return {
        "product_id": product["id"],
        "name": product["name"],
        "quantity": quantity,
        "unit_price": price,
        "total": price * quantity,
    }


def _demand_stock(sandbox: Sandbox, product_id: str, quantity: int) -> None:
    product = products.find(sandbox, product_id)
    stock = product["stock"] if product else 0
    if stock < quantity:
        raise Refusal(422, "out_of_stock", f"Only {stock} of {product_id} left, {quantity} wanted.", product_id)


def listed(sandbox: Sandbox, call: Call) -> Answer:
    """Newest first."""
    phone = values.digits(call.query.get("phone", ""))
    return Answer(200, paged(call, [order for order in newest(sandbox) if phone in ("", _phone_of(order))]))


def _phone_of(order: Document) -> str:
    return values.digits(order["customer"]["phone"])


def newest(sandbox: Sandbox) -> list[Document]:
    return [load(row["body"]) for row in sandbox.store.all("SELECT body FROM orders ORDER BY position DESC")]


def shown(sandbox: Sandbox, call: Call) -> Answer:
    return Answer(200, get(sandbox, call.params["order_id"]))


def get(sandbox: Sandbox, order_id: str) -> Document:
    """Raises Refusal 404."""
    row = sandbox.store.one("SELECT body FROM orders WHERE id = ?", order_id)
    if row is None:
        raise Refusal(404, "not_found", f"There is no order {order_id}.", "id")
    return dict(load(row["body"]))


def number(order: Document) -> str:
    """What people call it: the shop's own number, or Ghala's where the shop gave none."""
    return str(order.get("order_number") or order["id"])


def by_either_name(sandbox: Sandbox, name: str) -> Document:
    """The order with this Ghala id, else the newest with this order number. Raises Refusal 404."""
    row = sandbox.store.one(
        "SELECT id FROM orders WHERE id = ? OR order_number = ? ORDER BY id = ? DESC, position DESC", name, name, name
    )
    return get(sandbox, name if row is None else row["id"])


def change(sandbox: Sandbox, order: Document, **changes: Any) -> Document:
    """The order after the change, kept."""
    changed = {**order, **changes, "updated_at": sandbox.stamp()}
    sandbox.store.run("UPDATE orders SET body = ? WHERE id = ?", dump(changed).decode(), order["id"])
    return changed

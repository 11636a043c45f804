"""Calling an order off."""

from __future__ import annotations

from bot.sandbox.ghala import orders, payments, products
from bot.sandbox.http import Answer, Call, Refusal
from bot.sandbox.state import Sandbox

CANCELLABLE = ("pending", "confirmed", "processing")


def cancelled(sandbox: Sandbox, call: Call) -> Answer:
    """Releases the stock and closes an open prompt; a second cancel changes nothing."""
    order = orders.get(sandbox, call.params["order_id"])
    if order["status"] == "cancelled":
        return Answer(200, order)
    if order["status"] not in CANCELLABLE:
        raise Refusal(409, "already_shipped", f"The order is {order['status']} and cannot be cancelled.", "status")
    for line in order["items"]:
        products.take(sandbox, line["product_id"], -line["quantity"])
    orders.change(sandbox, order, status="cancelled")
    for payment in payments.of_order(sandbox, order["id"]):
        if payment["status"] == "pending":
            payments.fail(sandbox, payment, "cancelled_by_user")
    return Answer(200, orders.get(sandbox, order["id"]))

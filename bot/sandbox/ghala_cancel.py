"""Calling an order off."""

from __future__ import annotations

from bot.sandbox import ghala_orders, ghala_payments, ghala_products
from bot.sandbox.state import Sandbox
from bot.sandbox.wire import Answer, Call, Refusal

CANCELLABLE = ("pending", "confirmed", "processing")


def cancelled(sandbox: Sandbox, call: Call) -> Answer:
    """Releases the stock and closes an open prompt; a second cancel changes nothing."""
    order = ghala_orders.get(sandbox, call.params["order_id"])
    if order["status"] == "cancelled":
        return Answer(200, order)
    if order["status"] not in CANCELLABLE:
        raise Refusal(409, "already_shipped", f"The order is {order['status']} and cannot be cancelled.", "status")
    for line in order["items"]:
        ghala_products.take(sandbox, line["product_id"], -line["quantity"])
    ghala_orders.change(sandbox, order, status="cancelled")
    for payment in ghala_payments.of_order(sandbox, order["id"]):
        if payment["status"] == "pending":
            ghala_payments.fail(sandbox, payment, "cancelled_by_user")
    return Answer(200, ghala_orders.get(sandbox, order["id"]))

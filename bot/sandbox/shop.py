"""The moves of the shop and its rider: packing, shipping, handing over, giving money back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.sandbox.ghala import events, orders, payments
from bot.sandbox.http import Document, Refusal
from bot.sandbox.meta.envelope import DISPLAY_PHONE_NUMBER
from bot.sandbox.state import Sandbox, rfc3339

RIDE = timedelta(hours=3)
TRACKED = ("number", "url", "eta", "driver")
NEXT = {
    "process": ("processing", ("confirmed",)),
    "ship": ("shipped", ("confirmed", "processing")),
    "out-for-delivery": ("out_for_delivery", ("shipped",)),
    "deliver": ("delivered", ("out_for_delivery",)),
}


def move(sandbox: Sandbox, name: str, step: str, wanted: Document) -> Document:
    """The order after process, ship, out-for-delivery, deliver or refund. Raises Refusal 404, or 409 for a jump."""
    order = orders.by_either_name(sandbox, name)
    with sandbox.store.transaction():
        if step == "refund":
            return _refund(sandbox, order)
        demand_step(sandbox, order, step)
        order = _PREPARED.get(step, _as_it_is)(sandbox, order, wanted)
        status, _ = NEXT[step]
        order = orders.change(sandbox, order, status=status)
        events.emit(sandbox, f"order.{status}", order=order)
    return order


def demand_step(sandbox: Sandbox, order: Document, step: str) -> None:
    """Raises Refusal 409 for a jump."""
    _, before = NEXT[step]
    status = order["status"]
    # An order to be paid at the door is never confirmed by a payment, yet it is packed and sent all the same.
    if status == "pending" and "confirmed" in before and _cash(sandbox, order) is not None:
        return
    if status not in before:
        allowed = " or ".join(before)
        unpaid = " It has not been paid." if status == "pending" else ""
        words = f"Cannot {step} order {orders.number(order)}: it is {status}, and must be {allowed}.{unpaid}"
        raise Refusal(409, "illegal_step", words, "status")


def _cash(sandbox: Sandbox, order: Document) -> Document | None:
    open_ones = (payment for payment in payments.of_order(sandbox, order["id"]) if payment["status"] == "pending")
    return next((payment for payment in open_ones if payment["method"] == "cash"), None)


def _as_it_is(sandbox: Sandbox, order: Document, wanted: Document) -> Document:
    return order


def _with_tracking(sandbox: Sandbox, order: Document, wanted: Document) -> Document:
    """What the caller says of the tracking goes before what is made up here."""
    number = f"TRK-{sandbox.store.next('tracking'):03d}"
    tracking: Document = {
        "number": number,
        "url": f"{sandbox.config.public_url}/track/{number}",
        "eta": rfc3339(sandbox.now() + RIDE),
        "driver": {"name": "Duka Rider", "phone": f"+{DISPLAY_PHONE_NUMBER}", "vehicle": "KCA 123A"},
    }
    tracking.update({name: wanted[name] for name in TRACKED if name in wanted})
    return {**order, "tracking": tracking}


def _with_cash_taken(sandbox: Sandbox, order: Document, wanted: Document) -> Document:
    """The rider takes the cash at the door; the code in ``wanted`` is the shop's business, not Ghala's."""
    cash = _cash(sandbox, order)
    if cash is not None:
        payments.succeed(sandbox, cash)
    return orders.get(sandbox, order["id"])


_PREPARED: dict[str, Callable[[Sandbox, Document, Document], Document]] = {
    "ship": _with_tracking,
    "deliver": _with_cash_taken,
}


def _refund(sandbox: Sandbox, order: Document) -> Document:
    paid = [payment for payment in payments.of_order(sandbox, order["id"]) if payment["status"] == "success"]
    if not paid:
        raise Refusal(409, "not_refundable", f"Nothing is paid on order {order['id']}, nothing to give back.", "status")
    payments.give_back(sandbox, paid[0])
    return orders.get(sandbox, order["id"])

"""Ghala's events, read into the shop's own."""

from __future__ import annotations

from bot.commerce.events import Event, OrderMoved, OrderReported, PaymentReported, ProductReported, RefundReported
from bot.commerce.json_fields import Fields, Unreadable
from bot.commerce.orders import OrderStatus
from bot.commerce.payments import PaymentStatus, ReportedPayment, ReportedRefund
from bot.providers.ghala.documents import (
    ReportedOrder,
    order_in,
    order_status,
    payment_in,
    payment_status,
    product,
)

# Names seen for the same event.
SAME_EVENT = {"payment.successful": "payment.success", "order.canceled": "order.cancelled"}
ENVELOPE = frozenset({"id", "event", "created_at", "raw"})
MOVES = {
    "order.processing": OrderStatus.PROCESSING,
    "order.shipped": OrderStatus.SHIPPED,
    "order.out_for_delivery": OrderStatus.OUT_FOR_DELIVERY,
    "order.delivered": OrderStatus.DELIVERED,
    "order.cancelled": OrderStatus.CANCELLED,
}
PAYMENTS = {
    "payment.pending": PaymentStatus.PENDING,
    "payment.success": PaymentStatus.SUCCESS,
    "payment.failed": PaymentStatus.FAILED,
}


def read(event: object) -> Event | None:
    """None for what is nothing to the shop. Raises Unreadable."""
    name = event_name(event)
    if name in PAYMENTS:
        return PaymentReported(event_payment(event))
    if name in MOVES:
        moved = event_order(event)
        return OrderMoved(moved.status, moved.ghala_id, moved.number, moved.tracking)
    if name == "order.created":
        created = event_order(event)
        return OrderReported(created.ghala_id, created.number)
    if name == "refund.issued":
        return RefundReported(event_refund(event))
    if name == "product.updated":
        return ProductReported(product(_subject(event, "product")[1].content))
    return None


def event_name(event: object) -> str:
    """The name of an event by the contract, whichever of its names was used. Raises Unreadable."""
    name = Fields.of(event, "event").text("event", required=True)
    return SAME_EVENT.get(name, name)


def event_order(event: object) -> ReportedOrder:
    """The order of an ``order.*`` event; the event's name rules the status where it tells one. Raises Unreadable."""
    whole, fields = _subject(event, "order")
    order_id = fields.identifier("id", "") or whole.identifier("order_id")
    told = MOVES.get(event_name(event))
    amount = fields.amount("amount") if fields.has("amount") else None
    return order_in(fields, order_id, told or order_status(fields), amount)


def event_payment(event: object) -> ReportedPayment:
    """The payment of a ``payment.*`` event. Raises Unreadable, also when its name contradicts its status."""
    whole, fields = _subject(event, "payment")
    told = PAYMENTS.get(event_name(event))
    status = payment_status(fields) if fields.has("status") or told is None else told
    if told is not None and status is not told:
        raise Unreadable(f"event {event_name(event)} reports a payment that is {status.value}")
    order_id = fields.identifier("order_id", "") or order_id_of(whole)
    payment_id = fields.identifier("id", "") or whole.identifier("payment_id", "")
    return payment_in(fields, payment_id, order_id, status)


def event_refund(event: object) -> ReportedRefund:
    """The refund of ``refund.issued``. Raises Unreadable."""
    whole, fields = _subject(event, "refund")
    return ReportedRefund(
        ghala_id=fields.identifier("id", ""),
        amount=fields.amount("amount"),
        ghala_payment_id=fields.identifier("payment_id", ""),
        ghala_order_id=fields.identifier("order_id", "") or order_id_of(whole),
    )


def order_id_of(whole: Fields) -> str:
    """Ghala's order id within an event's data: ``order_id``, else ``order.id``, else empty."""
    nested = whole.content.get("order")
    inner = Fields.of(nested, "order").identifier("id", "") if isinstance(nested, dict) else ""
    return whole.identifier("order_id", "") or inner


def event_data(event: object) -> Fields:
    """The data of an event; where a sender left the envelope out, what is not the envelope's. Raises Unreadable."""
    fields = Fields.of(event, "event")
    if fields.has("data"):
        return fields.nested("data")
    return Fields({name: value for name, value in fields.content.items() if name not in ENVELOPE}, "event.data")


def _subject(event: object, name: str) -> tuple[Fields, Fields]:
    """The data, and in it the object called ``name``; some senders spread that object over the data itself."""
    whole = event_data(event)
    return whole, whole.nested(name) if whole.has(name) else whole

"""Ghala's JSON read into the shop's own words, for answers and for events alike. No I/O; nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from bot.commerce import lengths
from bot.commerce.catalog import Product
from bot.commerce.json_fields import Fields, Unreadable
from bot.commerce.money import CURRENCY
from bot.commerce.orders import OrderStatus, Tracking
from bot.commerce.payments import PaymentStatus, ReportedPayment

# Names seen for the same event, and for the same status.
SAME_EVENT = {"payment.successful": "payment.success", "order.canceled": "order.cancelled"}
SAME_STATUS = {"successful": "success", "canceled": "cancelled"}
ENVELOPE = frozenset({"id", "event", "created_at", "raw"})
STATUS_OF_EVENT = {
    "order.processing": OrderStatus.PROCESSING,
    "order.shipped": OrderStatus.SHIPPED,
    "order.out_for_delivery": OrderStatus.OUT_FOR_DELIVERY,
    "order.delivered": OrderStatus.DELIVERED,
    "order.cancelled": OrderStatus.CANCELLED,
}


@dataclass(frozen=True)
class ReportedOrder:
    """An order as Ghala reports it; ``amount`` in KES is None where an event does not tell it."""

    ghala_id: str
    status: OrderStatus
    amount: Decimal | None = None
    number: str = ""
    phone: str = ""
    tracking: Tracking = field(default_factory=Tracking)
    delivery_code: str = ""


@dataclass(frozen=True)
class ReportedRefund:
    """Money given back, KES; ``ghala_payment_id`` and ``ghala_order_id`` are Ghala's, empty where it tells only one."""

    ghala_id: str
    amount: Decimal
    ghala_payment_id: str = ""
    ghala_order_id: str = ""


def product(document: object) -> Product:
    """One product. Raises Unreadable, also for prices in another currency than KES."""
    fields = Fields.of(document, "product")
    _demand_kes(fields, required=True)
    return Product(
        sku=fields.identifier("id", longest=lengths.SKU),
        name=fields.text("name", required=True)[: lengths.PRODUCT_NAME],
        price=fields.amount("price"),
        stock=fields.whole("stock"),
        category=fields.text("category")[: lengths.CATEGORY],
        subcategory=fields.text("subcategory")[: lengths.CATEGORY],
        description=fields.text("description"),
        image_url=fields.text("image_url"),
        aliases=fields.texts("aliases"),
        is_priority=fields.flag("is_priority", default=False),
        is_active=fields.flag("is_active", default=True),
    )


def order(document: object) -> ReportedOrder:
    """One order as the API answers it: id, status and amount are demanded. Raises Unreadable."""
    fields = Fields.of(document, "order")
    _demand_kes(fields)
    return _order(fields, fields.identifier("id"), _order_status(fields), fields.amount("amount"))


def payment(document: object, order_id: str = "") -> ReportedPayment:
    """One payment as the API answers it; ``order_id`` is the order we asked about, where the answer names none.

    Raises Unreadable.
    """
    fields = Fields.of(document, "payment")
    return _payment(fields, fields.identifier("id"), fields.identifier("order_id", order_id), _payment_status(fields))


def event_name(event: object) -> str:
    """The name of an event by the contract, whichever of its names was used. Raises Unreadable."""
    name = Fields.of(event, "event").text("event", required=True)
    return SAME_EVENT.get(name, name)


def event_order(event: object) -> ReportedOrder:
    """The order of an ``order.*`` event; the event's name rules the status where it tells one. Raises Unreadable."""
    whole, fields = _subject(event, "order")
    order_id = fields.identifier("id", "") or whole.identifier("order_id")
    told = STATUS_OF_EVENT.get(event_name(event))
    amount = fields.amount("amount") if fields.has("amount") else None
    return _order(fields, order_id, told or _order_status(fields), amount)


def event_payment(event: object) -> ReportedPayment:
    """The payment of a ``payment.*`` event. Raises Unreadable, also when its name contradicts its status."""
    whole, fields = _subject(event, "payment")
    told = _payment_status_of(event_name(event))
    status = _payment_status(fields) if fields.has("status") or told is None else told
    if told is not None and status is not told:
        raise Unreadable(f"event {event_name(event)} reports a payment that is {status.value}")
    order_id = fields.identifier("order_id", "") or order_id_of(whole)
    payment_id = fields.identifier("id", "") or whole.identifier("payment_id", "")
    return _payment(fields, payment_id, order_id, status)


def event_refund(event: object) -> ReportedRefund:
    """The refund of ``refund.issued``. Raises Unreadable."""
    whole, fields = _subject(event, "refund")
    return ReportedRefund(
        ghala_id=fields.identifier("id", ""),
        amount=fields.amount("amount"),
        ghala_payment_id=fields.identifier("payment_id", ""),
        ghala_order_id=fields.identifier("order_id", "") or order_id_of(whole),
    )


def event_product(event: object) -> Product:
    """The product of ``product.updated``. Raises Unreadable."""
    return product(_subject(event, "product")[1].content)


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


def _order(fields: Fields, ghala_id: str, status: OrderStatus, amount: Decimal | None) -> ReportedOrder:
    customer = fields.nested("customer")
    return ReportedOrder(
        ghala_id=ghala_id,
        status=status,
        amount=amount,
        number=fields.identifier("order_number", "", lengths.ORDER_NUMBER),
        phone=customer.text("phone") or customer.text("phone_number"),
        tracking=_tracking(fields.nested("tracking")),
        delivery_code=fields.identifier("delivery_code", ""),
    )


def _tracking(fields: Fields) -> Tracking:
    driver = fields.nested("driver")
    return Tracking(
        number=fields.identifier("number", ""),
        url=fields.text("url"),
        eta=fields.moment("eta"),
        driver_name=driver.text("name"),
        driver_phone=driver.text("phone"),
        vehicle=driver.text("vehicle"),
    )


def _payment(fields: Fields, ghala_id: str, order_id: str, status: PaymentStatus) -> ReportedPayment:
    return ReportedPayment(
        ghala_id=ghala_id,
        ghala_order_id=order_id,
        amount=fields.amount("amount"),
        currency=fields.text("currency") or CURRENCY,
        status=status,
        method=fields.text("method"),
        reference=fields.identifier("transaction_reference", "", lengths.REFERENCE),
        failure_reason=fields.text("failure_reason")[: lengths.FAILURE],
        checkout_url=fields.text("checkout_url"),
        paid_at=fields.moment("paid_at"),
    )


def _order_status(fields: Fields) -> OrderStatus:
    return OrderStatus(_known(fields, {status.value for status in OrderStatus} - {OrderStatus.DRAFT.value}))


def _payment_status(fields: Fields) -> PaymentStatus:
    return PaymentStatus(_known(fields, {status.value for status in PaymentStatus} - {PaymentStatus.UNKNOWN.value}))


def _payment_status_of(event: str) -> PaymentStatus | None:
    named = {"payment.pending": "pending", "payment.success": "success", "payment.failed": "failed"}.get(event)
    return PaymentStatus(named) if named else None


def _known(fields: Fields, known: set[str]) -> str:
    written = fields.text("status", required=True)
    status = SAME_STATUS.get(written, written)
    if status not in known:
        raise Unreadable(f"{fields.name}.status is {written[:40]!r}, not one of {', '.join(sorted(known))}")
    return status


def _demand_kes(fields: Fields, required: bool = False) -> None:
    currency = fields.text("currency", required=required)
    if currency not in ("", CURRENCY):
        raise Unreadable(f"{fields.name}.currency is {currency[:10]!r}, not {CURRENCY}")

"""What Ghala says of products, orders and payments, read into the shop's own words. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bot.commerce import lengths
from bot.commerce.catalog import Product
from bot.commerce.json_fields import Fields, Unreadable
from bot.commerce.money import CURRENCY
from bot.commerce.orders import OrderStatus, Tracking
from bot.commerce.payments import PaymentStatus, ReportedPayment

# Names seen for the same status.
SAME_STATUS = {"successful": "success", "canceled": "cancelled"}
# And for the same status of a payment; an order that is completed is another matter.
SAME_PAYMENT_STATUS = {**SAME_STATUS, "completed": "success", "succeeded": "success"}


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
    return order_in(fields, fields.identifier("id"), order_status(fields), fields.amount("amount"))


def payment(document: object, order_id: str = "") -> ReportedPayment:
    """One payment as the API answers it; ``order_id`` is the order we asked about, where the answer names none.

    Raises Unreadable.
    """
    fields = Fields.of(document, "payment")
    return payment_in(fields, fields.identifier("id"), fields.identifier("order_id", order_id), payment_status(fields))


def order_in(fields: Fields, ghala_id: str, status: OrderStatus, amount: Decimal | None) -> ReportedOrder:
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


def payment_in(fields: Fields, ghala_id: str, order_id: str, status: PaymentStatus) -> ReportedPayment:
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


def order_status(fields: Fields) -> OrderStatus:
    return OrderStatus(
        _known(fields, {status.value for status in OrderStatus} - {OrderStatus.DRAFT.value}, SAME_STATUS)
    )


def payment_status(fields: Fields) -> PaymentStatus:
    known = {status.value for status in PaymentStatus} - {PaymentStatus.UNKNOWN.value}
    return PaymentStatus(_known(fields, known, SAME_PAYMENT_STATUS))


def _known(fields: Fields, known: set[str], same: Mapping[str, str]) -> str:
    written = fields.text("status", required=True)
    status = same.get(written, written)
    if status not in known:
        raise Unreadable(f"{fields.name}.status is {written[:40]!r}, not one of {', '.join(sorted(known))}")
    return status


def _demand_kes(fields: Fields, required: bool = False) -> None:
    currency = fields.text("currency", required=required)
    if currency not in ("", CURRENCY):
        raise Unreadable(f"{fields.name}.currency is {currency[:10]!r}, not {CURRENCY}")

"""News of orders as approved templates, for when WhatsApp's window is closed: which one, and what fills it."""

from __future__ import annotations

from collections.abc import Callable

from bot.commerce import money
from bot.commerce.cart import quote
from bot.commerce.orders import Order
from bot.commerce.payments import METHOD_NAMES, PROMPTED, PaymentStatus
from bot.commerce.receipts import in_nairobi
from bot.services import shopping
from bot.services.ports import Json, TemplateCall, UnitOfWork
from bot.templates.definition import as_parameter, templates

Fill = Callable[[UnitOfWork, Order, Json], "tuple[str, ...] | None"]


def template_for(uow: UnitOfWork, intent: str, told: Json, conversation: str, language: str) -> TemplateCall | None:
    """What says in a template the same as the dialogue says to ``intent``; None where nothing suits."""
    if intent == "EXTERNAL_cart_left":
        return _call("cart_reminder", _cart(uow, conversation), language)
    if intent == "EXTERNAL_back_in_stock":
        return _call("back_in_stock", _back(uow, told), language)
    found = BY_INTENT.get(intent)
    order = uow.orders.by_number(str(told.get("order_number") or "")) if found else None
    if found is None or order is None:
        return None
    name, fill = found
    if name == "order_confirmation" and order.payment_method in PROMPTED:
        # What the customer must know is that the request is on their phone.
        name, fill = "payment_reminder", _waiting
    return _call(name, fill(uow, order, told), language)


def _call(name: str, parameters: tuple[str, ...] | None, language: str) -> TemplateCall | None:
    if parameters is None:
        return None
    template = templates()[name]
    wording = language if language in template.wordings else "en"
    flat = tuple(as_parameter(each) for each in parameters)
    return TemplateCall(name, "marketing" if template.category == "marketing" else "utility", wording, flat)


def _number(uow: UnitOfWork, order: Order, told: Json) -> tuple[str, ...]:
    return (order.number,)


def _amount(uow: UnitOfWork, order: Order, told: Json) -> tuple[str, ...]:
    return (order.number, money.words(order.amount))


def _receipt(uow: UnitOfWork, order: Order, told: Json) -> tuple[str, ...] | None:
    receipt = uow.receipts.of_order(order.id)
    paid = next((each for each in uow.payments.of_order(order.id) if each.status is PaymentStatus.SUCCESS), None)
    if receipt is None or paid is None:
        return None
    return (*_amount(uow, order, told), METHOD_NAMES[paid.method], paid.reference, receipt.number)


def _tracking(uow: UnitOfWork, order: Order, told: Json) -> tuple[str, ...]:
    found = order.tracking
    driver = ", ".join(part for part in (found.driver_name, found.driver_phone) if part)
    return (order.number, found.number, driver, in_nairobi(found.eta) if found.eta else "")


def _code(uow: UnitOfWork, order: Order, told: Json) -> tuple[str, ...]:
    return (order.number, order.delivery_code)


def _refund(uow: UnitOfWork, order: Order, told: Json) -> tuple[str, ...]:
    return (order.number, money.words(money.money(told["reason"])))


def _cart(uow: UnitOfWork, conversation: str) -> tuple[str, ...] | None:
    priced = quote(shopping.cart_of(uow, conversation), uow.products.catalog())
    if not priced.lines:
        return None
    items = ", ".join(f"{line.quantity} × {line.product.name}" for line in priced.lines)
    return (items, money.words(priced.total))


def _back(uow: UnitOfWork, told: Json) -> tuple[str, ...] | None:
    product = uow.products.catalog().get(told["sku"])
    return (product.name, money.words(product.price)) if product else None


def _placed(uow: UnitOfWork, order: Order, told: Json) -> tuple[str, ...]:
    items = ", ".join(f"{line.quantity} × {line.name}" for line in order.lines)
    return (*_amount(uow, order, told), items, order.address)


def _waiting(uow: UnitOfWork, order: Order, told: Json) -> tuple[str, ...]:
    return (*_amount(uow, order, told), METHOD_NAMES[order.payment_method])


BY_INTENT: dict[str, tuple[str, Fill]] = {
    "EXTERNAL_order_placed": ("order_confirmation", _placed),
    "EXTERNAL_order_refused": ("order_cancelled", _number),
    "EXTERNAL_order_created": ("order_confirmation", _placed),
    "EXTERNAL_payment_prompted": ("payment_reminder", _waiting),
    "EXTERNAL_payment_reminder": ("payment_reminder", _waiting),
    "EXTERNAL_payment_refused": ("payment_failed", _amount),
    "EXTERNAL_payment_success": ("payment_receipt", _receipt),
    "EXTERNAL_payment_failed": ("payment_failed", _amount),
    "EXTERNAL_payment_flagged": ("payment_review", _number),
    "EXTERNAL_order_processing": ("order_processing", _number),
    "EXTERNAL_order_shipped": ("order_shipped", _tracking),
    "EXTERNAL_order_out_for_delivery": ("delivery_notice", _code),
    "EXTERNAL_order_delivered": ("delivery_confirmation", _number),
    "EXTERNAL_order_cancelled": ("order_cancelled", _number),
    "EXTERNAL_order_expired": ("order_unpaid", _amount),
    "EXTERNAL_refund_issued": ("refund_notice", _refund),
}

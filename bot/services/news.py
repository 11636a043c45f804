"""News as approved templates, for when WhatsApp's window is closed: which one, and what fills it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.commerce import money
from bot.commerce.cart import quote
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import METHOD_NAMES, PROMPTED, PaymentStatus
from bot.commerce.receipts import in_nairobi
from bot.services import shopping
from bot.services.ports import Customer, Json, TemplateCall, UnitOfWork
from bot.templates.definition import as_parameter, templates


@dataclass(frozen=True)
class News:
    """What happened to an order, and in which language to tell it."""

    uow: UnitOfWork
    order: Order
    told: Json
    language: str

    @property
    def amount(self) -> str:
        return money.words(self.order.amount)

    def method(self, code: str) -> str:
        return METHOD_NAMES["sw" if self.language == "sw" else "en"][code]


Fill = Callable[[News], "tuple[str, ...] | None"]


def template_for(uow: UnitOfWork, intent: str, told: Json, conversation: str, language: str) -> TemplateCall | None:
    """What says in a template the same as the dialogue says to ``intent``; None where nothing suits."""
    if intent == "EXTERNAL_cart_left":
        return _call("cart_reminder", _cart(uow, conversation), language)
    if intent == "EXTERNAL_back_in_stock":
        return _call("back_in_stock", _back(uow, told), language)
    if intent == "EXTERNAL_case_opened":
        return _call("case_opened", _case(uow, told), language)
    order = uow.orders.by_number(str(told.get("order_number") or ""))
    if order is None:
        return None
    news = News(uow, order, told, language)
    name = _name_of_placed(news) if intent in PLACED else BY_INTENT.get(intent, "")
    if order.is_fetched:
        name = FETCHED.get(name, name)
    return _call(name, FILLS[name](news), language) if name else None


def _call(name: str, parameters: tuple[str, ...] | None, language: str) -> TemplateCall | None:
    if parameters is None:
        return None
    template = templates()[name]
    wording = language if language in template.wordings else "en"
    flat = tuple(as_parameter(each) for each in parameters)
    return TemplateCall(name, "marketing" if template.category == "marketing" else "utility", wording, flat)


def _name_of_placed(news: News) -> str:
    """Of a request on a phone is spoken only where one was made."""
    if news.order.payment_method == "cash" or news.order.status is not OrderStatus.PENDING:
        return "order_confirmation"
    tries = news.uow.payments.of_order(news.order.id)
    asked = any(each.status.is_open and each.method in PROMPTED for each in tries)
    return "payment_request" if asked else "order_to_pay"


def _number(news: News) -> tuple[str, ...]:
    return (news.order.number,)


def _amount(news: News) -> tuple[str, ...]:
    return (news.order.number, news.amount)


def _receipt(news: News) -> tuple[str, ...] | None:
    receipt = news.uow.receipts.of_order(news.order.id)
    tries = news.uow.payments.of_order(news.order.id)
    paid = next((each for each in tries if each.status is PaymentStatus.SUCCESS), None)
    if receipt is None or paid is None:
        return None
    return (*_amount(news), news.method(paid.method), paid.reference, receipt.number)


def _tracking(news: News) -> tuple[str, ...]:
    found = news.order.tracking
    driver = ", ".join(part for part in (found.driver_name, found.driver_phone) if part)
    return (news.order.number, found.number, driver, in_nairobi(found.eta) if found.eta else "")


def _code(news: News) -> tuple[str, ...]:
    return (news.order.number, news.order.delivery_code)


def _refund(news: News) -> tuple[str, ...]:
    return (news.order.number, money.words(money.money(news.told["reason"])))


def _cart(uow: UnitOfWork, conversation: str) -> tuple[str, ...] | None:
    priced = quote(shopping.cart_of(uow, conversation), uow.products.catalog())
    if not priced.lines:
        return None
    items = ", ".join(f"{line.quantity} × {line.product.name}" for line in priced.lines)
    return (items, money.words(priced.total))


def _back(uow: UnitOfWork, told: Json) -> tuple[str, ...] | None:
    product = uow.products.catalog().get(told["sku"])
    return (product.name, money.words(product.price)) if product else None


def _case(uow: UnitOfWork, told: Json) -> tuple[str, ...] | None:
    """To the owner, on the owner's own phone."""
    number = str(told.get("case") or "")
    case = uow.cases.by_id(int(number)) if number.isdecimal() else None
    if case is None:
        return None
    customer = uow.customers.get(case.conversation) or Customer(case.conversation)
    phone = customer.phone or case.conversation.removeprefix("wa:")
    return (number, customer.name, phone, case.order_number, case.said)


def _items(news: News) -> tuple[str, ...]:
    return (*_amount(news), ", ".join(f"{line.quantity} × {line.name}" for line in news.order.lines))


def _placed(news: News) -> tuple[str, ...]:
    return (*_items(news), news.order.address)


def _waiting(news: News) -> tuple[str, ...]:
    return (*_amount(news), news.method(news.order.payment_method))


# Which template tells of an order that was placed depends on what became of its payment.
PLACED = {"EXTERNAL_order_placed", "EXTERNAL_order_created", "EXTERNAL_payment_prompted"}
BY_INTENT = {
    "EXTERNAL_order_refused": "order_cancelled",
    "EXTERNAL_payment_reminder": "payment_reminder",
    "EXTERNAL_payment_refused": "payment_failed",
    "EXTERNAL_payment_success": "payment_receipt",
    "EXTERNAL_payment_failed": "payment_failed",
    "EXTERNAL_payment_flagged": "payment_review",
    "EXTERNAL_order_processing": "order_processing",
    "EXTERNAL_order_shipped": "order_shipped",
    "EXTERNAL_order_out_for_delivery": "delivery_notice",
    "EXTERNAL_order_delivered": "delivery_confirmation",
    "EXTERNAL_order_cancelled": "order_cancelled",
    "EXTERNAL_order_expired": "order_unpaid",
    "EXTERNAL_refund_issued": "refund_notice",
}
# To who fetches an order nobody drives.
FETCHED = {
    "order_confirmation": "order_confirmation_pickup",
    "order_processing": "order_processing_pickup",
    "order_shipped": "order_ready",
    "delivery_notice": "order_ready_code",
}
FILLS: dict[str, Fill] = {
    "order_confirmation": _placed,
    "order_confirmation_pickup": _items,
    "order_to_pay": _items,
    "payment_request": _waiting,
    "payment_reminder": _waiting,
    "payment_failed": _amount,
    "payment_receipt": _receipt,
    "payment_review": _number,
    "order_processing": _number,
    "order_processing_pickup": _number,
    "order_shipped": _tracking,
    "order_ready": _number,
    "delivery_notice": _code,
    "order_ready_code": _code,
    "delivery_confirmation": _number,
    "order_cancelled": _number,
    "order_unpaid": _amount,
    "refund_notice": _refund,
}

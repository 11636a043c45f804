"""How each kind of news is told: by which intent, and by which approved template when WhatsApp's window is closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.commerce import events, money
from bot.commerce.cart import quote
from bot.commerce.events import News, OrderNews
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import METHOD_NAMES, PROMPTED, PaymentStatus
from bot.commerce.receipts import in_nairobi
from bot.services import shopping
from bot.services.ports import Customer, Json, Purpose, TemplateCall, UnitOfWork
from bot.templates.definition import as_parameter, templates

AnyNews = TypeVar("AnyNews", bound=News, covariant=True)


@dataclass(frozen=True)
class Told(Generic[AnyNews]):
    """What is told, to whom and in which language."""

    uow: UnitOfWork
    news: AnyNews
    conversation: str
    language: str


@dataclass(frozen=True)
class ToldOfOrder(Told[AnyNews]):
    order: Order

    @property
    def amount(self) -> str:
        return money.words(self.order.amount)

    def method(self, code: str) -> str:
        return METHOD_NAMES["sw" if self.language == "sw" else "en"][code]


# Who has to fill a template may find that there is nothing to tell any more.
Fill = Callable[[Any], "tuple[str, ...] | None"]


def as_told(news: News) -> Json:
    """The intent that leads to its words, and what goes along: {"intent", "entities"}."""
    return {"intent": TELLINGS[type(news)].intent, "entities": events.facts_of(news)}


def news_told(told: Json) -> News:
    """Out of what ``as_told`` made, in this version of the shop or the one before."""
    return events.news_of(BY_INTENT[told["intent"]], told["entities"])


def template_for(uow: UnitOfWork, news: News, conversation: str, language: str) -> TemplateCall | None:
    """What says in a template the same as the dialogue says of ``news``; None where nothing suits."""
    telling = TELLINGS[type(news)]
    if not isinstance(news, OrderNews):
        name = next(iter(telling.templates), "")
        return _call(name, Told(uow, news, conversation, language), language) if name else None
    order = uow.orders.by_number(news.order_number)
    if order is None:
        return None
    told = ToldOfOrder(uow, news, conversation, language, order)
    name = telling.choose(told) if telling.choose else telling.templates[0]
    return _call(FETCHED.get(name, name) if order.is_fetched else name, told, language)


def _call(name: str, told: Told[News], language: str) -> TemplateCall | None:
    parameters = FILLS[name](told)
    if parameters is None:
        return None
    template = templates()[name]
    wording = language if language in template.wordings else "en"
    flat = tuple(as_parameter(each) for each in parameters)
    return TemplateCall(name, "marketing" if template.category == "marketing" else "utility", wording, flat)


def _name_of_placed(told: ToldOfOrder[OrderNews]) -> str:
    """Of a request on a phone is spoken only where one was made."""
    if told.order.payment_method == "cash" or told.order.status is not OrderStatus.PENDING:
        return "order_confirmation"
    tries = told.uow.payments.of_order(told.order.id)
    asked = any(each.status.is_open and each.method in PROMPTED for each in tries)
    return "payment_request" if asked else "order_to_pay"


def _number(told: ToldOfOrder[OrderNews]) -> tuple[str, ...]:
    return (told.order.number,)


def _amount(told: ToldOfOrder[OrderNews]) -> tuple[str, ...]:
    return (told.order.number, told.amount)


def _receipt(told: ToldOfOrder[OrderNews]) -> tuple[str, ...] | None:
    receipt = told.uow.receipts.of_order(told.order.id)
    tries = told.uow.payments.of_order(told.order.id)
    paid = next((each for each in tries if each.status is PaymentStatus.SUCCESS), None)
    if receipt is None or paid is None:
        return None
    return (*_amount(told), told.method(paid.method), paid.reference, receipt.number)


def _tracking(told: ToldOfOrder[OrderNews]) -> tuple[str, ...]:
    found = told.order.tracking
    driver = ", ".join(part for part in (found.driver_name, found.driver_phone) if part)
    return (told.order.number, found.number, driver, in_nairobi(found.eta) if found.eta else "")


def _code(told: ToldOfOrder[OrderNews]) -> tuple[str, ...]:
    return (told.order.number, told.order.delivery_code)


def _refund(told: ToldOfOrder[events.RefundIssued]) -> tuple[str, ...]:
    return (told.order.number, money.words(told.news.amount))


def _cart(told: Told[events.CartLeft]) -> tuple[str, ...] | None:
    priced = quote(shopping.cart_of(told.uow, told.conversation), told.uow.products.catalog(), told.uow.extras)
    if not priced.lines:
        return None
    items = ", ".join(f"{line.quantity} × {line.product.name}" for line in priced.lines)
    return (items, money.words(priced.total))


def _back(told: Told[events.BackInStock]) -> tuple[str, ...] | None:
    product = told.uow.products.catalog().get(told.news.sku)
    return (product.name, money.words(product.price)) if product else None


def _case(told: Told[events.CaseOpened]) -> tuple[str, ...] | None:
    """To the owner, on the owner's own phone."""
    case = told.uow.cases.by_id(told.news.case)
    if case is None:
        return None
    customer = told.uow.customers.get(case.conversation) or Customer(case.conversation)
    phone = customer.phone or case.conversation.removeprefix("wa:")
    return (str(case.id), customer.name, phone, case.order_number, case.said)


def _items(told: ToldOfOrder[OrderNews]) -> tuple[str, ...]:
    return (*_amount(told), ", ".join(f"{line.quantity} × {line.name}" for line in told.order.lines))


def _placed(told: ToldOfOrder[OrderNews]) -> tuple[str, ...]:
    return (*_items(told), told.order.address)


def _waiting(told: ToldOfOrder[OrderNews]) -> tuple[str, ...]:
    return (*_amount(told), told.method(told.order.payment_method))


@dataclass(frozen=True)
class Telling:
    """``templates`` say the same as the words that ``intent`` leads to, ``choose`` which of several does; where there is none,
    ``why_none`` says why the news may wait until the customer writes."""

    intent: str
    templates: tuple[str, ...] = ()
    choose: Callable[[ToldOfOrder[OrderNews]], str] | None = None
    why_none: str = ""
    purpose: Purpose = "news"


# Which template tells of an order that was placed depends on what became of its payment.
PLACED = ("order_confirmation", "payment_request", "order_to_pay")
AFTER_A_PERSON = (
    "a person told what there was to tell; that the bot answers again is early enough when the customer writes"
)
TELLINGS: Mapping[type[News], Telling] = {
    events.OrderPlaced: Telling("EXTERNAL_order_placed", PLACED, _name_of_placed),
    events.OrderCreated: Telling("EXTERNAL_order_created", PLACED, _name_of_placed),
    events.OrderRefused: Telling("EXTERNAL_order_refused", ("order_cancelled",)),
    events.OrderExpired: Telling("EXTERNAL_order_expired", ("order_unpaid",)),
    events.OrderProcessing: Telling("EXTERNAL_order_processing", ("order_processing",)),
    events.OrderShipped: Telling("EXTERNAL_order_shipped", ("order_shipped",)),
    events.OrderOutForDelivery: Telling("EXTERNAL_order_out_for_delivery", ("delivery_notice",)),
    events.OrderDelivered: Telling("EXTERNAL_order_delivered", ("delivery_confirmation",)),
    events.OrderCancelled: Telling("EXTERNAL_order_cancelled", ("order_cancelled",)),
    events.PaymentPrompted: Telling("EXTERNAL_payment_prompted", PLACED, _name_of_placed),
    events.PaymentReminder: Telling("EXTERNAL_payment_reminder", ("payment_reminder",)),
    events.PaymentRefused: Telling("EXTERNAL_payment_refused", ("payment_failed",)),
    events.PaymentReceived: Telling("EXTERNAL_payment_success", ("payment_receipt",)),
    events.PaymentFailed: Telling("EXTERNAL_payment_failed", ("payment_failed",)),
    events.PaymentFlagged: Telling("EXTERNAL_payment_flagged", ("payment_review",)),
    events.RefundIssued: Telling("EXTERNAL_refund_issued", ("refund_notice",)),
    events.CartLeft: Telling("EXTERNAL_cart_left", ("cart_reminder",), purpose="reminder"),
    events.BackInStock: Telling("EXTERNAL_back_in_stock", ("back_in_stock",)),
    events.CaseOpened: Telling("EXTERNAL_case_opened", ("case_opened",)),
    events.PersonLeft: Telling("EXTERNAL_person_left", why_none=AFTER_A_PERSON),
    events.PersonDone: Telling("EXTERNAL_person_done", why_none=AFTER_A_PERSON),
}
BY_INTENT = {telling.intent: kind for kind, telling in TELLINGS.items()}
# To who fetches an order nobody drives.
FETCHED = {
    "order_confirmation": "order_confirmation_pickup",
    "order_processing": "order_processing_pickup",
    "order_shipped": "order_ready",
    "delivery_notice": "order_ready_code",
}
FILLS: Mapping[str, Fill] = {
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
    "cart_reminder": _cart,
    "back_in_stock": _back,
    "case_opened": _case,
}

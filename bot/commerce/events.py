"""All that can happen in the shop besides a customer's message.

An ``Event`` is taken in and applied once, by its handler in ``bot.services.events``. ``News`` is told to a customer, as
``bot.services.news`` has it. Much is both: found out by a job, and told when its turn has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from bot.commerce.catalog import Product
from bot.commerce.flags import FlagKind
from bot.commerce.json_fields import Fields, Unreadable
from bot.commerce.orders import OrderStatus, Tracking
from bot.commerce.payments import ReportedPayment, ReportedRefund
from bot.commerce.plain import plain, typed


class Event:
    """``name`` is what its row in the inbox is called by, and stays: a row may wait while the shop gets a new version."""

    name: ClassVar[str]


class News:
    """Its fields go with it to whoever puts it into words."""


@dataclass(frozen=True)
class OrderNews(News):
    order_number: str


# What others report: nothing of it is believed before it was compared.


@dataclass(frozen=True)
class PaymentReported(Event):
    name = "payment.reported"
    payment: ReportedPayment


@dataclass(frozen=True)
class RefundReported(Event):
    name = "refund.reported"
    refund: ReportedRefund


@dataclass(frozen=True)
class OrderReported(Event):
    """Ghala has it, wherever it was made."""

    name = "order.reported"
    ghala_id: str
    number: str = ""


@dataclass(frozen=True)
class OrderMoved(Event):
    name = "order.moved"
    status: OrderStatus
    ghala_id: str
    number: str = ""
    tracking: Tracking = field(default_factory=Tracking)


@dataclass(frozen=True)
class ProductReported(Event):
    name = "product.reported"
    product: Product


# What came of it.


@dataclass(frozen=True)
class PaymentReceived(OrderNews):
    pass


@dataclass(frozen=True)
class PaymentFailed(OrderNews):
    reason: str


@dataclass(frozen=True)
class PaymentFlagged(OrderNews):
    """``amount`` is what came instead of the order's, where that is what is wrong."""

    reason: FlagKind
    amount: Decimal | None = None


@dataclass(frozen=True)
class RefundIssued(OrderNews):
    amount: Decimal


@dataclass(frozen=True)
class OrderCreated(OrderNews):
    """Of an order that did not grow in the chat its customer hears here first."""


@dataclass(frozen=True)
class OrderProcessing(OrderNews):
    pass


@dataclass(frozen=True)
class OrderShipped(OrderNews):
    pass


@dataclass(frozen=True)
class OrderOutForDelivery(OrderNews):
    pass


@dataclass(frozen=True)
class OrderDelivered(OrderNews):
    pass


@dataclass(frozen=True)
class OrderCancelled(OrderNews):
    pass


# What the shop's own jobs found out about an order that was left open.


@dataclass(frozen=True)
class OrderPlaced(OrderNews, Event):
    name = "order.placed"


@dataclass(frozen=True)
class OrderRefused(OrderNews, Event):
    """``reason`` is Ghala's code; ``product`` is the name of what is short, where that is why."""

    name = "order.refused"
    reason: str = ""
    product: str = ""


@dataclass(frozen=True)
class OrderExpired(OrderNews, Event):
    name = "order.expired"


@dataclass(frozen=True)
class PaymentPrompted(OrderNews, Event):
    name = "payment.prompted"


@dataclass(frozen=True)
class PaymentRefused(OrderNews, Event):
    name = "payment.refused"
    reason: str = ""


@dataclass(frozen=True)
class PaymentReminder(OrderNews, Event):
    name = "payment.reminder"


# About no order.


@dataclass(frozen=True)
class CartLeft(Event, News):
    name = "cart.left"
    generation: int = 0


@dataclass(frozen=True)
class BackInStock(Event, News):
    name = "product.back"
    sku: str


@dataclass(frozen=True)
class CaseOpened(Event, News):
    """For the owner, on the owner's own phone."""

    name = "case.opened"
    case: int


@dataclass(frozen=True)
class PersonLeft(Event, News):
    """Nobody gave the talk back in time."""

    name = "person.left"
    case: int = 0


@dataclass(frozen=True)
class PersonDone(Event, News):
    name = "person.done"
    case: int = 0


EVENTS = {event.name: event for event in Event.__subclasses__()}

AnyNews = TypeVar("AnyNews", bound=News)


def to_json(event: Event) -> dict[str, Any]:
    return {"event": event.name, "data": plain(event)}


def from_json(body: object) -> Event:
    """Raises Unreadable, also for an event of a name that is none of ``EVENTS``."""
    fields = Fields.of(body, "event")
    name = fields.text("event", required=True)
    if name not in EVENTS:
        raise Unreadable(f"event {name} is none of the shop's own")
    kind, facts = EVENTS[name], fields.nested("data").content
    try:
        event: Event = typed(kind, _as_now(kind, facts))
    except (TypeError, ValueError, ArithmeticError) as error:
        raise Unreadable(f"event {name} lacks something: {error}") from None
    return event


def facts_of(news: News) -> dict[str, Any]:
    """As plain JSON; what is not known is left out."""
    return {name: fact for name, fact in plain(news).items() if fact is not None}


def news_of(kind: type[AnyNews], facts: Mapping[str, Any]) -> AnyNews:
    """Facts of other names, which may stand beside its own, are passed over."""
    news: AnyNews = typed(kind, _as_now(kind, facts))
    return news


def _as_now(kind: type, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Facts that an earlier version wrote: it had a single ``reason`` for a product's name, a code, an amount or a sentence."""
    reason = str(facts.get("reason") or "")
    if kind is OrderRefused and "product" not in facts:
        return {**facts, "product": "" if reason.islower() else reason}
    if kind is RefundIssued and "amount" not in facts:
        return {**facts, "amount": reason}
    if kind is PaymentFlagged and reason not in [each.value for each in FlagKind]:
        return {**facts, "reason": FlagKind.WRITTEN}
    return facts

"""Events as the inbox keeps them, and as the version before kept them: a row may wait while the shop gets a new version."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from bot.commerce import events
from bot.commerce.catalog import Product
from bot.commerce.events import Event, News
from bot.commerce.flags import FlagKind
from bot.commerce.json_fields import Unreadable
from bot.commerce.orders import OrderStatus, Tracking
from bot.commerce.payments import PaymentStatus, ReportedPayment, ReportedRefund
from bot.services.news import as_told, news_told
from bot.services.own_events import read_event
from bot.services.ports import Incoming
from tests.small_shop import ANN, START, FakeGhala

NUMBER = "ORD-2026-000001"
PAID = ReportedPayment(
    "p-1", "g-1", Decimal("520.00"), "KES", PaymentStatus.SUCCESS, "mpesa", "SGH7X8K2LM", paid_at=START
)
MOVED = events.OrderMoved(OrderStatus.SHIPPED, "g-1", NUMBER, Tracking("TRK", eta=START, driver_name="Juma"))
HAPPENED: tuple[Event, ...] = (
    events.PaymentReported(PAID),
    events.RefundReported(ReportedRefund("r-1", Decimal("0.10"), "p-1")),
    events.OrderReported("g-1", NUMBER),
    MOVED,
    events.ProductReported(Product("MF-5KG", "Unga", Decimal(420), 3, aliases=("flour", "unga"), is_priority=True)),
    events.OrderPlaced(NUMBER),
    events.OrderRefused(NUMBER, "out_of_stock", "unga wa dola"),
    events.OrderExpired(NUMBER),
    events.PaymentPrompted(NUMBER),
    events.PaymentRefused(NUMBER, "invalid_phone"),
    events.PaymentReminder(NUMBER),
    events.CartLeft(3),
    events.BackInStock("MF-5KG"),
    events.CaseOpened(7),
    events.PersonLeft(7),
    events.PersonDone(7),
)


def kept(body: dict[str, Any], provider: str = "duka") -> Event | None:
    return read_event(Incoming(provider, "e", "event", ANN, json.loads(json.dumps(body)), START), FakeGhala())


@pytest.mark.parametrize("event", HAPPENED, ids=lambda event: event.name)
def test_an_event_comes_back_as_it_went_in(event: Event) -> None:
    assert kept(events.to_json(event)) == event


def test_that_is_so_of_every_event_there_is() -> None:
    assert [type(event) for event in HAPPENED] == list(events.EVENTS.values())


@pytest.mark.parametrize(
    "body", [{"event": "order.placed", "data": {}}, {"event": "cart.left", "data": {"generation": "x"}}]
)
def test_an_event_of_ours_that_lacks_something_is_unreadable(body: dict[str, Any]) -> None:
    with pytest.raises(Unreadable, match=body["event"]):
        kept(body)


def test_ghala_cannot_put_what_only_the_shop_may() -> None:
    assert kept({"event": "person.done", "data": {"case": 1}}, provider="ghala") is None


# As the version before wrote them.
PAYMENT = {
    "id": "p-1",
    "order_id": "g-1",
    "amount": "520.00",
    "currency": "KES",
    "method": "mpesa",
    "status": "success",
    "transaction_reference": "SGH7X8K2LM",
    "failure_reason": None,
    "paid_at": START.isoformat(),
}
DELIVERED = {"id": "g-1", "order_number": NUMBER, "status": "delivered"}


@pytest.mark.parametrize(
    ("name", "data", "event"),
    [
        ("payment.success", {"payment": PAYMENT}, events.PaymentReported(PAID)),
        ("order.delivered", {"order": DELIVERED}, events.OrderMoved(OrderStatus.DELIVERED, "g-1", NUMBER)),
        ("order.placed", {"order_number": NUMBER, "reason": ""}, events.OrderPlaced(NUMBER)),
        (
            "order.refused",
            {"order_number": NUMBER, "reason": "Maize Flour 5kg"},
            events.OrderRefused(NUMBER, "Maize Flour 5kg", "Maize Flour 5kg"),
        ),
        (
            "order.refused",
            {"order_number": NUMBER, "reason": "amount_mismatch"},
            events.OrderRefused(NUMBER, "amount_mismatch"),
        ),
        ("order.expired", {"order_number": NUMBER}, events.OrderExpired(NUMBER)),
        ("payment.prompted", {"order_number": NUMBER}, events.PaymentPrompted(NUMBER)),
        ("payment.refused", {"order_number": NUMBER, "reason": "x"}, events.PaymentRefused(NUMBER, "x")),
        ("payment.reminder", {"order_number": NUMBER}, events.PaymentReminder(NUMBER)),
        ("cart.left", {"generation": 3}, events.CartLeft(3)),
        ("product.back", {"sku": "MF-5KG"}, events.BackInStock("MF-5KG")),
        ("case.opened", {"case": 7}, events.CaseOpened(7)),
        ("person.left", {"case": 7}, events.PersonLeft(7)),
        ("person.done", {"case": 7}, events.PersonDone(7)),
    ],
)
def test_what_waits_since_the_version_before_is_still_read(name: str, data: dict[str, Any], event: Event) -> None:
    assert kept({"id": "e", "event": name, "data": data}) == event


@pytest.mark.parametrize(
    "news",
    [
        events.PaymentFlagged(NUMBER, FlagKind.OTHER_AMOUNT, Decimal(200)),
        events.PaymentFlagged(NUMBER, FlagKind.PAID_TWICE),
        events.RefundIssued(NUMBER, Decimal("100.50")),
        events.OrderRefused(NUMBER, "out_of_stock", "unga wa dola"),
        events.BackInStock("MF-5KG"),
    ],
)
def test_what_is_to_be_told_comes_back_as_it_went_in(news: News) -> None:
    assert news_told(json.loads(json.dumps(as_told(news)))) == news


@pytest.mark.parametrize(
    ("intent", "entities", "news"),
    [
        ("order_shipped", {"order_number": NUMBER, "reason": ""}, events.OrderShipped(NUMBER)),
        ("refund_issued", {"order_number": NUMBER, "reason": "100.50"}, events.RefundIssued(NUMBER, Decimal("100.50"))),
        (
            "payment_flagged",
            {"order_number": NUMBER, "reason": "amount: asked 520.00, reported 1"},
            events.PaymentFlagged(NUMBER, FlagKind.WRITTEN),
        ),
        ("order_refused", {"order_number": NUMBER, "reason": "Unga"}, events.OrderRefused(NUMBER, "Unga", "Unga")),
        ("case_opened", {"case": "7"}, events.CaseOpened(7)),
        ("cart_left", {}, events.CartLeft()),
    ],
)
def test_what_the_version_before_had_applied_is_still_told(intent: str, entities: dict[str, str], news: News) -> None:
    assert news_told({"intent": f"EXTERNAL_{intent}", "entities": entities}) == news

"""Ghala's JSON, right and wrong, as answers and as events."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from bot.commerce.catalog import Product
from bot.commerce.events import ProductReported
from bot.commerce.json_fields import Unreadable
from bot.commerce.orders import OrderStatus, Tracking
from bot.commerce.payments import PaymentStatus
from bot.providers.ghala import documents, events

PRODUCT = {
    "id": "MF-5KG",
    "name": "Maize flour 5kg",
    "price": 420,
    "currency": "KES",
    "stock": 7,
    "is_active": True,
    "updated_at": "2026-11-21T08:00:00Z",
}
ORDER = {
    "id": "ghala_order_1",
    "order_number": "ORD-2026-000001",
    "status": "pending",
    "amount": 1460.5,
    "currency": "KES",
    "customer": {"phone": "+254712345678"},
}
PAYMENT = {
    "id": "pay_1",
    "order_id": "ghala_order_1",
    "amount": 1460,
    "currency": "KES",
    "method": "mpesa",
    "status": "success",
    "transaction_reference": "SGH7X8K2LM",
    "paid_at": "2026-11-21T11:30:00.123456789+03:00",
}


def event(name: str, **data: Any) -> dict[str, Any]:
    return {"id": "evt_1", "event": name, "created_at": "2026-11-21T08:59:00Z", "data": data}


def test_product_is_read() -> None:
    given = {**PRODUCT, "aliases": ["unga"], "is_priority": True, "category": "Flour"}
    assert documents.product(given) == Product(
        "MF-5KG", "Maize flour 5kg", Decimal("420.00"), 7, "Flour", aliases=("unga",), is_priority=True
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": None}, "product.id is missing"),
        ({"name": " "}, "product.name is ' ', not a text"),
        ({"price": "cheap"}, "product.price is 'cheap', not an amount"),
        ({"price": True}, "product.price is 'True'"),
        ({"price": -1}, "at most two decimals"),
        ({"price": 0.001}, "at most two decimals"),
        ({"price": float("nan")}, "not an amount"),
        ({"price": 1e300}, "not an amount"),
        ({"stock": 1.5}, "product.stock is '1.5', not a whole number"),
        ({"stock": -1}, "product.stock is '-1', not a whole number"),
        ({"currency": "USD"}, "product.currency is 'USD', not KES"),
        ({"currency": None}, "product.currency is missing"),
        ({"aliases": "unga"}, "product.aliases is 'unga', not a list of texts"),
        ({"is_active": "yes"}, "product.is_active is 'yes', not true or false"),
    ],
)
def test_product_with_a_wrong_field_is_refused_by_its_name(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Unreadable) as problem:
        documents.product({**PRODUCT, **changes})
    assert words in str(problem.value)


@pytest.mark.parametrize("document", [None, [], "x", 7])
def test_what_is_no_object_is_refused(document: object) -> None:
    for read in (
        documents.product,
        documents.order,
        documents.payment,
        events.event_name,
        events.event_order,
    ):
        with pytest.raises(Unreadable, match="not an object"):
            read(document)


def test_order_is_read_with_its_tracking() -> None:
    tracking = {"number": "TRK-001", "eta": "2026-11-22T10:00:00Z", "driver": {"name": "Otieno", "vehicle": "KCA 123A"}}
    reported = documents.order({**ORDER, "tracking": tracking, "status": "shipped"})
    assert (reported.ghala_id, reported.status, reported.amount) == (
        "ghala_order_1",
        OrderStatus.SHIPPED,
        Decimal("1460.50"),
    )
    eta = datetime(2026, 11, 22, 10, tzinfo=timezone.utc)
    assert reported.tracking == Tracking("TRK-001", eta=eta, driver_name="Otieno", vehicle="KCA 123A")


def test_order_id_may_be_a_number() -> None:
    assert documents.order({**ORDER, "id": 42}).ghala_id == "42"


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ""},
        {"id": True},
        {"status": "lost"},
        {"status": "draft"},
        {"amount": None},
        {"customer": []},
        {"tracking": "TRK"},
    ],
)
def test_order_with_a_wrong_field_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        documents.order({**ORDER, **changes})


def test_payment_is_read() -> None:
    paid = documents.payment(PAYMENT)
    assert (paid.status, paid.amount, paid.reference) == (PaymentStatus.SUCCESS, Decimal("1460.00"), "SGH7X8K2LM")
    assert paid.paid_at == datetime(2026, 11, 21, 8, 30, 0, 123456, tzinfo=timezone.utc)


def test_payment_that_names_no_order_is_of_the_order_we_asked_about() -> None:
    assert documents.payment({**PAYMENT, "order_id": None}, "o_7").ghala_order_id == "o_7"
    assert documents.payment(PAYMENT, "o_7").ghala_order_id == "ghala_order_1"


@pytest.mark.parametrize("changes", [{"status": "unknown"}, {"status": None}, {"amount": "much"}, {"paid_at": "today"}])
def test_payment_with_a_wrong_field_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        documents.payment({**PAYMENT, **changes})


def test_payment_event_in_every_shape_seen() -> None:
    flat = {"order_id": 42, "amount": 1460, "status": "successful", "transaction_reference": "SGH7X8K2LM"}
    shapes = [
        event("payment.success", payment={**PAYMENT, "order_id": 42}),
        event("payment.successful", payment={**PAYMENT, "order_id": None, "status": "successful"}, order={"id": 42}),
        event("payment.success", **flat),
        {"id": "evt_1", "event": "payment.successful", **flat},
    ]
    for shape in shapes:
        paid = events.event_payment(shape)
        assert (paid.ghala_order_id, paid.amount, paid.status) == ("42", Decimal("1460.00"), PaymentStatus.SUCCESS)
        assert paid.ghala_id in ("pay_1", ""), "the event's own id is not the payment's"


def test_payment_events_name_stands_for_a_missing_status() -> None:
    failed = events.event_payment(
        event("payment.failed", payment={**PAYMENT, "status": None, "failure_reason": "timeout"})
    )
    assert (failed.status, failed.failure_reason) == (PaymentStatus.FAILED, "timeout")


def test_payment_event_that_contradicts_itself_is_not_believed() -> None:
    with pytest.raises(Unreadable, match=r"payment\.success reports a payment that is failed"):
        events.event_payment(event("payment.success", payment={**PAYMENT, "status": "failed"}))


@pytest.mark.parametrize(("name", "status"), events.MOVES.items())
def test_order_event_moves_the_order_where_its_name_says(name: str, status: OrderStatus) -> None:
    assert events.event_order(event(name, order={**ORDER, "status": "pending"})).status is status
    assert events.event_order(event(name, order_id=42)).ghala_id == "42"


def test_order_updated_takes_the_status_of_its_order() -> None:
    assert (
        events.event_order(event("order.updated", order={**ORDER, "status": "canceled"})).status
        is OrderStatus.CANCELLED
    )
    with pytest.raises(Unreadable, match=r"order\.status is missing"):
        events.event_order(event("order.updated", order={"id": 1}))


def test_event_names_are_those_of_the_contract() -> None:
    assert events.event_name(event("payment.successful")) == "payment.success"
    assert events.event_name(event("order.canceled")) == "order.cancelled"
    assert events.event_name(event("something.new")) == "something.new"


def test_refund_and_product_events_are_read() -> None:
    refund = events.event_refund(
        event("refund.issued", refund={"id": "ref_1", "payment_id": "pay_1", "order_id": 42, "amount": 200})
    )
    assert (refund.ghala_order_id, refund.ghala_payment_id, refund.amount) == ("42", "pay_1", Decimal("200.00"))
    assert events.read(event("product.updated", product={**PRODUCT, "stock": 0})) == ProductReported(
        replace(documents.product(PRODUCT), stock=0)
    )

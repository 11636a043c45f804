"""The ways an order may go: a table of every pair."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest

from bot.commerce.errors import IllegalTransition
from bot.commerce.extras import ExtraLine
from bot.commerce.orders import Order, OrderLine, OrderStatus

# From each status: what it may become. Anything not written here must be refused.
ALLOWED = {
    "draft": "pending confirmed processing shipped out_for_delivery delivered cancelled",
    "pending": "confirmed processing shipped out_for_delivery delivered cancelled",
    "confirmed": "processing shipped out_for_delivery delivered cancelled refunded",
    "processing": "shipped out_for_delivery delivered cancelled refunded",
    "shipped": "out_for_delivery delivered refunded",
    "out_for_delivery": "delivered refunded",
    "delivered": "refunded",
    "cancelled": "refunded",
    "refunded": "",
}
PAIRS = [(one, other) for one in OrderStatus for other in OrderStatus]


def order(status: OrderStatus = OrderStatus.DRAFT) -> Order:
    return Order(
        id=1,
        number="ORD-2026-000001",
        key="wa:1#1",
        conversation="wa:1",
        status=status,
        lines=(OrderLine("A", "Flour", 3, Decimal("420.50")), OrderLine("B", "Sugar", 1, Decimal(160))),
        delivery_fee=Decimal(200),
        address="Kilimani",
        payment_method="mpesa",
        phone="+254700000001",
        created_at=datetime(2026, 11, 20, tzinfo=timezone.utc),
    )


def test_the_table_names_every_status() -> None:
    assert set(ALLOWED) == {status.value for status in OrderStatus}


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda status: status.value)
def test_every_pair_of_statuses(one: OrderStatus, other: OrderStatus) -> None:
    allowed = other.value in ALLOWED[one.value].split()
    assert order(one).can_become(other) is allowed
    if allowed:
        assert order(one).moved_to(other) == order(other)
    else:
        with pytest.raises(IllegalTransition, match=f"is {one.value}, it cannot become {other.value}"):
            order(one).moved_to(other)


def test_an_orders_amount_is_exact() -> None:
    assert order().items_total == Decimal("1421.50")
    assert order().amount == Decimal("1621.50")


def test_an_extra_is_a_line_of_the_order_in_its_amount_and_behind_the_address() -> None:
    wrapped = replace(
        order(), extras=(ExtraLine("wrap", "Gift wrap", Decimal(50)), ExtraLine("card", "A card", Decimal(0)))
    )
    assert wrapped.amount == order().amount + 50
    assert wrapped.words.splitlines()[-2:] == ["• Gift wrap = KES 50", "• A card"]
    assert wrapped.address_for_rider == "Kilimani (Gift wrap; A card)"
    assert replace(wrapped, instructions="gate B").address_for_rider == "Kilimani (Gift wrap; A card; gate B)"

"""What one customer may do in a minute and a day."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal

import pytest

from bot.commerce.limits import Limits, Over, Today, day_began, minute_began

LIMITS = Limits(orders_a_day=5, amount_a_day=Decimal(50_000))
OFF = Limits(0, 0, Decimal(0), 0)


@pytest.mark.parametrize(
    ("orders", "amount", "more", "over"),
    [
        (4, "0", "50000", None), (4, "0", "50000.01", Over.AMOUNT), (5, "0", "1", Over.ORDERS),
        (1, "49000", "1000", None), (1, "49000", "1000.01", Over.AMOUNT), (9, "90000", "1", Over.ORDERS),
    ],
)  # fmt: skip
def test_the_limit_itself_is_allowed_and_one_more_is_not(
    orders: int, amount: str, more: str, over: Over | None
) -> None:
    assert LIMITS.passed_by(Today(orders, Decimal(amount)), Decimal(more)) is over


def test_zero_is_no_limit() -> None:
    assert OFF.passed_by(Today(99, Decimal(10**9)), Decimal(10**9)) is None


@pytest.mark.parametrize(
    ("utc", "began"),
    [
        ("2026-11-20T20:59:59", "2026-11-19T21:00:00"),
        ("2026-11-20T21:00:00", "2026-11-20T21:00:00"),
        ("2026-11-20T09:00:00", "2026-11-19T21:00:00"),
    ],
)
def test_the_day_is_nairobis(utc: str, began: str) -> None:
    at, expected = (datetime.fromisoformat(each).replace(tzinfo=timezone.utc) for each in (utc, began))
    assert day_began(at) == expected


def test_a_minute_begins_where_the_clock_shows_it() -> None:
    at = datetime(2026, 11, 20, 9, 7, 59, 999, tzinfo=timezone.utc)
    assert minute_began(at) == datetime(2026, 11, 20, 9, 7, tzinfo=timezone.utc)

"""The day an order is expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from actions.arrival import expected
from bot.commerce.delivery import NAIROBI_FEE, OUTSIDE_FEE
from bot.commerce.orders import Tracking
from bot.commerce.receipts import NAIROBI
from tests.small_shop import mpesa_order

ORDER = mpesa_order()
FEES = {"Kilimani": NAIROBI_FEE, "Rongai": OUTSIDE_FEE}


@pytest.mark.parametrize(
    ("address", "hour", "day"),
    [
        ("Kilimani", 6, "30 Nov 2026"),
        ("Kilimani", 20, "30 Nov 2026"),
        ("Kilimani", 21, "1 Dec 2026"),
        ("Rongai", 12, "1 Dec 2026"),
        ("Rongai", 22, "2 Dec 2026"),
    ],
)
def test_packed_the_same_day_until_closing_time_and_a_day_longer_outside_nairobi(
    address: str, hour: int, day: str
) -> None:
    now = datetime(2026, 11, 30, hour, tzinfo=NAIROBI)

    assert expected(replace(ORDER, address=address, delivery_fee=FEES[address]), now) == day


def test_in_a_shop_that_closes_after_midnight_the_day_is_not_over_in_the_afternoon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHOP_HOURS", "18:00-02:00")

    assert expected(ORDER, datetime(2026, 11, 30, 12, tzinfo=NAIROBI)) == "30 Nov 2026"


def test_the_riders_word_counts_before_any_day() -> None:
    tracking = Tracking(eta=datetime(2026, 11, 30, 15, 5, tzinfo=NAIROBI))

    told = expected(
        replace(ORDER, address="Rongai", delivery_fee=OUTSIDE_FEE, tracking=tracking),
        datetime(2026, 11, 30, 12, tzinfo=NAIROBI),
    )

    assert told == "30 Nov 2026, 3:05 PM"

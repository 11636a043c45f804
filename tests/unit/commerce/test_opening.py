"""When the shop is open."""

from __future__ import annotations

from datetime import datetime, time, timezone

import pytest

from bot.commerce.opening import OpeningHours

DAY, NIGHT = OpeningHours(time(7), time(21)), OpeningHours(time(18, 30), time(2))


@pytest.mark.parametrize(
    ("hours", "utc", "is_open"),
    [
        (DAY, "03:59", False), (DAY, "04:00", True), (DAY, "17:59", True), (DAY, "18:00", False),
        (NIGHT, "15:29", False), (NIGHT, "15:30", True), (NIGHT, "22:59", True), (NIGHT, "23:00", False),
    ],
)  # fmt: skip
def test_hours_are_nairobis_and_may_pass_midnight(hours: OpeningHours, utc: str, is_open: bool) -> None:
    at = datetime.fromisoformat(f"2026-11-20T{utc}:00").replace(tzinfo=timezone.utc)
    assert hours.is_open(at) is is_open


def test_hours_are_written_with_a_dash() -> None:
    assert (DAY.words, NIGHT.words) == ("07:00–21:00", "18:30–02:00")

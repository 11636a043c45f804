"""What the owner sets of shop and people."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import pytest

from bot.bootstrap import limits_of
from bot.commerce.limits import Limits
from bot.settings import SettingError, read_settings
from tests.own_shop import PRODUCTION


def test_a_real_shop_has_no_place_and_no_owner_until_they_are_set() -> None:
    bare = read_settings(PRODUCTION)
    assert (bare.shop_address, bare.shop_location, bare.owner_phone) == ("", None, "")
    assert (bare.shop_hours, bare.person_minutes) == ((time(7), time(21)), 60)


def test_what_is_set_is_read() -> None:
    given = {"SHOP_HOURS": "08:30 – 17:00", "SHOP_LOCATION": "-1.3, 36.8", "OWNER_PHONE": "+254 712-345678"}
    read = read_settings({**given, "PERSON_MINUTES": "15"})
    assert read.shop_hours == (time(8, 30), time(17))
    assert (read.shop_location, read.owner_phone, read.person_minutes) == ((-1.3, 36.8), "254712345678", 15)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHOP_HOURS", "7-9"), ("SHOP_HOURS", "07:00"), ("SHOP_HOURS", "09:00-09:00"), ("SHOP_LOCATION", "91,0"),
        ("SHOP_LOCATION", "Nairobi"), ("OWNER_PHONE", "mama"), ("PERSON_MINUTES", "0"), ("PERSON_MINUTES", "long"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_stops_the_start_and_names_the_setting(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        read_settings({name: value})


def test_limits_are_the_documented_ones_until_they_are_set() -> None:
    read = read_settings({})
    assert (read.messages_a_minute, read.orders_a_day, read.kes_a_day, read.failed_payments_a_day) == (
        30, 5, Decimal(50_000), 3,
    )  # fmt: skip
    given = {"MAX_MESSAGES_A_MINUTE": "0", "MAX_ORDERS_A_DAY": "12", "MAX_KES_A_DAY": "75,000.50"}
    limits = limits_of(read_settings({**given, "MAX_FAILED_PAYMENTS_A_DAY": "1"}))
    assert limits == Limits(0, 12, Decimal("75000.50"), 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_MESSAGES_A_MINUTE", "-1"), ("MAX_ORDERS_A_DAY", "five"), ("MAX_ORDERS_A_DAY", "2.5"),
        ("MAX_KES_A_DAY", "-0.01"), ("MAX_KES_A_DAY", "NaN"), ("MAX_KES_A_DAY", "Infinity"), ("MAX_FAILED_PAYMENTS_A_DAY", "x"),
    ],
)  # fmt: skip
def test_a_limit_that_is_none_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        read_settings({name: value})

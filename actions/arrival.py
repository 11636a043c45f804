"""When an order reaches its customer."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.commerce.delivery import OUTSIDE, zone_paid_for
from bot.commerce.opening import OpeningHours
from bot.commerce.orders import Order
from bot.commerce.receipts import NAIROBI, in_nairobi
from bot.settings import read_settings


def expected(order: Order, now: datetime) -> str:
    """The rider's own word where there is one; else a day: that of packing in Nairobi, the one after it outside."""
    if order.tracking.eta:
        return in_nairobi(order.tracking.eta)
    day = _packing_day(now) + timedelta(days=zone_paid_for(order.delivery_fee) == OUTSIDE)
    return f"{day.day} {day:%b %Y}"


def _packing_day(now: datetime) -> datetime:
    """After closing time nobody packs before the next day."""
    hours = OpeningHours(*read_settings().shop_hours)
    local = now.astimezone(NAIROBI)
    closed_for_today = hours.opens < hours.closes <= local.time()
    return local + timedelta(days=1 if closed_for_today else 0)

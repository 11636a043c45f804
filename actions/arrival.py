"""When an order reaches its customer."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.talk import Talk
from bot.bootstrap import current_shop
from bot.commerce.delivery import OUTSIDE, zone_paid_for
from bot.commerce.opening import OpeningHours
from bot.commerce.orders import Order
from bot.commerce.receipts import NAIROBI, in_nairobi
from bot.services.ordering import time_wanted
from bot.services.ports import UnitOfWork
from bot.settings import read_settings

# What is said in place of each where the customer named a time.
AS_WANTED = {
    "utter_being_prepared": "utter_being_prepared_wanted",
    "utter_order_processing": "utter_order_processing_wanted",
    "utter_track_eta": "utter_track_eta_wanted",
}


def expected(order: Order, now: datetime) -> str:
    """The rider's own word where there is one; else a day: that of packing in Nairobi, the one after it outside."""
    if order.tracking.eta:
        return in_nairobi(order.tracking.eta)
    day = _packing_day(now) + timedelta(days=zone_paid_for(order.delivery_fee) == OUTSIDE)
    return f"{day.day} {day:%b %Y}"


def say_expected(uow: UnitOfWork, talk: Talk, order: Order, response: str) -> None:
    """The day we would bring it is not told to who asked for another; then it is what was asked for, until a rider says when."""
    wanted = "" if order.tracking.eta else time_wanted(uow, order)
    if wanted:
        day = order.created_at.astimezone(NAIROBI)
        talk.say(AS_WANTED[response], order=order.number, time=wanted, date=f"{day.day} {day:%b %Y}")
    else:
        talk.say(response, order=order.number, eta=expected(order, current_shop().clock()))


def _packing_day(now: datetime) -> datetime:
    """After closing time nobody packs before the next day."""
    hours = OpeningHours(*read_settings().shop_hours)
    local = now.astimezone(NAIROBI)
    closed_for_today = hours.opens < hours.closes <= local.time()
    return local + timedelta(days=1 if closed_for_today else 0)

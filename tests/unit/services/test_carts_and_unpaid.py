"""Carts that were left or grew old, and orders that nobody paid: once, however often and by however many it is looked at."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.commerce.errors import ServiceRefused
from bot.commerce.flags import Flag, FlagKind
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import PaymentStatus
from bot.services.carts import empty_if_old, empty_old_carts, remind_of_carts
from bot.services.later import NotYet
from bot.services.ordering import place_order
from bot.services.paying import settle_payment, start_payment
from bot.services.ports import Job
from bot.services.unpaid import expire_order_job, find_unpaid
from bot.storage import tables
from tests.small_shop import ANN, BEN, SmallShop, report

HOUR = 3600


def told(small: SmallShop) -> list[tuple[str, str]]:
    return [(row.conversation, row.body["event"]) for row in small.rows(tables.inbox)]


def apply_last(small: SmallShop) -> dict[str, Any]:
    entry = small.rows(tables.inbox)[-1]
    return small.apply(entry.body["event"], entry.conversation, **entry.body["data"])


def test_a_cart_left_three_hours_is_reminded_of_once(small: SmallShop) -> None:
    small.fill()
    small.clock.move(3 * HOUR - 1)
    assert remind_of_carts(small.shop) == 0
    small.clock.move(2)
    assert [remind_of_carts(small.shop) for _ in range(3)] == [1, 0, 0]
    assert told(small) == [(ANN, "cart.left")]
    assert apply_last(small) == {"intent": "EXTERNAL_cart_left", "entities": {"generation": 1}}


def test_many_workers_at_once_remind_once(small: SmallShop) -> None:
    small.fill()
    small.clock.move(4 * HOUR)
    together, counts = threading.Barrier(4), []

    def look() -> None:
        together.wait(timeout=30)
        counts.append(remind_of_carts(small.shop))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(counts) == [0, 0, 0, 1]
    assert told(small) == [(ANN, "cart.left")]


@pytest.mark.parametrize(
    "about",
    [{"opted_out": True}, {"handed_off": True}, {"last_inbound_at": None}, {"last_inbound_at": None, "offers": False}],
)
def test_nobody_is_reminded_who_may_not_be(small: SmallShop, about: dict[str, Any]) -> None:
    small.fill()
    small.meet(**about)
    small.clock.move(4 * HOUR)
    before = small.everything()
    assert remind_of_carts(small.shop) == 0
    assert small.everything() == before


def test_who_asked_for_offers_is_reminded_after_the_window_too(small: SmallShop) -> None:
    small.fill()
    small.meet(last_inbound_at=None, offers=True)
    small.clock.move(4 * HOUR)
    assert remind_of_carts(small.shop) == 1


def test_zero_hours_switch_reminders_and_cancelling_off(small: SmallShop) -> None:
    small.fill()
    ordered(small, BEN)
    quiet = replace(small.shop.manners, remind_after=timedelta(), unpaid_after=timedelta())
    shop = replace(small.shop, manners=quiet)
    small.clock.move(48 * HOUR)
    assert (remind_of_carts(shop), find_unpaid(shop)) == (0, 0)


def test_who_writes_before_the_reminders_turn_comes_is_not_reminded(small: SmallShop) -> None:
    small.fill()
    small.clock.move(4 * HOUR)
    remind_of_carts(small.shop)
    small.meet()
    assert apply_last(small) == {}


def test_an_order_made_meanwhile_ends_the_reminder(small: SmallShop) -> None:
    small.fill()
    small.clock.move(4 * HOUR)
    remind_of_carts(small.shop)
    place_order(small.shop, ANN, "t1")
    assert apply_last(small) == {}
    assert remind_of_carts(small.shop) == 0


@pytest.mark.parametrize("by_the_job", [True, False])
def test_a_cart_of_seven_days_is_emptied_and_kept_on_record(small: SmallShop, by_the_job: bool) -> None:
    small.fill()
    small.clock.move(7 * 24 * HOUR + 1)
    if by_the_job:
        assert [empty_old_carts(small.shop) for _ in range(2)] == [1, 0]
    else:
        with small.uow() as uow:
            empty_if_old(uow, small.shop, ANN)
            uow.commit()
    with small.uow() as uow:
        assert uow.carts.get(ANN).is_empty
        expired = uow.carts.take_expired(ANN)
        assert expired is not None
        assert expired.lines == (("MF-5KG", 3),)
        assert uow.carts.take_expired(ANN) is None
        uow.commit()
    (noted,) = small.rows(tables.ledger, what="cart.expired")
    assert noted.before["lines"] == [["MF-5KG", 3]]


def test_a_younger_cart_stays(small: SmallShop) -> None:
    small.fill()
    small.clock.move(7 * 24 * HOUR - 1)
    before = small.everything()
    assert empty_old_carts(small.shop) == 0
    with small.uow() as uow:
        empty_if_old(uow, small.shop, ANN)
        uow.commit()
    assert small.everything() == before


def ordered(small: SmallShop, conversation: str = ANN, method: str = "mpesa") -> Order:
    small.fill(conversation, lines=(("SG-1KG", 2),), method=method)
    order = place_order(small.shop, conversation, f"t-{conversation}")
    start_payment(small.shop, order, f"p-{conversation}")
    return small.order(order.number)


def expire(small: SmallShop, order: Order) -> None:
    expire_order_job(small.shop, Job(1, f"expire-order:{order.number}", "expire_order", {"number": order.number}, 0))


def test_an_order_unpaid_for_a_day_is_cancelled_at_ghala_and_told_once(small: SmallShop) -> None:
    order = ordered(small)
    small.clock.move(24 * HOUR - 1)
    assert find_unpaid(small.shop) == 0
    small.clock.move(2)
    assert [find_unpaid(small.shop) for _ in range(3)] == [1, 0, 0]
    for _ in range(2):
        expire(small, order)
    assert small.order(order.number).status is OrderStatus.CANCELLED
    assert small.ghala.cancelled == [order.ghala_id]
    assert told(small) == [(ANN, "order.expired")]
    assert apply_last(small)["intent"] == "EXTERNAL_order_expired"
    assert [each.failure_reason for each in small.payments_of(order)] == ["expired"]


def test_cash_on_delivery_waits_for_ever(small: SmallShop) -> None:
    order = ordered(small, method="cash")
    small.clock.move(1000 * HOUR)
    assert find_unpaid(small.shop) == 0
    expire(small, order)
    assert small.order(order.number).status is OrderStatus.PENDING


def test_ghala_is_asked_first_and_a_paid_order_stays(small: SmallShop) -> None:
    order = ordered(small)
    (payment,) = small.payments_of(order)
    small.ghala.payments[payment.key] = report(order, payment, PaymentStatus.SUCCESS)
    small.clock.move(25 * HOUR)
    with pytest.raises(NotYet):
        expire(small, order)
    assert small.order(order.number).status is OrderStatus.PENDING
    assert small.ghala.cancelled == []


def test_a_request_made_just_now_may_still_be_paid(small: SmallShop) -> None:
    order = ordered(small)
    small.clock.move(25 * HOUR)
    with small.uow() as uow:
        for each in uow.payments.of_order(order.id):
            uow.payments.save(replace(each, status=PaymentStatus.FAILED, failure_reason="timeout"))
        uow.commit()
    start_payment(small.shop, order, "again")
    with pytest.raises(NotYet):
        expire(small, order)
    assert small.ghala.cancelled == []


def test_given_ghala_is_down_then_it_is_cancelled_later(small: SmallShop) -> None:
    order = ordered(small)
    small.clock.move(25 * HOUR)
    small.ghala.down = True
    with pytest.raises(NotYet):
        expire(small, order)
    assert (small.order(order.number).status, told(small)) == (OrderStatus.PENDING, [])
    small.ghala.down = False
    expire(small, order)
    assert small.order(order.number).status is OrderStatus.CANCELLED


def test_given_ghala_will_not_cancel_then_a_person_looks_and_nobody_is_told_otherwise(small: SmallShop) -> None:
    order = ordered(small)
    small.clock.move(25 * HOUR)
    with small.uow() as uow:
        for each in uow.payments.of_order(order.id):
            uow.payments.save(replace(each, ghala_id=""))
        uow.commit()
    small.ghala.refusal = ServiceRefused("already_shipped")
    expire(small, order)
    now = small.order(order.number)
    assert (now.status, told(small)) == (OrderStatus.PENDING, [])
    assert "would not cancel" in now.flag


def test_money_after_the_end_is_flagged_and_pays_nothing(small: SmallShop) -> None:
    order = ordered(small)
    small.clock.move(25 * HOUR)
    expire(small, order)
    (payment,) = small.payments_of(order)
    with small.uow() as uow:
        settled = settle_payment(uow, small.shop, report(order, payment, PaymentStatus.SUCCESS))
        uow.commit()
    assert settled.flag == Flag.of(FlagKind.PAID_LATE, code="CODE000001")
    now = small.order(order.number)
    assert (now.status, bool(now.flag)) == (OrderStatus.CANCELLED, True)
    assert small.rows(tables.receipts) == []

"""The code that the rider shows for an order: right, wrong, too often, too late."""

from __future__ import annotations

from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest

from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import PaymentStatus
from bot.commerce.rider_code import MOST_TRIES, CodeOutcome
from bot.services.ordering import cancel_order, place_order
from bot.services.paying import settle_payment, start_payment
from bot.services.rider_code import show_code
from bot.storage import tables
from tests.small_shop import ANN, SmallShop, report

OWNER = "254700777666"
A_DAY = 24 * 3600


def apply(small: SmallShop, name: str) -> None:
    order = ordered(small)
    small.apply(name, order={"id": order.ghala_id, "order_number": order.number})


def worked(small: SmallShop) -> dict[str, Any]:
    """The event that the right code puts has its turn."""
    (row,) = small.rows(tables.inbox, kind="event")
    return small.apply(row.body["event"], row.conversation, **row.body["data"])


@pytest.fixture
def out(small: SmallShop) -> SmallShop:
    """Ann's paid order is with the rider."""
    small.fill()
    order = place_order(small.shop, ANN, "t1")
    payment = start_payment(small.shop, order, "t1")
    with small.uow() as uow:
        settle_payment(uow, small.shop, report(order, payment, PaymentStatus.SUCCESS))
        uow.commit()
    apply(small, "order.shipped")
    apply(small, "order.out_for_delivery")
    return small


def ordered(small: SmallShop) -> Order:
    return small.order("ORD-2026-000001")


def wrong_code(small: SmallShop) -> str:
    return f"{(int(ordered(small).delivery_code) + 1) % 10_000:04d}"


def show(small: SmallShop, code: str) -> CodeOutcome:
    with small.uow() as uow:
        order = uow.orders.by_number("ORD-2026-000001")
        shown = show_code(uow, order, code, "rider-7", small.clock(), OWNER)
        uow.commit()
    return shown.outcome


def delivered_events(small: SmallShop) -> list[str]:
    return [row.body["event"] for row in small.rows(tables.inbox, kind="event") if row.conversation == ANN]


def tries(small: SmallShop) -> list[tuple[str, str]]:
    return [(row.who, row.outcome) for row in small.rows(tables.code_tries)]


def test_the_right_code_delivers_once_however_often_it_is_shown(out: SmallShop) -> None:
    code = ordered(out).delivery_code
    assert [show(out, code), show(out, code)] == [CodeOutcome.RIGHT, CodeOutcome.RIGHT]
    assert delivered_events(out) == ["order.moved"]
    assert worked(out)["intent"] == "EXTERNAL_order_delivered"
    assert ordered(out).status is OrderStatus.DELIVERED


def test_ghalas_own_word_after_it_tells_nothing_more(out: SmallShop) -> None:
    show(out, ordered(out).delivery_code)
    apply(out, "order.delivered")
    assert worked(out) == {}


def test_a_wrong_code_delivers_nothing_and_is_on_record(out: SmallShop) -> None:
    assert show(out, wrong_code(out)) is CodeOutcome.WRONG
    assert delivered_events(out) == []
    assert ordered(out).status is OrderStatus.OUT_FOR_DELIVERY
    assert tries(out) == [("rider-7", "wrong")]


def test_after_five_wrong_ones_the_right_one_helps_no_more_and_a_person_is_called_once(out: SmallShop) -> None:
    for _ in range(MOST_TRIES - 1):
        show(out, wrong_code(out))
    assert out.rows(tables.cases) == []
    show(out, wrong_code(out))
    (case,) = out.rows(tables.cases)
    assert (case.kind, case.order_number, case.conversation) == ("code", "ORD-2026-000001", ANN)
    assert show(out, ordered(out).delivery_code) is CodeOutcome.BLOCKED
    assert show(out, wrong_code(out)) is CodeOutcome.BLOCKED
    assert len(out.rows(tables.cases)) == 1
    assert [row.conversation for row in out.rows(tables.inbox, kind="event")] == [f"wa:{OWNER}"]
    assert tries(out) == [("rider-7", "wrong")] * 5 + [("rider-7", "blocked")] * 2


def test_four_wrong_and_then_the_right_one_delivers(out: SmallShop) -> None:
    for _ in range(MOST_TRIES - 1):
        show(out, wrong_code(out))
    assert show(out, ordered(out).delivery_code) is CodeOutcome.RIGHT


def test_a_code_holds_a_day_from_when_the_customer_was_told(out: SmallShop) -> None:
    code = ordered(out).delivery_code
    out.clock.move(A_DAY)
    assert [show(out, code), show(out, code)] == [CodeOutcome.EXPIRED, CodeOutcome.EXPIRED]
    assert delivered_events(out) == []
    assert [case.kind for case in out.rows(tables.cases)] == ["code"]
    assert tries(out) == [("rider-7", "expired")] * 2


def test_a_second_before_it_still_holds(out: SmallShop) -> None:
    out.clock.move(A_DAY - 1)
    assert show(out, ordered(out).delivery_code) is CodeOutcome.RIGHT


def test_before_the_rider_has_it_no_code_is_taken(small: SmallShop) -> None:
    small.fill()
    place_order(small.shop, ANN, "t1")
    assert show(small, "") is CodeOutcome.NOT_OUT
    assert show(small, "0000") is CodeOutcome.NOT_OUT
    with small.uow(read_only=True) as uow:
        order = uow.orders.by_number("ORD-2026-000001")
    cancel_order(small.shop, order)
    assert show(small, "0000") is CodeOutcome.NOT_OUT


def test_after_delivery_the_same_code_is_right_and_another_is_wrong(out: SmallShop) -> None:
    code = ordered(out).delivery_code
    apply(out, "order.delivered")
    assert [show(out, code), show(out, wrong_code(out))] == [CodeOutcome.RIGHT, CodeOutcome.WRONG]
    assert delivered_events(out) == []
    assert out.rows(tables.cases) == []


def test_many_tries_at_once_are_five(out: SmallShop) -> None:
    began, wrong = Barrier(8), wrong_code(out)
    outcomes: list[CodeOutcome] = []

    def one(_: int) -> None:
        began.wait()
        outcomes.append(show(out, wrong))

    threads = [Thread(target=partial(one, place)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (outcomes.count(CodeOutcome.WRONG), outcomes.count(CodeOutcome.BLOCKED)) == (5, 3)


def test_news_that_come_twice_give_no_new_code_and_no_new_day(out: SmallShop) -> None:
    before = ordered(out)
    out.clock.move(3600)
    apply(out, "order.out_for_delivery")
    assert ordered(out) == before

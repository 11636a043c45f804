"""Orders, money and failed payments of one customer in one day."""

from __future__ import annotations

import threading
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from bot.commerce.errors import ServiceRefused
from bot.commerce.limits import Limits, Over
from bot.commerce.orders import OrderStatus
from bot.commerce.payments import PaymentStatus
from bot.services import limits
from bot.services.jobs import place_order_job
from bot.services.limits import OverDailyLimit
from bot.services.ordering import (
    NothingToOrder,
    OrderDelayed,
    OrderRefused,
    WantedOrder,
    cancel_order,
    place_order,
    place_wanted,
)
from bot.services.paying import settle_payment, start_payment
from bot.services.ports import Job
from bot.storage import tables
from tests.small_shop import ANN, BEN, SmallShop, report

OWNER = "254700777666"
TO_NAIROBI_MIDNIGHT = 12 * 3600


def limited(small: SmallShop, **changes: object) -> SmallShop:
    small.shop = replace(small.shop, limits=replace(Limits(), **changes), owner=OWNER)
    return small


def order_sugar(small: SmallShop, turn: str, packs: int = 1, conversation: str = ANN) -> None:
    small.fill(conversation, lines=(("SG-1KG", packs),))
    place_order(small.shop, conversation, turn)


def statuses(small: SmallShop) -> list[str]:
    return [row.status for row in small.rows(tables.orders)]


def test_given_the_days_orders_are_made_then_one_more_is_not_written_and_the_cart_is_kept(small: SmallShop) -> None:
    limited(small, orders_a_day=2)
    for turn in ("t1", "t2"):
        order_sugar(small, turn)
    small.fill(lines=(("MF-5KG", 1),))
    with pytest.raises(OverDailyLimit) as over:
        place_order(small.shop, ANN, "t3")
    assert over.value.over is Over.ORDERS
    assert statuses(small) == ["pending", "pending"]
    assert [call for call in small.ghala.calls if call.startswith("place")] == [
        "place order-ORD-2026-000001",
        "place order-ORD-2026-000002",
    ]
    with small.uow(read_only=True) as uow:
        cart = uow.carts.get(ANN)
    assert ([line.sku for line in cart.lines], cart.confirmed) == (["MF-5KG"], False)


def test_the_amount_counts_delivery_and_the_whole_day(small: SmallShop) -> None:
    # given 160 + 200 of 719.99
    limited(small, amount_a_day=Decimal("719.99"))
    order_sugar(small, "t1")
    with pytest.raises(OverDailyLimit) as over:
        order_sugar(small, "t2")
    assert over.value.over is Over.AMOUNT
    # and one cent more is enough
    limited(small, amount_a_day=Decimal(720))
    order_sugar(small, "t3")
    assert statuses(small) == ["pending", "pending"]


def test_zero_lets_all_through(small: SmallShop) -> None:
    limited(small, orders_a_day=0, amount_a_day=Decimal(0))
    for turn in range(8):
        order_sugar(small, f"t{turn}", packs=50)
    assert len(statuses(small)) == 8


def test_another_day_and_another_customer_begin_at_nothing(small: SmallShop) -> None:
    limited(small, orders_a_day=1)
    order_sugar(small, "t1")
    order_sugar(small, "b1", conversation=BEN)
    small.clock.move(TO_NAIROBI_MIDNIGHT - 1)
    with pytest.raises(OverDailyLimit):
        order_sugar(small, "t2")
    small.clock.move(1)
    order_sugar(small, "t3")
    assert len(statuses(small)) == 3


def test_what_was_cancelled_or_refused_does_not_count_and_what_waits_for_ghala_does(small: SmallShop) -> None:
    limited(small, orders_a_day=1)
    order_sugar(small, "t1")
    with small.uow(read_only=True) as uow:
        first = uow.orders.by_number("ORD-2026-000001")
    cancel_order(small.shop, first)
    small.fill(lines=(("SG-1KG", 1),))
    small.ghala.down = True
    with pytest.raises(OrderDelayed):
        place_order(small.shop, ANN, "t2")
    small.ghala.down = False
    with pytest.raises(OverDailyLimit):
        order_sugar(small, "t3")
    assert statuses(small) == ["cancelled", "draft"]


def test_the_job_that_goes_on_with_a_delayed_order_is_not_stopped_by_it(small: SmallShop) -> None:
    limited(small, orders_a_day=1)
    small.fill(lines=(("SG-1KG", 1),))
    small.ghala.down = True
    with pytest.raises(OrderDelayed):
        place_order(small.shop, ANN, "t1")
    small.ghala.down = False
    (row,) = small.rows(tables.jobs, kind="place_order")
    place_order_job(small.shop, Job(row.id, row.key, row.kind, row.payload, row.attempts))
    assert statuses(small) == ["pending"]


def test_the_same_turn_again_is_the_same_order_and_not_one_too_many(small: SmallShop) -> None:
    limited(small, orders_a_day=1)
    order_sugar(small, "t1")
    assert place_order(small.shop, ANN, "t1").number == "ORD-2026-000001"


def test_the_shops_own_programs_count_but_are_not_refused(small: SmallShop) -> None:
    limited(small, orders_a_day=1)
    wanted = WantedOrder("http:1", ANN, (("SG-1KG", 1),), "Kilimani", "cash", "+254700000001")
    for key in ("http:1", "http:2"):
        place_wanted(small.shop, replace(wanted, key=key))
    with pytest.raises(OverDailyLimit):
        order_sugar(small, "t1")
    assert len(statuses(small)) == 2


def test_one_person_with_two_conversations_has_one_day(small: SmallShop) -> None:
    limited(small, orders_a_day=1)
    order_sugar(small, "t1")
    small.fill("wa:KE.123", lines=(("SG-1KG", 1),))
    small.meet("wa:KE.123", phone="+254700000001", user_id="KE.123")
    with pytest.raises(OverDailyLimit):
        place_order(small.shop, "wa:KE.123", "k1")


def test_a_second_yes_while_ghala_thinks_finds_the_day_full(small: SmallShop) -> None:
    limited(small, orders_a_day=1)
    small.fill(lines=(("SG-1KG", 1),))
    second: list[Over] = []

    def again() -> None:
        small.fill(lines=(("MF-5KG", 1),))
        with pytest.raises(OverDailyLimit) as over:
            place_order(small.shop, ANN, "t2")
        second.append(over.value.over)

    small.ghala.meanwhile = again
    place_order(small.shop, ANN, "t1")
    assert (second, statuses(small)) == ([Over.ORDERS], ["pending"])


def test_many_yeses_at_once_are_no_more_orders_than_a_day_allows(small: SmallShop) -> None:
    limited(small, orders_a_day=2)
    small.meet()
    began = threading.Barrier(6)
    refused: list[str] = []

    def one(turn: int) -> None:
        began.wait()
        for _ in range(3):
            try:
                order_sugar(small, f"t{turn}")
            except NothingToOrder:
                # Another thread's order took the cart between our filling and our yes.
                continue
            except OverDailyLimit:
                refused.append(f"t{turn}")
            return

    threads = [threading.Thread(target=partial(one, turn)) for turn in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(statuses(small)) == 2
    assert refused


def test_what_would_be_too_much_can_be_asked_before_anything_is_placed(small: SmallShop) -> None:
    limited(small, orders_a_day=1)
    order_sugar(small, "t1")
    with small.uow(read_only=True) as uow:
        assert limits.over_today(uow, small.shop.limits, small.clock(), ANN, Decimal(1)) is Over.ORDERS
        assert limits.over_today(uow, small.shop.limits, small.clock(), BEN, Decimal(1)) is None


def fail(small: SmallShop, reason: str, turn: str) -> None:
    with small.uow(read_only=True) as uow:
        order = uow.orders.by_number("ORD-2026-000001")
    payment = start_payment(small.shop, order, turn)
    with small.uow() as uow:
        failed = report(order, payment, PaymentStatus.FAILED, failure_reason=reason)
        assert settle_payment(uow, small.shop, failed).outcome == "failed"
        uow.commit()


def fail_times(small: SmallShop, times: int) -> None:
    first = len(small.rows(tables.payments))
    for place in range(first, first + times):
        fail(small, ("insufficient_funds", "wrong_pin")[place % 2], f"p{place}")


def told_owner(small: SmallShop) -> list[str]:
    return [row.conversation for row in small.rows(tables.inbox, kind="event")]


def test_more_failed_payments_than_a_day_allows_are_shown_to_a_person_once(small: SmallShop) -> None:
    limited(small, failed_payments_a_day=3)
    order_sugar(small, "t1")
    fail_times(small, 3)
    assert small.rows(tables.cases) == []
    fail_times(small, 3)
    (case,) = small.rows(tables.cases)
    assert (case.kind, case.order_number) == ("payments", "ORD-2026-000001")
    assert case.said == "insufficient_funds, wrong_pin, insufficient_funds, wrong_pin"
    assert told_owner(small) == [f"wa:{OWNER}"]


def test_the_next_day_a_new_count_and_a_new_word_to_the_owner(small: SmallShop) -> None:
    limited(small, failed_payments_a_day=1)
    order_sugar(small, "t1")
    fail_times(small, 2)
    small.clock.move(TO_NAIROBI_MIDNIGHT)
    fail_times(small, 1)
    assert len(small.rows(tables.ledger, what="payments.often_failed")) == 1
    fail_times(small, 1)
    assert len(small.rows(tables.ledger, what="payments.often_failed")) == 2


@pytest.mark.parametrize("reason", ["replaced", "expired"])
def test_what_we_ended_ourselves_is_no_failure_of_the_customer(small: SmallShop, reason: str) -> None:
    limited(small, failed_payments_a_day=1)
    order_sugar(small, "t1")
    fail_times(small, 1)
    with small.uow() as uow:
        (payment,) = uow.payments.of_order(1)
        uow.payments.save(replace(payment, failure_reason=reason))
        uow.commit()
    fail_times(small, 1)
    assert small.rows(tables.cases) == []


def test_zero_flags_nobody(small: SmallShop) -> None:
    limited(small, failed_payments_a_day=0)
    order_sugar(small, "t1")
    fail_times(small, 6)
    assert small.rows(tables.cases) == []


def test_an_order_refused_by_ghala_leaves_the_day_as_it_was(small: SmallShop) -> None:
    limited(small, orders_a_day=1)
    small.fill(lines=(("SG-1KG", 1),))
    small.ghala.refusal = ServiceRefused("out_of_stock", "too little", "SG-1KG")
    with pytest.raises(OrderRefused):
        place_order(small.shop, ANN, "t1")
    small.ghala.refusal = None
    order_sugar(small, "t2")
    assert statuses(small) == [OrderStatus.CANCELLED.value, OrderStatus.PENDING.value]

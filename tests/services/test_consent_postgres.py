"""What several workers share on PostgreSQL: reminders, unpaid orders, statuses, a STOP."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from bot.messaging.statuses import StatusKeeper
from bot.services import consent
from bot.services.carts import empty_old_carts, remind_of_carts
from bot.services.jobs import put_periodic, tidy_job
from bot.services.ordering import place_order
from bot.services.ports import Incoming, Job, Reply
from bot.services.unpaid import expire_order_job, find_unpaid
from bot.storage import tables
from tests.small_shop import ANN, BEN, SmallShop

pytestmark = pytest.mark.services
WORKERS = 6


def at_once(work: Callable[[], Any]) -> list[Any]:
    """What each of six workers got that began in the same moment."""
    together, got = threading.Barrier(WORKERS), []

    def run() -> None:
        together.wait(timeout=30)
        got.append(work())

    threads = [threading.Thread(target=run) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(got) == WORKERS
    return got


def test_a_cart_is_reminded_of_once(small: SmallShop) -> None:
    small.fill()
    small.clock.move(4 * 3600)
    assert sorted(at_once(lambda: remind_of_carts(small.shop))) == [0] * (WORKERS - 1) + [1]
    assert [row.body["event"] for row in small.rows(tables.inbox)] == ["cart.left"]


def test_a_cart_that_grew_old_is_emptied_and_told_of_once(small: SmallShop) -> None:
    small.fill()
    small.clock.move(8 * 24 * 3600)
    assert empty_old_carts(small.shop) == 1
    with small.uow() as uow:
        found = [uow.carts.take_expired(ANN), uow.carts.take_expired(ANN)]
        uow.commit()
    assert [each and each.lines for each in found] == [(("MF-5KG", 3),), None]


def test_an_unpaid_order_gets_one_job_and_one_end(small: SmallShop) -> None:
    small.fill(lines=(("SG-1KG", 2),))
    order = place_order(small.shop, ANN, "t1")
    small.clock.move(25 * 3600)
    assert sum(at_once(lambda: find_unpaid(small.shop))) == 1
    job = Job(1, "expire", "expire_order", {"number": order.number}, 0)
    at_once(lambda: expire_order_job(small.shop, job))
    assert [row.body["event"] for row in small.rows(tables.inbox)] == ["order.expired"]
    assert len(small.rows(tables.ledger, what="order.expired")) == 1


def test_periodic_work_is_put_once_and_forgotten_later(small: SmallShop) -> None:
    assert sum(at_once(lambda: put_periodic(small.shop))) == 3
    for row in small.rows(tables.jobs):
        with small.uow() as uow:
            uow.jobs.finish(row.id)
            uow.commit()
    small.clock.move(3 * 24 * 3600)
    tidy_job(small.shop, Job(1, "k", "tidy", {}, 0))
    assert small.rows(tables.jobs) == []


def test_statuses_are_shared_out_and_none_is_lost_or_turned_back(small: SmallShop) -> None:
    small.meet()
    with small.uow() as uow:
        for place in range(60):
            uow.outbox.put(f"k{place}", ANN, Reply("hi"))
        uow.commit()
    for place in range(60):
        for word in ("read", "sent", "delivered"):
            body = {"status": {"id": f"wamid.{place}", "status": word, "biz_opaque_callback_data": f"k{place}"}}
            small.store(Incoming("whatsapp", f"{place}:{word}", "status", ANN, body, small.clock()))

    def until_none() -> int:
        rounds = 0
        while StatusKeeper(small.shop).work_all():
            rounds += 1
        return rounds

    at_once(until_none)
    until_none()
    assert {row.delivery for row in small.rows(tables.outbox)} == {"read"}
    assert {row.state for row in small.rows(tables.inbox)} == {"done"}


def test_a_stop_withholds_and_release_and_expiry_find_theirs(small: SmallShop) -> None:
    small.meet()
    small.meet(BEN)
    with small.uow() as uow:
        for conversation in (ANN, BEN):
            uow.outbox.put(f"{conversation}/1", conversation, Reply("hi"))
        consent.stop(uow, ANN, "m1", "STOP")
        uow.commit()
    with small.uow() as uow:
        uow.outbox.keep(small.rows(tables.outbox, conversation=BEN)[0].id, "closed")
        uow.commit()
    assert [row.state for row in small.rows(tables.outbox)] == ["withheld", "kept"]
    with small.uow() as uow:
        assert (uow.outbox.expire_kept(small.clock()), uow.outbox.release(ANN), uow.outbox.release(BEN)) == (0, 0, 1)
        uow.commit()
    assert [row.state for row in small.rows(tables.outbox)] == ["withheld", "waiting"]

"""What SQLite's one write lock gives for nothing must hold on PostgreSQL, where many write at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.commerce.flags import Flag, FlagKind
from bot.commerce.orders import OrderStatus
from bot.commerce.payments import PaymentStatus
from bot.services.ordering import place_order
from bot.services.paying import settle_payment, start_payment
from bot.services.ports import Customer, Reply
from bot.storage import migrate, tables
from tests.claiming import claim_until_empty
from tests.small_shop import ANN, SmallShop, report

pytestmark = pytest.mark.services
WAIT = 30


def at_once(*works: Callable[[], Any]) -> None:
    """Runs all together; an error of any of them is raised here."""
    errors: list[BaseException] = []
    together = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> None:
        try:
            together.wait(timeout=WAIT)
            work()
        except BaseException as error:  # noqa: BLE001 - a thread has nobody else to tell
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=WAIT)
    assert not any(thread.is_alive() for thread in threads)
    if errors:
        raise errors[0]


def waits_for_a_lock(small: SmallShop) -> bool:
    with small.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).scalar()
    return bool(found)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that in time"


def test_the_migrations_make_the_tables_of_the_metadata(small: SmallShop) -> None:
    with small.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_processes_that_start_at_once_migrate_once(small: SmallShop) -> None:
    with small.engine.connect() as connection:
        tables.metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE alembic_version")
        connection.commit()
    at_once(*(lambda: migrate.upgrade(small.engine) for _ in range(3)))
    assert small.rows(tables.orders) == []


def test_many_claimers_at_once_never_hold_one_conversation_twice_and_keep_its_order(small: SmallShop) -> None:
    claim_until_empty(small, claimers=6, conversations=8, messages=8)


def test_an_older_message_that_comes_while_a_claim_is_open_does_not_make_a_second_turn(small: SmallShop) -> None:
    small.write("newer", "m2", seconds=5)
    claimed: list[str] = []

    def claim() -> None:
        with small.uow() as uow:
            claimed.extend(entry.provider_id for entry in uow.inbox.claim("other", 60))
            uow.commit()

    with small.uow() as uow:
        assert len(uow.inbox.claim("first", 60)) == 1
        small.write("older", "m1", seconds=1)
        other = threading.Thread(target=claim)
        other.start()
        until(lambda: waits_for_a_lock(small) or not other.is_alive())
        uow.commit()
    other.join(timeout=WAIT)
    assert claimed == []


def test_a_claim_that_ended_without_a_commit_lets_others_claim(small: SmallShop) -> None:
    small.write("hi", "m1")
    with small.uow() as uow:
        assert uow.inbox.claim("first", 60)
    with small.uow() as uow:
        assert uow.inbox.claim("second", 60)


def test_senders_at_once_send_each_reply_once_and_in_order(small: SmallShop) -> None:
    texts = [f"text {place}" for place in range(12)]
    with small.uow() as uow:
        for place, text in enumerate(texts):
            uow.outbox.put(f"k{place}", f"wa:{place % 3}", Reply(text))
        uow.commit()
    sent: list[str] = []

    def send() -> None:
        while True:
            with small.uow() as uow:
                entry = uow.outbox.claim("w", 60)
                uow.commit()
            if entry is None:
                with small.uow(read_only=True) as uow:
                    if set(uow.outbox.depth()) == {"sent"}:
                        return
                continue
            sent.append(entry.reply.text)
            with small.uow() as uow:
                uow.outbox.mark_sent(entry.id, entry.key)
                uow.commit()

    at_once(send, send, send, send)
    assert sorted(sent) == sorted(texts)
    for conversation in range(3):
        of_one = [text for text in sent if int(text.split()[1]) % 3 == conversation]
        assert of_one == sorted(of_one, key=lambda text: int(text.split()[1]))


def test_writers_of_one_row_wait_for_each_other(small: SmallShop) -> None:
    with small.uow() as uow:
        uow.carts.save(uow.carts.get(ANN))
        uow.commit()

    def add_ones() -> None:
        for _ in range(20):
            with small.uow() as uow:
                cart = uow.carts.get(ANN)
                cart.generation += 1
                uow.carts.save(cart)
                uow.commit()

    at_once(add_ones, add_ones, add_ones)
    with small.uow(read_only=True) as uow:
        assert uow.carts.get(ANN).generation == 61


def test_a_flag_set_while_the_money_comes_does_not_undo_the_money(small: SmallShop) -> None:
    small.fill()
    order = place_order(small.shop, ANN, "t1")
    payment = start_payment(small.shop, order, "t1")

    def pay() -> None:
        with small.uow() as uow:
            settle_payment(uow, small.shop, report(order, payment, PaymentStatus.SUCCESS))
            uow.commit()

    with small.uow() as uow:
        held = uow.orders.by_id(order.id)
        paying = threading.Thread(target=pay)
        paying.start()
        until(lambda: waits_for_a_lock(small) or not paying.is_alive())
        uow.orders.save(replace(held, flags=(Flag.of(FlagKind.WRITTEN, said="look at it"),)))
        uow.commit()
    paying.join(timeout=WAIT)
    after = small.order(order.number)
    assert (after.status, after.flag) == (OrderStatus.CONFIRMED, "look at it")


def test_reports_of_one_payment_at_once_are_counted_once(small: SmallShop) -> None:
    small.fill()
    order = place_order(small.shop, ANN, "t1")
    payment = start_payment(small.shop, order, "t1")
    outcomes: list[str] = []

    def settle(status: PaymentStatus) -> None:
        with small.uow() as uow:
            settled = settle_payment(uow, small.shop, report(order, payment, status))
            uow.commit()
        outcomes.append(settled.outcome)

    at_once(*(lambda: settle(PaymentStatus.SUCCESS) for _ in range(4)), lambda: settle(PaymentStatus.FAILED))
    assert outcomes.count("paid") == 1
    assert small.payments_of(order)[0].status is PaymentStatus.SUCCESS
    assert len(small.rows(tables.receipts)) == 1
    assert small.order(order.number).status is OrderStatus.CONFIRMED


@pytest.mark.parametrize("round_number", range(8))
def test_statuses_at_once_never_downgrade_a_delivery(small: SmallShop, round_number: int) -> None:
    with small.uow() as uow:
        uow.outbox.put("k", ANN, Reply("hi"))
        uow.commit()

    def record(word: str) -> None:
        with small.uow() as uow:
            uow.outbox.record_delivery("wamid.1", "k", word, "")
            uow.commit()

    words = ["read", "sent", "delivered"]
    at_once(*(lambda word=word: record(word) for word in words[round_number % 3 :] + words[: round_number % 3]))
    assert small.rows(tables.outbox)[0].delivery == "read"


def test_a_status_that_comes_while_a_send_is_given_up_as_unknown_wins(small: SmallShop) -> None:
    with small.uow() as uow:
        uow.outbox.put("k", ANN, Reply("hi"))
        uow.commit()
    with small.uow() as uow:
        entry = uow.outbox.claim("w", 60)
        uow.commit()

    def give_up() -> None:
        with small.uow() as uow:
            uow.outbox.mark_unknown(entry.id, "lost", small.clock())
            uow.commit()

    with small.uow() as uow:
        uow.outbox.record_delivery("wamid.1", "k", "sent", "")
        giving_up = threading.Thread(target=give_up)
        giving_up.start()
        until(lambda: waits_for_a_lock(small) or not giving_up.is_alive())
        uow.commit()
    giving_up.join(timeout=WAIT)
    assert small.rows(tables.outbox)[0].state == "sent"


def test_customers_met_at_once_are_one_customer(small: SmallShop) -> None:
    def meet() -> None:
        with small.uow() as uow:
            uow.answers.put("k", {})
            uow.jobs.put("k", "test", {}, small.clock())
            uow.outbox.put("k", ANN, Reply("hi"))
            uow.commit()
        small.write("hi", "m1")

    at_once(meet, meet, meet)
    counted = [len(small.rows(table)) for table in (tables.answers, tables.jobs, tables.outbox, tables.inbox)]
    assert counted == [1, 1, 1, 1]


def test_words_of_any_kind_and_money_are_kept_as_they_are(small: SmallShop) -> None:
    name = "Ann 👋 أحمد “x” \\u0000 \\"
    with small.uow() as uow:
        uow.customers.save(Customer(ANN, name=name))
        uow.answers.put("k", {"said": name})
        uow.commit()
    small.fill()
    order = place_order(small.shop, ANN, "t1")
    with small.uow(read_only=True) as uow:
        assert uow.answers.get("k") == {"said": name}
    assert small.order(order.number).amount == Decimal("1460.00")

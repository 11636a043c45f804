"""Emptying the outbox: in order, nothing twice that must not be, nothing lost in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.messaging import sender
from bot.messaging.backoff import pause_after
from bot.messaging.claims import Claims
from bot.messaging.sender import GIVE_UP_AFTER, LEASE_SECONDS, SEND_AGAIN_UNTIL, WAIT_FOR_STATUS, Sender
from bot.services.ports import Customer, Reply, SendLater, SendRefused, SendUnknown, Sent
from bot.storage import tables
from tests.killing import kill_before_every_line
from tests.small_shop import ANN, BEN, SmallShop


@dataclass
class Phone:
    """A messenger whose customers' phones show what arrived; errors are raised before, or after, it arrived."""

    repeats_safely: bool = False
    shown: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    error: Exception | None = None
    answer_lost: bool = False

    def send(self, customer: Customer, reply: Reply, key: str) -> Sent:
        if self.error is not None:
            raise self.error
        if not (self.repeats_safely and key in self.keys):
            self.shown.append(reply.text)
        self.keys.add(key)
        if self.answer_lost:
            raise SendUnknown("the answer was lost")
        return Sent(f"wamid.{key}")

    def mark_read(self, *_: Any) -> None:
        raise AssertionError("the sender marks nothing read")


@dataclass
class Bench:
    small: SmallShop
    phone: Phone = field(default_factory=Phone)

    def say(self, *texts: str, conversation: str = ANN) -> None:
        self.small.meet(conversation)
        with self.small.uow() as uow:
            for text in texts:
                uow.outbox.put(f"{conversation}/{text}", conversation, Reply(text))
            uow.commit()

    def send_one(self) -> bool:
        return Sender(self.small.shop, self.phone, Claims("bench")).send_one()

    def until_idle(self) -> int:
        done = 0
        while self.send_one():
            done += 1
        return done

    def states(self) -> list[str]:
        return [row.state for row in self.small.rows(tables.outbox)]

    def status(self, key: str, word: str) -> None:
        with self.small.uow() as uow:
            uow.outbox.record_delivery(f"wamid.{key}", key, word, "")
            uow.commit()

    def wait_for_status(self) -> None:
        self.small.clock.move(WAIT_FOR_STATUS.total_seconds())


@pytest.fixture
def bench(small: SmallShop) -> Bench:
    return Bench(small)


def test_replies_are_sent_once_in_the_order_they_were_said(bench: Bench) -> None:
    bench.say("one", "two", "three")
    assert bench.until_idle() == 3
    assert bench.phone.shown == ["one", "two", "three"]
    assert [(row.state, row.provider_message_id) for row in bench.small.rows(tables.outbox)] == [
        ("sent", f"wamid.{ANN}/{text}") for text in ("one", "two", "three")
    ]
    assert bench.until_idle() == 0


def test_what_cannot_be_sent_yet_holds_back_what_follows_for_that_customer_alone(bench: Bench) -> None:
    bench.say("one", "two")
    bench.phone.error = SendLater("slow down", 6)
    assert bench.until_idle() == 1
    bench.phone.error = None
    bench.say("hello", conversation=BEN)
    assert bench.until_idle() == 1
    assert bench.phone.shown == ["hello"]
    bench.small.clock.move(6)
    bench.until_idle()
    assert bench.phone.shown == ["hello", "one", "two"]


def test_pauses_grow_with_every_refusal_in_a_row(bench: Bench) -> None:
    bench.say("one")
    bench.phone.error = SendLater("slow down", 6)
    waits = []
    for _ in range(4):
        began = bench.small.clock()
        assert bench.until_idle() == 1
        due = bench.small.rows(tables.outbox)[0].due_at
        waits.append((due - began).total_seconds())
        bench.small.clock.move(waits[-1])
    assert waits == [6, 12, 24, 48]


def test_after_many_tries_it_is_kept_as_dead_with_a_reason(bench: Bench) -> None:
    bench.say("one")
    bench.phone.error = SendLater("slow down")
    for _ in range(GIVE_UP_AFTER):
        assert bench.until_idle() == 1
        bench.small.clock.move(600)
    (row,) = bench.small.rows(tables.outbox)
    assert (row.state, row.error) == ("dead", "slow down")
    assert bench.until_idle() == 0


def test_a_refused_reply_is_dead_at_once_and_the_next_one_goes(bench: Bench) -> None:
    bench.say("one")
    bench.phone.error = SendRefused("not on WhatsApp", 131026)
    bench.until_idle()
    bench.phone.error = None
    bench.say("two")
    bench.until_idle()
    assert bench.phone.shown == ["two"]
    assert [(row.state, row.error) for row in bench.small.rows(tables.outbox)] == [
        ("dead", "131026: not on WhatsApp"),
        ("sent", None),
    ]


def test_a_reply_to_nobody_known_is_dead(bench: Bench) -> None:
    with bench.small.uow() as uow:
        uow.outbox.put("k", "wa:nobody", Reply("hi"))
        uow.commit()
    assert bench.until_idle() == 1
    assert (bench.states(), bench.phone.shown) == (["dead"], [])


def test_a_send_of_unknown_fate_waits_for_its_status_and_is_not_repeated_when_it_comes(bench: Bench) -> None:
    bench.say("one", "two")
    bench.phone.answer_lost = True
    assert bench.until_idle() == 1
    assert bench.states() == ["unknown", "waiting"]
    bench.phone.answer_lost = False
    bench.status(f"{ANN}/one", "sent")
    bench.wait_for_status()
    bench.until_idle()
    assert bench.phone.shown == ["one", "two"]
    assert bench.states() == ["sent", "sent"]


def test_a_send_of_unknown_fate_without_a_status_is_tried_a_few_times_and_then_left_to_a_person(bench: Bench) -> None:
    bench.say("one")
    bench.phone.error = SendUnknown("the answer was lost")
    tries = 0
    while bench.states() != ["dead"]:
        assert bench.until_idle() == 1
        bench.wait_for_status()
        tries += 1
    assert tries == SEND_AGAIN_UNTIL + 1
    assert "may or may not have arrived" in bench.small.rows(tables.outbox)[0].error


def test_tries_that_certainly_sent_nothing_do_not_count_against_one_of_unknown_fate(bench: Bench) -> None:
    bench.say("one")
    bench.phone.error = SendLater("nobody listens there")
    for _ in range(SEND_AGAIN_UNTIL + 1):
        assert bench.until_idle() == 1
        bench.small.clock.move(60)
    bench.phone.error = SendUnknown("the answer was lost")
    assert bench.until_idle() == 1
    bench.phone.error = None
    bench.wait_for_status()
    assert bench.until_idle() == 1
    assert (bench.states(), bench.phone.shown) == (["sent"], ["one"])


def test_where_the_provider_drops_repeats_an_unknown_send_is_simply_repeated(bench: Bench) -> None:
    bench.phone.repeats_safely, bench.phone.answer_lost = True, True
    bench.say("one")
    bench.until_idle()
    bench.phone.answer_lost = False
    bench.wait_for_status()
    bench.until_idle()
    assert (bench.phone.shown, bench.states()) == (["one"], ["sent"])


def test_a_status_that_overtakes_the_answer_is_not_undone_by_it(bench: Bench) -> None:
    bench.say("one")
    with bench.small.uow() as uow:
        entry = uow.outbox.claim("w", LEASE_SECONDS)
        uow.commit()
    bench.status(f"{ANN}/one", "delivered")
    with bench.small.uow() as uow:
        uow.outbox.mark_unknown(entry.id, "lost", bench.small.clock())
        uow.commit()
    (row,) = bench.small.rows(tables.outbox)
    assert (row.state, row.delivery) == ("sent", "delivered")


def killed_everywhere(bench: Bench, status_comes: bool) -> Callable[[int], str]:
    """Kills the sender before each of its lines; then the lease runs out, a status may come, and another sender goes on."""

    def prepare(step: int) -> str:
        bench.say(f"text {step}", conversation=f"wa:2547{step:08d}")
        return f"text {step}"

    for text, line in kill_before_every_line(prepare, lambda _: bench.send_one(), sender):
        if status_comes and text in bench.phone.shown:
            (key,) = [key for key in bench.phone.keys if key.endswith(f"/{text}")]
            bench.status(key, "sent")
        for _ in range(3):
            bench.small.clock.move(LEASE_SECONDS + WAIT_FOR_STATUS.total_seconds())
            bench.until_idle()
        assert bench.phone.shown.count(text) == 1, line
        assert bench.states()[-1] == "sent", line
    return prepare


def test_killed_anywhere_while_sending_then_it_is_shown_once_where_a_status_tells(bench: Bench) -> None:
    killed_everywhere(bench, status_comes=True)


def test_killed_anywhere_while_sending_then_it_is_shown_once_where_repeats_are_dropped(bench: Bench) -> None:
    bench.phone.repeats_safely = True
    killed_everywhere(bench, status_comes=False)


def test_pauses_double_up_to_a_longest_one() -> None:
    assert [pause_after(tries).total_seconds() for tries in (1, 2, 3, 7, 8, 1000)] == [0.5, 1, 2, 32, 60, 60]

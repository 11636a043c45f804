"""Working the inbox: in order, each turn with its replies exactly once."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.messaging import turns
from bot.messaging.claims import Claims
from bot.messaging.statuses import StatusKeeper
from bot.messaging.turns import (
    GIVE_UP_AFTER,
    GIVE_UP_AFTER_AWAY,
    LAST_CHANCE_PAUSE,
    MOST_CRASHES,
    TELL_AFTER,
    TurnWorker,
)
from bot.messaging.words import Words
from bot.services import events, paying
from bot.services.ordering import place_order
from bot.services.paying import start_payment
from bot.services.ports import Choice, DialogueDown, Incoming, Reply, Turn, TurnResult
from bot.storage import tables
from tests.killing import kill_before_every_line
from tests.small_shop import ANN, BEN, START, SmallShop

LEASE = turns.LEASE_SECONDS + 1


@dataclass
class Parrot:
    """A dialogue that says what it heard; the same message id again is the same answer without a second effect."""

    heard: list[Turn] = field(default_factory=list)
    effects: dict[str, TurnResult] = field(default_factory=dict)
    error: Exception | None = None
    language: str = "en"
    silent: bool = False

    def turn(self, turn: Turn) -> TurnResult:
        self.heard.append(turn)
        if self.error is not None:
            raise self.error
        replies = () if self.silent else (Reply(f"you said {turn.text or turn.intent}"), Reply("anything else?"))
        return self.effects.setdefault(turn.message_id, TurnResult(replies, self.language, {"intent": turn.intent}))


@dataclass
class NoMessenger:
    """Sends nothing; remembers what was marked read."""

    repeats_safely: bool = False
    read: list[str] = field(default_factory=list)

    def send(self, *_: Any) -> Any:
        raise AssertionError("the turn worker sends nothing itself")

    def mark_read(self, provider_message_id: str, typing: bool) -> None:
        self.read.append(provider_message_id)


WORDS = Words(
    {
        name: [{"condition": [{"name": "language", "value": code}], "text": f"{name} {code}"} for code in ("en", "sw")]
        for name in (
            "utter_default",
            "utter_gave_up",
            "utter_delayed",
            "utter_how_to_stop",
            "utter_too_many_messages",
            "utter_read_so_far",
            "utter_stopped_before",
        )
    }
)
# What every first answer to a customer ends with.
FIRST_CONTACT = re.compile(r"\n\nutter_how_to_stop (en|sw)$")


@dataclass
class Bench:
    small: SmallShop
    dialogue: Parrot = field(default_factory=Parrot)
    messenger: NoMessenger = field(default_factory=NoMessenger)
    missing: threading.Event = field(default_factory=threading.Event)

    @property
    def worker(self) -> TurnWorker:
        claims = Claims("bench")
        return TurnWorker(self.small.shop, self.dialogue, self.messenger, WORDS, claims, missing=self.missing)

    def until_idle(self) -> int:
        done = 0
        while self.worker.work_one():
            done += 1
        return done

    def said(self, conversation: str = ANN) -> list[str]:
        rows = self.small.rows(tables.outbox, conversation=conversation)
        return [FIRST_CONTACT.sub("", row.reply["text"]) for row in rows]

    def states(self) -> list[str]:
        return [row.state for row in self.small.rows(tables.inbox)]


@pytest.fixture
def bench(small: SmallShop) -> Bench:
    return Bench(small)


def test_a_message_becomes_replies_in_the_outbox_and_is_marked_read(bench: Bench) -> None:
    bench.small.write("hi", "m1")
    assert bench.until_idle() == 1
    assert bench.said() == ["you said hi", "anything else?"]
    assert bench.states() == ["done"]
    assert bench.messenger.read == ["m1"]
    (row,) = bench.small.rows(tables.customers)
    assert (row.phone, row.last_inbound_at) == ("+254700000001", bench.small.clock())


def test_the_same_message_stored_again_is_not_a_second_turn(bench: Bench) -> None:
    for _ in range(2):
        bench.small.write("hi", "m1")
    assert bench.until_idle() == 1


def test_turns_of_one_customer_go_in_the_order_they_were_sent(bench: Bench) -> None:
    bench.small.write("second", "m2", seconds=2)
    bench.small.write("first", "m1", seconds=1)
    bench.small.write("third", "m3", seconds=3)
    bench.until_idle()
    assert [turn.text for turn in bench.dialogue.heard] == ["first", "second", "third"]


def test_a_burst_is_answered_once(bench: Bench) -> None:
    bench.small.write("I want some flour", "m1")
    bench.small.write("and also some sugar", "m2", seconds=1)
    assert bench.until_idle() == 1
    assert bench.said()[0] == "you said I want some flour\nand also some sugar"
    assert bench.states() == ["done", "done"]


def test_given_the_dialogue_is_down_then_later_messages_wait_and_the_turn_is_asked_again(bench: Bench) -> None:
    bench.dialogue.error = DialogueDown("away")
    bench.small.write("first words", "m1")
    bench.small.write("later words", "m2", seconds=60)
    assert bench.until_idle() == 1
    bench.dialogue.error = None
    assert bench.until_idle() == 0
    bench.small.clock.move(1)
    assert bench.until_idle() == 2
    assert [turn.text for turn in bench.dialogue.heard] == ["first words", "first words", "later words"]


def test_a_burst_that_failed_is_asked_again_as_the_same_burst(bench: Bench) -> None:
    bench.dialogue.error = DialogueDown("away")
    bench.small.write("I want some flour", "m1")
    bench.small.write("and also some sugar", "m2")
    bench.until_idle()
    bench.small.write("and then some oil", "m3")
    bench.dialogue.error = None
    bench.small.clock.move(1)
    bench.until_idle()
    assert [turn.text for turn in bench.dialogue.heard][1:] == [
        "I want some flour\nand also some sugar",
        "and then some oil",
    ]


def fail_times(bench: Bench, times: int) -> None:
    for _ in range(times):
        bench.small.clock.move(61)
        assert bench.until_idle() == 1


def test_a_customer_who_waits_is_told_so_once(bench: Bench) -> None:
    bench.dialogue.error = DialogueDown("away")
    bench.small.write("hi", "m1")
    fail_times(bench, TELL_AFTER - 1)
    assert bench.said() == []
    fail_times(bench, 3)
    assert bench.said() == ["utter_delayed en"]
    bench.dialogue.error = None
    fail_times(bench, 1)
    assert bench.said() == ["utter_delayed en", "you said hi", "anything else?"]


def test_a_turn_that_never_works_is_given_up_kept_and_told(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.dialogue.error = RuntimeError("broken for good")
    bench.small.meet(language="sw")
    bench.small.write("hi", "m1")
    with caplog.at_level(logging.CRITICAL):
        fail_times(bench, GIVE_UP_AFTER)
    assert bench.said() == ["utter_delayed sw", "utter_gave_up sw"]
    (row,) = bench.small.rows(tables.inbox)
    assert (row.state, row.error) == ("dead", "RuntimeError: broken for good")
    # and the person who was promised is called
    (case,) = bench.small.rows(tables.cases)
    assert (case.kind, case.said) == ("problem", "hi")
    bench.small.clock.move(3600)
    assert bench.until_idle() == 0


def die_with(bench: Bench, times: int) -> None:
    """Workers that take the turn and end in the middle of it."""
    for _ in range(times):
        with bench.small.uow() as uow:
            assert uow.inbox.claim("died", 6)
            uow.commit()
        bench.small.clock.move(LEASE)


def test_a_turn_that_ends_its_worker_three_times_is_given_up_unread(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.small.write("hi", "m1")
    die_with(bench, MOST_CRASHES)
    with caplog.at_level(logging.CRITICAL):
        assert bench.until_idle() == 1
    assert bench.states() == ["dead"]
    assert bench.dialogue.heard == []
    assert bench.said() == ["utter_gave_up en"]


def test_a_turn_whose_worker_died_less_often_is_answered(bench: Bench) -> None:
    bench.small.write("hi", "m1")
    die_with(bench, MOST_CRASHES - 1)
    assert bench.until_idle() == 1
    assert bench.said() == ["you said hi", "anything else?"]


def test_a_turn_in_which_another_process_ends_three_times_is_given_up_and_the_next_is_answered(bench: Bench) -> None:
    bench.dialogue.error = DialogueDown("the action server ended", crashed="actions")
    bench.small.write("the words that end it", "m1")
    bench.small.clock.move(10)
    bench.small.write("and later words", "m2")
    for _ in range(MOST_CRASHES):
        bench.small.clock.move(61)
        assert bench.worker.work_one()
    assert bench.states() == ["dead", "waiting"]
    bench.dialogue.error = None
    bench.until_idle()
    assert bench.said() == ["utter_gave_up en", "you said and later words", "anything else?"]


def test_before_its_last_try_a_turn_lets_pass_what_may_end_processes_for_another_reason(bench: Bench) -> None:
    bench.dialogue.error = DialogueDown("the action server ended", crashed="actions")
    bench.small.write("hi", "m1")
    fail_times(bench, MOST_CRASHES - 1)
    bench.dialogue.error = DialogueDown("connection refused", away=True)
    bench.small.clock.move(LAST_CHANCE_PAUSE.total_seconds())
    assert bench.worker.work_one()
    bench.dialogue.error = None
    bench.small.clock.move(LAST_CHANCE_PAUSE.total_seconds() - 1)
    assert not bench.worker.work_one()
    bench.small.clock.move(1)
    bench.until_idle()
    assert bench.said()[-2:] == ["you said hi", "anything else?"]


def test_a_turn_in_which_different_processes_end_is_innocent(bench: Bench) -> None:
    bench.small.write("hi", "m1")
    for crashed in ("rasa", "actions") * 2:
        bench.dialogue.error = DialogueDown("it ended", crashed=crashed)
        fail_times(bench, 1)
    bench.small.clock.move(61)
    die_with(bench, 1)
    bench.dialogue.error = None
    fail_times(bench, 1)
    assert bench.said()[-2:] == ["you said hi", "anything else?"]


def test_a_dialogue_that_is_away_costs_no_try_and_is_asked_again_soon_after_it_is_back(bench: Bench) -> None:
    bench.dialogue.error = DialogueDown("connection refused", away=True)
    bench.small.write("hi", "m1")
    for _ in range(60):
        bench.until_idle()
        bench.small.clock.move(1)
    (row,) = bench.small.rows(tables.inbox)
    assert (row.state, row.attempts) == ("waiting", 0)
    assert bench.said() == ["utter_delayed en"]
    # when it is back, the answer comes within a tenth of the time that it was missed
    bench.dialogue.error = None
    bench.small.clock.move(7)
    bench.until_idle()
    assert bench.said()[-2:] == ["you said hi", "anything else?"]


def test_once_the_dialogue_is_back_everybody_who_waits_is_answered_at_once(bench: Bench) -> None:
    bench.dialogue.error = DialogueDown("connection refused", away=True)
    bench.small.write("hi", "m1")
    for _ in range(120):
        bench.until_idle()
        bench.small.clock.move(1)
    bench.dialogue.error = None
    bench.small.write("niaje", "m2", conversation=BEN)
    bench.until_idle()
    assert bench.states() == ["done", "done"]


def test_a_turn_that_was_there_when_processes_ended_waits_on_though_the_dialogue_is_back(bench: Bench) -> None:
    bench.dialogue.error = DialogueDown("the action server ended", crashed="actions")
    bench.small.write("hi", "m1")
    fail_times(bench, MOST_CRASHES - 1)
    bench.dialogue.error = DialogueDown("connection refused", away=True)
    bench.small.clock.move(LAST_CHANCE_PAUSE.total_seconds())
    assert bench.worker.work_one()
    bench.dialogue.error = None
    bench.small.write("niaje", "m2", conversation=BEN)
    bench.until_idle()
    assert bench.states() == ["waiting", "done"]


def test_a_dialogue_that_stays_away_is_not_waited_for_for_ever(bench: Bench) -> None:
    bench.dialogue.error = DialogueDown("connection refused", away=True)
    bench.small.write("hi", "m1")
    bench.until_idle()
    bench.small.clock.move(GIVE_UP_AFTER_AWAY.total_seconds())
    bench.until_idle()
    assert bench.states() == ["dead"]
    assert bench.said() == ["utter_gave_up en"]


def test_nothing_said_is_answered_with_the_default_and_never_with_silence(bench: Bench) -> None:
    bench.dialogue.silent, bench.dialogue.language = True, "sw"
    bench.small.write("hm", "m1")
    bench.until_idle()
    assert bench.said() == ["utter_default sw"]
    assert bench.small.rows(tables.customers)[0].language == "sw"


def test_the_answer_to_a_message_that_was_not_read_to_its_end_says_so(bench: Bench) -> None:
    bench.small.write("many lines", "m1")
    replies = (Reply("all noted"),)
    bench.dialogue.effects["m1"] = TurnResult(replies, "en", {"stopped_at": "3 sugar"})
    bench.until_idle()
    assert bench.said() == ["utter_read_so_far en\n\nall noted"]


def test_where_the_shop_must_be_silent_the_dialogue_is_not_asked(bench: Bench) -> None:
    bench.small.meet(handed_off=True)
    bench.small.write("hi there", "m1")
    bench.until_idle()
    assert (bench.dialogue.heard, bench.said(), bench.messenger.read) == ([], [], [])
    assert bench.states() == ["done"]


def test_who_stopped_us_and_writes_is_told_once_how_to_start_again(bench: Bench) -> None:
    bench.small.meet(opted_out=True, stopped_by="m0")
    for number in (1, 2):
        bench.small.write("hi there, it is me", f"m{number}", seconds=60 * number)
        bench.until_idle()
    assert (bench.dialogue.heard, bench.said()) == ([], ["utter_stopped_before en"])


def test_what_was_written_to_another_number_of_the_account_is_kept_and_not_answered(bench: Bench) -> None:
    bench.small.shop = replace(bench.small.shop, number_id="100")
    bench.small.store(replace(message_to("200"), provider_id="m1"), replace(message_to("100"), provider_id="m2"))
    bench.until_idle()
    assert [turn.message_id for turn in bench.dialogue.heard] == ["m2"]
    assert bench.states() == ["done", "done"]


def message_to(number_id: str) -> Incoming:
    body = {"message": {"type": "text", "text": {"body": "two bags of flour please"}}, "phone_number_id": number_id}
    return Incoming("whatsapp", "m", "message", ANN if number_id == "100" else BEN, body, START)


def test_stop_reaches_the_dialogue_as_an_opt_out(bench: Bench) -> None:
    bench.small.meet(handed_off=True)
    bench.small.write("STOP", "m1")
    bench.until_idle()
    assert [turn.intent for turn in bench.dialogue.heard] == ["opt_out"]


def prompt(small: SmallShop) -> dict[str, Any]:
    """An order that waits for its money; the facts of its payment as Ghala tells them."""
    small.fill(lines=(("SG-1KG", 1),))
    order = place_order(small.shop, ANN, "t1")
    payment = start_payment(small.shop, order, "t1")
    facts = {"id": payment.ghala_id, "order_id": order.ghala_id, "amount": 360, "currency": "KES"}
    return {**facts, "transaction_reference": "SGH7X8K2LM", "status": "success"}


def event(small: SmallShop, name: str, event_id: str, data: dict[str, Any], conversation: str = ANN) -> None:
    body = {"id": event_id, "event": name, "data": data}
    small.store(Incoming("ghala", event_id, "event", conversation, body, small.clock()))


def test_an_event_is_applied_told_and_not_told_again(bench: Bench) -> None:
    facts = prompt(bench.small)
    for event_id in ("e1", "e1", "e2"):
        event(bench.small, "payment.success", event_id, {"payment": facts})
    assert bench.until_idle() == 2
    assert [(turn.message_id, turn.intent) for turn in bench.dialogue.heard] == [
        ("ghala:e1", "EXTERNAL_payment_success")
    ]
    assert len(bench.small.rows(tables.receipts)) == 1


def test_an_event_that_came_without_its_customer_waits_in_the_customers_own_line(bench: Bench) -> None:
    facts = prompt(bench.small)
    event(bench.small, "payment.success", "e1", {"payment": facts}, conversation="ghala:unknown")
    bench.until_idle()
    assert bench.said(ANN) == ["you said EXTERNAL_payment_success", "anything else?"]
    assert [row.conversation for row in bench.small.rows(tables.inbox)] == [ANN]


def test_a_customer_who_opted_out_is_not_told_but_the_money_counts(bench: Bench) -> None:
    facts = prompt(bench.small)
    bench.small.meet(opted_out=True)
    event(bench.small, "payment.success", "e1", {"payment": facts})
    bench.until_idle()
    assert bench.said() == []
    assert len(bench.small.rows(tables.receipts)) == 1


def test_a_broken_event_is_kept_for_a_person_and_holds_nobody_up(bench: Bench) -> None:
    event(bench.small, "payment.success", "e1", {"payment": {"amount": "much"}})
    bench.small.write("hi", "m1", seconds=1)
    assert bench.until_idle() == 2
    assert bench.states() == ["dead", "done"]
    assert bench.said() == ["you said hi", "anything else?"]


def test_an_event_turn_that_failed_still_tells_when_it_runs_again(bench: Bench) -> None:
    facts = prompt(bench.small)
    event(bench.small, "payment.success", "e1", {"payment": facts})
    bench.dialogue.error = DialogueDown("away")
    bench.until_idle()
    bench.dialogue.error = None
    bench.small.clock.move(1)
    bench.until_idle()
    assert bench.said() == ["you said EXTERNAL_payment_success", "anything else?"]
    assert len(bench.small.rows(tables.receipts)) == 1


@pytest.mark.parametrize("errors", [[], None, "odd", [{"code": 131026, "title": "not on WhatsApp"}], ["odd"]])
def test_a_status_is_noted_at_its_reply(bench: Bench, errors: Any) -> None:
    with bench.small.uow() as uow:
        uow.outbox.put("k", ANN, Reply("hi"))
        uow.commit()
    assert (bench.until_idle(), bench.states()) == (0, [])
    body = {"status": {"id": "wamid.1", "status": "failed", "biz_opaque_callback_data": "k", "errors": errors}}
    bench.small.store(Incoming("whatsapp", "s1", "status", ANN, body, bench.small.clock()))
    assert StatusKeeper(bench.small.shop).work_all()
    assert not StatusKeeper(bench.small.shop).work_all()
    (row,) = bench.small.rows(tables.outbox)
    assert (row.delivery, row.provider_message_id) == ("failed", "wamid.1")
    assert ("131026" in (row.error or "")) is (errors is not None and "131026" in str(errors))


def test_a_customer_whose_own_past_cannot_be_read_is_in_nobody_elses_way(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    # given an answer whose row is broken
    with bench.small.uow() as uow:
        uow.outbox.put(f"{ANN}/0/message-0", ANN, Reply("pick one", (Choice("", "Sugar"),)))
        uow.connection.execute(sa.update(tables.outbox).values(reply={}))
        uow.commit()
    bench.small.write("hi", "m1")
    bench.small.write("hello there", "m2", conversation=BEN, seconds=1)
    # when both write
    with caplog.at_level(logging.CRITICAL):
        bench.until_idle()
    # then the other is answered and the one waits for another try
    assert bench.said(BEN) == ["you said hello there", "anything else?"]
    (mine,) = bench.small.rows(tables.inbox, conversation=ANN)
    assert (mine.state, mine.attempts) == ("waiting", 1)


def test_customers_do_not_wait_for_each_other(bench: Bench) -> None:
    bench.small.write("slow", "m1")
    with bench.small.uow() as uow:
        uow.inbox.claim("another worker", 6)
        uow.commit()
    bench.small.write("quick", "m2", conversation=BEN)
    assert bench.until_idle() == 1
    assert bench.said(BEN) == ["you said quick", "anything else?"]
    assert bench.said(ANN) == []


def killed_everywhere(bench: Bench, prepare: Callable[[int], str], *modules: Any) -> None:
    """Killed before each line of the worker: after the lease ran out another worker does it, and nothing is there twice."""
    for conversation, line in kill_before_every_line(prepare, lambda _: bench.worker.work_one(), *modules):
        bench.small.clock.move(LEASE)
        bench.until_idle()
        assert set(bench.states()) == {"done"}, line
        assert len(bench.said(conversation)) == 2, line
        assert bench.said(conversation)[1] == "anything else?", line


def test_killed_anywhere_in_a_message_turn_then_it_is_answered_once(bench: Bench) -> None:
    def write(step: int) -> str:
        conversation = f"wa:2547{step:08d}"
        bench.small.write("hello there", f"m{step}", conversation=conversation)
        return conversation

    killed_everywhere(bench, write, turns)
    assert len(bench.dialogue.effects) == len(bench.small.rows(tables.inbox))


def test_killed_anywhere_in_an_event_turn_then_it_is_counted_and_told_once(bench: Bench) -> None:
    def pay(step: int) -> str:
        conversation = f"wa:2547{step:08d}"
        bench.small.fill(conversation, lines=(("SG-1KG", 1),))
        order = place_order(bench.small.shop, conversation, f"{step}")
        payment = start_payment(bench.small.shop, order, f"{step}")
        facts = {"id": payment.ghala_id, "amount": 360, "transaction_reference": f"C{step}", "order_id": order.ghala_id}
        event(bench.small, "payment.success", f"e{step}", {"payment": facts}, conversation)
        return conversation

    killed_everywhere(bench, pay, turns, events, paying)
    assert len(bench.small.rows(tables.receipts)) == len(bench.small.rows(tables.orders))

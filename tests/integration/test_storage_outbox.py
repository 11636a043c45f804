"""The outbox on real SQLite: order, delivery that only goes up, choices with opaque ids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.services.ports import Choice, OutboxEntry, Reply
from bot.storage import tables
from tests.small_shop import ANN, BEN, SmallShop, small_shop_in

WORDS = ["sent", "delivered", "read", "failed", "played"]
RANK = {"": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5}


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallShop]:
    made = small_shop_in(tmp_path)
    yield made
    made.engine.dispose()


def put(small: SmallShop, key: str, conversation: str = ANN, *choices: Choice, text: str = "hi") -> bool:
    with small.uow() as uow:
        fresh = uow.outbox.put(key, conversation, Reply(text, choices, "Pick", "https://img.example/1"))
        uow.commit()
    return bool(fresh)


def claim(small: SmallShop) -> OutboxEntry | None:
    with small.uow() as uow:
        entry: OutboxEntry | None = uow.outbox.claim("w", 6)
        uow.commit()
    return entry


def record(small: SmallShop, key: str, word: str, message_id: str = "wamid.1", error: str = "") -> bool:
    with small.uow() as uow:
        known = uow.outbox.record_delivery(message_id, key, word, error)
        uow.commit()
    return bool(known)


def test_a_reply_goes_in_once_and_comes_out_as_it_was(small: SmallShop) -> None:
    assert put(small, "k", ANN, Choice("", "Yes", "of course", {"intent": "affirm"}, "order_confirmed"))
    assert not put(small, "k", text="another")
    entry = claim(small)
    assert entry is not None
    assert (entry.key, entry.state, entry.attempts) == ("k", "waiting", 0)
    (choice,) = entry.reply.choices
    assert entry.reply == Reply("hi", (Choice(choice.id, "Yes", "of course"),), "Pick", "https://img.example/1")
    assert len(small.rows(tables.choices)) == 1


def test_the_next_reply_waits_for_the_one_before_in_every_state_but_sent_and_dead(small: SmallShop) -> None:
    put(small, "a")
    put(small, "b")
    put(small, "c", BEN)
    first = claim(small)
    assert first is not None
    assert [entry and entry.key for entry in (claim(small), claim(small))] == ["c", None]
    with small.uow() as uow:
        uow.outbox.mark_unknown(first.id, "lost", small.clock.now.replace(minute=1))
        uow.commit()
    assert claim(small) is None
    with small.uow() as uow:
        uow.outbox.bury(first.id, "refused")
        uow.commit()
    second = claim(small)
    assert second is not None
    assert second.key == "b"


def test_a_reply_whose_sender_died_comes_back_saying_so(small: SmallShop) -> None:
    put(small, "a")
    claim(small)
    assert claim(small) is None
    small.clock.move(6.1)
    again = claim(small)
    assert again is not None
    assert (again.key, again.state, again.attempts) == ("a", "sending", 1)


def test_a_reply_of_unknown_fate_comes_back_after_its_time_saying_so(small: SmallShop) -> None:
    put(small, "a")
    first = claim(small)
    assert first is not None
    with small.uow() as uow:
        uow.outbox.mark_unknown(first.id, "lost", small.clock.now.replace(minute=1))
        uow.commit()
    with small.uow(read_only=True) as uow:
        assert not uow.outbox.any_due()
    small.clock.move(60)
    with small.uow(read_only=True) as uow:
        assert uow.outbox.any_due()
    again = claim(small)
    assert again is not None
    assert (again.key, again.state) == ("a", "unknown")


@pytest.mark.parametrize("second", WORDS)
@pytest.mark.parametrize("first", WORDS)
def test_a_delivery_status_is_never_downgraded(small: SmallShop, first: str, second: str) -> None:
    put(small, "k")
    record(small, "k", first)
    record(small, "k", second)
    (row,) = small.rows(tables.outbox)
    assert row.delivery == max(first, second, key=RANK.__getitem__)


def test_a_status_word_that_nobody_knows_changes_nothing(small: SmallShop) -> None:
    put(small, "k")
    record(small, "k", "delivered")
    assert record(small, "k", "teleported")
    assert small.rows(tables.outbox)[0].delivery == "delivered"


@pytest.mark.parametrize("state", ["sending", "unknown"])
def test_a_status_proves_that_the_reply_was_sent(small: SmallShop, state: str) -> None:
    put(small, "k")
    entry = claim(small)
    assert entry is not None
    if state == "unknown":
        with small.uow() as uow:
            uow.outbox.mark_unknown(entry.id, "lost", small.clock())
            uow.commit()
    record(small, "k", "sent", "wamid.9")
    (row,) = small.rows(tables.outbox)
    assert (row.state, row.provider_message_id, row.claimed_by) == ("sent", "wamid.9", None)
    assert claim(small) is None


def test_a_status_finds_its_reply_by_the_providers_id_too(small: SmallShop) -> None:
    put(small, "k")
    entry = claim(small)
    assert entry is not None
    with small.uow() as uow:
        uow.outbox.mark_sent(entry.id, "wamid.7")
        uow.commit()
    assert record(small, "", "read", "wamid.7")
    assert small.rows(tables.outbox)[0].delivery == "read"


def test_a_status_of_nothing_known_says_so_and_writes_nothing(small: SmallShop) -> None:
    put(small, "k")
    before = small.everything()
    assert not record(small, "other", "sent", "wamid.other")
    assert not record(small, "", "sent", "wamid.other")
    assert small.everything() == before


def test_choice_ids_are_opaque_the_same_for_the_same_reply_and_never_shared(small: SmallShop) -> None:
    yes = Choice("", "Yes", payload={"intent": "affirm"})
    put(small, "k1", ANN, yes, yes)
    put(small, "k2", ANN, yes)
    ids = [row.id for row in small.rows(tables.choices)]
    assert len(set(ids)) == 3
    assert all(each.startswith("b:") and "affirm" not in each for each in ids)
    with small.uow(read_only=True) as uow:
        (offered,) = uow.outbox.open_offer(ANN).choices
        assert uow.outbox.choice(offered.id) == (ANN, Choice(offered.id, "Yes", payload={"intent": "affirm"}))
        assert uow.outbox.choice("b:unknown") is None
        assert uow.outbox.open_offer(BEN).choices == ()


@pytest.mark.parametrize(
    ("text", "payload", "question", "takes"),
    [
        ("Pick one.", {"intent": "browse_catalog"}, "", True),
        ("Confirm?", {"intent": "affirm"}, "order_confirmed", False),
        ("How many?", {"intent": "cancel_order", "entities": {}}, "", False),
        ("1. Cancel an order", {"intent": "cancel_order", "entities": {}}, "", True),
        ("It failed.", {"intent": "cancel_order", "entities": {"order_number": "ORD-2026-000001"}}, "", True),
    ],
)
def test_a_number_is_no_button_while_a_question_of_the_order_is_open(
    small: SmallShop, text: str, payload: dict[str, Any], question: str, takes: bool
) -> None:
    put(small, "k1", ANN, Choice("", "One", payload=payload, question=question), text=text)

    with small.uow(read_only=True) as uow:
        assert uow.outbox.open_offer(ANN).takes_numbers is takes


@pytest.mark.parametrize("seconds", [60, -60])
def test_a_reply_put_by_another_clock_is_claimed_at_once(small: SmallShop, seconds: int) -> None:
    small.clock.move(seconds)
    put(small, "k")
    small.clock.move(-seconds)
    assert claim(small) is not None

"""Claiming turns on real SQLite: in order, one at a time in a conversation, taken over when a worker died."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.services.ports import InboxEntry, Incoming
from bot.storage import tables
from tests.claiming import claim_until_empty
from tests.small_shop import ANN, BEN, START, SmallShop, small_shop_in


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallShop]:
    made = small_shop_in(tmp_path)
    yield made
    made.engine.dispose()


def claim(small: SmallShop, mark: str = "w", burst: int = 1) -> list[InboxEntry]:
    with small.uow() as uow:
        taken: list[InboxEntry] = uow.inbox.claim(mark, 6)
        if taken and not taken[0].turn:
            taken += uow.inbox.behind(taken[0])[: burst - 1]
            uow.inbox.join(taken, mark, 6)
        uow.commit()
    return taken


def finish(small: SmallShop, entries: list[InboxEntry]) -> None:
    with small.uow() as uow:
        uow.inbox.finish(entries, {"ok": True})
        uow.commit()


def ids(entries: list[InboxEntry]) -> list[str]:
    return [entry.provider_id for entry in entries]


def message(message_id: str, conversation: str = ANN, kind: str = "message", provider: str = "whatsapp") -> Incoming:
    return Incoming(provider, message_id, kind, conversation, {"error": "odd"}, START)


def test_the_same_id_of_one_provider_is_stored_once(small: SmallShop) -> None:
    assert small.store(message("m1"), message("m1"), message("m2")) == 2
    assert small.store(message("m1"), message("m1", provider="ghala")) == 1
    assert len(small.rows(tables.inbox)) == 3
    assert small.store() == 0


def test_what_could_not_be_read_is_kept_and_never_claimed(small: SmallShop) -> None:
    small.store(message("odd", kind="unreadable"))
    assert claim(small) == []
    (row,) = small.rows(tables.inbox)
    assert (row.state, row.error) == ("dead", "odd")


def test_the_oldest_by_the_senders_time_comes_first_then_by_arrival(small: SmallShop) -> None:
    for text, seconds in (("c", 2.0), ("a", 1.0), ("b", 1.0)):
        small.write(text, text, seconds=seconds)
    seen = []
    while taken := claim(small):
        seen += ids(taken)
        finish(small, taken)
    assert seen == ["a", "b", "c"]


def test_a_turn_in_flight_blocks_its_conversation_and_no_other(small: SmallShop) -> None:
    small.write("first", "a1")
    small.write("second", "a2", seconds=1)
    small.write("other", "b1", conversation=BEN, seconds=2)
    first = claim(small)
    assert ids(first) == ["a1"]
    assert ids(claim(small)) == ["b1"]
    assert claim(small) == []
    finish(small, first)
    assert ids(claim(small)) == ["a2"]


def test_an_older_message_that_comes_late_waits_while_a_turn_is_in_flight(small: SmallShop) -> None:
    small.write("newer", "a2", seconds=5)
    taken = claim(small)
    small.write("older", "a1", seconds=1)
    assert claim(small) == []
    finish(small, taken)
    assert ids(claim(small)) == ["a1"]


def test_statuses_are_no_turns_and_wait_for_nobody(small: SmallShop) -> None:
    small.write("first", "a1")
    claim(small)
    small.store(message("s1", kind="status"), message("s2", kind="status"))
    with small.uow(read_only=True) as uow:
        assert (uow.inbox.any_due(), uow.inbox.any_statuses()) == (False, True)
    assert ids(claim(small)) == []
    with small.uow() as uow:
        found = uow.inbox.statuses(limit=10)
        uow.inbox.finish(found, None)
        uow.commit()
    assert ids(found) == ["s1", "s2"]
    with small.uow(read_only=True) as uow:
        assert not uow.inbox.any_statuses()


def test_a_burst_is_taken_as_asked_for_and_ends_at_what_is_no_message(small: SmallShop) -> None:
    for place in range(3):
        small.write(f"text {place}", f"a{place}", seconds=place)
    assert ids(claim(small, burst=2)) == ["a0", "a1"]
    assert [(row.state, row.turn) for row in small.rows(tables.inbox)] == [
        ("in_flight", 1),
        ("in_flight", 1),
        ("waiting", None),
    ]


def test_a_claim_whose_lease_ran_out_is_taken_again_with_the_same_entries(small: SmallShop) -> None:
    for place in range(3):
        small.write(f"text {place}", f"a{place}", seconds=place)
    first = claim(small, "died", burst=2)
    assert claim(small) == []
    small.clock.move(6.1)
    again = claim(small, "living", burst=1)
    assert ids(again) == ids(first) == ["a0", "a1"]
    assert [entry.attempts for entry in again] == [1, 1]
    assert {row.claimed_by for row in small.rows(tables.inbox)[:2]} == {"living"}


def test_what_was_put_back_waits_its_time_holds_its_place_and_keeps_its_entries(small: SmallShop) -> None:
    for place in range(3):
        small.write(f"text {place}", f"a{place}", seconds=place)
    taken = claim(small, burst=2)
    with small.uow() as uow:
        uow.inbox.put_back(taken, small.clock.now.replace(minute=1), "DialogueDown: away")
        uow.commit()
    assert claim(small) == []
    small.clock.move(60)
    assert ids(claim(small, burst=1)) == ["a0", "a1"]


def test_a_buried_turn_is_out_of_the_way(small: SmallShop) -> None:
    small.write("first", "a1")
    small.write("second", "a2", seconds=1)
    with small.uow() as uow:
        uow.inbox.bury(uow.inbox.claim("w", 6), "broken")
        uow.commit()
    assert ids(claim(small)) == ["a2"]


def test_without_a_commit_nothing_was_claimed(small: SmallShop) -> None:
    small.write("first", "a1")
    with small.uow() as uow:
        assert uow.inbox.claim("w", 6)
    assert ids(claim(small)) == ["a1"]


def test_a_rerouted_event_waits_in_its_new_conversation(small: SmallShop) -> None:
    small.write("first", "a1")
    claim(small)
    small.store(replace(message("e1", "ghala:1", "event", "ghala"), sent_at=START))
    (event,) = claim(small)
    with small.uow() as uow:
        uow.inbox.reroute(event, ANN)
        uow.commit()
    assert claim(small) == []
    finish(small, [replace(event, id=1)])
    assert ids(claim(small)) == ["e1"]


def test_what_was_understood_can_be_shown(small: SmallShop) -> None:
    small.write("first", "a1")
    finish(small, claim(small))
    with small.uow(read_only=True) as uow:
        assert uow.inbox.understood("a1") == {"ok": True}
        assert uow.inbox.understood("unknown") is None
        assert uow.inbox.depth() == {"done": 1}
        assert not uow.inbox.any_due()


def test_many_claimers_at_once_never_hold_one_conversation_twice_and_keep_its_order(small: SmallShop) -> None:
    claim_until_empty(small, claimers=4, conversations=5, messages=6)


@pytest.mark.parametrize("seconds", [60, -60])
def test_what_was_stored_by_another_clock_is_claimed_at_once(small: SmallShop, seconds: int) -> None:
    # given a gateway whose clock differs from the worker's
    small.clock.move(seconds)
    small.store(message("m1"))
    small.clock.move(-seconds)
    # then nobody waits for the difference
    assert ids(claim(small)) == ["m1"]


def test_turns_that_were_there_when_a_process_ended_run_one_at_a_time(small: SmallShop) -> None:
    # given two turns in which the same process ended, and one in which none did
    small.store(message("m1"), message("m2", BEN))
    both = [*claim(small, "a"), *claim(small, "b")]
    with small.uow() as uow:
        uow.inbox.put_back(both, small.clock(), "ended", crashed="actions")
        uow.commit()
    small.store(message("m3", "wa:254700000003"))
    # when three workers claim
    first, second, third = claim(small, "a"), claim(small, "b"), claim(small, "c")
    # then the second of the two waits for the first, and the third for nobody
    assert (ids(first), ids(second), ids(third)) == (["m1"], ["m3"], [])
    finish(small, first)
    assert ids(claim(small, "c")) == ["m2"]

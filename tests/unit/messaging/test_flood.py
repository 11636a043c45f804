"""A customer who writes faster than anybody can read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commerce.limits import Limits
from bot.services.ports import DialogueDown, Incoming
from bot.storage import tables
from tests.small_shop import ANN, BEN, SmallShop
from tests.unit.messaging.test_turn_worker import Bench

SLOW_DOWN = "utter_too_many_messages en"


@pytest.fixture
def bench(small: SmallShop) -> Bench:
    small.shop = replace(small.shop, limits=Limits(messages_a_minute=3))
    small.meet()
    return Bench(small)


def write(bench: Bench, *texts: str, conversation: str = ANN, seconds: float = 0) -> None:
    """Apart enough to be turns of their own."""
    for place, text in enumerate(texts):
        bench.small.write(text, f"{conversation}-{text}", conversation, seconds + place)


def heard(bench: Bench) -> list[str]:
    return [turn.text or turn.intent for turn in bench.dialogue.heard]


def marks(bench: Bench) -> list[object]:
    return [(row.understood or {}).get("silent") for row in bench.small.rows(tables.inbox, kind="message")]


def test_the_first_message_too_many_is_answered_kindly_and_the_rest_of_the_minute_is_kept_in_silence(
    bench: Bench,
) -> None:
    write(bench, "a", "b", "c", "d", "e", "f")
    bench.until_idle()
    assert heard(bench) == ["a", "b", "c"]
    assert bench.said()[-1] == SLOW_DOWN
    assert bench.said().count(SLOW_DOWN) == 1
    assert bench.states() == ["done"] * 6
    assert marks(bench) == [None, None, None, *["too many messages in a minute"] * 3]
    assert bench.messenger.read == [f"{ANN}-{text}" for text in "abc"]


def test_the_rest_of_a_flood_is_one_piece_of_work_however_much_it_is(bench: Bench) -> None:
    write(bench, "a", "b", "c")
    at = bench.small.clock()
    for place in range(300):
        bench.small.write(f"and again {place}", f"m{place}", seconds=10 + place / 10)
    assert bench.small.clock() == at
    # three that are answered, the first too many, and with it all the others of the minute
    assert bench.until_idle() == 4
    assert bench.states() == ["done"] * 303
    assert bench.said().count(SLOW_DOWN) == 1


def test_after_the_minute_all_is_normal(bench: Bench) -> None:
    write(bench, "a", "b", "c", "d")
    write(bench, "later", seconds=60)
    bench.until_idle()
    assert heard(bench) == ["a", "b", "c", "later"]


def test_the_next_minute_has_its_own_word(bench: Bench) -> None:
    write(bench, *"abcde")
    write(bench, *"ghijk", seconds=60)
    bench.until_idle()
    assert bench.said().count(SLOW_DOWN) == 2


def test_it_is_said_in_the_customers_language(bench: Bench) -> None:
    bench.dialogue.language = "sw"
    write(bench, *"abcd")
    bench.until_idle()
    assert bench.said()[-1] == "utter_too_many_messages sw"


def test_each_customer_has_a_minute_of_their_own(bench: Bench) -> None:
    write(bench, *"abc")
    write(bench, *"xyz", conversation=BEN)
    bench.until_idle()
    assert SLOW_DOWN not in [*bench.said(), *bench.said(BEN)]


def test_what_ghala_and_whatsapp_report_counts_for_nothing(bench: Bench) -> None:
    write(bench, *"ab")
    at = bench.small.clock()
    for kind in ("event", "status"):
        for place in range(5):
            body = {"event": "cart.left", "data": {"generation": 9}}
            bench.small.store(Incoming("ghala", f"{kind}{place}", kind, ANN, body, at))
    write(bench, "c", seconds=5)
    bench.until_idle()
    assert heard(bench) == ["a", "b", "c"]


def test_an_event_is_told_in_the_middle_of_a_flood(bench: Bench) -> None:
    write(bench, *"abcd")
    with bench.small.uow() as uow:
        uow.answers.put("event:duka:e1", {"intent": "EXTERNAL_person_left", "entities": {}})
        uow.commit()
    event = {"event": "person.left", "data": {"case": 1}}
    bench.small.store(Incoming("duka", "e1", "event", ANN, event, bench.small.clock()))
    bench.until_idle()
    assert "EXTERNAL_person_left" in heard(bench)


def test_a_burst_counts_by_message_and_never_passes_the_limit_in_one_turn(bench: Bench) -> None:
    for place in range(5):
        bench.small.write(f"and then some words {place}", f"m{place}")
    bench.until_idle()
    assert heard(bench) == ["\n".join(f"and then some words {place}" for place in range(3))]
    assert bench.said()[-1] == SLOW_DOWN
    assert bench.states() == ["done"] * 5


@pytest.mark.parametrize("word", ["STOP", "acha"])
def test_stop_is_heard_in_any_flood(bench: Bench, word: str) -> None:
    write(bench, *"abcd", word, "e")
    bench.until_idle()
    assert heard(bench) == ["a", "b", "c", word]
    with bench.small.uow(read_only=True) as uow:
        assert uow.customers.get(ANN).opted_out
    assert bench.said()[-1] == "anything else?"


@pytest.mark.parametrize("state", [{"opted_out": True, "stopped_by": "x"}, {"handed_off": True}])
def test_who_asked_for_silence_or_talks_to_a_person_hears_nothing_of_it(bench: Bench, state: dict[str, object]) -> None:
    bench.small.meet(**state)
    write(bench, *"abcdef")
    bench.until_idle()
    assert not any("too_many" in said for said in bench.said())


def test_messages_that_were_held_up_on_the_way_are_no_flood(bench: Bench) -> None:
    # given ten messages of ten minutes that arrive together
    write(bench, *"abc")
    for place, text in enumerate("defghij"):
        bench.small.write(text, text, seconds=-60.0 * (place + 1))
    bench.until_idle()
    assert len(heard(bench)) == 10


def test_a_turn_that_runs_again_is_judged_as_before(bench: Bench) -> None:
    bench.small.clock.move(30)
    bench.dialogue.error = DialogueDown("away")
    write(bench, *"abc")
    bench.until_idle()
    bench.dialogue.error = None
    # given more messages while the first waits, one of them sent before it
    bench.small.write("d", "d", seconds=-5)
    write(bench, "e", seconds=9)
    bench.small.clock.move(1)
    bench.until_idle()
    assert heard(bench)[1:] == ["a", "b", "c"]


def test_zero_answers_all(small: SmallShop) -> None:
    small.shop = replace(small.shop, limits=Limits(messages_a_minute=0))
    bench = Bench(small)
    write(bench, *"abcdefghijklmnopqrstuvwxyzABCDEFGHIJ")
    bench.until_idle()
    assert len(heard(bench)) == 36


def test_the_cart_is_not_touched(bench: Bench) -> None:
    bench.small.fill(lines=(("SG-1KG", 2),))
    before = bench.small.rows(tables.carts)
    write(bench, *"abcdef")
    bench.until_idle()
    assert bench.small.rows(tables.carts) == before

"""The watch that stands in every conversation sees work on words at the wrong time, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable

from bot.nlu.fields import handover, hints
from tests.heard import heard
from tests.small_shop import SmallShop
from tests.stage.watched_words import watched_words


def elsewhere(work: Callable[[], object]) -> None:
    """In a thread of its own, as actions are."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def found(small: SmallShop, work: Callable[[], object], read_only: bool = False) -> list[str]:
    def inside() -> None:
        with small.uow(read_only=read_only):
            work()

    with watched_words() as watch:
        elsewhere(inside)
    return [name for name, _ in watch.found]


def test_words_read_while_others_wait_are_seen(small: SmallShop) -> None:
    work = lambda: (hints.is_skip("skip"), handover.instructions_in("leave it at the gate"))  # noqa: E731

    assert found(small, work)[:2] == ["bot.nlu.fields.hints._SKIP", "bot.nlu.fields.handover._HOW"]
    assert found(small, work, read_only=True) == []


def test_what_was_heard_is_read_once_however_often_it_is_asked(small: SmallShop) -> None:
    message = heard("skip, leave it at the gate", "inform")

    assert found(small, lambda: (message.reading.instructions, message.reading.is_skip)) == []


def test_nothing_is_watched_afterwards(small: SmallShop) -> None:
    before = hints._SKIP
    with watched_words():
        assert hints._SKIP is not before
    assert hints._SKIP is before

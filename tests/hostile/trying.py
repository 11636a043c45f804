"""Tries patterns in a process of its own, which may be killed: ``python -m tests.hostile.trying`` prints one line each.

Processor time, and of three runs the quickest, so that a busy machine makes nothing slow that is not.
"""

from __future__ import annotations

import json
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from types import FrameType
from typing import Any

from tests.hostile.patterns import compiled, modules, ways_of
from tests.hostile.pumped import texts

MESSAGE = 4_096
# Short texts first: what grows faster than its text is among the slowest of them already.
SHORT = 1_024
# What is tried in the length of a message is tried in three times that length as well, to see how it grows.
LONGER = 3 * MESSAGE
# Nobody waits longer than this for one pattern and one text.
GIVEN_UP = 0.5
# What is quicker than this is not measured again.
ENOUGH = 0.003
# How many of the slowest texts of a pattern are tried in the length of a message, and longer.
IN_FULL, LENGTHENED = 8, 3


class TookTooLong(Exception):
    pass


@dataclass(frozen=True)
class Tried:
    """Seconds of the slowest text at the length of a message, and of the slowest at three times that length."""

    pattern: str
    seconds: float
    of: tuple[str, str]
    longer: float
    of_longer: tuple[str, str]


def _ways(name: str, pattern: re.Pattern[str]) -> dict[str, Callable[[str], Any]]:
    """The ways in which the pattern is used, told apart as far as they work differently."""
    ways: dict[str, Callable[[str], Any]] = {
        "search": pattern.search,
        "match": pattern.match,
        "fullmatch": pattern.fullmatch,
        "sub": lambda text: pattern.sub("", text),
    }
    used = ways_of(name)
    again = {"sub"} if used & {"finditer", "findall", "split"} else set()
    return {way: work for way, work in ways.items() if way in used | again}


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Ends what takes more processor time by an error; matching looks for signals now and then."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds_of(
    work: Callable[[str], Any], text: str, enough: float, clock: Callable[[], float] = time.process_time, times: int = 3
) -> float:
    """``GIVEN_UP`` where it was; measured again only while it looks slower than ``enough``."""
    least = GIVEN_UP
    try:
        with bounded(GIVEN_UP):
            for _ in range(times):
                began = clock()
                work(text)
                least = min(least, clock() - began)
                if least <= enough:
                    break
    except TookTooLong:
        pass
    return least


def tried(name: str, pattern: re.Pattern[str]) -> Tried:
    short = _slowest(name, pattern, SHORT, ENOUGH / 4, None)[:IN_FULL]
    whole = _slowest(name, pattern, MESSAGE, ENOUGH, {of for _, of in short})
    longer = _slowest(name, pattern, LONGER, 3 * ENOUGH, {of for _, of in whole[:LENGTHENED]})
    return Tried(name, *whole[0], *longer[0])


def _slowest(
    name: str, pattern: re.Pattern[str], length: int, enough: float, wanted: set[tuple[str, str]] | None
) -> list[tuple[float, tuple[str, str]]]:
    """Seconds, and way and kind of text, the slowest first; cut short by one that takes for ever."""
    measured: list[tuple[float, tuple[str, str]]] = []
    # Processor time comes in steps that are too large for short texts; which of those are the slowest any clock tells.
    clock = time.perf_counter if wanted is None else time.process_time
    for kind, text in texts(pattern, length):
        for way, work in _ways(name, pattern).items():
            if wanted is None or (way, kind) in wanted:
                measured.append((seconds_of(work, text, enough, clock), (way, kind)))
                if measured[-1][0] >= GIVEN_UP:
                    return measured[-1:]
    return sorted(measured, reverse=True)


def main() -> None:
    """The packages or modules whose patterns are to be tried."""
    for room in sys.argv[1:]:
        for name, pattern in compiled(modules(room)).items():
            print(json.dumps({"begun": name}), flush=True)
            print(json.dumps(asdict(tried(name, pattern))), flush=True)


if __name__ == "__main__":
    main()

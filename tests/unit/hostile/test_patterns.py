"""No pattern of the project takes long over any text: one that did stopped the whole shop for everybody."""

from __future__ import annotations

import json
import resource
import subprocess
import sys

import pytest

from tests.hostile.patterns import ROOT, compile_calls, compiled, inline_calls, module_of, room_of, sources
from tests.hostile.trying import Tried

# Seconds of processor time; what they are now is a tenth of it.
MOST_FOR_MESSAGE = 0.05
MOST_FOR_LONGER = 0.03
# Three times the text may take so many times as long; what grows with the square takes nine.
GROWTH = 5
# Of the whole trial of a room, after which the process is killed.
HARD_LIMIT = 240
ROOMS = sorted({room_of(path) for path in sources() if compile_calls(path)})
# Where a pattern may stand in its call, because no customer's words come there.
WRITTEN_IN_CALLS = {
    "bot/sandbox/": "stands in for other parties on a developer's machine",
    "bot/workshop/project/": "reads the project's own source and data",
    "bot/workshop/story/": "reads the project's own source and data",
    "bot/workshop/validate/": "reads the project's own source and data",
    "bot/settings.py": "reads the operator's settings once, when a process starts",
    "bot/setting_rules.py": "reads the operator's settings once, when a process starts",
    "bot/nlu/words/groups.py": "fills the patterns that the readers hold, and these are tried",
    "bot/veil.py": "the shop's own codes, each escaped, with gaps of three signs at most",
    "bot/workshop/review/redaction.py": "the words of a customer's own address, each escaped",
    "bot/providers/whatsapp/webhook.py": "single letters of a phone number are dropped",
    "bot/web/": "single letters of a phone number or an order's number are dropped",
}


def tried(*rooms: str) -> list[Tried]:
    """Every pattern of the rooms, tried in a process that cannot hang."""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.hostile.trying", *rooms],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=4 * HARD_LIMIT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (HARD_LIMIT, HARD_LIMIT)),
    )
    lines = [json.loads(line) for line in run.stdout.splitlines() if line.endswith("}")]
    assert run.returncode == 0, f"ended with {run.returncode} after {lines[-1:]}: {run.stderr[-500:]}"
    return [Tried(**line) for line in lines if "seconds" in line]


def is_slow(each: Tried) -> bool:
    return each.seconds > MOST_FOR_MESSAGE or each.longer > max(MOST_FOR_LONGER, GROWTH * each.seconds)


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_given_texts_made_against_it_when_a_pattern_is_used_then_it_takes_time_in_proportion(room: str) -> None:
    assert [each for each in tried(room) if is_slow(each)] == []


@pytest.mark.slow
def test_given_patterns_that_were_slow_once_when_tried_then_every_one_of_them_is_found_out() -> None:
    found = tried("tests.hostile.once_slow")

    assert len(found) == 9
    assert [each.pattern for each in found if not is_slow(each)] == []


def test_every_pattern_is_among_those_that_are_tried() -> None:
    found = [module_of(name) for name in compiled()]

    missed = {
        str(path.relative_to(ROOT)): (calls, here)
        for path in sources()
        if path.name != "__main__.py"
        # Migrations look once at what is kept, which is short.
        and "migrations" not in path.parts
        and (calls := compile_calls(path))
        > (here := found.count(".".join(path.relative_to(ROOT).with_suffix("").parts)))
    }
    assert missed == {}


def test_no_pattern_stands_in_a_call_where_customers_words_are_read() -> None:
    calls = [call for path in sources() for call in inline_calls(path)]

    assert [call for call in calls if not call.startswith(tuple(WRITTEN_IN_CALLS))] == []


def test_every_leave_to_write_patterns_in_calls_is_used() -> None:
    calls = [call for path in sources() for call in inline_calls(path)]

    assert [room for room in WRITTEN_IN_CALLS if not any(call.startswith(room) for call in calls)] == []

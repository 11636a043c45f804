"""The action server with an expression in it that some texts never let come back, for ``test_poison.py``."""

from __future__ import annotations

import re
import sys

import actions.base
from actions.talk import Talk
from bot.__main__ import main
from bot.watchdog import watchdog

POISON = "na na na"
# Exponential in the number of words: neighbouring parts fit the same blanks.
RUNAWAY = re.compile(r"(?:\W*\bna\b\W*)+$")
STILL_SECONDS = 2.0

_of = Talk.of.__func__  # type: ignore[attr-defined]


def poisoned(cls: type[Talk], action: str, tracker: object) -> Talk:
    talk: Talk = _of(cls, action, tracker)
    if POISON in talk.heard.text:
        RUNAWAY.match("na " * 60 + "x")
    return talk


if __name__ == "__main__":
    actions.base.Talk.of = classmethod(poisoned)  # type: ignore[assignment]
    watchdog._still_seconds = STILL_SECONDS
    sys.exit(main(["actions"]))

"""Words that count whatever the dialogue makes of them: STOP, START, and the same of offers."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Keyword:
    """``purpose`` is "offers" where our messages about orders are not meant."""

    intent: str
    purpose: str = ""


# WhatsApp users opt out and in with these words, whatever the model thinks of them.
STOP = re.compile(
    r"^\W*(?:stop|stop all|stop messages|acha|acha ujumbe|acha kunitumia ujumbe|unsubscribe|opt ?out)\W*$",
    re.IGNORECASE,
)
START = re.compile(r"^\W*(?:start|anza|unstop|subscribe|opt ?in)\W*$", re.IGNORECASE)
NO_OFFERS = re.compile(r"^\W*(?:stop|no|acha|sitaki)\W+(?:offers?|ofa)\W*$", re.IGNORECASE)
# "Send offers" by itself may only want to see them.
OFFERS = re.compile(
    r"^\W*(?:yes\W+send(?:\W+me)?|ndio\W+(?:ni)?tum(?:a|ie)|start|anza)\W+(?:offers?|ofa)\W*$", re.IGNORECASE
)
KEYWORDS = (
    (STOP, Keyword("opt_out")),
    (START, Keyword("opt_in")),
    (NO_OFFERS, Keyword("opt_out", "offers")),
    (OFFERS, Keyword("opt_in", "offers")),
)


def is_stop(text: str) -> bool:
    return STOP.match(text) is not None


def keyword(text: str) -> Keyword | None:
    """The keyword that is all of ``text``, if it is one."""
    return next((meant for pattern, meant in KEYWORDS if pattern.match(text)), None)

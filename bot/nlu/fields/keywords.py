"""Words that count whatever the dialogue makes of them: STOP, START, and the same of offers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.nlu.words.groups import pattern


@dataclass(frozen=True)
class Keyword:
    """``purpose`` is "offers" where our messages about orders are not meant."""

    intent: str
    purpose: str = ""


# WhatsApp users opt out and in with these words, whatever the model thinks of them.
STOP = pattern(r"^\W*<<keywords.stop>>\W*$", re.IGNORECASE, "All of a message that wants no more messages")
START = pattern(r"^\W*<<keywords.start>>\W*$", re.IGNORECASE, "All of a message that wants them again")
NO_OFFERS = pattern(
    r"^\W*<<keywords.refuse>>\W+<<keywords.offers>>\W*$", re.IGNORECASE, "Before offers: none are wanted"
)
# "Send offers" by itself may only want to see them.
OFFERS = pattern(
    r"^\W*(?:<<keywords.agree>>\W+<<keywords.send>>|<<keywords.begin>>)\W+<<keywords.offers>>\W*$",
    re.IGNORECASE,
    "Offers are wanted",
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

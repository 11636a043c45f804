"""What is decided before the dialogue is asked: STOP, START, offers, a person's turn, and a flood."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.services.ports import Customer, Json, Turn

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
KEYWORDS: tuple[tuple[re.Pattern[str], str, Json], ...] = (
    (STOP, "opt_out", {}),
    (START, "opt_in", {}),
    (NO_OFFERS, "opt_out", {"purpose": "offers"}),
    (OFFERS, "opt_in", {"purpose": "offers"}),
)


def is_stop(text: str) -> bool:
    return STOP.match(text) is not None


def is_keyword(text: str) -> bool:
    return any(pattern.match(text) for pattern, _, _ in KEYWORDS)


def keyword_in(turn: Turn) -> Turn | None:
    """The turn as one of the keywords means it, where its whole text is one."""
    for pattern, intent, entities in KEYWORDS:
        if pattern.match(turn.text):
            return replace(turn, intent=intent, entities=dict(entities))
    return None


def passes(turn: Turn, keyword: Turn | None, customer: Customer) -> Turn | None:
    """The turn as the dialogue may have it; None where the shop must be silent (opted out, or a person has the talk).
    ``keyword`` is what ``keyword_in`` found."""
    if customer.opted_out and customer.stopped_by == turn.message_id:
        # The very turn that stopped us, once more: its confirmation is still owed.
        return keyword or turn
    if customer.opted_out:
        return keyword if keyword and keyword.intent == "opt_in" and not keyword.entities else None
    if keyword is not None:
        return keyword
    return None if customer.handed_off else turn


def is_flood(room: int | None, turn: Turn) -> bool:
    """Whether a turn is beyond what a customer may write in a minute, given the ``room`` left in it. STOP and START never are."""
    return room is not None and room <= 0 and turn.intent not in ("opt_out", "opt_in")

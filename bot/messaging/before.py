"""What is decided before a turn is asked of the dialogue: STOP, START, offers, a person's turn, and a flood."""

from __future__ import annotations

from dataclasses import replace

from bot.services.ports import Customer, Keyword, Reader, Turn


def keyword_of(reader: Reader, text: str) -> Keyword | None:
    """Where the whole text is one; and STOP on a last line of its own, whatever stands above it."""
    lines = text.strip().splitlines()
    last = reader.keyword(lines[-1]) if len(lines) > 1 else None
    return reader.keyword(text) or (last if last and last.intent == "opt_out" and not last.purpose else None)


def keyword_in(reader: Reader, turn: Turn) -> Turn | None:
    """The turn as one of the keywords means it."""
    meant = keyword_of(reader, turn.text)
    if meant is None:
        return None
    return replace(turn, intent=meant.intent, entities={"purpose": meant.purpose} if meant.purpose else {})


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

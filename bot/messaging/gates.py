"""What is decided before the dialogue is asked: opt-out and a person's turn."""

from __future__ import annotations

import re

from bot.services.ports import Customer, Turn

# WhatsApp users opt back in with these words, whatever the model thinks of them.
START = re.compile(r"^\W*(?:start|anza|unstop|subscribe)\W*$", re.IGNORECASE)
STOP = re.compile(r"^\W*(?:stop|acha|unsubscribe|stop all)\W*$", re.IGNORECASE)


def passes(turn: Turn, customer: Customer) -> Turn | None:
    """The turn as the dialogue may have it; None where the shop must be silent (opted out, or a person has the talk)."""
    if STOP.match(turn.text):
        return Turn(turn.conversation, turn.message_id, turn.text, "opt_out", {}, turn.language, turn.language_chosen)
    if START.match(turn.text):
        return Turn(turn.conversation, turn.message_id, turn.text, "opt_in", {}, turn.language, turn.language_chosen)
    return None if customer.opted_out or customer.handed_off else turn

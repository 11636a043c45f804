"""What a message does to the cart beside what it was taken for."""

from __future__ import annotations

from actions.base import go_on
from actions.talk import Talk
from bot.services import cart_acts, checkout
from bot.services.ports import UnitOfWork


def take_shown(uow: UnitOfWork, talk: Talk) -> bool:
    """What was picked, or counted, of goods that were shown, or otherwise done to the cart."""
    notes = cart_acts.take(uow, talk.conversation, talk.heard, talk.shown)
    if notes is None:
        return False
    talk.tell([note for note in notes if note.response != "utter_added"])
    talk.tell(checkout.take_along(uow, talk.conversation, talk.heard))
    go_on(uow, talk)
    return True

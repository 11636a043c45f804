"""The shop's own events, which go through the same inbox as everybody else's."""

from __future__ import annotations

from datetime import datetime

from bot.commerce.events import EVENTS, Event, from_json, to_json
from bot.services.ports import Ghala, Incoming, UnitOfWork

PROVIDER = "duka"


def put_event(uow: UnitOfWork, conversation: str, event_id: str, event: Event, at: datetime) -> None:
    """The same ``event_id`` again is the same event."""
    uow.inbox.store([Incoming(PROVIDER, event_id, "event", conversation, to_json(event), at)])


def read_event(incoming: Incoming, ghala: Ghala) -> Event | None:
    """None where it is nothing to the shop. Raises Unreadable.

    An earlier version put reports of its own jobs as Ghala would have sent them: these are read as Ghala's.
    """
    is_own = incoming.provider == PROVIDER and incoming.body.get("event") in EVENTS
    return from_json(incoming.body) if is_own else ghala.read_event(incoming.body)

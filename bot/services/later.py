"""What jobs share: how one says that it must run again, and how what it found reaches the conversation."""

from __future__ import annotations

from datetime import timedelta

from bot.services.ordering import Shop
from bot.services.ports import Incoming, Json, UnitOfWork


class NotYet(Exception):
    """The job must run again, ``after`` at the earliest."""

    def __init__(self, message: str, after: timedelta | None = None) -> None:
        super().__init__(message)
        self.after = after


def store_event(uow: UnitOfWork, shop: Shop, conversation: str, event_id: str, name: str, data: Json) -> None:
    """Through the same inbox as everybody else's events; the same ``event_id`` again is the same event."""
    body = {"id": event_id, "event": name, "data": data}
    uow.inbox.store([Incoming("duka", event_id, "event", conversation, body, shop.clock())])

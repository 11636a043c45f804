"""Ghala's events, put on their way to the gateway."""

from __future__ import annotations

from bot.sandbox.http import Document, dump
from bot.sandbox.outgoing import GHALA_PATH
from bot.sandbox.state import Sandbox

LANE = "ghala"


def emit(sandbox: Sandbox, name: str, **subject: Document) -> None:
    """Queues one event about the one object given under "order", "payment", "refund" or "product"."""
    event = {"id": "evt_" + sandbox.token("event", 20), "event": name, "created_at": sandbox.stamp(), "data": subject}
    delivery_id = "dlv_" + sandbox.token("delivery", 20)
    sandbox.outgoing.put("ghala", GHALA_PATH, LANE, name, delivery_id, dump(event))

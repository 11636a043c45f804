"""What customers typed and how it was understood, from the shop's own database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.storage.tables import customers, inbox

FELL_BACK = "nlu_fallback"
_NEVER_TYPED = "EXTERNAL_"


@dataclass(frozen=True)
class HeardTurn:
    """One turn of a conversation; ``ranking`` holds the intents the model thought of, best first, without the fallback.

    It has none where the model was not asked: a tap, a number that picked a choice, a picture.
    """

    conversation: str
    at: datetime
    text: str
    intent: str
    ranking: tuple[tuple[str, float], ...] = ()
    actions: tuple[str, ...] = ()
    unknown_goods: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def is_typed(self) -> bool:
        return bool(self.text.strip() and self.ranking) and not self.intent.startswith(_NEVER_TYPED)


def turns_since(connection: Connection, since: datetime) -> Iterator[HeardTurn]:
    """Finished turns received at ``since`` or later, conversation by conversation, oldest first in each."""
    query = (
        sa.select(inbox, customers.c.name, customers.c.address)
        .outerjoin(customers, customers.c.conversation == inbox.c.conversation)
        .where(inbox.c.kind == "message", inbox.c.state == "done", inbox.c.received_at >= since)
        .order_by(inbox.c.conversation, inbox.c.sent_at, inbox.c.id)
    )
    seen = 0
    for row in connection.execute(query):
        # Texts that came in a burst are one turn, and each of their entries has all of it.
        if row.turn is None or row.turn != seen:
            seen = row.turn
            if isinstance(row.understood, dict):
                yield _turn(row)


def _turn(row: Row) -> HeardTurn:
    understood: dict[str, Any] = row.understood
    ranking = [
        (str(each["name"]), float(each["confidence"]))
        for each in understood.get("intent_ranking") or ()
        if each.get("name") and each["name"] != FELL_BACK
    ]
    lines: Sequence[dict[str, Any]] = understood.get("order_lines") or ()
    goods = [(str(line["product"]), line) for line in lines if line.get("product")]
    contact = row.body.get("contact") if isinstance(row.body, dict) else None
    read = [str(each["value"]) for each in understood.get("entities") or () if each.get("entity") == "address"]
    return HeardTurn(
        conversation=row.conversation,
        at=row.sent_at,
        text=str(understood.get("text") or ""),
        intent=str((understood.get("intent") or {}).get("name") or ""),
        # A choice of ours is ranked alone.
        ranking=tuple(ranking) if len(understood.get("intent_ranking") or ()) > 1 else (),
        actions=tuple(str(each) for each in understood.get("actions") or ()),
        unknown_goods=tuple(words for words, line in goods if not line.get("sku") and not line.get("candidates")),
        goods=tuple(words for words, _line in goods),
        addresses=tuple(each for each in (*read, row.address or "") if each),
        names=tuple(each for each in (row.name or "", str((contact or {}).get("name") or "")) if each),
    )

"""What customers typed and how it was understood, from the shop's own database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    goods = _goods(understood)
    unknown = [line for line in goods if not line.get("sku") and not line.get("candidates")]
    return HeardTurn(
        conversation=row.conversation,
        at=row.sent_at,
        text=str(understood.get("text") or ""),
        intent=str((understood.get("intent") or {}).get("name") or ""),
        ranking=_ranking(understood.get("intent_ranking") or ()),
        actions=tuple(map(str, understood.get("actions") or ())),
        unknown_goods=_products(unknown),
        goods=_products(goods),
        addresses=(*_addresses_read(understood), *_said(row.address)),
        names=_names(row),
    )


def _ranking(ranked: Sequence[dict[str, Any]]) -> tuple[tuple[str, float], ...]:
    """Without the fallback; none for a choice of ours, which is ranked alone."""
    if len(ranked) < 2:
        return ()
    named = (each for each in ranked if each.get("name") and each["name"] != FELL_BACK)
    return tuple((str(each["name"]), float(each["confidence"])) for each in named)


def _goods(understood: dict[str, Any]) -> list[dict[str, Any]]:
    """The order lines that name something."""
    return [line for line in understood.get("order_lines") or () if line.get("product")]


def _products(lines: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(str(line["product"]) for line in lines)


def _addresses_read(understood: dict[str, Any]) -> tuple[str, ...]:
    entities = understood.get("entities") or ()
    return _said(*(str(each["value"]) for each in entities if each.get("entity") == "address"))


def _names(row: Row) -> tuple[str, ...]:
    """The customer's own name, and that of a contact sent along."""
    contact = row.body.get("contact") if isinstance(row.body, dict) else None
    return _said(row.name, str((contact or {}).get("name") or ""))


def _said(*texts: str | None) -> tuple[str, ...]:
    return tuple(text for text in texts if text)

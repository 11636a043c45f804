"""A talk as a person of the shop reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.services.ports import Json, UnitOfWork, Uttered
from bot.veil import Veil

LINES = 20
# What the shop calls a kind of message otherwise than WhatsApp.
NAMES = {"audio": "voice note"}


@dataclass(frozen=True)
class TalkLine:
    """``picture`` is a WhatsApp media id; what has no words is named by its kind, as in ``[voice note]``."""

    at: datetime
    by_customer: bool
    text: str
    picture: str = ""


def transcript(uow: UnitOfWork, conversation: str, limit: int = LINES) -> list[TalkLine]:
    """The last messages of both sides, the oldest first."""
    return [_line(uttered) for uttered in uow.talks.latest(conversation, limit)]


def veils(uow: UnitOfWork, conversations: Sequence[str]) -> dict[str, Veil]:
    """For each conversation what must be laid over its words before they are shown outside the shop's own phones."""
    codes = uow.orders.codes_of(conversations)
    references = uow.payments.references_of(conversations)
    return {each: Veil(codes.get(each, frozenset()), references.get(each, frozenset())) for each in conversations}


def _line(uttered: Uttered) -> TalkLine:
    if not uttered.by_customer:
        return TalkLine(uttered.at, False, _said(uttered.body))
    message = _object(uttered.body.get("message"))
    kind = str(message.get("type") or "message")
    content = _object(message.get(kind))
    picture = str(content.get("id") or "") if kind == "image" else ""
    return TalkLine(uttered.at, True, _words(content) or f"[{NAMES.get(kind, kind)}]", picture)


def _said(body: Json) -> str:
    """By the shop."""
    return str(body.get("text") or "") or f"[{next(iter(body.get('attached') or {}), 'message')}]"


def _words(content: Json) -> str:
    tapped = _object(content.get(str(content.get("type"))))
    found = (content.get("body"), content.get("text"), content.get("caption"), tapped.get("title"), content.get("name"))
    return next((each for each in found if isinstance(each, str) and each), "")


def _object(found: Any) -> Json:
    return found if isinstance(found, dict) else {}

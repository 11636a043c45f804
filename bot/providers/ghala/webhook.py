"""One of Ghala's events as the inbox keeps it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from bot.commerce import lengths
from bot.commerce.events import EVENTS
from bot.commerce.json_fields import Fields, Unreadable, moment
from bot.commerce.lengths import short
from bot.commerce.phone import normalise
from bot.providers.ghala import events
from bot.services.ports import Incoming, Json

PROVIDER = "ghala"


def read_event(document: Json, raw: bytes, now: datetime) -> Incoming:
    """``body`` holds event (by its name in the contract), created_at, data and, as ``raw``, all that came.

    An event without an id is known by the digest of its body: nothing that no signature covers tells one from another. An event
    without a name, or of a name that only the shop itself uses, is of kind "unreadable"; whether its data make sense is for the
    service that acts on it.
    """
    provider_id = short(_id_of(document) or hashlib.sha256(raw).hexdigest(), lengths.ID)
    try:
        name, data = _named(document), events.event_data(document)
    except Unreadable as problem:
        body: Json = {"error": str(problem), "raw": document}
        return Incoming(PROVIDER, provider_id, "unreadable", "ghala:unknown", body, now)
    body = {"event": name, "created_at": document.get("created_at"), "data": data.content, "raw": document}
    return Incoming(PROVIDER, provider_id, "event", conversation_of(name, data), body, _sent_at(document, now))


def _named(document: Json) -> str:
    name = events.event_name(document)
    if name in EVENTS:
        raise Unreadable(f"event {name} is one that only the shop itself puts")
    return name


def conversation_of(name: str, data: Fields) -> str:
    """By the customer's phone where the event tells it, else by the order, else by its kind."""
    phone = next((each for each in _phones(data.content) if each), None)
    if phone:
        return f"wa:{phone.removeprefix('+')}"
    order_id = _order_id(data)
    return f"ghala:{short(order_id or name.partition('.')[0], lengths.CONVERSATION - len('ghala:'))}"


def _phones(data: Json) -> list[str | None]:
    subjects = [
        each for each in (data.get("order"), data.get("payment"), data.get("refund"), data) if isinstance(each, dict)
    ]
    customers = [each["customer"] for each in subjects if isinstance(each.get("customer"), dict)]
    written = [each.get(field) for each in (*customers, *subjects) for field in ("phone", "phone_number")]
    return [normalise(str(each)) for each in written if isinstance(each, (str, int)) and not isinstance(each, bool)]


def _order_id(data: Fields) -> str:
    for subject in ("payment", "refund"):
        nested = data.content.get(subject)
        if isinstance(nested, dict) and isinstance(nested.get("order_id"), (str, int)):
            return str(nested["order_id"])
    try:
        return events.order_id_of(data)
    except Unreadable:
        # An id of a wrong kind names no order; the service that reads the event says so.
        return ""


def _id_of(document: Json) -> str:
    given = document.get("id")
    named = isinstance(given, (str, int)) and not isinstance(given, bool) and str(given).strip()
    return str(given).strip() if named else ""


def _sent_at(document: Json, now: datetime) -> datetime:
    written = document.get("created_at")
    try:
        return moment(written) if isinstance(written, str) else now
    except ValueError:
        return now

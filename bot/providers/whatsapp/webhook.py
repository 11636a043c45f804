"""A WhatsApp Cloud API webhook taken apart: one Incoming for each message, status and trouble in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from bot.commerce import lengths
from bot.commerce.lengths import own_name, short
from bot.services.ports import Incoming, Json

PROVIDER = "whatsapp"
UNKNOWN_CONVERSATION = "wa:unknown"
# 1 January 2100: what lies beyond is no second count of a message.
LAST_SECOND = 4102444800


@dataclass(frozen=True)
class _Part:
    """One piece of a webhook and where it stood; ``digest`` is of the whole body."""

    content: Any
    place: str
    digest: str
    now: datetime

    def child(self, name: str, content: Any) -> _Part:
        return _Part(content, f"{self.place}.{name}" if self.place else name, self.digest, self.now)

    def unreadable(self, error: str, conversation: str = UNKNOWN_CONVERSATION) -> Incoming:
        body = {"error": error, "part": self.content}
        return Incoming(PROVIDER, f"unreadable:{self.digest}:{self.place}", "unreadable", conversation, body, self.now)


def read_webhook(document: Json, raw: bytes, now: datetime) -> list[Incoming]:
    """Everything in every entry and change; what cannot be read comes out as kind "unreadable" with its error.

    ``raw`` gives unreadable parts an id that is the same when Meta posts the same body again.
    """
    whole = _Part(document, "", hashlib.sha256(raw).hexdigest(), now)
    return list(_children(whole, "entry", _entry))


def _children(part: _Part, name: str, read: Any) -> Iterator[Incoming]:
    listed = part.content.get(name)
    if not isinstance(listed, list):
        yield part.unreadable(f"{name} is not a list")
        return
    for position, content in enumerate(listed):
        yield from _each(part.child(f"{name}[{position}]", content), read)


def _each(child: _Part, read: Any) -> Iterator[Incoming]:
    if isinstance(child.content, dict):
        yield from read(child)
    else:
        yield child.unreadable(f"{child.place} is not an object")


def _entry(part: _Part) -> Iterator[Incoming]:
    yield from _children(part, "changes", _change)


def _change(part: _Part) -> Iterator[Incoming]:
    value = part.content.get("value")
    name = part.content.get("field")
    if not isinstance(value, dict):
        yield part.unreadable("value is not an object")
    elif name not in (None, "messages"):
        yield part.unreadable(f"changes of {str(name)[:60]} are not acted on")
    elif not any(value.get(each) for each in ("messages", "statuses", "errors")):
        yield part.unreadable("neither messages nor statuses nor errors")
    else:
        yield from _value(part.child("value", value))


def _value(part: _Part) -> Iterator[Incoming]:
    value = part.content
    metadata = value.get("metadata")
    number_id = str(metadata.get("phone_number_id") or "") if isinstance(metadata, dict) else ""
    readers = {
        "messages": lambda child: iter([_message(child, _contacts(value), number_id)]),
        "statuses": lambda child: iter([_status(child)]),
        "errors": lambda child: iter([child.unreadable(f"WhatsApp reports an error: {_error_words(child.content)}")]),
    }
    for name, read in readers.items():
        if value.get(name):
            yield from _children(part, name, read)


def _message(part: _Part, contacts: list[Json], number_id: str) -> Incoming:
    message = part.content
    contact = _contact_of(message, contacts)
    conversation = conversation_of(
        message.get("from") or contact["wa_id"], message.get("from_user_id") or contact["user_id"]
    )
    message_id = message.get("id")
    if not isinstance(message_id, str) or not message_id.strip():
        return part.unreadable("the message has no id", conversation)
    if conversation == UNKNOWN_CONVERSATION:
        return part.unreadable("the message has no sender")
    body = {"message": message, "contact": contact, "phone_number_id": number_id}
    return Incoming(PROVIDER, short(message_id, lengths.ID), "message", conversation, body, _sent_at(message, part.now))


def _status(part: _Part) -> Incoming:
    status = part.content
    conversation = conversation_of(status.get("recipient_id"), status.get("recipient_user_id"))
    message_id, word = status.get("id"), status.get("status")
    if not (isinstance(message_id, str) and message_id.strip() and isinstance(word, str) and word.strip()):
        return part.unreadable("the status lacks its message id or its word", conversation)
    timestamp = status.get("timestamp")
    key = f"{message_id}:{word}" + (f":{timestamp}" if timestamp else "")
    body = {"status": {**status, "id": short(message_id, lengths.PROVIDER_MESSAGE)}}
    return Incoming(PROVIDER, short(key, lengths.ID), "status", conversation, body, _sent_at(status, part.now))


def conversation_of(phone: object, user_id: object) -> str:
    """``wa:`` and the phone's digits, else ``wa:`` and the business-scoped user id."""
    digits = re.sub(r"\D", "", str(phone)) if isinstance(phone, (str, int)) else ""
    known = digits or (user_id.strip() if isinstance(user_id, str) else "")
    if not known:
        return UNKNOWN_CONVERSATION
    return f"wa:{short(known, lengths.CONVERSATION - len('wa:'))}"


def _contacts(value: Json) -> list[Json]:
    listed = value.get("contacts")
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _contact_of(message: Json, contacts: list[Json]) -> Json:
    """The contact with the sender's phone or user id; a lone contact is the sender's, unless it says otherwise."""
    found = _found_contact(_strings(message.get("from"), message.get("from_user_id")), contacts)
    profile = found.get("profile")
    name = profile.get("name") if isinstance(profile, dict) else None
    user_id = found.get("user_id") or message.get("from_user_id")
    known_by = short(_text(user_id), lengths.USER_ID)
    return {"name": own_name(_text(name)), "wa_id": _text(found.get("wa_id")), "user_id": known_by}


def _found_contact(wanted: set[str], contacts: list[Json]) -> Json:
    matching = [each for each in contacts if wanted & _ids(each)]
    lone = contacts if len(contacts) == 1 and not (wanted and _ids(contacts[0])) else []
    return next(iter(matching or lone), {})


def _ids(contact: Json) -> set[str]:
    return _strings(contact.get("wa_id"), contact.get("user_id"))


def _strings(*found: object) -> set[str]:
    return {each for each in found if isinstance(each, str) and each}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _sent_at(part: Json, now: datetime) -> datetime:
    written = str(part.get("timestamp") or "")
    if written.isascii() and written.isdigit() and 0 < int(written[:12]) < LAST_SECOND:
        return datetime.fromtimestamp(int(written[:12]), timezone.utc)
    return now


def _error_words(error: Json) -> str:
    details = error.get("error_data")
    said = details.get("details") if isinstance(details, dict) else None
    return f"{error.get('code')} {said or error.get('message') or error.get('title') or ''}".strip()[:300]

"""The outbox: every reply once, sent in order within its conversation; and the choices that replies offered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.commerce.cart import Question
from bot.services.ports import AS_TEMPLATE, Choice, Json, Offer, OutboxEntry, Reply, TemplateCall
from bot.storage.inbox import insert_once
from bot.storage.leases import AT_ONCE, Queue
from bot.storage.tables import choices, outbox

# A status is never downgraded; "failed" may still be followed by "delivered" on another of the customer's devices.
# No phone shows these, so nothing they offered is open.
UNSEEN = ("kept", "expired", "withheld")
DELIVERY_RANK = {"": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5}


class SqlOutbox:
    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self.queue = Queue(connection, now, outbox, busy="sending")

    def put(self, key: str, conversation: str, reply: Reply) -> bool:
        """False when ``key`` was put before. Choices get their opaque ids here."""
        opaque = replace(reply, choices=tuple(_with_id(key, place, each) for place, each in enumerate(reply.choices)))
        row = {
            "key": key,
            "conversation": conversation,
            "reply": _to_json(opaque),
            "due_at": AT_ONCE,
            "created_at": self.now,
        }
        if not insert_once(self.connection, outbox, [row], ("key",)):
            return False
        for place, each in enumerate(opaque.choices):
            payload = {**each.payload, "question": each.question}
            values = {"id": each.id, "conversation": conversation, "outbox_key": key, "position": place}
            values |= {"title": each.title, "payload": payload, "created_at": self.now}
            self.connection.execute(sa.insert(choices).values(**values))
        return True

    def claim(self, mark: str, lease_seconds: float) -> OutboxEntry | None:
        """The oldest reply of a conversation of which nothing earlier is still to be sent. In state ``sending`` it
        comes back from a worker that died; in state ``unknown`` it has waited for a status webhook in vain."""
        earlier = outbox.alias()
        in_the_way = (
            sa.select(earlier.c.id)
            .where(
                earlier.c.conversation == outbox.c.conversation,
                earlier.c.id < outbox.c.id,
                earlier.c.state.in_(("waiting", "sending", "unknown")),
            )
            .exists()
        )
        due = sa.or_(self.queue.claimable(), sa.and_(outbox.c.state == "unknown", outbox.c.due_at <= self.now))
        query = (
            sa.select(outbox).where(due, ~in_the_way).order_by(outbox.c.id).limit(1).with_for_update(skip_locked=True)
        )
        row = self.connection.execute(query).first()
        if row is None:
            return None
        self.queue.take([row.id], mark, lease_seconds)
        return _entry(row)

    def renew(self, marks: Sequence[str], lease_seconds: float) -> None:
        self.queue.renew(marks, lease_seconds)

    def mark_sent(self, entry_id: int, provider_message_id: str) -> None:
        self.queue.settle([entry_id], "sent", provider_message_id=provider_message_id, sent_at=self.now)

    def mark_unknown(self, entry_id: int, error: str, due_at: datetime) -> None:
        """Only settles a reply of which no status webhook has told meanwhile that it was sent."""
        values: dict[str, Any] = {"state": "unknown", "error": error, "due_at": due_at}
        values |= {"claimed_by": None, "lease_until": None, "unknowns": outbox.c.unknowns + 1}
        unsent = sa.and_(outbox.c.id == entry_id, outbox.c.state != "sent")
        self.connection.execute(sa.update(outbox).where(unsent).values(**values))

    def put_back(self, entry_id: int, due_at: datetime, error: str) -> None:
        self.queue.put_back([entry_id], due_at, error)

    def bury(self, entry_id: int, error: str) -> None:
        self.queue.settle([entry_id], "dead", error)

    def keep(self, entry_id: int, why: str) -> None:
        """Until the customer writes."""
        self.queue.settle([entry_id], "kept", why)

    def withhold(self, entry_id: int, why: str) -> None:
        self.queue.settle([entry_id], "withheld", why)

    def withhold_all(self, conversation: str, why: str) -> int:
        """Everything not sent yet, except what a sender has in its hands right now."""
        unsent = (outbox.c.conversation == conversation, outbox.c.state.in_(("waiting", "unknown", "kept")))
        values = {"state": "withheld", "error": why, "claimed_by": None, "lease_until": None}
        return int(self.connection.execute(sa.update(outbox).where(*unsent).values(**values)).rowcount)

    def release(self, conversation: str) -> int:
        """What was kept may go: the customer has written. It is older than the answer, so it goes before it."""
        kept = (outbox.c.conversation == conversation, outbox.c.state == "kept")
        values = {"state": "waiting", "due_at": AT_ONCE, "refused_free": False}
        return int(self.connection.execute(sa.update(outbox).where(*kept).values(**values)).rowcount)

    def expire_kept(self, before: datetime) -> int:
        old = (outbox.c.state == "kept", outbox.c.created_at < before)
        values = {"state": "expired", "error": outbox.c.error + "; the customer did not write in time"}
        return int(self.connection.execute(sa.update(outbox).where(*old).values(**values)).rowcount)

    def note_refused_free(self, entry_id: int, error: str) -> None:
        values = {"refused_free": True, "error": error}
        self.connection.execute(sa.update(outbox).where(outbox.c.id == entry_id).values(**values))

    def retry_as_template(self, key: str, provider_message_id: str, error: str) -> bool:
        """After a status told that our own words were refused for the closed window: back into the line, once."""
        mine = sa.or_(outbox.c.key == key, outbox.c.provider_message_id == provider_message_id)
        fresh = (mine, outbox.c.refused_free == sa.false(), outbox.c.state.in_(("sent", "sending", "unknown")))
        seen = outbox.c.delivery.in_(("", "sent"))
        values = {"state": "waiting", "refused_free": True, "error": error, "due_at": AT_ONCE, "delivery": ""}
        values |= {"claimed_by": None, "lease_until": None, "provider_message_id": None}
        return bool(self.connection.execute(sa.update(outbox).where(*fresh, seen).values(**values)).rowcount)

    def record_delivery(self, provider_message_id: str, key: str, status: str, error: str) -> bool:
        """False where no such reply is known. A status proves that the reply was sent, whatever the sender heard."""
        named = outbox.c.key == key.removesuffix(AS_TEMPLATE)
        if key and not key.endswith(AS_TEMPLATE):
            # Late word of the refused words says nothing of the template that went out in their place.
            named = sa.and_(named, outbox.c.refused_free == sa.false())
        query = sa.select(outbox).where(sa.or_(outbox.c.provider_message_id == provider_message_id, named))
        row = self.connection.execute(query.with_for_update()).first()
        if row is None:
            return False
        values: dict[str, Any] = {"provider_message_id": provider_message_id}
        if DELIVERY_RANK.get(status, 0) > DELIVERY_RANK.get(row.delivery, 0):
            values["delivery"] = status
        if row.state in ("sending", "unknown"):
            values.update(state="sent", claimed_by=None, lease_until=None, sent_at=self.now)
        if error:
            values["error"] = error
        self.connection.execute(sa.update(outbox).where(outbox.c.id == row.id).values(**values))
        return True

    def sent(self, key: str, provider_message_id: str) -> OutboxEntry | None:
        """The reply that a status is about, with the whole of its choices."""
        named = sa.or_(outbox.c.key == key, outbox.c.provider_message_id == provider_message_id)
        row = self.connection.execute(sa.select(outbox).where(named)).first()
        if row is None:
            return None
        entry = _entry(row)
        whole = (self.choice(each.id) for each in entry.reply.choices)
        described = zip(entry.reply.choices, whole, strict=True)
        choices = tuple(replace(found[1], description=each.description) for each, found in described if found)
        return replace(entry, reply=replace(entry.reply, choices=choices))

    def choice(self, choice_id: str) -> tuple[str, Choice] | None:
        """The conversation it was offered in, and the choice."""
        row = self.connection.execute(sa.select(choices).where(choices.c.id == choice_id)).first()
        return (row.conversation, _choice(row)) if row else None

    def open_offer(self, conversation: str) -> Offer:
        """What the last answer to the customer offered. News of an order and apologies in between leave the question open."""
        mine = (outbox.c.conversation == conversation, outbox.c.state.not_in(UNSEEN))
        query = sa.select(outbox).where(*mine).order_by(outbox.c.id.desc()).limit(6)
        for row in self.connection.execute(query):
            offered = sa.select(choices).where(choices.c.outbox_key == row.key).order_by(choices.c.position)
            found = tuple(_choice(each) for each in self.connection.execute(offered))
            if found:
                numbered = "1. " in row.reply["text"]
                return Offer(found, takes_numbers=numbered or _take_numbers(found), is_numbered=numbered)
            if "/message-" in row.key:
                break
        return Offer()

    def any_due(self) -> bool:
        waited = sa.select(outbox.c.id).where(outbox.c.state == "unknown", outbox.c.due_at <= self.now).limit(1)
        return self.queue.any_due() or self.connection.execute(waited).first() is not None

    def depth(self) -> dict[str, int]:
        return self.queue.depth()


def _take_numbers(offered: Sequence[Choice]) -> bool:
    """Below an order summary "3" means three bags, not the third button; and so where a quantity is asked, and wherever a
    button drops the order being made: a question of that order is open."""
    asked = (Question.CONFIRM.value, Question.QUANTITY.value)
    return not any(choice.question in asked or _drops_order(choice.payload) for choice in offered)


def _drops_order(payload: Json) -> bool:
    """An order that was placed is cancelled by its number."""
    return payload.get("intent") == "cancel_order" and not payload.get("entities")


def _with_id(key: str, place: int, choice: Choice) -> Choice:
    """The same reply of the same turn offers the same ids when the turn runs again."""
    return replace(choice, id="b:" + hashlib.sha256(f"{key}/{place}".encode()).hexdigest()[:20])


def _to_json(reply: Reply) -> Json:
    offered = [{"id": each.id, "title": each.title, "description": each.description} for each in reply.choices]
    stored: Json = {"text": reply.text, "choices": offered, "button": reply.button, "image_url": reply.image_url}
    if reply.attached:
        stored["attached"] = reply.attached
    if reply.purpose != "answer":
        stored["purpose"] = reply.purpose
    if reply.template is not None:
        stored["template"] = asdict(reply.template)
    return stored


def _entry(row: Row) -> OutboxEntry:
    stored = row.reply
    reply = Reply(
        text=stored["text"],
        choices=tuple(Choice(**each) for each in stored["choices"]),
        button=stored["button"],
        image_url=stored["image_url"],
        attached=stored.get("attached") or {},
        purpose=stored.get("purpose", "answer"),
        template=_template(stored.get("template")),
    )
    found = row.provider_message_id or ""
    return OutboxEntry(
        row.id,
        row.key,
        row.conversation,
        reply,
        row.attempts,
        row.state,
        row.delivery,
        found,
        row.refused_free,
        row.unknowns,
    )


def _template(stored: Json | None) -> TemplateCall | None:
    return TemplateCall(**{**stored, "parameters": tuple(stored["parameters"])}) if stored else None


def _choice(row: Row) -> Choice:
    payload = dict(row.payload)
    question = payload.pop("question", "")
    return Choice(id=row.id, title=row.title, payload=payload, question=question)

"""What came in from WhatsApp, as one question to the dialogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.commerce.cart import Question
from bot.commerce.commands import Command, read_command, speaks_swahili
from bot.commerce.delivery import typed_spot
from bot.commerce.money import CURRENCY
from bot.messaging.choices import typed_choice
from bot.messaging.gates import is_keyword
from bot.services.checkout import open_question
from bot.services.ports import Choice, Customer, InboxEntry, Json, Offer, Turn, UnitOfWork

# Texts sent within this time of each other may be one thought in several bubbles.
BURST = timedelta(seconds=3)
LONGEST_TEXT = 4096

# What a message without text means to the dialogue; no customer can type these intents.
KINDS = {
    "image": "EXTERNAL_picture",
    "video": "EXTERNAL_picture",
    "document": "EXTERNAL_picture",
    "audio": "EXTERNAL_voice",
    "sticker": "EXTERNAL_sticker",
    "location": "EXTERNAL_place",
    "order": "EXTERNAL_catalog_order",
}
# The words under these count as if typed.
CAPTIONED = ("image", "video", "document")
# They ask for nothing: answering them would only cost.
SILENT = {"reaction", "system", "ephemeral"}


@dataclass(frozen=True)
class Message:
    """One WhatsApp message; ``reply_id`` is the id of a tapped button or row."""

    kind: str
    text: str = ""
    reply_id: str = ""
    entities: Json = field(default_factory=dict)


def read_message(body: Json) -> Message:
    """Never raises: what cannot be read is of kind ``unsupported``."""
    message = _object(body.get("message"))
    kind = str(message.get("type") or "unsupported")
    content = _object(message.get(kind))
    if kind == "text":
        text = _words(content.get("body"))
        spot = typed_spot(text)
        if spot:
            return Message("location", entities={"address": f"pin {spot}", "pin": spot})
        return Message("text", text) if text.strip() else Message("unsupported")
    if kind == "interactive":
        tapped = _object(content.get(str(content.get("type"))))
        return Message("tap", str(tapped.get("title") or ""), str(tapped.get("id") or ""))
    if kind == "button":
        return Message("tap", str(content.get("text") or ""), str(content.get("payload") or ""))
    if kind == "location":
        return Message(kind, entities=_place(content))
    if kind == "order":
        return Message(kind, entities={"lines": _ordered(content)})
    return Message(
        kind if kind in KINDS or kind in SILENT else "unsupported",
        _words(content.get("caption")),
        entities={"picture": str(content["id"])} if kind == "image" and content.get("id") else {},
    )


def _object(found: Any) -> Json:
    return found if isinstance(found, dict) else {}


def _words(found: Any) -> str:
    """WhatsApp itself lets nobody write more than is kept."""
    return found[:LONGEST_TEXT] if isinstance(found, str) else ""


def _place(content: Json) -> Json:
    named = [str(content[part]) for part in ("name", "address") if content.get(part)]
    spot = f"{content.get('latitude')},{content.get('longitude')}"
    return {"address": ", ".join(named) or f"pin {spot}", "pin": spot}


def _ordered(content: Json) -> list[Json]:
    """Our prices count, never the ones in the message."""
    items = content.get("product_items")
    found: list[Any] = items if isinstance(items, list) else []
    return [
        {
            "sku": str(item.get("product_retailer_id")),
            "quantity": item.get("quantity"),
            # To say where ours is another one.
            "price": item.get("item_price") if item.get("currency") in (None, "", CURRENCY) else None,
        }
        for item in found
        if isinstance(item, dict)
    ]


def burst_length(waiting: Sequence[InboxEntry], offered: Offer) -> int:
    """How many of the waiting entries are one thought: texts that came together and answer nothing by themselves, as long as
    all of it is no longer than one message may be. What comes after them is a turn of its own."""
    length, letters = 0, 0
    for entry in waiting:
        message = read_message(entry.body)
        letters += len(message.text) + bool(length)
        close = not length or (
            entry.received_at and waiting[0].received_at and entry.received_at - waiting[0].received_at <= BURST
        )
        if message.kind != "text" or not close or letters > LONGEST_TEXT or answers_alone(message.text, offered):
            break
        length += 1
    return length


def answers_alone(text: str, offered: Offer) -> bool:
    """A number, a tap's words or a word or two: each is an answer of its own and must not be glued to another."""
    return typed_choice(text, offered) is not None or len(text.split()) <= 2 or is_keyword(text)


def read_turn(uow: UnitOfWork, entries: Sequence[InboxEntry], customer: Customer) -> Turn | None:
    """The turn to ask of the dialogue; None where nothing is to be answered."""
    messages = [read_message(entry.body) for entry in entries]
    message = messages[0]
    if message.kind in SILENT:
        return None
    asked = Turn(
        conversation=customer.conversation,
        message_id=entries[0].provider_id,
        language=customer.language,
        language_chosen=customer.language_chosen,
    )
    if message.kind == "text" or (message.kind in CAPTIONED and message.text.strip()):
        text = "\n".join(each.text for each in messages)
        command = _command(uow, text, customer)
        if command is not None:
            spoken = replace(asked, language=asked.language if asked.language_chosen else command.language)
            return _with(spoken, text=text, intent=command.intent, entities=command.entities)
        if speaks_swahili(text) and not asked.language_chosen:
            asked = replace(asked, language="sw")
        choice = typed_choice(text, _offer(uow, customer.conversation)) if len(messages) == 1 else None
        return _chosen(asked, choice, text) if choice else _with(asked, text=text, entities=message.entities)
    if message.kind == "tap":
        return _tapped(uow, asked, message)
    return _with(
        asked, text=message.text, intent=KINDS.get(message.kind, "EXTERNAL_unsupported"), entities=message.entities
    )


def _command(uow: UnitOfWork, text: str, customer: Customer) -> Command | None:
    """In the customer's own language where the command word is an English one: those are everybody's."""
    command = read_command(
        text, uow.products.catalog(), lambda: [order.number for order in uow.orders.of(customer.conversation)]
    )
    return replace(command, language=customer.language) if command and command.language == "en" else command


def _offer(uow: UnitOfWork, conversation: str) -> Offer:
    """While a quantity is asked, a number is that quantity, unless the choices themselves are numbered."""
    offer = uow.outbox.open_offer(conversation)
    if offer.takes_numbers and not offer.is_numbered and open_question(uow, conversation) is Question.QUANTITY:
        return replace(offer, takes_numbers=False)
    return offer


def _tapped(uow: UnitOfWork, asked: Turn, message: Message) -> Turn:
    """Ids are ours and belong to one conversation; an old question's answer is not taken for the open one's."""
    found = uow.outbox.choice(message.reply_id)
    if found is None or found[0] != asked.conversation:
        return _with(asked, text=message.text) if message.text else _with(asked, intent="EXTERNAL_stale_choice")
    choice = found[1]
    offered = uow.outbox.open_offer(asked.conversation).choices
    if choice.question and choice.id not in {each.id for each in offered}:
        return _with(asked, text=choice.title, intent="EXTERNAL_stale_choice")
    return _chosen(asked, choice, choice.title)


def _chosen(asked: Turn, choice: Choice, text: str) -> Turn:
    return _with(asked, text=text, intent=choice.payload["intent"], entities=choice.payload.get("entities") or {})


def _with(asked: Turn, text: str = "", intent: str = "", entities: Json | None = None) -> Turn:
    return Turn(
        asked.conversation, asked.message_id, text, intent, entities or {}, asked.language, asked.language_chosen
    )

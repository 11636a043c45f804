"""What came in from WhatsApp, as one question to the dialogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.messaging.choices import typed_choices
from bot.messaging.message import CAPTIONED, KINDS, LONGEST_TEXT, SILENT, Message, pinned, read_message
from bot.messaging.scene import Scene
from bot.services.ports import Choice, Command, InboxEntry, Json, Offer, Reader, Turn

# Texts sent within this time of each other may be one thought in several bubbles.
BURST = timedelta(seconds=3)


def burst_length(reader: Reader, waiting: Sequence[InboxEntry], offered: Offer) -> int:
    """How many of the waiting entries are one thought: texts that came together and answer nothing by themselves, as long as
    all of it is no longer than one message may be. What comes after them is a turn of its own."""
    length, letters = 0, 0
    for entry in waiting:
        message = heard_message(reader, entry.body)
        letters += len(message.text) + bool(length)
        close = not length or (
            entry.received_at and waiting[0].received_at and entry.received_at - waiting[0].received_at <= BURST
        )
        if (
            message.kind != "text"
            or not close
            or letters > LONGEST_TEXT
            or answers_alone(reader, message.text, offered)
        ):
            break
        length += 1
    return length


def answers_alone(reader: Reader, text: str, offered: Offer) -> bool:
    """A number, a tap's words or a word or two: each is an answer of its own and must not be glued to another."""
    chosen, keyword = typed_choices(reader, text, offered), reader.keyword(text)
    return bool(chosen) or len(text.split()) <= 2 or keyword is not None


def heard_message(reader: Reader, body: Json) -> Message:
    """Coordinates that were typed are a place."""
    message = read_message(body)
    spot = reader.spot(message.text) if message.kind == "text" else ""
    return pinned(spot) if spot else message


def read_turn(reader: Reader, scene: Scene, entries: Sequence[InboxEntry]) -> Turn | None:
    """The turn to ask of the dialogue; None where nothing is to be answered."""
    messages = [heard_message(reader, entry.body) for entry in entries]
    message, customer = messages[0], scene.customer
    if message.kind in SILENT:
        return None
    asked = Turn(
        conversation=customer.conversation,
        message_id=entries[0].provider_id,
        language=customer.language,
        language_chosen=customer.language_chosen,
    )
    if message.kind == "text" or (message.kind in CAPTIONED and message.text.strip()):
        return _read_words(reader, scene, asked, messages)
    if message.kind == "tap":
        return _tapped(scene, asked, message)
    return _with(
        asked, text=message.text, intent=KINDS.get(message.kind, "EXTERNAL_unsupported"), entities=message.entities
    )


def _read_words(reader: Reader, scene: Scene, asked: Turn, messages: Sequence[Message]) -> Turn:
    text = "\n".join(each.text for each in messages)
    command = reader.command(text, scene.catalog, scene.own_orders)
    if command is not None:
        spoken = replace(asked, language=_language(asked, command))
        return _with(spoken, text=text, intent=command.intent, entities=command.entities)
    if reader.speaks_swahili(text) and not asked.language_chosen:
        asked = replace(asked, language="sw")
    choices = typed_choices(reader, text, scene.offer) if len(messages) == 1 else []
    return _answered(asked, choices, text) if choices else _with(asked, text=text, entities=messages[0].entities)


def _language(asked: Turn, command: Command) -> str:
    """The customer's own where the command word is an English one: those are everybody's."""
    return asked.language if asked.language_chosen or command.language == "en" else command.language


def _tapped(scene: Scene, asked: Turn, message: Message) -> Turn:
    """Ids are ours and belong to one conversation; an old question's answer is not taken for the open one's."""
    found = scene.tapped
    if found is None or found[0] != asked.conversation:
        return _with(asked, text=message.text) if message.text else _with(asked, intent="EXTERNAL_stale_choice")
    choice = found[1]
    if choice.question and choice.id not in {each.id for each in scene.offer.choices}:
        meant = {"reason": str(choice.payload["intent"])}
        return _with(asked, text=choice.title, intent="EXTERNAL_stale_choice", entities=meant)
    return _chosen(asked, choice, choice.title)


def _answered(asked: Turn, choices: Sequence[Choice], text: str) -> Turn:
    """With one of what was offered, or with several of which the dialogue asks again."""
    if len(choices) == 1:
        return _chosen(asked, choices[0], text)
    meant = {"choices": [choice.payload for choice in choices]}
    return _with(asked, text=text, intent="EXTERNAL_which_choice", entities=meant)


def _chosen(asked: Turn, choice: Choice, text: str) -> Turn:
    return _with(asked, text=text, intent=choice.payload["intent"], entities=choice.payload.get("entities") or {})


def _with(asked: Turn, text: str = "", intent: str = "", entities: Json | None = None) -> Turn:
    return Turn(
        asked.conversation, asked.message_id, text, intent, entities or {}, asked.language, asked.language_chosen
    )

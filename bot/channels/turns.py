"""One turn of the dialogue, at most once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage

from bot.channels.bubbles import bubbles
from bot.channels.extras import INTENT, Said, current_reader
from bot.channels.interruption import TurnInterrupted
from bot.channels.rereading import MEANT, read_again
from bot.channels.rulebook import led_by
from bot.channels.schema_check import check_schemas_once
from bot.channels.tracker_store import TurnTrackerStore
from bot.nlu.fields.said import SAID, said_in

CHANNEL = "gateway"
# Detection below ``HEARD`` is no sign of a language; from ``CLEAR`` on, one message alone changes that of a conversation.
HEARD, CLEAR = 0.6, 0.8
LANGUAGES = frozenset({"en", "sw"})
LISTED_INTENTS = 5

check_schemas_once()


@dataclass(frozen=True)
class AskedTurn:
    """Either ``text`` as typed, or an ``intent`` with ``entities`` that no customer can type."""

    conversation: str
    message_id: str
    text: str = ""
    intent: str = ""
    entities: Mapping[str, Any] = field(default_factory=dict)
    language: str = "en"
    language_chosen: bool = False


class Silent(OutputChannel):
    """Rasa says nothing itself: what it uttered is read from the stored turn. It therefore cannot fail half-way."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        return None


async def take_turn(agent: Agent, asked: AskedTurn) -> dict[str, Any]:
    """What to answer, as JSON. The same message id again gives the same answer and has no second effect.

    Raises TurnInterrupted when the turn could not be finished; nothing of it was kept then.
    """
    store = _store(agent)
    began = time.perf_counter()
    if not agent.is_ready():
        raise TurnInterrupted("no model is loaded")
    async with agent.lock_store.lock(asked.conversation):
        record = store.answered(asked.conversation, asked.message_id)
        if record is None:
            parsed = await understand(agent, asked)
            message = UserMessage(
                text=asked.text or asked.intent,
                output_channel=Silent(),
                sender_id=asked.conversation,
                parse_data=parsed,
                input_channel=CHANNEL,
                message_id=asked.message_id,
            )
            await agent.processor.handle_message(message)
            record = store.answered(asked.conversation, asked.message_id)
    if record is None:
        raise TurnInterrupted(f"turn {asked.message_id} left no record")
    return _as_answer(record, round((time.perf_counter() - began) * 1000, 1))


def _store(agent: Agent) -> TurnTrackerStore:
    """Rasa wraps every store in one that falls back to memory; ours is inside."""
    store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)
    if not isinstance(store, TurnTrackerStore):
        raise TurnInterrupted("endpoints.yml must name bot.channels.tracker_store.TurnTrackerStore as tracker_store")
    return store


async def understand(agent: Agent, asked: AskedTurn) -> dict[str, Any]:
    """Rasa's parse of a typed text, or the parse of a choice or an event, which needs no model. A choice of what an earlier
    message meant is that message again, no longer in doubt."""
    parsed: dict[str, Any]
    if MEANT in asked.entities:
        parsed = read_again(str(asked.entities[MEANT]), asked.intent)
        spoken = asked.language
    elif asked.intent:
        entities = [{"entity": name, "value": value, "extractor": CHANNEL} for name, value in asked.entities.items()]
        parsed = {
            "text": asked.text or asked.intent,
            "intent": {"name": asked.intent, "confidence": 1.0},
            "entities": entities,
            "intent_ranking": [{"name": asked.intent, "confidence": 1.0}],
        }
        spoken = asked.language
    else:
        parsed = await _parse(agent, asked, current_reader().read(asked.text))
        parsed["text"] = asked.text
        spoken = settle_language(
            asked, parsed.get("language") or {}, lambda: _store(agent).languages_heard(asked.conversation)
        )
        # What came along with the words, such as the picture they stood under.
        parsed["entities"] += [
            {"entity": name, "value": each, "extractor": CHANNEL} for name, each in asked.entities.items()
        ]
    # After all entities, and where no pipeline has read it.
    parsed.setdefault(SAID, said_in(parsed["text"], parsed["entities"]))
    parsed["entities"] = [*parsed["entities"], {"entity": "spoken_language", "value": spoken, "extractor": CHANNEL}]
    return parsed


async def _parse(agent: Agent, asked: AskedTurn, said: Said) -> dict[str, Any]:
    """Rasa's parse of what a text says beside the shop's own questions, if anything."""
    named = {"name": INTENT, "confidence": 1.0}
    parsed: dict[str, Any] = {"intent": named, "entities": [], "intent_ranking": [named], SAID: said_in("", [])}
    if said.rest or not said.named:
        # A leading slash would make Rasa take the rest for an intent's name.
        plain = UserMessage(text=said.rest.lstrip("/ "), sender_id=asked.conversation)
        parsed = await agent.processor.parse_message(plain)
    return {**parsed, **said.parts}


def settle_language(asked: AskedTurn, detected: Mapping[str, Any], heard_before: Callable[[], Sequence[str]]) -> str:
    """A clear message in the other language changes it, a word or a mixed one only when it is the second in a row, or the
    first that speaks a language at all. A number or a name says nothing; what the customer asked for stays.

    ``heard_before`` gives the languages of earlier messages, the newest first; it is asked only where that matters.
    """
    name, confidence = detected.get("name"), float(detected.get("confidence") or 0)
    if asked.language_chosen or name not in LANGUAGES - {asked.language} or confidence < HEARD:
        return asked.language
    if confidence >= CLEAR:
        return str(name)
    before = heard_before()
    nothing_settled = not before and asked.language == AskedTurn.language
    return str(name) if nothing_settled or (before and before[0] == name) else asked.language


def _as_answer(record: Mapping[str, Any], milliseconds: float) -> dict[str, Any]:
    return {
        "replies": [bubble.as_dict() for bubble in bubbles(record["uttered"])],
        "language": record["language"],
        "understood": {**_understood(record), "milliseconds": milliseconds},
    }


def _understood(record: Mapping[str, Any]) -> dict[str, Any]:
    parse, actions = record["parse"], record["actions"]
    intent = parse.get("intent") or {}
    return {
        "text": parse.get("text", ""),
        "intent": {"name": intent.get("name"), "confidence": intent.get("confidence")},
        "intent_ranking": (parse.get("intent_ranking") or [])[:LISTED_INTENTS],
        "language": record["language"],
        "entities": [
            {"entity": each["entity"], "value": each.get("value")}
            for each in parse.get("entities") or ()
            if each["entity"] != "spoken_language"
        ],
        "order_lines": parse.get("order_lines") or [],
        "stopped_at": parse.get("stopped_at") or "",
        "details": parse.get("details") or {},
        "actions": actions,
        "rules": led_by(str(intent.get("name") or ""), actions),
    }

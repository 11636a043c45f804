"""One run of one action: what was heard, and what is told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.methods import method_names
from bot.channels.bubbles import TOLD_LATELY, response_of
from bot.services.heard import Heard, heard_from
from bot.services.notes import Note
from bot.services.pointing import Shown
from bot.services.ports import Choice, Json
from bot.services.shopping import MISSING

FORM = "order_form"
MISSING_SLOT = "missing_skus"
# The codes of the products that were shown last.
SHOWN_PRODUCT = "shown_product"
LONG_AGO = 99


@dataclass
class Talk:
    """Collects notes and events; ``key`` is the same when the same turn runs again."""

    conversation: str
    key: str
    message_id: str
    heard: Heard
    slots: dict[str, Any]
    in_form: bool
    # Actions that ran since the customer's message, this one's form included.
    ran_before: tuple[str, ...]
    # The responses told since that message; and those told after each message before it, the newest first.
    told: frozenset[str] = frozenset()
    told_earlier: tuple[frozenset[str], ...] = ()
    # What the customer read last before this message: those told after the message before it, and any news since.
    told_last: frozenset[str] = frozenset()
    # What the message before this one was taken for.
    intent_before: str = ""
    # How many messages of the customer came between the goods shown last and this one.
    shown_age: int = 0
    notes: list[Note] = field(default_factory=list)
    # Documents and places, in bubbles of their own below the words.
    attached: list[Json] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, action: str, tracker: Tracker) -> Talk:
        message = tracker.latest_message or {}
        after = _since_message(tracker)
        ran = tuple(
            str(event.get("name")) for event in after if event.get("event") in ("action", "action_execution_rejected")
        )
        turns = _turns(tracker)
        message_id = message.get("message_id") or f"untold-{len(tracker.events) - len(after)}"
        return cls(
            conversation=tracker.sender_id,
            key=f"{tracker.sender_id}/{message_id}/{action}/{len(ran)}",
            message_id=str(message_id),
            heard=heard_from(message),
            slots=dict(tracker.slots),
            in_form=(tracker.active_loop or {}).get("name") == FORM,
            ran_before=ran,
            told=_responses(after),
            told_earlier=_told_earlier(turns),
            told_last=_told_last(turns),
            intent_before=_intent_before(turns),
            shown_age=_age(tracker, SHOWN_PRODUCT),
        )

    @property
    def shown(self) -> Shown:
        """The products shown last, in their order on the screen; the one below which the message was written, where it was."""
        referred = self.heard.first("referred_sku")
        if referred:
            return Shown((referred,), 0)
        kept = self.slots.get(SHOWN_PRODUCT) or ()
        return Shown((kept,) if isinstance(kept, str) else tuple(kept), self.shown_age)

    def say(self, response: str, **values: Any) -> None:
        self.notes.append(Note(response, values))

    def offer(self, response: str, choices: tuple[Choice, ...], image_url: str = "", **values: Any) -> None:
        self.notes.append(Note(response, values, choices, image_url))

    def attach(self, kind: str, **content: Any) -> None:
        """``kind`` is document or location, ``content`` as in ``Reply.attached``."""
        self.attached.append({kind: content})

    @property
    def language(self) -> str:
        return str(self.slots.get("language") or "en")

    def tell(self, notes: list[Note]) -> None:
        """A note's ``method`` is a code, and is told by its name; what is called something in each language, by that."""
        self.notes += [replace(note, values=self._named(note.values)) for note in notes]
        gone = [sku for note in notes for sku in note.values.get(MISSING, ())]
        if gone:
            # For "tell me when it is back", said next.
            self.set_slot(MISSING_SLOT, gone)

    def _named(self, values: Mapping[str, Any]) -> dict[str, Any]:
        named = {
            name: each.get(self.language, "") if isinstance(each, Mapping) else each for name, each in values.items()
        }
        if "method" in named:
            named["method"] = method_names(self.language).get(named["method"], "")
        return named

    def set_slot(self, name: str, value: Any) -> None:
        if self.slots.get(name) != value:
            self.slots[name] = value
            self.events.append(SlotSet(name, value))

    def begin_form(self) -> None:
        if not self.in_form:
            self.events.append(FollowupAction(FORM))

    def stop_here(self) -> None:
        """Nothing is left to ask: the rule's next step, the form, is not taken."""
        self.events.append(FollowupAction("action_listen"))

    def end_form(self) -> None:
        if self.in_form:
            self.in_form = False
            self.events += [ActiveLoop(None), SlotSet("requested_slot", None)]

    def as_answer(self) -> dict[str, Any]:
        return {
            "notes": [asdict(note) for note in self.notes],
            "attached": self.attached,
            "events": self.events,
        }

    def recall(self, answer: dict[str, Any]) -> None:
        """Says and does again what this very run of the action said and did before."""
        self.notes = [
            Note(
                each["response"],
                each["values"],
                tuple(Choice(**choice) for choice in each["choices"]),
                each["image_url"],
            )
            for each in answer["notes"]
        ]
        self.attached = answer.get("attached") or []
        self.events = answer["events"]

    def utter(self, dispatcher: CollectingDispatcher) -> None:
        for note in self.notes:
            buttons = [_button(choice) for choice in note.choices]
            dispatcher.utter_message(
                response=note.response, buttons=buttons, image=note.image_url or None, **note.values
            )
        for each in self.attached:
            dispatcher.utter_message(json_message={"attached": each})


def _button(choice: Choice) -> dict[str, str]:
    payload = "/" + choice.payload["intent"]
    if choice.payload.get("entities"):
        payload += json.dumps(choice.payload["entities"])
    return {"title": choice.title, "description": choice.description, "payload": payload}


def _since_message(tracker: Tracker) -> list[dict[str, Any]]:
    events = tracker.events
    last = max((place for place, event in enumerate(events) if event.get("event") == "user"), default=-1)
    return list(events[last + 1 :])


def _age(tracker: Tracker, slot: str) -> int:
    """Of a slot: how many messages of the customer came between its setting and the latest; of one set in a talk that was
    folded since, many."""
    age = -1
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name") or ""
            age += not intent.startswith("EXTERNAL_")
        elif event.get("event") == "slot" and event.get("name") == slot and event.get("value"):
            return max(age, 0)
    return LONG_AGO


def _responses(events: Iterable[dict[str, Any]]) -> frozenset[str]:
    said = (response_of(event.get("metadata") or {}) for event in events if event.get("event") == "bot")
    return frozenset(response for response in said if response)


def _turns(tracker: Tracker) -> list[tuple[str, frozenset[str]]]:
    """The intent of each message and the responses told after it, the oldest first; a folded talk begins with those of
    before."""
    turns = [(str(each["intent"]), frozenset(each["told"])) for each in tracker.slots.get(TOLD_LATELY) or ()]
    starts = [place for place, event in enumerate(tracker.events) if event.get("event") == "user"]
    for start, end in zip(starts, [*starts[1:], len(tracker.events)], strict=True):
        intent = ((tracker.events[start].get("parse_data") or {}).get("intent") or {}).get("name") or ""
        turns.append((intent, _responses(tracker.events[start + 1 : end])))
    return turns


def _told_earlier(turns: Sequence[tuple[str, frozenset[str]]]) -> tuple[frozenset[str], ...]:
    """News of the shop in between (``EXTERNAL_…``) is no message of the customer."""
    return tuple(told for intent, told in reversed(turns[:-1]) if not intent.startswith("EXTERNAL_"))


def _intent_before(turns: Sequence[tuple[str, frozenset[str]]]) -> str:
    """News of the shop aside."""
    return next((intent for intent, _ in reversed(turns[:-1]) if not intent.startswith("EXTERNAL_")), "")


def _told_last(turns: Sequence[tuple[str, frozenset[str]]]) -> frozenset[str]:
    last: frozenset[str] = frozenset()
    for intent, told in reversed(turns[:-1]):
        last |= told
        # A picture is the customer's own, though it too has no words.
        if not intent.startswith("EXTERNAL_") or intent == "EXTERNAL_picture":
            break
    return last

"""From what Rasa uttered in a turn to the bubbles the customer gets: as few as can be."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# WhatsApp's limits for a text and for the body of a message with buttons or a list.
TEXT_LIMIT = 4096
BODY_LIMIT = 1024
MAX_CHOICES = 10

# The slot in which a folded talk keeps what it told last: written by the tracker store, read by the actions.
TOLD_LATELY = "told_lately"

Uttered = Mapping[str, Any]
_ASKED = ("product", "quantity", "order_confirmed", "extra", "address", "payment_method", "payment_phone", "meaning")


@dataclass(frozen=True)
class Bubble:
    text: str
    choices: tuple[dict[str, Any], ...] = ()
    button: str = ""
    image_url: str = ""
    # A document or a place: always a bubble of its own.
    attached: Mapping[str, Any] = field(default_factory=dict)

    def fits_with(self, other: Bubble) -> bool:
        if self.attached or other.attached:
            return False
        body = self.choices or other.choices or self.image_url or other.image_url
        limit = BODY_LIMIT if body else TEXT_LIMIT
        # A picture's caption belongs to that picture.
        return len(self.text) + 2 + len(other.text) <= limit and not (self.image_url and other.image_url)

    def as_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "choices": list(self.choices),
            "button": self.button,
            "image_url": self.image_url,
            "attached": dict(self.attached),
        }


def bubbles(uttered: Sequence[Uttered]) -> list[Bubble]:
    """One bubble for the whole turn where WhatsApp's limits allow it; the last question's choices are the ones offered.

    Files and places come below all words.
    """
    merged: list[Bubble] = []
    said = sorted((_bubble(each) for each in uttered), key=lambda bubble: bool(bubble.attached))
    for bubble in said:
        if not bubble.text and not bubble.attached:
            continue
        if merged and merged[-1].fits_with(bubble):
            merged[-1] = _join(merged[-1], bubble)
        else:
            merged.append(bubble)
    return merged


def _join(first: Bubble, second: Bubble) -> Bubble:
    return Bubble(
        text=f"{first.text}\n\n{second.text}",
        choices=second.choices or first.choices,
        button=second.button or first.button,
        image_url=second.image_url or first.image_url,
    )


def _bubble(uttered: Uttered) -> Bubble:
    data, about = _part(uttered, "data"), _part(uttered, "metadata")
    question = _question(response_of(about))
    said = _part(about, "metadata")
    labels = _part(said, "labels")
    # What an action offers, which always describes it, stands before the buttons of the sentence itself.
    buttons = sorted(data.get("buttons") or (), key=lambda button: "description" not in button)
    offered = [_choice(button, question, labels) for button in buttons]
    return Bubble(
        text=(uttered.get("text") or "").strip(),
        choices=tuple(offered[:MAX_CHOICES]),
        button=str(said.get("button") or ""),
        image_url=str(data.get("image") or ""),
        attached=_part(_part(data, "custom"), "attached"),
    )


def _part(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return found.get(name) or {}


def response_of(metadata: Mapping[str, Any]) -> str:
    """The name of the domain's response, as Rasa notes it with what it uttered; empty for a sentence of no response."""
    return str(metadata.get("utter_action") or "")


def _question(response: str) -> str:
    """Choices of ``utter_ask_order_confirmed_address`` belong to the question ``order_confirmed``."""
    return next((question for question in _ASKED if response.startswith(f"utter_ask_{question}")), "")


def _choice(button: Mapping[str, Any], question: str, labels: Mapping[str, str]) -> dict[str, Any]:
    """Actions know no sentences: a title such as ``@more`` is said as the response's metadata has it under ``labels``."""
    title = str(button.get("title") or "")
    return {
        "title": str(labels.get(title.removeprefix("@"), title)) if title.startswith("@") else title,
        "description": str(button.get("description") or ""),
        "payload": read_payload(str(button.get("payload") or "")),
        "question": question,
    }


def read_payload(payload: str) -> dict[str, Any]:
    """Rasa's ``/intent{"entity": "value"}``. Raises ValueError on anything else."""
    intent, brace, entities = payload.partition("{")
    if not intent.startswith("/") or len(intent.split()) != 1 or len(intent.strip()) == 1:
        raise ValueError(f"button payload {payload!r} is not of the form /intent{{...}}")
    return {"intent": intent.strip().removeprefix("/"), "entities": json.loads(brace + entities or "{}")}

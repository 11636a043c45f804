"""A message that was asked about, read again as what the customer says it meant."""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.components.entity_reader import LANGUAGE, ShopEntityReader

# The entity under which a choice carries that message.
MEANT = "meant"


def read_again(text: str, intent: str) -> dict[str, Any]:
    """The parse of ``text`` as if it had been understood as ``intent`` at once: its entities and order lines with it."""
    named = {"name": intent, "confidence": 1.0}
    message = Message({TEXT: text, INTENT: named})
    ShopEntityReader().process([message])
    read = message.as_dict(only_output_properties=True)
    # Its language counted when it came.
    read.pop(LANGUAGE, None)
    return {**read, "text": text, INTENT: named, "intent_ranking": [named]}

"""A message as the actions hear it: what its words say is read as in the parse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.nlu.fields.said import said_in
from bot.services.heard import Heard, Wish
from bot.services.reading import Reading, reading_of


def reading(text: str, **entities: Any) -> Reading:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return reading_of(said_in(text, found), text)


def heard(text: str, intent: str, wishes: Iterable[Wish] = (), **entities: Any) -> Heard:
    told = tuple(entities.items())
    return Heard(text, intent, 1.0, told, tuple(wishes), reading=reading(text, **entities))

"""Meta's limits on single values, and how Meta says that one is broken.

Error codes: 100 for a parameter that is unknown or of the wrong kind, 131008 for a missing one, 131009 for a value
that is not allowed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.http import Document

DEGREES = re.compile(r"-?\d{1,3}(?:\.\d+)?")
TEXT_BODY = 4096
CAPTION = 1024
BODY = 1024
HEADER = 60
FOOTER = 60
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
LIST_LABEL = 20
SECTIONS = 10
SECTION_TITLE = 24
ROWS = 10
ROW_ID = 200
ROW_TITLE = 24
ROW_DESCRIPTION = 72
LINK_TEXT = 20
CALLBACK_DATA = 512
TEMPLATE_NAME = 512
URL = 2000

INVALID, MISSING, BAD_VALUE = 100, 131008, 131009


class MessageProblem(Exception):
    """A message that Meta would not take; ``details`` is for people, ``where`` the parameter as Meta writes it."""

    def __init__(self, code: int, where: str, details: str) -> None:
        super().__init__(details)
        self.code, self.where, self.details = code, where, details


def missing(where: str) -> MessageProblem:
    return MessageProblem(MISSING, where, f"The parameter {where} is required.")


def at(where: str, name: str) -> str:
    return f"{where}['{name}']" if where else name


def mapping(holder: Document, name: str, where: str = "") -> Document:
    """The object under this name."""
    place = at(where, name)
    if name not in holder:
        raise missing(place)
    value = holder[name]
    if not isinstance(value, dict):
        raise MessageProblem(INVALID, place, f"Param {place} must be a JSON object.")
    return value


def sequence(holder: Document, name: str, where: str, least: int, most: int) -> list[Any]:
    """The list under this name, with so many entries."""
    place = at(where, name)
    if name not in holder:
        raise missing(place)
    value = holder[name]
    if not isinstance(value, list):
        raise MessageProblem(INVALID, place, f"Param {place} must be an array.")
    if not least <= len(value) <= most:
        raise MessageProblem(BAD_VALUE, place, f"{place} must have {least} to {most} entries, it has {len(value)}.")
    return value


def entry(value: Any, place: str) -> Document:
    if not isinstance(value, dict):
        raise MessageProblem(INVALID, place, f"Param {place} must be a JSON object.")
    return value


def words(holder: Document, name: str, where: str, longest: int, code: int = BAD_VALUE) -> str:
    """A string with something in it and no more characters than this."""
    place = at(where, name)
    if holder.get(name) is None:
        raise missing(place)
    value = holder[name]
    if not isinstance(value, str):
        raise MessageProblem(INVALID, place, f"Param {place} must be a string.")
    if not value.strip():
        raise MessageProblem(BAD_VALUE, place, f"Param {place} cannot be empty. Min length: 1, Max length: {longest}")
    if len(value) > longest:
        length = f"Param {place} must be at most {longest} characters long, it has {len(value)}."
        raise MessageProblem(code, place, length)
    return value


def optional_words(holder: Document, name: str, where: str, longest: int) -> None:
    if name in holder:
        words(holder, name, where, longest)


def identity(holder: Document, name: str, where: str, longest: int) -> str:
    """A button's or row's id: no blanks at its ends."""
    value = words(holder, name, where, longest)
    if value != value.strip():
        raise MessageProblem(BAD_VALUE, at(where, name), f"{at(where, name)} cannot begin or end with spaces.")
    return value


def one_of(holder: Document, name: str, where: str, allowed: Sequence[str]) -> str:
    place = at(where, name)
    if name not in holder:
        raise missing(place)
    value = holder[name]
    if not isinstance(value, str) or value not in allowed:
        raise MessageProblem(INVALID, place, f"Param {place} must be one of {{{', '.join(allowed)}}} - got {value!r}.")
    return value


def only(holder: Document, where: str, allowed: Sequence[str]) -> None:
    """Refuses keys that the parameter does not know."""
    for name in holder:
        if name not in allowed:
            place = at(where, name)
            raise MessageProblem(INVALID, place, f'Unexpected key "{name}" on param "{where or "message"}".')


def different(values: Sequence[str], place: str) -> None:
    if len(set(values)) != len(values):
        raise MessageProblem(BAD_VALUE, place, f"Duplicated values in {place}; each must be unique.")


def flag(holder: Document, name: str, where: str) -> None:
    if name in holder and not isinstance(holder[name], bool):
        raise MessageProblem(INVALID, at(where, name), f"Param {at(where, name)} must be a boolean.")


def link(holder: Document, name: str, where: str) -> None:
    value = words(holder, name, where, URL)
    try:
        parts = urlsplit(value)
        fitting = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fitting = False
    if not fitting:
        raise MessageProblem(BAD_VALUE, at(where, name), f"Param {at(where, name)} is not a valid URI.")


def degrees(holder: Document, name: str, where: str, most: int) -> None:
    """As text, as Meta's description has it; its servers take numbers too."""
    place = at(where, name)
    if name not in holder:
        raise missing(place)
    value = holder[name]
    if isinstance(value, str) and DEGREES.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not -most <= value <= most:
        raise MessageProblem(BAD_VALUE, place, f"Param {place} must be a number between -{most} and {most}.")

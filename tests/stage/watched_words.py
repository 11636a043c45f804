"""Sees who works on a customer's words while a transaction of an action may keep everybody else waiting."""

from __future__ import annotations

import importlib
import pkgutil
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from actions.talk import Talk
from bot.nlu.words.groups import Pattern
from bot.storage.unit_of_work import is_writing

ROOMS = ("bot.commerce", "bot.nlu.fields", "bot.services", "actions")
READING = frozenset({"search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split"})
# They look at what is kept: the address for its fee, names of places and products, phones. Never at what was just said,
# but for the name of a place, which is a word or three.
PLACE_NAMES = "bot.nlu.fields.places._WORD"
OF_KEPT = (
    "bot.commerce.catalog.", "bot.commerce.delivery.", "bot.nlu.fields.place.", PLACE_NAMES, "actions.payment._OTHER_AMOUNT",
)  # fmt: skip


@dataclass
class Watch:
    """``found`` names each pattern that was used at the wrong time, with the words it was used on."""

    heard: str = ""
    found: list[tuple[str, str]] = field(default_factory=list)

    def used(self, name: str, text: str) -> None:
        if not is_writing() or threading.current_thread() is threading.main_thread():
            # The test's own thread is that of the worker.
            return
        said, now = _even(text), _even(self.heard)
        is_of_now = len(said) > 2 and len(now) > 2 and (said in now or now in said)
        if (is_of_now and name != PLACE_NAMES) or not name.startswith(OF_KEPT):
            self.found.append((name, text))


class Watched:
    """Stands for a pattern, and is one in all but its type."""

    def __init__(self, name: str, pattern: re.Pattern[str] | Pattern, watch: Watch) -> None:
        self._name, self._pattern, self._watch = name, pattern, watch

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._pattern, attribute)
        if attribute not in READING:
            return found

        def read(*arguments: Any, **named: Any) -> Any:
            self._watch.used(self._name, str(arguments[1] if attribute in ("sub", "subn") else arguments[0]))
            return found(*arguments, **named)

        return read


def _even(text: str) -> str:
    return " ".join(text.lower().split())


@contextmanager
def watched_words() -> Iterator[Watch]:
    """Puts a watch before every pattern of the rooms, for as long as it lasts."""
    watch, undo = Watch(), []
    of = Talk.of.__func__

    def heard(cls: type[Talk], action: str, tracker: Tracker) -> Talk:
        watch.heard = (tracker.latest_message or {}).get("text") or ""
        return of(cls, action, tracker)  # type: ignore[no-any-return]

    for module in map(importlib.import_module, _modules()):
        for name, value in list(vars(module).items()):
            watched = _watched(f"{module.__name__}.{name}", value, watch)
            if watched is not value:
                undo.append((module, name, value))
                setattr(module, name, watched)
    Talk.of = classmethod(heard)  # type: ignore[assignment]
    try:
        yield watch
    finally:
        Talk.of = classmethod(of)  # type: ignore[assignment]
        for module, name, value in undo:
            setattr(module, name, value)


def _modules() -> Iterator[str]:
    for room in ROOMS:
        yield room
        walked = pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}.")
        yield from (each.name for each in walked)


def _watched(name: str, value: Any, watch: Watch) -> Any:
    if isinstance(value, (re.Pattern, Pattern)):
        return Watched(name, value, watch)
    if type(value) is tuple and any(isinstance(each, (re.Pattern, tuple)) for each in value):
        inside = tuple(_watched(f"{name}[{place}]", each, watch) for place, each in enumerate(value))
        return value if all(a is b for a, b in zip(inside, value, strict=True)) else inside
    return value

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

from bot.nlu.words.groups import Pattern
from bot.storage.unit_of_work import is_writing

# No other room that actions reach has patterns.
ROOMS = ("bot.nlu.fields",)
READING = frozenset({"search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split"})


@dataclass
class Watch:
    """``found`` names each pattern that was used at the wrong time, with the words it was used on."""

    found: list[tuple[str, str]] = field(default_factory=list)

    def used(self, name: str, text: str) -> None:
        if not is_writing() or threading.current_thread() is threading.main_thread():
            # The test's own thread is that of the worker.
            return
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


@contextmanager
def watched_words() -> Iterator[Watch]:
    """Puts a watch before every pattern of the rooms, for as long as it lasts."""
    watch, undo = Watch(), []
    for module in map(importlib.import_module, _modules()):
        for name, value in list(vars(module).items()):
            watched = _watched(f"{module.__name__}.{name}", value, watch)
            if watched is not value:
                undo.append((module, name, value))
                setattr(module, name, watched)
    try:
        yield watch
    finally:
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

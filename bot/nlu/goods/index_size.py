"""How many bytes an index takes, with all that hangs on it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from bot.nlu.goods.index import CatalogIndex

_CONTAINERS = (tuple, list, set, frozenset)


def size_of(index: CatalogIndex) -> int:
    """In bytes, each object once; what was asked for so far and is kept at hand counts too."""
    seen: set[int] = set()
    waiting: list[Any] = [index]
    total = 0
    while waiting:
        each = waiting.pop()
        if id(each) in seen or each is None or isinstance(each, (bool, type)):
            continue
        seen.add(id(each))
        total += sys.getsizeof(each)
        waiting.extend(_held_by(each))
    return total


def _held_by(each: Any) -> Iterable[Any]:
    if isinstance(each, dict):
        return [*each.keys(), *each.values()]
    if isinstance(each, _CONTAINERS):
        return each
    return _fields_of(each) if type(each).__module__.startswith("bot.") else ()


def _fields_of(each: Any) -> Iterator[Any]:
    if hasattr(each, "__dict__"):
        yield each.__dict__
    for kind in type(each).__mro__:
        names = kind.__dict__.get("__slots__", ())
        for name in (names,) if isinstance(names, str) else names:
            if hasattr(each, name):
                yield getattr(each, name)

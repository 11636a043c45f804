"""Talks as they are written down, read and checked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
FIELDS = {"id", "kind", "lang", "says", "goal", "answers", "expect", "silent"}
MOVES = {
    "pay": ("approve", "cancel", "fail", "timeout"),
    "order": ("process", "ship", "out-for-delivery", "deliver", "refund"),
}
GOALS = {"lines", "address", "not_address", "note", "method", "payer", "orders", "paid"}
# Asked about goods, so each is answered by sku.
OF_GOODS = ("which", "quantity")
AT_THE_END = -1


class BadTalk(ValueError):
    """A line is no talk of this format; names the line and what is wrong with it."""


@dataclass(frozen=True)
class Words:
    """What the customer types: one message, or several bubbles sent at once."""

    texts: tuple[str, ...]
    at_once: bool = False


@dataclass(frozen=True)
class Move:
    """What happens besides typing. ``kind`` is pay, order, tap or stock; ``count`` is what is left of a product."""

    kind: str
    wanted: str
    count: int = 0


@dataclass(frozen=True)
class Goal:
    """``lines`` and the other facts are those of the order placed last; what is None or empty does not matter."""

    lines: Mapping[str, int] = field(default_factory=dict)
    address: str | None = None
    not_address: str | None = None
    note: str | None = None
    method: str | None = None
    payer: str | None = None
    orders: int | None = None
    paid: int | None = None

    @property
    def orders_wanted(self) -> int:
        return (1 if self.lines else 0) if self.orders is None else self.orders


@dataclass(frozen=True)
class Expected:
    """What must (``has``) and must not (``hasnt``) be heard after so many of the customer's says."""

    after: int
    has: str | None = None
    hasnt: str | None = None


@dataclass(frozen=True)
class Talk:
    id: str
    kind: str
    lang: str
    says: tuple[Words | Move, ...]
    goal: Goal
    # What is said when that is awaited; answers about goods stand by sku in ``of_goods``.
    answers: Mapping[str, str] = field(default_factory=dict)
    of_goods: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    expects: tuple[Expected, ...] = ()
    may_be_silent: bool = False


def read_talks(file: Path) -> list[Talk]:
    """Raises BadTalk for the first line that is none, OSError where the file cannot be read."""
    talks: list[Talk] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            talk = talk_of(json.loads(line))
            _demand(talk.id not in {each.id for each in talks}, f"the id {talk.id} is taken")
        except ValueError as problem:
            raise BadTalk(f"{file}, line {number}: {problem}") from problem
        talks.append(talk)
    return talks


def talk_of(row: Any) -> Talk:
    """Raises ValueError that says what is wrong."""
    _object(row, "a talk", FIELDS)
    for name in ("id", "kind", "lang"):
        _demand(isinstance(row.get(name, ""), str), f"{name} must be a text")
    _demand(bool(row.get("id")), "a talk has an id")
    _demand(isinstance(row.get("says"), list) and bool(row["says"]), "says must be a list of what the customer says")
    answers = _object(row.get("answers", {}), "answers")
    return Talk(
        id=row["id"],
        kind=row.get("kind", ""),
        lang=row.get("lang", ""),
        says=tuple(_said(each) for each in row["says"]),
        goal=_goal(_object(row.get("goal", {}), "goal", GOALS)),
        answers={name: _text(said, f"answers.{name}") for name, said in answers.items() if name not in OF_GOODS},
        of_goods={name: _texts_by_sku(answers[name], f"answers.{name}") for name in OF_GOODS if name in answers},
        expects=tuple(_expected(each, len(row["says"])) for each in row.get("expect", [])),
        may_be_silent=bool(row.get("silent")),
    )


def _said(item: Any) -> Words | Move:
    if isinstance(item, dict):
        return _move(item)
    if isinstance(item, list):
        return Words(tuple(_text(each, "a bubble") for each in item), at_once=True)
    return Words((_text(item, "what the customer says"),))


def _move(item: dict[str, Any]) -> Move:
    _demand(len(item) == 1, "a move has one key")
    ((kind, wanted),) = item.items()
    if kind == "stock":
        _demand(isinstance(wanted, list) and len(wanted) == 2, "stock takes [sku, how many are left]")
        return Move(kind, _text(wanted[0], "the sku of stock"), _count(wanted[1], "stock"))
    _demand(kind in (*MOVES, "tap"), f"there is no move {kind!r}")
    known = MOVES.get(kind, (wanted,))
    _demand(wanted in known, f"{kind} takes one of {', '.join(map(str, known))}, not {wanted!r}")
    return Move(kind, _text(wanted, kind))


def _goal(row: Mapping[str, Any]) -> Goal:
    lines = _object(row.get("lines", {}), "goal.lines")

    def asked(name: str, read: Callable[[Any, str], T]) -> T | None:
        return read(row[name], f"goal.{name}") if name in row else None

    return Goal(
        lines={sku: _count(number, f"goal.lines.{sku}") for sku, number in lines.items()},
        address=asked("address", _pattern),
        not_address=asked("not_address", _pattern),
        note=asked("note", _pattern),
        method=asked("method", _text),
        payer=asked("payer", _text),
        orders=asked("orders", _count),
        paid=asked("paid", _count),
    )


def _expected(row: Any, says: int) -> Expected:
    _object(row, "expect", {"after", "has", "not"})
    after = row.get("after")
    is_place = isinstance(after, int) and AT_THE_END <= after < says
    _demand(is_place, f"expect.after must be {AT_THE_END} to {says - 1}, not {after!r}")
    has, hasnt = (_pattern(row[name], f"expect.{name}") if name in row else None for name in ("has", "not"))
    _demand(has is not None or hasnt is not None, "expect must have has or not")
    return Expected(int(after), has, hasnt)


def _object(value: Any, name: str, known: Iterable[str] | None = None) -> Mapping[str, Any]:
    _demand(isinstance(value, dict), f"{name} must be an object")
    unknown = sorted(set(value) - set(value if known is None else known))
    _demand(not unknown, f"{name} has no {', '.join(unknown)}")
    found: Mapping[str, Any] = value
    return found


def _texts_by_sku(value: Any, name: str) -> Mapping[str, str]:
    return {sku: _text(said, f"{name}.{sku}") for sku, said in _object(value, name).items()}


def _text(value: Any, name: str) -> str:
    _demand(isinstance(value, str) and bool(value), f"{name} must be a text")
    return str(value)


def _count(value: Any, name: str) -> int:
    _demand(isinstance(value, int) and not isinstance(value, bool) and value >= 0, f"{name} must be a whole number")
    return int(value)


def _pattern(value: Any, name: str) -> str:
    text = _text(value, name)
    try:
        re.compile(text)
    except re.error as problem:
        raise ValueError(f"{name} is no pattern: {problem}") from problem
    return text


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)

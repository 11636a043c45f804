"""One customer message as the trained pipeline understood it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

LONGEST_NUMBER = 12


@dataclass(frozen=True)
class Wish:
    """One order line of the contract: what was written, what it may be, how many. ``change`` is set, add, subtract or remove."""

    words: str
    sku: str = ""
    candidates: tuple[str, ...] = ()
    quantity: Decimal | None = None
    change: str = "set"


@dataclass(frozen=True)
class Heard:
    """``entities`` are (name, value) in the order of mention; values come from rules or from a choice of ours."""

    text: str
    intent: str
    confidence: float = 1.0
    entities: tuple[tuple[str, Any], ...] = ()
    wishes: tuple[Wish, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """The first value of an entity as text, or nothing."""
        return next((str(value) for entity, value in self.entities if entity == name), "")

    def all(self, name: str) -> list[str]:
        return [str(value) for entity, value in self.entities if entity == name]

    @property
    def quantity(self) -> Decimal | None:
        return as_number(self.first("quantity"))


def as_number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    # "1e999999" is a number too, and would take all memory when written out.
    return number if number.is_finite() and abs(number.adjusted()) <= LONGEST_NUMBER else None


def heard_from(message: Mapping[str, Any]) -> Heard:
    """From a tracker's latest message: ``text``, ``intent``, ``entities`` and, of our pipeline, ``order_lines``."""
    intent = message.get("intent") or {}
    entities: Sequence[Mapping[str, Any]] = message.get("entities") or ()
    return Heard(
        text=message.get("text") or "",
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        entities=tuple((each["entity"], each.get("value")) for each in entities),
        wishes=tuple(_wish(line) for line in message.get("order_lines") or ()),
        extra=message,
    )


def _wish(line: Mapping[str, Any]) -> Wish:
    return Wish(
        words=str(line.get("product") or ""),
        sku=line.get("sku") or "",
        candidates=tuple(line.get("candidates") or ()),
        quantity=None if line.get("quantity") is None else as_number(line["quantity"]),
        change=line.get("change") or "set",
    )

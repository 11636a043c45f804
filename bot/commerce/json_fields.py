"""Reads the fields of a JSON object by their kind, and says in words which field is not what it should be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from bot.commerce.lengths import GHALA_ID
from bot.commerce.money import money

# As far as the seconds.
_WHOLE = len("2026-01-31T08:00:00")
_DIGITS = "0123456789"
LARGEST_AMOUNT = Decimal("9999999999.99")
LARGEST_WHOLE = 2**31 - 1


class Unreadable(ValueError):
    """Another party's JSON is not what its contract says; the message names the field."""


def moment(written: str) -> datetime:
    """An RFC 3339 time as aware UTC; without a zone it is UTC. Raises ValueError."""
    plain = written.strip().upper()
    whole, rest = plain[:_WHOLE].replace("T", " "), plain[_WHOLE:]
    fraction = ""
    if rest.startswith("."):
        after = rest[1:].lstrip(_DIGITS)
        fraction, rest = rest[1 : len(rest) - len(after)], after
    try:
        read = datetime.strptime(f"{whole}.{fraction[:6] or 0}{rest or 'Z'}", "%Y-%m-%d %H:%M:%S.%f%z")
    except ValueError:
        raise ValueError(f"{written[:40]!r} is not a time") from None
    return read.astimezone(timezone.utc)


@dataclass(frozen=True)
class Fields:
    """``content`` is a JSON object; ``name`` is what error messages call it. Null counts as absent everywhere."""

    content: dict[str, Any]
    name: str

    @classmethod
    def of(cls, document: object, name: str) -> Fields:
        if not isinstance(document, dict):
            raise Unreadable(f"{name} is {_kind(document)}, not an object")
        return cls(document, name)

    def has(self, field: str) -> bool:
        return self.content.get(field) is not None

    def nested(self, field: str) -> Fields:
        """The object in ``field``; empty where there is none."""
        return Fields.of(self.content[field] if self.has(field) else {}, f"{self.name}.{field}")

    def text(self, field: str, required: bool = False) -> str:
        value = self.content.get(field)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or (required and not value.strip()):
            raise self._wrong(field, "a text")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.content[field] if self.has(field) else []
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self._wrong(field, "a list of texts")
        return tuple(value)

    def identifier(self, field: str, default: str | None = None, longest: int = GHALA_ID) -> str:
        """A text or whole number as text. Without ``default`` it must be there; with one, an empty text is none. What is longer
        than ``longest`` is refused: cut, it would be another's."""
        value = self.content.get(field)
        if value in (None, "") and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, (str, int)) or not str(value).strip():
            raise self._wrong(field, "an id")
        if len(str(value)) > longest:
            raise self._wrong(field, f"an id of at most {longest} characters")
        return str(value)

    def amount(self, field: str) -> Decimal:
        """KES, not negative, at most two decimals."""
        value = self.content.get(field)
        if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
            raise self._wrong(field, "an amount of money")
        try:
            exact = money(value)
        except (ValueError, ArithmeticError):
            raise self._wrong(field, "an amount of money") from None
        if not 0 <= exact <= LARGEST_AMOUNT or exact != Decimal(str(value)):
            raise self._wrong(field, "an amount of money with at most two decimals")
        return exact

    def whole(self, field: str) -> int:
        value = self.content.get(field)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_WHOLE:
            raise self._wrong(field, "a whole number from 0")
        return value

    def flag(self, field: str, default: bool) -> bool:
        value = self.content.get(field)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self._wrong(field, "true or false")
        return value

    def moment(self, field: str) -> datetime | None:
        written = self.text(field)
        if not written:
            return None
        try:
            return moment(written)
        except ValueError:
            raise self._wrong(field, "a time such as 2026-01-31T08:00:00Z") from None

    def _wrong(self, field: str, wanted: str) -> Unreadable:
        if not self.has(field):
            return Unreadable(f"{self.name}.{field} is missing")
        return Unreadable(f"{self.name}.{field} is {str(self.content[field])[:40]!r}, not {wanted}")


def _kind(document: object) -> str:
    if document is None:
        return "missing"
    return {dict: "an object", list: "a list", str: "a text", bool: "true or false"}.get(type(document), "a number")

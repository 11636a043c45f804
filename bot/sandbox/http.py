"""Requests, answers and refusals as every side of the sandbox sees them, and JSON with exact money."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Document = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """``body`` is JSON content, or bytes sent as they are (then ``content_type`` says what they are)."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

    def raw(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else dump(self.body)


class Refusal(Exception):
    """A call answered with an error: ``code`` for programs, ``message`` for people, ``field`` for the culprit."""

    def __init__(
        self, status: int, code: str, message: str, field: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field = status, code, message, field
        self.headers = dict(headers or {})

    def answer(self) -> Answer:
        error: Document = {"code": self.code, "message": self.message}
        if self.field is not None:
            error["field"] = self.field
        return Answer(self.status, {"error": error}, self.headers)


@dataclass(frozen=True)
class Call:
    """One request. ``path`` starts after the root of its side; ``query`` has the first value of each name."""

    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def document(self) -> Document:
        """The body as a JSON object; an empty body is an empty object. Raises Refusal 400."""
        if not self.body.strip():
            return {}
        try:
            content = load(self.body)
            # Half a surrogate pair is JSON, yet no text: neither a database nor a phone could hold it.
            json.dumps(content, default=_number, ensure_ascii=False).encode()
        except ValueError as problem:
            raise Refusal(400, "invalid_json", f"The body is not valid JSON: {problem}") from problem
        if not isinstance(content, dict):
            raise Refusal(400, "invalid_json", "The body must be a JSON object.")
        return content

    def whole(self, name: str, default: int, least: int, most: int | None = None) -> int:
        """A whole number from the query. Raises Refusal 400."""
        written = self.query.get(name)
        if written is None:
            return default
        if not (written.isascii() and written.isdigit()) or len(written) > 15:
            raise Refusal(400, "invalid_parameter", f"{name} must be a whole number.", name)
        number = int(written)
        if number < least or (most is not None and number > most):
            bounds = f"at least {least}" if most is None else f"between {least} and {most}"
            raise Refusal(400, "invalid_parameter", f"{name} must be {bounds}.", name)
        return number


def load(raw: bytes | str) -> Any:
    """JSON with fractions as Decimal. Raises ValueError, also for NaN, Infinity and for nesting without end."""
    try:
        return json.loads(raw, parse_float=Decimal, parse_constant=_no_constant)
    except RecursionError as problem:
        raise ValueError("nested too deeply") from problem


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def dump(content: Any) -> bytes:
    """Compact JSON; money becomes a plain number, as the contract has it."""
    return json.dumps(content, default=_number, separators=(",", ":")).encode()


def _number(value: Any) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def canonical(content: Any) -> bytes:
    """The same bytes for the same content, whatever the order of its keys."""
    return json.dumps(content, default=_number, separators=(",", ":"), sort_keys=True).encode()

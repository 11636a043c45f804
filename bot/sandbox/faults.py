"""Troubles made on purpose: what goes wrong, where, how often, and by which seed."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from bot.sandbox.http import Document, Refusal, dump, load
from bot.sandbox.store import Store

API_KINDS = frozenset({"delay", "error", "rate_limit", "lost_answer", "garbage", "drop"})
QUEUEING_KINDS = frozenset({"delay", "repeat", "reorder", "drop"})
SENDING_KINDS = frozenset({"error", "rate_limit", "lost_answer", "garbage"})
KINDS = {"ghala": API_KINDS, "graph": API_KINDS, "webhooks": QUEUEING_KINDS | SENDING_KINDS}
ROOTS = re.compile(r"^/(ghala/v1|graph/v\d+\.\d+)")
FIELDS = frozenset({"target", "path", "method", "event", "kind", "status", "seconds", "count", "probability", "seed"})


@dataclass(frozen=True)
class Fault:
    """One trouble that has just struck. ``seconds`` is the wait it asks for, ``status`` the HTTP status of an error."""

    kind: str
    status: int
    seconds: float


class Faults:
    """The troubles in force, oldest first; a call meets at most one of them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, wanted: Document) -> Document:
        """Raises Refusal 400 when the order for trouble is itself in trouble."""
        fault = _checked(wanted)
        with self._store.transaction():
            self._store.run("INSERT INTO faults (body, remaining) VALUES (?, ?)", dump(fault).decode(), fault["count"])
        return self.listed()[-1]

    def listed(self) -> list[Document]:
        return [
            {"id": row["id"], **load(row["body"]), "remaining": row["remaining"]}
            for row in self._store.all("SELECT * FROM faults ORDER BY id")
        ]

    def clear(self) -> None:
        self._store.run("DELETE FROM faults")

    def strike(
        self, target: str, method: str, path: str, event: str = "", kinds: Collection[str] | None = None
    ) -> Fault | None:
        """The first trouble that fits this call and whose dice fall so; it is then used up by one."""
        for row in self._store.all("SELECT * FROM faults WHERE remaining IS NULL OR remaining > 0 ORDER BY id"):
            fault = load(row["body"])
            if kinds is not None and fault["kind"] not in kinds:
                continue
            if _fits(fault, target, method, path, event) and self._rolled(row, fault):
                self._store.run("UPDATE faults SET remaining = remaining - 1 WHERE id = ?", row["id"])
                return Fault(fault["kind"], fault["status"], float(fault["seconds"]))
        return None

    def _rolled(self, row: sqlite3.Row, fault: Document) -> bool:
        self._store.run("UPDATE faults SET rolls = rolls + 1 WHERE id = ?", row["id"])
        dice = random.Random(f"{fault['seed']}:{row['rolls']}")
        return dice.random() < float(fault["probability"])


def _fits(fault: Document, target: str, method: str, path: str, event: str) -> bool:
    return bool(
        fault["target"] == target
        and path.startswith(fault.get("path", ""))
        and method == fault.get("method", method)
        and event.startswith(fault.get("event", ""))
    )


def _checked(wanted: Document) -> Document:
    unknown = sorted(set(wanted) - FIELDS)
    if unknown:
        raise Refusal(400, "invalid_fault", f"A fault has no field {unknown[0]!r}.", unknown[0])
    target, kind = wanted.get("target"), wanted.get("kind")
    if not isinstance(target, str) or target not in KINDS:
        raise Refusal(400, "invalid_fault", f"target must be one of {', '.join(sorted(KINDS))}.", "target")
    if not isinstance(kind, str) or kind not in KINDS[target]:
        raise Refusal(
            400, "invalid_fault", f"kind for {target} must be one of {', '.join(sorted(KINDS[target]))}.", "kind"
        )
    fault: Document = {"target": target, "kind": kind}
    fault.update({name: _word(wanted, name) for name in ("path", "method", "event") if wanted.get(name) is not None})
    default_seconds = 1 if kind == "rate_limit" else 5
    return {
        **fault,
        "status": _between(wanted, "status", 503, 400, 599, whole=True),
        "seconds": _between(wanted, "seconds", default_seconds, 0, 600),
        "count": _count(wanted),
        "probability": _between(wanted, "probability", 1, 0, 1),
        "seed": wanted.get("seed", 0),
    }


def _count(wanted: Document) -> int | Decimal | None:
    """None: for ever."""
    if wanted.get("count", 1) is None:
        return None
    return _between(wanted, "count", 1, 1, 10**6, whole=True)


def _word(wanted: Document, name: str) -> str:
    value = wanted[name]
    if not isinstance(value, str):
        raise Refusal(400, "invalid_fault", f"{name} must be a string.", name)
    if name == "path":
        return ROOTS.sub("", value)
    return value.upper() if name == "method" else value


def _between(wanted: Document, name: str, default: int, least: int, most: int, whole: bool = False) -> int | Decimal:
    value = wanted.get(name, default)
    numeric = isinstance(value, int if whole else (int, Decimal)) and not isinstance(value, bool)
    if not numeric or not least <= value <= most:
        raise Refusal(400, "invalid_fault", f"{name} must be a number between {least} and {most}.", name)
    return Decimal(value) if not whole else int(value)

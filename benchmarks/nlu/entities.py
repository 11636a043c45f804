"""Entities as read against entities as labelled, by value and not by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

# Products, quantities, units and sizes are measured with the order lines; the holdout does not label them twice.
MEASURED = ("address", "category", "language", "mpesa_code", "order_number", "payment_method", "phone", "rating")
Pairs = Counter[tuple[str, str]]


def read_pairs(entities: Iterable[Mapping[str, Any]]) -> Pairs:
    """Kind and value of the measured entities of a parse result."""
    return pairs((str(entity["entity"]), str(entity["value"])) for entity in entities)


def pairs(entities: Iterable[tuple[str, str]]) -> Pairs:
    return Counter((kind, _compared(kind, value)) for kind, value in entities if kind in MEASURED)


def _compared(kind: str, value: str) -> str:
    """The contract leaves open how a phone number is written, so its last nine digits count: "0712…" is "+254712…"."""
    if kind == "phone":
        return "".join(filter(str.isdigit, value))[-9:]
    return _plain(value)


def _plain(value: str) -> str:
    return " ".join(value.lower().strip(" .,;:!?").split())

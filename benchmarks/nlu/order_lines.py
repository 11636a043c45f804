"""Order lines as read against order lines as labelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Line = Mapping[str, Any]
COUNT = "number of lines"
FIELDS = ("sku", "candidates", "quantity", "unit", "size", "change")
# The contract rules on these. Of a unit or size beside them it does not: two careful labellings differ there in every seventh message.
RULED = ("sku", "candidates", "quantity", "change")
_ALWAYS_ADDS = "order_items"


@dataclass(frozen=True)
class WrongProducts:
    """``wrong`` of the lines that were ``read`` name a product that was not meant; ``labelled`` is how many there were."""

    wrong: int
    read: int
    labelled: int


def compared(line: Line, intent: str) -> dict[str, object]:
    """What of a line counts: candidates as a set, numbers by value, the change where it is looked at."""
    quantity = line.get("quantity")
    return {
        "sku": line.get("sku"),
        "candidates": frozenset(line.get("candidates") or ()),
        "quantity": None if quantity is None else round(float(quantity), 3),
        "unit": _written(line.get("unit")),
        "size": _written(line.get("size")),
        "change": None if intent == _ALWAYS_ADDS else line.get("change"),
    }


def is_right(slips: Sequence[str]) -> bool:
    """Whether a message whose lines differ in ``slips`` is exactly right in all that the contract rules on."""
    return not {*RULED, COUNT} & set(slips)


def differing(read: Sequence[Line], labelled: Sequence[Line], intent: str) -> list[str]:
    """The fields in which a message's lines differ, COUNT alone where they cannot be laid side by side."""
    if len(read) != len(labelled):
        return [COUNT]
    pairs = [(compared(a, intent), compared(b, intent)) for a, b in zip(read, labelled, strict=True)]
    return [field for field in FIELDS if any(a[field] != b[field] for a, b in pairs)]


def wrong_products(read: Sequence[Line], labelled: Sequence[Line]) -> WrongProducts:
    """Products read that no label of the message has, each label standing for one line."""
    meant = Counter(line["sku"] for line in labelled if line.get("sku"))
    said = Counter(line["sku"] for line in read if line.get("sku"))
    return WrongProducts(sum((said - meant).values()), len(read), len(labelled))


def _written(value: object) -> str | None:
    return None if value is None else "".join(str(value).lower().split())

"""One part of a message: goods, a number, a size, a unit, a verb, or what stands between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.nlu.goods.mention import Mention
from bot.nlu.text.units import Amount

ElementKind = Literal[
    "goods", "number", "size", "count", "unit", "size_name", "verb", "break", "of", "strange", "closed", "denied"
]
_MODIFIERS = ("number", "size", "count", "unit", "size_name")


@dataclass(frozen=True)
class Element:
    """One part of a message, tokens ``start``–``end``. ``word`` is the verb's role, the unit, or the break's sign.

    A ``denied`` one is a size that is not wanted ("si ile kubwa"): its ``amount``, or its size name as ``word``.
    """

    kind: ElementKind
    start: int
    end: int
    word: str = ""
    value: float = 0.0
    amount: Amount | None = None
    mention: Mention | None = None
    each: bool = False
    is_swahili: bool = False

    @property
    def is_modifier(self) -> bool:
        return self.kind in _MODIFIERS

"""What a shop asks beside the goods before it takes an order, yes or no: a gift wrap, a candle on the cake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.commerce import money

QUESTION = "utter_ask_extra_"


@dataclass(frozen=True)
class Extra:
    """``price`` in KES, zero for what costs nothing; ``lines`` are what it is called in a summary, by language; ``said`` the words
    by which customers name it, whatever their language."""

    name: str
    price: Decimal
    lines: Mapping[str, str]
    said: tuple[str, ...] = ()

    @property
    def response(self) -> str:
        """The one that asks."""
        return QUESTION + self.name

    def line(self, language: str) -> str:
        return self.lines.get(language) or self.lines["en"]


@dataclass(frozen=True)
class ExtraLine:
    """Of an order: name and price as they were when it was placed."""

    name: str
    words: str
    price: Decimal


def extra_words(line: str, price: Decimal) -> str:
    """As customers read it below the goods; what costs nothing has no price."""
    return f"• {line} = {money.words(price)}" if price else f"• {line}"


def total_of(extras: Iterable[Extra | ExtraLine]) -> Decimal:
    return sum((extra.price for extra in extras), Decimal(0))

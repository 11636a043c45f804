"""Amounts below zero: nobody's three are "-3 sugar" and "sukari hasi tatu"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.nlu.words.groups import words

if TYPE_CHECKING:
    from bot.nlu.goods.order_lines import OrderLine

# A dash before every line only makes a list.
_SIGNED = re.compile(r"(?<!\S)[-−](\d+)\b")
_DASHES = ("-", "−")
_SAID = words("number_habits.below_zero", "Before a number: it is below zero")


def signed(lines: Sequence[OrderLine], text: str) -> list[OrderLine]:
    """The lines with their amounts below zero where the text says so."""
    written = _written(text)
    return [
        _below(line, line.quantity) if line.quantity and line.quantity in written else line for line in _spoken(lines)
    ]


def _spoken(lines: Sequence[OrderLine]) -> list[OrderLine]:
    """ "sukari hasi tatu", and "sukari", "hasi tatu", which are one line."""
    found: list[OrderLine] = []
    for line in lines:
        named = _said_below(line)
        if len(named) > 1:
            found.append(_below(line, line.quantity))
        elif named and found and found[-1].quantity is None:
            found[-1] = _below(found[-1], line.quantity)
        else:
            found.append(line)
    return found


def _said_below(line: OrderLine) -> list[str]:
    """The words of its name where the last of them says that its amount is below zero, else none."""
    named = (line.product or "").lower().split()
    return named if named and named[-1] in _SAID and line.quantity else []


def _below(line: OrderLine, quantity: float | None) -> OrderLine:
    return replace(line, quantity=-(quantity or 0))


def _written(text: str) -> frozenset[float]:
    """The numbers with a minus before them, without it; none where each line begins with a dash."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(line.lstrip().startswith(_DASHES) for line in lines):
        return frozenset()
    return frozenset(map(float, _SIGNED.findall(text)))

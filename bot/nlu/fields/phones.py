"""Phone numbers that a message names."""

from __future__ import annotations

import re

from bot.commerce.phone import HOME, normalise
from bot.nlu.words.groups import pattern, words

# After such words a number is meant to be paid from, however short it is.
_TRIED = pattern(
    r"\b<<phones.before>>\s*(?:(?:<<phones.links>>|:)\s*)?(\+?\d[\d\s-]{3,}\d)(?![\w])",
    re.IGNORECASE,
    "A number behind them is meant to be paid from",
    loose=True,
)
_LONG = re.compile(r"(?<![\w.,-])(\+?\d(?:[\s().-]?\d){8,14})(?![\w,.]*\d)")


_REGION = words("phones.region", "Whose numbers are written without the code of a country")


def international(written: str) -> str | None:
    """As it is kept; None where it is no number."""
    return normalise(written, next(iter(_REGION), HOME))


def number_in(text: str) -> str:
    """A number to pay from as it was written, right or wrong; nothing where none is meant."""
    found = _LONG.search(text) or _TRIED.search(text)
    return found[1].strip() if found else ""

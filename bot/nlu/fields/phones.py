"""Phone numbers that a message names."""

from __future__ import annotations

import re

# After these words a number is meant to be paid from, however short it is.
_PAYING = r"(?:m-?pesa|airtel(?:\s+money)?|number|namba|nambari|no\.?|use|tumia|from|using)"
_TRIED = re.compile(rf"\b{_PAYING}\s*(?:(?:is|ni|ya|:)\s*)?(\+?\d[\d\s-]{{3,}}\d)(?![\w])", re.IGNORECASE)
_LONG = re.compile(r"(?<![\w.,-])(\+?\d(?:[\s().-]?\d){8,14})(?![\w,.]*\d)")


def number_in(text: str) -> str:
    """A number to pay from as it was written, right or wrong; nothing where none is meant."""
    found = _LONG.search(text) or _TRIED.search(text)
    return found[1].strip() if found else ""

"""Phone numbers as Kenyans write them."""

from __future__ import annotations

import re

_NATIONAL = re.compile(r"^(?:\+?254|0)?([17]\d{8})$")
_INTERNATIONAL = re.compile(r"^\+?(\d{8,15})$")


def normalise(written: str) -> str | None:
    """``0712 345 678``, ``+254712345678`` and ``712345678`` are all ``+254712345678``; None where it is no number."""
    digits = re.sub(r"[\s().-]", "", written)
    kenyan = _NATIONAL.match(digits)
    if kenyan:
        return f"+254{kenyan.group(1)}"
    foreign = _INTERNATIONAL.match(digits)
    return f"+{foreign.group(1)}" if foreign and not digits.startswith("0") else None


def can_get_prompt(phone: str) -> bool:
    """Only Safaricom and Airtel Kenya lines get a payment prompt: 07… and 01…."""
    return bool(re.match(r"^\+254[17]\d{8}$", phone))

"""Phone numbers as Kenyans write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NATIONAL = re.compile(r"^(?:\+?254|0)?([17]\d{8})$")
_KENYAN = re.compile(r"^\+254[17]\d{8}$")
_BETWEEN = re.compile(r"[\s().-]")
_INTERNATIONAL = re.compile(r"^\+?(\d{8,15})$")


def normalise(written: str) -> str | None:
    """``0712 345 678``, ``+254712345678`` and ``712345678`` are all ``+254712345678``; None where it is no number."""
    digits = _BETWEEN.sub("", written)
    kenyan = _NATIONAL.match(digits)
    if kenyan:
        return f"+254{kenyan.group(1)}"
    foreign = _INTERNATIONAL.match(digits)
    return f"+{foreign.group(1)}" if foreign and not digits.startswith("0") else None


@dataclass(frozen=True)
class PayingNumber:
    """``phone`` in its international form, or None where what was written is no number."""

    written: str
    phone: str | None = None
    gets_prompt: bool = False


def read_number(written: str) -> PayingNumber:
    phone = normalise(written)
    return PayingNumber(written, phone, phone is not None and can_get_prompt(phone))


def can_get_prompt(phone: str) -> bool:
    """Only Safaricom and Airtel Kenya lines get a payment prompt: 07… and 01…."""
    return _KENYAN.match(phone) is not None


def masked(phone: str) -> str:
    """``+254722•••456``: enough to know it by, for a number that is somebody else's."""
    return f"{phone[:-6]}•••{phone[-3:]}" if len(phone) > 9 else phone

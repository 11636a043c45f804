"""Phone numbers as they are kept: international, with a plus."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

# Whose numbers are written without the code of a country.
HOME = "KE"
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_BETWEEN = str.maketrans("", "", "().-")
# Only Safaricom and Airtel Kenya lines get a payment prompt: 07… and 01….
_GET_PROMPT = ("+2547", "+2541")
_SHORTEST_ABROAD = 8
_LENGTH = len("+254712345678")


def normalise(written: str, home: str = HOME) -> str | None:
    """``0712 345 678``, ``+254712345678`` and ``712345678`` are all ``+254712345678``; None where it is no number. Without the
    code of a country only mobile numbers of ``home`` are known."""
    bare = "".join(written.split()).translate(_BETWEEN)
    digits = bare.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        return None
    at_home = _parsed(bare, home)
    if at_home and phonenumbers.is_valid_number(at_home) and phonenumbers.number_type(at_home) in _MOBILE:
        return _written(at_home)
    abroad = None if digits.startswith("0") or len(digits) < _SHORTEST_ABROAD else _parsed(f"+{digits}", None)
    return _written(abroad) if abroad and phonenumbers.is_possible_number(abroad) else None


def _parsed(number: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None


def _written(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@dataclass(frozen=True)
class PayingNumber:
    """``phone`` in its international form, or None where what was written is no number."""

    written: str
    phone: str | None = None
    gets_prompt: bool = False


def paying_number(written: str, phone: str | None) -> PayingNumber:
    return PayingNumber(written, phone, phone is not None and can_get_prompt(phone))


def read_number(written: str) -> PayingNumber:
    return paying_number(written, normalise(written))


def can_get_prompt(phone: str) -> bool:
    return phone.startswith(_GET_PROMPT) and len(phone) == _LENGTH and phone[1:].isdigit()


def masked(phone: str) -> str:
    """``+254722•••456``: enough to know it by, for a number that is somebody else's."""
    return f"{phone[:-6]}•••{phone[-3:]}" if len(phone) > 9 else phone

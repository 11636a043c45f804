"""Checks of single values in a body. Money is a JSON number with at most two decimals, never a string."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from bot.sandbox.http import Document, Refusal

INTERNATIONAL = re.compile(r"\+?[1-9]\d{7,14}")
KENYAN_MOBILE = re.compile(r"254[17]\d{8}")
MOST_MONEY = Decimal(100_000_000)


def money(value: Any, field: str) -> Decimal:
    """Raises Refusal 400 for anything that is not an amount of at least zero."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise Refusal(400, "invalid_request", f"{field} must be a number.", field)
    amount = Decimal(value)
    if not 0 <= amount <= MOST_MONEY or amount != round(amount, 2):
        raise Refusal(400, "invalid_request", f"{field} must be an amount with at most two decimals.", field)
    return amount


def text(document: Document, name: str, longest: int = 500) -> str | None:
    """The string under this name, or None. Raises Refusal 400 when it is something else or too long."""
    value = document.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > longest:
        raise Refusal(400, "invalid_request", f"{name} must be a string of at most {longest} characters.", name)
    return value


def phone(value: Any, field: str) -> str:
    """A phone with its country code, as "+254700123456". Raises Refusal 422."""
    if not isinstance(value, str) or not INTERNATIONAL.fullmatch(value):
        raise Refusal(422, "invalid_phone", f"{field} must be a phone with country code, such as +254700123456.", field)
    return value if value.startswith("+") else "+" + value


def digits(number: str) -> str:
    """The number without its plus sign; a plus that was not escaped in a query arrives as a blank."""
    return number.strip().removeprefix("+")

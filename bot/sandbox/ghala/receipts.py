"""Transaction references as the networks write them."""

from __future__ import annotations

import string

from bot.sandbox.state import Sandbox

FIRST_YEAR = 2006
DAYS = "123456789" + string.ascii_uppercase
LETTERS = string.ascii_uppercase + string.digits


def reference(sandbox: Sandbox, method: str) -> str:
    """Ten characters; M-Pesa's begin with year, month and day (2026-01-31 is "UAV"), the rest follows the seed."""
    drawn = "".join(LETTERS[byte % len(LETTERS)] for byte in sandbox.digest("reference"))
    if method != "mpesa":
        return {"airtel": "AM", "card": "CD", "cash": "CS"}[method] + drawn[:8]
    today = sandbox.now()
    year = string.ascii_uppercase[(today.year - FIRST_YEAR) % 26]
    return year + string.ascii_uppercase[today.month - 1] + DAYS[today.day - 1] + drawn[:7]

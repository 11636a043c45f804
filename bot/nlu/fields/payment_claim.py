"""What a customer says or pastes as proof of a payment. It is a claim: Ghala's word alone settles anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.nlu.words.groups import pattern, table


def _currency_code(code: str) -> str:
    if not _CURRENCY.fullmatch(code):
        raise ValueError("the code of a currency is three capitals, as KES")
    return code


_CURRENCY = re.compile(r"[A-Z]{3}")
_CURRENCIES = table("money.names", _currency_code, "Names of money beside a number, by the code of their currency")
_AMOUNT = pattern(r"(?<!\w)(<<money.names>>)\.?\s?(\d[\d,]*(?:\.\d{1,2})?)", re.IGNORECASE)
_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})\b")
# Ten signs before "Confirmed", as M-Pesa's message begins; a code of letters alone is told from a word by that.
_CODE = pattern(r"\b([A-Z0-9]{10})\s+<<claims.confirmed>>\b", re.IGNORECASE, "Behind the code of a payment message")
_CODE_TRIED = pattern(
    r"\b<<claims.code>>\s*(?:(?:<<claims.links>>|:)+\s*)?([A-Za-z0-9]{4,20})\b",
    re.IGNORECASE,
    "Before a code of a payment",
)

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Claim:
    """``amount`` in ``currency`` and ``paid_on`` where the message has them; ``bad_code``: called a code, but no code of a wallet."""

    code: str = ""
    amount: Decimal | None = None
    currency: str = ""
    paid_on: date | None = None
    bad_code: str = ""


def read_claim(text: str, code: str) -> Claim:
    """``code`` is the receipt code that was found in the text, if one was."""
    amount, written, begins = _AMOUNT.search(text), _DATE.search(text), _CODE.search(text)
    code = code or (begins[1] if begins else "")
    tried = None if code else _CODE_TRIED.search(text)
    return Claim(
        code=code.upper(),
        amount=Decimal(amount[2].replace(",", "")) if amount else None,
        currency=_CURRENCIES.get(amount[1].lower(), "") if amount else "",
        paid_on=_as_date(written) if written else None,
        bad_code=tried[1] if tried and _DIGIT.search(tried[1]) else "",
    )


def _as_date(written: re.Match[str]) -> date | None:
    """Day first, as M-Pesa writes it."""
    day, month, year = (int(part) for part in written.groups())
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None

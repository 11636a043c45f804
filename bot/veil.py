"""What of a talk nobody but its customer may read: the rider's code, receipt codes and links to receipts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

HIDDEN = "••••"

# Their years are no codes.
_NUMBERS = re.compile(r"\b(?:ORD|RCP)-\d{4}-\d+", re.IGNORECASE)
_DIGIT_GAP = r"[ .*_–-]{0,3}"
# A code that is called so, in the words of our own responses and of customers, whoever's order it is for.
_CALLED_CODE = re.compile(r"\b(?:code|codes|kodi|siri|nambari|namba)\b[^\d\n]{0,60}(\d{4})(?!\d)", re.IGNORECASE)
_CALLED_RECEIPT = re.compile(r"\b(?:code|nambari ya [\w-]{1,20}): ?\*?([A-Z0-9-]{6,60})", re.IGNORECASE)
# Ten letters and digits, both of them: M-Pesa's receipt code; of letters alone where its message says so.
_MPESA = re.compile(r"(?<![A-Z0-9])(?=[A-Z]{0,9}\d)(?=\d{0,9}[A-Z])[A-Z0-9]{10}(?![A-Z0-9])", re.IGNORECASE)
_CONFIRMED = re.compile(r"\b([A-Z0-9]{10})\s{1,3}(?:imethibitishwa|confirmed)\b", re.IGNORECASE)
_LINK = re.compile(r"/receipts/(\S+)")
_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", re.IGNORECASE)
_PAYMENTS = (_CALLED_RECEIPT, _MPESA, _CONFIRMED, _LINK, _HASH)


@dataclass(frozen=True)
class Veil:
    """``codes`` are the rider's codes of a conversation's orders, ``references`` the receipt codes of their payments."""

    codes: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()

    def over(self, text: str) -> str:
        return _without_payments(without_codes(text, self.codes), self.references)


def without_codes(text: str, codes: Iterable[str]) -> str:
    """``codes`` wherever they stand and however they are spaced, and every code that is called one."""
    plain = _plain(text)
    known = [_spaced(code) for code in codes if code]
    return _hidden(text, _found(plain, (*known, _CALLED_CODE)))


def _without_payments(text: str, references: Iterable[str]) -> str:
    known = [re.compile(rf"(?<!\w){re.escape(each)}(?!\w)", re.IGNORECASE) for each in references if each]
    return _hidden(text, _found(text, (*known, *_PAYMENTS)))


def _plain(text: str) -> str:
    """The same length: every digit as ASCII, numbers of orders and receipts as letters."""
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in text)
    return _NUMBERS.sub(lambda found: "x" * len(found[0]), digits)


def _spaced(code: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\d){_DIGIT_GAP.join(map(re.escape, code))}(?!\d)")


def _found(text: str, patterns: Iterable[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield match.span(1 if pattern.groups else 0)


def _hidden(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts, end = [], 0
    for begins, ends in sorted(spans):
        if begins >= end:
            parts += [text[end:begins], HIDDEN]
        end = max(end, ends)
    return "".join((*parts, text[end:]))

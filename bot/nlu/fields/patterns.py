"""Spans that have a form of their own: phones, order numbers, receipt codes, money, times, ways to pay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

Kind = Literal[
    "phone", "order_number", "mpesa_code", "money", "time", "place_number", "payment_method", "rating", "language", "link", "sms",
]  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A span ``start``–``end`` of the message as written, with its value in the contract's form."""

    kind: Kind
    value: str
    start: int
    end: int


_MOST_MARKS = 100

_ORDER_NUMBER = re.compile(r"\b(ORD|DK|GH)[-_ #]{0,2}(\d{4})[-_ ]?(\d{1,6})\b", re.IGNORECASE)
_CODE = re.compile(r"\b(?=[A-Za-z0-9]{10}\b)[A-Za-z][A-Za-z0-9]{9}\b")
_MIXED = re.compile(r"\d[A-Za-z]")
_SMS = re.compile(r"\bconfirmed\b.{0,40}?\b(?:ksh|kes|paid|sent|received)", re.IGNORECASE | re.DOTALL)
_PHONE = re.compile(r"(?<![\w+])(?:\+?254|0)?[ -]?([17]\d{2})[ -]?(\d{3})[ -]?(\d{3})(?!\w)|(?<!\w)\+\d{10,14}(?!\w)")
_MONEY = re.compile(
    r"\b(?:kshs?|kes|shs?|bob|shilingi)\.? ?\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,4})?"
    r"|\b\d[\d,]{0,12}(?:\.\d{1,4})? ?(?:/[=-]|(?:bob|kshs?|kes|shillings?|shilingi|shs?)\b(?!\.? ?\d))"
    r"|\b(?:soo|thao|mbao|finje|chwani|punch|jill)\b(?: (?:moja|mbili|tatu|nne|tano)\b)?"
    r"|\b(?:shilingi|bob|ksh|kes) (?:mia|elfu|hamsini|ishirini|thelathini|arobaini|sitini|themanini|kumi)\b"
    r"(?: (?:moja|mbili|tatu|nne|tano|sita|saba|nane|tisa)\b)?",
    re.IGNORECASE,
)
# "x 20 @155", "12 trays at 450 each": behind the number comes no measure, else it is the size of each.
_UNIT_PRICE = re.compile(
    r"@ ?\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,2})?(?![\d.]| ?(?:kgs?|kilos?|g|gms?|grams?|mls?|l|lts?|ltrs?|litres?|liters?)\b)"
    r"(?: ?(?:each|apiece|kila moja|per \w+)\b)?"
    r"|\b(?:at|for|kwa|ni) \d{2,9}(?:,\d{3}){0,3} (?:each|apiece|kila moja|per \w+)\b|\beach (?:at )?\d{2,9}(?:,\d{3}){0,3}\b(?! ?\w)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b\d{1,2}(?:[:.]\d{2})? ?(?:am|pm)\b|\b\d{1,2}:\d{2}\b"
    r"|\bsaa (?:hii|hizi|hivi|ngapi|kumi na moja|kumi na mbili|moja|mbili|tatu|nne|tano|sita|saba|nane|tisa|kumi|\d{1,2})\b"
    r"|\b\d{1,2} ?(?:minutes|mins?|hours?|hrs?|days?|dakika|masaa)\b"
    r"|\b(?:masaa|dakika|siku|miezi|miaka) (?:ma|mi)?(?:moja|mbili|wili|tatu|nne|tano|sita|saba|nane|tisa|kumi|\d{1,2})\b"
    r"|\b(?:by|before|after|around|at|till|until) \d{1,2}(?= ?(?:$|[.,!?;\n]|today\b|tomorrow\b|kesho\b|leo\b|pls\b|please\b))",
    re.IGNORECASE,
)
_CHANGED_BY = re.compile(r"reduc|increas|decreas|punguz|ongez|lower|cut\b|add\b", re.IGNORECASE)
_PLACE_NUMBER = re.compile(
    r"\b(?:house|hse|apt|apartment|door|block|blk|floor|room|ward|class|form|wing|stall|gate|stage|phase|flat|court|plot|namba|number)"
    r" ?(?:no\.?|number|namba)? ?[a-z]?\d+[a-z]?\b|\b(?:form|class|grade) (?:one|two|three|four|five|six|seven|eight)\b"
    r"|\b\d{1,3}(?:st|nd|rd|th) (?:floor|street|avenue|ave|road)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://\S+|www\.\S+|\b[\w.]{1,40}@[\w-]{1,40}\.\w+", re.IGNORECASE)
_METHODS = (
    ("cash", re.compile(
        r"\bcash on delivery\b|\bpay(?:ing|ment)? (?:up)?on delivery\b|\bpay when (?:it|they|you) \w+"
        r"|\bcod\b|\bcash\b|\bkeshi\b|\btaslimu\b"
        r"|\b(?:nitalipa|nalipa|nilipe|ntalipa|lipa)"
        r" (?:nikipokea|nikiletewa|ikifika|zikifika|mkifika|ukifika|mkileta|mkiniletea|ukileta|mlangoni|nikipata|nikishapokea"
        r"|baada ya (?:kupokea|kuletewa|kupata))\b",
        re.IGNORECASE)),
    ("airtel", re.compile(r"\bairtel(?: ?money)?\b|\batel\b|\bairtl\b|\bairtell\b", re.IGNORECASE)),
    ("card", re.compile(
        r"\b(?:debit |credit |visa |bank |master)?(?:card|kadi)\b|\bvisa\b|\bmastercard\b|\bkadi ya benki\b", re.IGNORECASE)),
    ("mpesa", re.compile(
        r"\b(?:lipa na )?m[- ]?pe[sz]s?a+\b|\bmpsa\b|\bempesa\b|\bpesa ya simu\b|\bsafaricom\b|\bstk(?: push)?\b|\bpaybill\b"
        r"|\blipa na mpesa\b|\bmpea\b|\bmpes\b", re.IGNORECASE)),
)  # fmt: skip
_LANGUAGES = (
    ("en", re.compile(r"\b(?:english|kiingereza|kingereza|kizungu|inglish|englsh)\b", re.IGNORECASE)),
    ("sw", re.compile(r"\b(?:ki)?swahili\b|\bkiswa\b|\bkiswahil\b|\bswa\b", re.IGNORECASE)),
)
_RATING = re.compile(
    r"\b([1-5]) ?(?:/|out of|kwa|of) ?5\b|\b([1-5])[ -]?(?:stars?|nyota)\b|\bnyota ([1-5])\b", re.IGNORECASE
)
_STARS = re.compile("[⭐★🌟]{1,5}")


def find_marks(text: str) -> list[Mark]:
    """The marks of ``text`` in order and without overlap; of a pasted payment message only the receipt code counts."""
    codes = list(_codes(text))
    if codes and _SMS.search(text):
        return _within_sms(text, codes[0])
    found: list[Mark] = []
    taken: list[tuple[int, int]] = []
    for mark in islice(_all(text, codes), _MOST_MARKS):
        if all(mark.end <= start or mark.start >= end for start, end in taken):
            found.append(mark)
            taken.append((mark.start, mark.end))
    return sorted(found, key=lambda mark: mark.start)


def _within_sms(text: str, code: Mark) -> list[Mark]:
    before = [Mark("sms", "", 0, code.start)] if code.start else []
    return [*before, code, Mark("sms", "", code.end, len(text))]


def _all(text: str, codes: list[Mark]) -> Iterator[Mark]:
    for match in _LINK.finditer(text):
        yield Mark("link", match.group(), *match.span())
    for match in _ORDER_NUMBER.finditer(text):
        yield Mark("order_number", "-".join(match.groups()).upper(), *match.span())
    yield from codes
    if any(char.isdigit() for char in text):
        yield from _numeric(text)
    for pattern in (_MONEY, _UNIT_PRICE):
        for match in pattern.finditer(text):
            yield Mark("money", match.group(), *match.span())
    yield from _named(text)
    for match in _STARS.finditer(text):
        yield Mark("rating", str(len(match.group())), *match.span())
    yield from _times(text)


def _times(text: str) -> Iterator[Mark]:
    """Hours and spans of time; "reduce the milk by 2" names none."""
    for match in _TIME.finditer(text):
        if match.group()[:2].lower() != "by" or not _CHANGED_BY.search(text, 0, match.start()):
            yield Mark("time", match.group(), *match.span())


def _named(text: str) -> Iterator[Mark]:
    for method, pattern in _METHODS:
        for match in pattern.finditer(text):
            yield Mark("payment_method", method, *match.span())
    for language, pattern in _LANGUAGES:
        for match in pattern.finditer(text):
            yield Mark("language", language, *match.span())


def _numeric(text: str) -> Iterator[Mark]:
    for match in _PHONE.finditer(text):
        yield Mark("phone", _phone(match), *_trimmed(match))
    for match in _RATING.finditer(text):
        yield Mark("rating", next(group for group in match.groups() if group), *match.span())
    for match in _PLACE_NUMBER.finditer(text):
        yield Mark("place_number", match.group(), *match.span())


def _phone(match: re.Match[str]) -> str:
    """International form with a plus; numbers without a country are Kenyan."""
    return "+254" + "".join(match.groups()) if match.group(1) else match.group()


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span()
    return start + len(match.group()) - len(match.group().lstrip(" -")), end


def _codes(text: str) -> Iterator[Mark]:
    """Ten letters and digits; in small letters only when they cannot be a word with a number behind it."""
    for match in _CODE.finditer(text):
        code = match.group()
        digits = sum(char.isdigit() for char in code)
        mixed = _MIXED.search(code) is not None
        if digits and digits < 9 and (code.isupper() or (digits > 1 and mixed)):
            yield Mark("mpesa_code", code.upper(), *match.span())

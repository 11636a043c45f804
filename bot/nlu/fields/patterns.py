"""Spans that have a form of their own: phones, order numbers, receipt codes, money, dates, times, ways to pay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from bot.nlu.fields.dates import dates_in
from bot.nlu.text.tokens import tokenise
from bot.nlu.words.groups import forms, pattern, tagged, words

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
_LONGEST_CALLING_CODE = 3

_ORDER_NUMBER = re.compile(r"\b(ORD|DK|GH)[-_ #]{0,2}(\d{4})[-_ ]?(\d{1,6})\b", re.IGNORECASE)
_CODES = forms("payment_codes", r"\b%(form)s\b", "Receipt codes of wallets: A a letter, X a letter or digit, x a digit")
_MIXED = re.compile(r"\d[A-Za-z]")
_BEFORE_CODE = pattern(
    r"\b<<payment_messages.before_code>>\W{0,3}$",
    re.IGNORECASE,
    "Before the code of a payment, which may be digits alone there",
)
_FARTHEST_LEAD = 40
_SMS = pattern(
    r"\b<<payment_messages.opening>>\b.{0,40}?\b<<payment_messages.behind>>",
    re.IGNORECASE | re.DOTALL,
    "In a pasted payment message",
)


def _calling_code(code: str) -> str:
    if not (code.isdecimal() and len(code) <= _LONGEST_CALLING_CODE):
        raise ValueError("a calling code is one to three digits, as 254")
    return code


_PHONES = forms(
    "phones.mobiles",
    r"(?<![\w+])(?:\+?%(key)s|0)?[ -]?(%(form)s)(?!\w)",
    "Mobile numbers: under the calling code what follows it; x is any digit",
    _calling_code,
)
_PHONE_ABROAD = re.compile(r"(?<!\w)\+\d{10,14}(?!\w)")
_NO_DIGITS = re.compile(r"\D+")
_MONEY = pattern(
    r"(?<!\w)<<money.names>>\.? ?\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,4})?"
    r"|\b\d[\d,]{0,12}(?:\.\d{1,4})? ?(?:/[=-]|<<money.names>>(?!\w)(?!\.? ?\d))"
    r"|\b<<money.slang>>\b(?: <<numbers.scale_first.ones>>\b)?"
    r"|(?<!\w)<<money.names>> (?:<<numbers.scale_first.scales>>|<<numbers.scale_first.tens>>)\b"
    r"(?: <<numbers.scale_first.ones>>\b)?(?:(?: <<number_habits.joiners>>)? <<numbers.scale_first.tens>>\b)?",
    re.IGNORECASE,
    "Names of money beside a number, and sums that have a name",
)
# "x 20 @155", "12 trays at 450 each": behind the number comes no measure, else it is the size of each.
_UNIT_PRICE = pattern(
    r"@ ?\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,2})?(?![\d.]| ?<<measures>>\b)(?: ?<<money.each>>\b)?"
    r"|\b<<money.before_each>> \d{2,9}(?:,\d{3}){0,3} <<money.each>>\b"
    r"|\b<<roles.each>> (?:<<money.before_each>> )?\d{2,9}(?:,\d{3}){0,3}\b(?! ?\w)",
    re.IGNORECASE,
    "What one of them costs",
)
_TIME = pattern(
    r"\b\d{1,2}(?:[:.]\d{2})? ?<<time.halves>>\b|\b\d{1,2}:\d{2}\b|\b<<time.hour>> (?:<<time.hour_numbers>>|\d{1,2})\b"
    r"|\b\d{1,2} ?<<time.spans>>\b"
    r"|\b<<time.spans_first>> (?:<<numbers.scale_first.ones>>|<<numbers.scale_first.tens>>|\d{1,2})\b"
    r"|\b<<time.before_hour>> \d{1,2}(?= ?(?:$|[.,!?;\n]|<<time.behind_hour>>\b))",
    re.IGNORECASE,
    "Hours and spans of time",
)
_BY = words("time.by", "Before an hour, and before by how much something changes")
_CHANGED_BY = pattern(r"<<changes.stems>>|<<changes.words>>\b", re.IGNORECASE, "An amount is changed by so much")
_PLACE_NUMBER = pattern(
    r"\b<<place.numbered>> ?<<place.number_words>>? ?[a-z]?\d+[a-z]?\b|\b<<place.classes>> <<place.class_numbers>>\b"
    r"|\b\d{1,3}<<number_habits.ordinal_ends>> <<place.ordered>>\b",
    re.IGNORECASE,
    "Numbers that are part of a place",
)
_LINK = re.compile(r"https?://\S+|www\.\S+|\b[\w.]{1,40}@[\w-]{1,40}\.\w+", re.IGNORECASE)
_METHODS = tagged("payment_methods", r"\b%s\b", re.IGNORECASE, "Ways to pay")
_LANGUAGES = tagged("language_names", r"\b%s\b", re.IGNORECASE, "Languages by name")
_RATING = pattern(
    r"\b([1-5]) ?(?:/|<<rating.of>>) ?5\b|\b([1-5])[ -]?<<rating.stars>>\b|\b<<rating.stars>> ([1-5])\b",
    re.IGNORECASE,
    "So many stars of five",
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
    yield from _dates(text)
    for sums in (_MONEY, _UNIT_PRICE):
        for match in sums.finditer(text):
            yield Mark("money", match.group(), *match.span())
    yield from _named(text)
    for match in _STARS.finditer(text):
        yield Mark("rating", str(len(match.group())), *match.span())
    yield from _times(text)


def _dates(text: str) -> Iterator[Mark]:
    tokens = tokenise(text)
    for date in dates_in(tokens):
        start, end = tokens[date.start].start, tokens[date.end - 1].end
        yield Mark("time", text[start:end], start, end)


def _times(text: str) -> Iterator[Mark]:
    """Hours and spans of time; "reduce the milk by 2" names none."""
    for match in _TIME.finditer(text):
        if match.group().split()[0].lower() not in _BY or not _CHANGED_BY.search(text, 0, match.start()):
            yield Mark("time", match.group(), *match.span())


def method_named(text: str) -> bool:
    """Whether a way to pay stands in it."""
    return any(named.search(text) for named in _METHODS.values())


def _named(text: str) -> Iterator[Mark]:
    for method, named in _METHODS.items():
        for match in named.finditer(text):
            yield Mark("payment_method", method, *match.span())
    for language, named in _LANGUAGES.items():
        for match in named.finditer(text):
            yield Mark("language", language, *match.span())


def _numeric(text: str) -> Iterator[Mark]:
    for code, phones in _PHONES.items():
        for match in phones.finditer(text):
            yield Mark("phone", f"+{code}{_NO_DIGITS.sub('', match[1])}", *_trimmed(match))
    for match in _PHONE_ABROAD.finditer(text):
        yield Mark("phone", match.group(), *match.span())
    for match in _RATING.finditer(text):
        yield Mark("rating", next(group for group in match.groups() if group), *match.span())
    for match in _PLACE_NUMBER.finditer(text):
        yield Mark("place_number", match.group(), *match.span())


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span()
    return start + len(match.group()) - len(match.group().lstrip(" -")), end


def _codes(text: str) -> Iterator[Mark]:
    for match in (each for codes in _CODES.values() for each in codes.finditer(text)):
        start, end = match.span()
        if _may_be_code(match.group()) or _BEFORE_CODE.search(text, max(0, start - _FARTHEST_LEAD), start):
            yield Mark("mpesa_code", match.group().upper(), start, end)


def _may_be_code(code: str) -> bool:
    """Letters and digits; in small letters only when they cannot be a word with a number behind it."""
    digits = sum(char.isdigit() for char in code)
    is_mixed = digits > 1 and _MIXED.search(code) is not None
    return 0 < digits < 9 and (code.isupper() or is_mixed)

"""What people are known or found by and has a form of its own, replaced by stand-ins that the training data uses too."""

from __future__ import annotations

import re
import unicodedata

from bot.nlu.fields.patterns import find_marks
from bot.nlu.words.groups import pattern

PHONE, IDENTITY, CODE, ORDER = "0712345678", "12345678", "SGH7X8K2LM", "ORD-2026-001"
PLACE, EMAIL, LINK = "Kilimani", "mteja@example.com", "https://example.com"
PAYMENT_MESSAGE = f"{CODE} Confirmed. Ksh100.00 paid to DUKA SHOP"
PLATE = "KAA 001A"
STAND_INS = (PHONE, IDENTITY, CODE, ORDER, PLACE, EMAIL, LINK, PAYMENT_MESSAGE, PLATE)

_FRACTIONS = "½¼¾"
_MONEY = r"(?<!\w)<<money.names>>\.? ?\d[\d,]*(?:\.\d+)?"
# From the receipt code, or the word that confirms, to the end: what stands behind it are names, balances and times.
_PAYMENT = pattern(
    r"(?:(?<![\w-])(?:TID\W{1,3})?(?=[A-Z]*\d)[A-Z0-9]{5,12}\b[\s.,:-]*)?"
    r"\b(?:confirmed|imethibitishwa|you have (?:sent|paid|received)|umepokea|umetuma|umelipa)\b"
    rf"[^?]{{0,100}}?{_MONEY}.*",
    re.IGNORECASE | re.DOTALL,
)
_PAID_TO = pattern(rf"{_MONEY}(?P<how> (?:sent|paid|imetumwa|imelipwa) (?:to|kwa))(?: [^\W\d_]+){{1,4}}", re.IGNORECASE)
_COORDINATES = re.compile(
    r"[-+]?\d{1,3}\.\d{3,}°?\s{0,3}[NSEW]?\s{0,3}[,;/ ]\s{0,3}[-+]?\d{1,3}\.\d{3,}°?(?:\s{0,3}[NSEW]\b)?"
    r"|\d{1,3}\s?°[\d\s.'’′\"”″]{0,24}[NSEW]?(?:[\s,]{0,4}\d{1,3}\s?°[\d\s.'’′\"”″]{0,24}[NSEW]?)?"
    r"|\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<!\w)@\w{2,}")
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w@.-])[\w-]+(?:\.[\w-]+)*\.(?:com|co\.ke|or\.ke|ke|me|app|gl|ly|org|net|io)\b(?:/\S*)?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\b(?:RCP|RCT|INV|REF|TRK|TRX|TXN)[-_ #:]{0,2}(?=[A-Z]*\d)[A-Z\d][A-Z\d_-]{2,}", re.IGNORECASE)
_PLATE = re.compile(r"\bK[A-Z]{2} ?\d{3} ?[A-Z]\b", re.IGNORECASE)
_POST_BOX = re.compile(r"\b(?:p\.? ?o\.? ?)?box\s*(?:no\.?\s*)?\d[\d -]*", re.IGNORECASE)
_DOOR = re.compile(
    r"\b(house|hse|apt|apartment|door|block|blk|room|rm|flat|plot|gate|court|unit|villa|nyumba|mlango|chumba)"
    r"(\s?(?:no\.?|number|num|namba|nambari|#))?\s?[a-z]?-?\d+(?:[-/]?\w{1,3})?\b",
    re.IGNORECASE,
)
_SECRET = re.compile(r"\b(pin|otp|password|passcode|nywila|secret)\b((?:\W+[^\W\d]+){0,3}\W+)\d{3,6}\b", re.IGNORECASE)
_SPOKEN = re.compile(
    r"\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|sifuri|moja|mbili|tatu|nne|tano|sita|saba|nane|tisa)"
    r"\b[\s,.-]*){7,}",
    re.IGNORECASE,
)
_DIGITS = re.compile(rf"{ORDER}|\+?\d(?:[\s().,/_*:+~–-]{{0,3}}\d){{6,}}")
_NO_DIGIT = re.compile(r"\D")
_SUBSCRIBER = re.compile(r"(?:254|0)?[17]\d{8}|\d{10,14}")


def plain(text: str) -> str:
    """One line in which digits are digits: nothing can hide behind other scripts' numerals or marks without width."""
    return " ".join("".join(_plain_character(char) for char in text).split())


def _plain_character(char: str) -> str:
    if char.isascii():
        return char if char.isprintable() else " "
    if char in _FRACTIONS:
        return char
    if unicodedata.category(char) in ("Cf", "Mn", "Me", "Cs"):
        return ""
    return _folded(char) if char.isprintable() else " "


def _folded(char: str) -> str:
    """``char`` in its plainest form, digits of any script as ASCII ones."""
    folded = unicodedata.normalize("NFKC", char)
    kept = [each for each in folded if each.isprintable() and unicodedata.category(each) not in ("Mn", "Me")]
    return "".join(str(unicodedata.digit(each)) if unicodedata.category(each) == "Nd" else each for each in kept)


def without_payment_message(text: str) -> str:
    """A pasted payment message as one of the same form: its code, amounts, names and times are gone."""
    text = _PAYMENT.sub(PAYMENT_MESSAGE, text)
    return _PAID_TO.sub(lambda match: "Ksh100" + match["how"] + " DUKA SHOP", text)


def without_numbers(text: str) -> str:
    """Phones, codes, order and other numbers, mail and web addresses, map positions, doors and secrets replaced.

    No run of seven or more digits stays, whatever separates them, but the stand-ins' own.
    """
    for found, instead in (
        (_EMAIL, EMAIL),
        (_LINK, LINK),
        (_COORDINATES, PLACE),
        (_NUMBERED, ORDER),
        (_PLATE, PLATE),
        (_POST_BOX, "box 1"),
        (_DOOR, r"\1\2 1"),
        (_SECRET, r"\1\g<2>0000"),
        (_SPOKEN, f"{PHONE} "),
    ):
        text = found.sub(instead, text)
    text = _HANDLE.sub("", text)
    return _DIGITS.sub(_stand_in, _without_marks(text))


def _without_marks(text: str) -> str:
    """What the understanding itself takes for a phone, an order's number or a receipt code."""
    instead = {"phone": PHONE, "order_number": ORDER, "mpesa_code": CODE}
    for mark in sorted(find_marks(text), key=lambda mark: -mark.start):
        if mark.kind in instead:
            text = text[: mark.start] + instead[mark.kind] + text[mark.end :]
    return text


def _stand_in(match: re.Match[str]) -> str:
    if match.group() == ORDER:
        return ORDER
    digits = _NO_DIGIT.sub("", match.group())
    return PHONE if _SUBSCRIBER.fullmatch(digits) else IDENTITY

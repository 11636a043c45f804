"""Numbers as customers write them: digits, fractions, English and Swahili words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.text.tokens import Token

_ENGLISH = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "couple": 2, "pair": 2, "twoo": 2, "twice": 2, "thrice": 3, "thre": 3,
}  # fmt: skip
_ENGLISH_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SWAHILI_FORMS = {
    0: "sifuri",
    1: "moja mmoja kimoja limoja kamoja moj",
    2: "mbili wawili mawili viwili miwili mbil mbli mbii bili mbiri mbl",
    3: "tatu watatu matatu vitatu mitatu tatuu thatu tato",
    4: "nne wanne manne vinne minne nnee ine inne",
    5: "tano watano matano vitano mitano tanoo tanu",
    6: "sita",
    7: "saba",
    8: "nane wanane manane vinane minane",
    9: "tisa",
}
_SWAHILI = {form: value for value, forms in _SWAHILI_FORMS.items() for form in forms.split()}
_SWAHILI_TENS = {
    "kumi": 10, "ishirini": 20, "ishrini": 20, "thelathini": 30, "arobaini": 40, "arubaini": 40, "hamsini": 50,
    "sitini": 60, "sabini": 70, "themanini": 80, "tisini": 90,
}  # fmt: skip
_SWAHILI_SCALES = {"mia": 100, "elfu": 1000, "laki": 100_000, "milioni": 1_000_000}
_ENGLISH_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_MEASURE_BEGINNINGS = ("kilo", "kg", "kgs", "lita", "litr", "lite", "daze", "doze")
_PARTS = {"nusu": 0.5, "half": 0.5, "robo": 0.25, "quarter": 0.25}

NUMBER_WORDS: dict[str, float] = {
    **_ENGLISH, **_ENGLISH_TENS, **_ENGLISH_SCALES, **_SWAHILI, **_SWAHILI_TENS, **_SWAHILI_SCALES, **_PARTS,
}  # fmt: skip


SWAHILI_NUMBERS = _SWAHILI.keys() | _SWAHILI_TENS.keys()


@dataclass(frozen=True)
class Number:
    """``value`` read from tokens up to ``end`` (exclusive); ``each`` when said twice ("mbili mbili")."""

    value: float
    end: int
    is_swahili: bool = False
    each: bool = False


def read_number(tokens: Sequence[Token], at: int) -> Number | None:
    """The longest number that begins at ``tokens[at]``, or None."""
    once = _once(tokens, at)
    if once is None:
        return None
    again = _once(tokens, once.end) if once.is_swahili else None
    if again is not None and again.value == once.value and once.value >= 1:
        return Number(once.value, again.end, once.is_swahili, each=True)
    return once


def read_part(tokens: Sequence[Token], at: int) -> Number | None:
    """ "na nusu", "and a half" beginning at ``tokens[at]``; in "mkate mbili na nusu kilo …" the half is the kilo's."""
    if _norm(tokens, at) not in ("na", "and"):
        return None
    has_article = _norm(tokens, at + 1) == "a"
    at += 2 if has_article else 1
    part = _PARTS.get(_norm(tokens, at))
    is_of_next = not has_article and _norm(tokens, at + 1)[:4] in _MEASURE_BEGINNINGS
    return None if part is None or is_of_next else Number(part, at + 1)


def plain(value: float) -> int | float:
    """3.0 as 3; a fraction stays as it is."""
    return int(value) if float(value).is_integer() else round(value, 3)


def _norm(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].norm if 0 <= at < len(tokens) else ""


def _once(tokens: Sequence[Token], at: int) -> Number | None:
    word = _norm(tokens, at)
    if not word:
        return None
    number = _digits(tokens, at) if word[0].isdigit() else _words(tokens, at)
    if number is None or number.value < 1:
        return number
    part = read_part(tokens, number.end)
    return number if part is None else Number(number.value + part.value, part.end, number.is_swahili)


def _digits(tokens: Sequence[Token], at: int) -> Number | None:
    word = tokens[at].norm
    if len(word) > 9:
        return None
    fraction = _fraction(tokens, at)
    if fraction is not None:
        return fraction
    value = float(word)
    tail = _fraction(tokens, at + 1) if value.is_integer() else None
    if tail is not None and tail.value < 1:
        return Number(value + tail.value, tail.end)
    following = _norm(tokens, at + 1)
    if following == "0.5" and len(tokens[at + 1].text) == 1:
        return Number(value + 0.5, at + 2)
    return Number(value, at + 1)


def _fraction(tokens: Sequence[Token], at: int) -> Number | None:
    """ "1/2", "1/4" and "3/4" only: any other pair around a stroke is a rating or a date."""
    if _norm(tokens, at + 1) != "/":
        return None
    pair = (_norm(tokens, at), _norm(tokens, at + 2))
    value = {("1", "2"): 0.5, ("1", "4"): 0.25, ("3", "4"): 0.75}.get(pair)
    return None if value is None else Number(value, at + 3)


def _words(tokens: Sequence[Token], at: int) -> Number | None:
    word = tokens[at].norm
    if word in _PARTS:
        if word == "robo" and _norm(tokens, at + 1) == "tatu":
            return Number(0.75, at + 2, True)
        article = 1 if word == "half" and _norm(tokens, at + 1) == "a" else 0
        return Number(_PARTS[word], at + 1 + article, word in ("nusu", "robo"))
    if word in _SWAHILI_SCALES or word in _SWAHILI_TENS or word in _SWAHILI:
        return _swahili(tokens, at)
    if word in _ENGLISH_TENS or word in _ENGLISH or word in _ENGLISH_SCALES:
        return _english(tokens, at)
    return None


def _swahili(tokens: Sequence[Token], at: int) -> Number | None:
    """ "mia moja na ishirini na tano": scales take the number after them, "na" adds smaller parts."""
    total, ceiling, end = 0.0, float("inf"), at
    while True:
        word = _norm(tokens, end)
        if word in _SWAHILI_SCALES:
            after = _norm(tokens, end + 1)
            factor = _SWAHILI.get(after, 0) or (_SWAHILI_TENS.get(after, 0) if word != "mia" else 0)
            part, size, width = _SWAHILI_SCALES[word] * (factor or 1), _SWAHILI_SCALES[word], 2 if factor else 1
        elif word in _SWAHILI_TENS:
            part, size, width = _SWAHILI_TENS[word], 10, 1
        elif word in _SWAHILI:
            part, size, width = _SWAHILI[word], 1, 1
        else:
            break
        if size >= ceiling:
            break
        total, ceiling, end = total + part, size, end + width
        following = _norm(tokens, end)
        if size >= 100 and (following in _SWAHILI_TENS or _SWAHILI_SCALES.get(following, size) < size):
            continue
        if size == 1 or _norm(tokens, end) not in ("na", "and") or not _is_smaller(_norm(tokens, end + 1), size):
            break
        end += 1
    return Number(total, end, True)


def _is_smaller(word: str, size: int) -> bool:
    is_part = (size > 1 and word in _SWAHILI) or (size > 10 and word in _SWAHILI_TENS)
    return is_part or _SWAHILI_SCALES.get(word, size) < size


def _english(tokens: Sequence[Token], at: int) -> Number | None:
    word, end = tokens[at].norm, at + 1
    if word in ("couple", "pair"):
        return Number(2, end + (1 if _norm(tokens, end) == "of" else 0))
    value = float(_ENGLISH_TENS.get(word, _ENGLISH.get(word, 1)))
    if word in _ENGLISH_SCALES:
        return Number(_ENGLISH_SCALES[word], end)
    if word in _ENGLISH_TENS and 0 < _ENGLISH.get(_norm(tokens, end), 0) < 10:
        value, end = value + _ENGLISH[_norm(tokens, end)], end + 1
    scale = _ENGLISH_SCALES.get(_norm(tokens, end))
    return _below(tokens, Number(value * scale, end + 1), scale) if scale else Number(value, end)


def _below(tokens: Sequence[Token], number: Number, scale: int) -> Number:
    """ "one thousand two hundred", "two hundred and fifty": what stands behind a scale and is less than it."""
    is_linked = _norm(tokens, number.end) == "and"
    start = number.end + 1 if is_linked else number.end
    word = _norm(tokens, start)
    if not (word in _ENGLISH_TENS or _ENGLISH_SCALES.get(_norm(tokens, start + 1), scale) < scale):
        return number
    rest = _english(tokens, start)
    return Number(number.value + rest.value, rest.end) if rest is not None and rest.value < scale else number

"""Numbers as customers write them: digits, fractions and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.nlu.text.phrases import first_words
from bot.nlu.text.tokens import Token
from bot.nlu.words.groups import derived, table, words

# The scale behind its factor, as in English ("two hundred"), or before it, as in Swahili ("mia mbili").
_LAST_ONES = table("numbers.scale_last.ones", int, "Numbers below twenty, where the scale stands behind: two hundred")
_LAST_TENS = table("numbers.scale_last.tens", int)
_LAST_SCALES = table("numbers.scale_last.scales", int)
SCALE_FIRST_ONES = table("numbers.scale_first.ones", int, "Numbers below ten, where the scale stands before: mia mbili")
_FIRST_TENS = table("numbers.scale_first.tens", int)
_FIRST_SCALES = table("numbers.scale_first.scales", int)
_FIRST_PARTS = table("numbers.scale_first.parts", float, "Parts of one")
_LAST_PARTS = table("numbers.scale_last.parts", float)
_JOINERS = words("number_habits.joiners", "Between the parts of a number")
_NOUNS = words("number_habits.nouns", "Numbers with an of behind them: a couple of")
_ARTICLES = words("articles.indefinite", "One of something")
_OF = words("roles.of")
_MEASURES = words("measures")
_DOZENS = words("dozen", "Twelve")

NUMBER_WORDS = words("numbers")
_FIRST_WORDS = first_words(
    SCALE_FIRST_ONES, _FIRST_TENS, _FIRST_SCALES, _FIRST_PARTS, _LAST_PARTS, _LAST_ONES, _LAST_TENS, _LAST_SCALES
)
SWAHILI_NUMBERS = derived(lambda: SCALE_FIRST_ONES.keys() | _FIRST_TENS.keys())


@dataclass(frozen=True)
class Number:
    """``value`` read from tokens up to ``end`` (exclusive); ``each`` when said twice ("mbili mbili")."""

    value: float
    end: int
    is_swahili: bool = False
    each: bool = False


class _Part(NamedTuple):
    """``value`` read up to ``end``; what adds to it is less than ``size``."""

    value: int
    size: int
    end: int


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
    if _norm(tokens, at) not in _JOINERS:
        return None
    has_article = _norm(tokens, at + 1) in _ARTICLES
    at += 2 if has_article else 1
    word = _norm(tokens, at)
    part = _LAST_PARTS.get(word, _FIRST_PARTS.get(word))
    # "500ml and half a dozen" has its half from what follows.
    after = _norm(tokens, at + 1 + (_norm(tokens, at + 1) in _ARTICLES))
    is_of_next = not has_article and len(after) > 1 and (after in _MEASURES or after in _DOZENS)
    return None if part is None or is_of_next else Number(part, at + 1)


def said_number(word: str) -> int:
    """What one word counts, from one to twenty; 0 where it counts nothing, or is a noun."""
    if word in _NOUNS:
        return 0
    return next(
        (counted[word] for counted in (SCALE_FIRST_ONES, _LAST_ONES, _FIRST_TENS) if counted.get(word, 99) <= 20), 0
    )


def plain(value: float) -> int | float:
    """3.0 as 3; a fraction stays as it is."""
    return int(value) if float(value).is_integer() else round(value, 3)


def _norm(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].norm if 0 <= at < len(tokens) else ""


def _once(tokens: Sequence[Token], at: int) -> Number | None:
    word = _norm(tokens, at)
    if not word:
        return None
    number = _digits(tokens, at) if word[0].isdigit() else _words(tokens, at) if word in _FIRST_WORDS else None
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
    both = f"{word} {_norm(tokens, at + 1)}"
    if both in _FIRST_PARTS:
        return Number(_FIRST_PARTS[both], at + 2, True)
    if word in _FIRST_PARTS:
        return Number(_FIRST_PARTS[word], at + 1, True)
    if word in _LAST_PARTS:
        return Number(_LAST_PARTS[word], at + 1 + (_norm(tokens, at + 1) in _ARTICLES))
    if word in _FIRST_SCALES or word in _FIRST_TENS or word in SCALE_FIRST_ONES:
        return _scale_first(tokens, at)
    if word in _LAST_TENS or word in _LAST_ONES or word in _LAST_SCALES:
        return _scale_last(tokens, at)
    return None


def _scale_first(tokens: Sequence[Token], at: int) -> Number | None:
    """ "mia moja na ishirini na tano": scales take the number after them, "na" adds smaller parts."""
    part = _part_at(tokens, at)
    total, end = 0, at
    while part is not None:
        total, end = total + part.value, part.end
        part = _smaller_behind(tokens, part)
    return Number(float(total), end, True)


def _part_at(tokens: Sequence[Token], at: int) -> _Part | None:
    word = _norm(tokens, at)
    if word in _FIRST_SCALES:
        return _scaled(_FIRST_SCALES[word], tokens, at)
    if word in _FIRST_TENS:
        return _Part(_FIRST_TENS[word], 10, at + 1)
    return _Part(SCALE_FIRST_ONES[word], 1, at + 1) if word in SCALE_FIRST_ONES else None


def _scaled(scale: int, tokens: Sequence[Token], at: int) -> _Part:
    """With the number behind the scale at ``at``; tens are for a thousand and more: "elfu kumi"."""
    after = _norm(tokens, at + 1)
    factor = SCALE_FIRST_ONES.get(after, 0) or (_FIRST_TENS.get(after, 0) if scale > 100 else 0)
    return _Part(scale * factor, scale, at + 2) if factor else _Part(scale, scale, at + 1)


def _smaller_behind(tokens: Sequence[Token], part: _Part) -> _Part | None:
    """What adds to ``part``: straight behind a hundred or more, else behind a joiner."""
    following, size = _norm(tokens, part.end), part.size
    is_straight = size >= 100 and (following in _FIRST_TENS or _FIRST_SCALES.get(following, size) < size)
    if not is_straight and (following not in _JOINERS or not _is_smaller(_norm(tokens, part.end + 1), size)):
        return None
    return _part_at(tokens, part.end + (not is_straight))


def _is_smaller(word: str, size: int) -> bool:
    is_part = (size > 1 and word in SCALE_FIRST_ONES) or (size > 10 and word in _FIRST_TENS)
    return is_part or _FIRST_SCALES.get(word, size) < size


def _scale_last(tokens: Sequence[Token], at: int) -> Number | None:
    word, end = tokens[at].norm, at + 1
    if word in _NOUNS:
        return Number(_LAST_ONES[word], end + (_norm(tokens, end) in _OF))
    value = float(_LAST_TENS.get(word, _LAST_ONES.get(word, 1)))
    if word in _LAST_SCALES:
        return Number(_LAST_SCALES[word], end)
    if word in _LAST_TENS and 0 < _LAST_ONES.get(_norm(tokens, end), 0) < 10:
        value, end = value + _LAST_ONES[_norm(tokens, end)], end + 1
    scale = _LAST_SCALES.get(_norm(tokens, end))
    return _below(tokens, Number(value * scale, end + 1), scale) if scale else Number(value, end)


def _below(tokens: Sequence[Token], number: Number, scale: int) -> Number:
    """ "one thousand two hundred", "two hundred and fifty": what stands behind a scale and is less than it."""
    is_linked = _norm(tokens, number.end) in _JOINERS
    start = number.end + 1 if is_linked else number.end
    word = _norm(tokens, start)
    if not (word in _LAST_TENS or _LAST_SCALES.get(_norm(tokens, start + 1), scale) < scale):
        return number
    rest = _scale_last(tokens, start)
    return Number(number.value + rest.value, rest.end) if rest is not None and rest.value < scale else number

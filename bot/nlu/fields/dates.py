"""Days of the calendar as customers write them: "tarehe 5 Disemba", "on 3rd Dec", "5/12", "tarehe tano"."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.text.numbers import read_number
from bot.nlu.text.phrases import Phrases, first_words, width
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import MEASURES, UNITS
from bot.nlu.words.groups import table, words
from bot.nlu.words.lexicon import ROLES


def _month_number(key: str) -> int:
    if not (key.isdecimal() and 1 <= int(key) <= 12):
        raise ValueError("months stand under 1 to 12")
    return int(key)


_MONTHS = table("when.months", _month_number, "Months by name", map(str, range(1, 13)))
_LOOKALIKES = words("when.months_lookalike", "Months only with a capital, or behind what leads to a date")
_NUMBERED = words("when.numbered_months", "Before the number of a month")
_OF = words("roles.of")
_THE = words("pronouns.the")
_NAMES = words("when.date_names", "A day of the month follows")
_LEADS = words("when.before_dates", "Before a day of the month: it is one, and no row of a list")
_BOUNDS = words("when.bounds")
_NEVER = words("when.never_dates", "With a number in them, yet no date")
_DAYS = words("when.days")
_RANGES = words("when.ranges")
_LINKS = words("when.links")
_HOURLESS = words("when.hourless")
_HALVES = words("time.halves")
_NUMBERED_PLACES = words("place.numbered")
_NUMBER_WORDS = words("place.number_words")
_ORDINALS = table("ordinals", int)
_ORDINAL_ENDS = words("number_habits.ordinal_ends")
_SAID_MONTHS, _SAID_NUMBERED, _SAID_NAMES, _SAID_NEVER = map(Phrases, (_MONTHS, _NUMBERED, _NAMES, _NEVER))
_SAID_LEADS, _SAID_BOUNDS, _SAID_DAYS, _SAID_ORDINALS = map(Phrases, (_LEADS, _BOUNDS, _DAYS, _ORDINALS))
_FIRST_WORDS = first_words(_ORDINALS, _NAMES, _MONTHS)
_STROKES = ("/", "-")
_DASHES = ("-", "–", "—")
_LAST_DAY, _LAST_MONTH = 31, 12
_CENTURY = 2000
_LEAP_YEAR = 2000


@dataclass(frozen=True)
class Date:
    """Tokens ``start``–``end``. ``value`` as ISO 8601 writes it, with no more than was said: "--12-05", "---05" without a
    month, "2026-12-05" with a year; nothing where several days are told, or one that no month has."""

    start: int
    end: int
    value: str


@dataclass(frozen=True)
class _Day:
    """``is_ordinal``: as the how manieth; ``is_range``: it begins a row of days that ends before ``end``."""

    number: int
    end: int
    in_digits: bool
    is_ordinal: bool = False
    is_range: bool = False


def dates_in(tokens: Sequence[Token]) -> Iterator[Date]:
    """Those that are dates whatever else the message tells."""
    at = 0
    while at < len(tokens):
        date = date_at(tokens, at)
        if date is not None:
            yield date
        at = date.end if date is not None else at + 1


def date_at(tokens: Sequence[Token], at: int, is_time: bool = False) -> Date | None:
    """``is_time`` where nothing else than a time is told, so that "5th" is a day and no row of a list."""
    if not (is_time or _may_begin(tokens[at])) or _SAID_NEVER.at(tokens, at):
        return None
    if tokens[at].is_number:
        return _in_figures(tokens, at, is_time) or _day_first(tokens, at, is_time)
    return _in_words(tokens, at, is_time) if tokens[at].is_word else None


def _in_words(tokens: Sequence[Token], at: int, is_time: bool) -> Date | None:
    may_be_day = is_time or _SAID_ORDINALS.at(tokens, at)
    return _named(tokens, at) or _month_first(tokens, at) or (_day_first(tokens, at, is_time) if may_be_day else None)


def _may_begin(token: Token) -> bool:
    return token.is_number or token.norm in _FIRST_WORDS


def _named(tokens: Sequence[Token], at: int) -> Date | None:
    """ "tarehe tano", "tarehe: 5/12"."""
    said = _SAID_NAMES.at(tokens, at)
    if not said:
        return None
    place = at + width(said)
    place += _norm(tokens, place) == ":"
    figures = _figures(tokens, place, at)
    if figures is not None:
        return figures
    day = _day(tokens, place)
    return _of_month(tokens, at, day) or _made(at, day.end, day) if day is not None else None


def _month_first(tokens: Sequence[Token], at: int) -> Date | None:
    """ "Dec 12", "Disemba tarehe 5", "December the 5th"; in "Dec 2kg" the 2 is no day."""
    said = _SAID_MONTHS.at(tokens, at)
    if not said:
        return None
    place = at + width(said)
    name = _SAID_NAMES.at(tokens, place)
    day = _day(tokens, place + (width(name) or _norm(tokens, place) in _THE))
    if day is None or not (day.in_digits or name) or _is_counted(tokens, day.end):
        return None
    if not (name or day.is_ordinal or _is_month(tokens[at])):
        return None
    end, year = _year(tokens, day.end)
    return _made(at, end, day, _MONTHS[said], year)


def _day_first(tokens: Sequence[Token], at: int, is_time: bool) -> Date | None:
    """ "5 Disemba", "3rd Dec", "5 mwezi wa 12"; "on the 5th"."""
    day = _day(tokens, at)
    if day is None or not (is_time or _counts_nothing(tokens, at, day)):
        return None
    return _of_month(tokens, at, day) or _by_itself(tokens, at, day, is_time)


def _counts_nothing(tokens: Sequence[Token], at: int, day: _Day) -> bool:
    """In "mkate mbili mwezi wa 12" and "kilo 2 Mei 5" goods are counted."""
    return day.is_ordinal or (day.in_digits and not _is_unit(_norm(tokens, at - 1)))


def _by_itself(tokens: Sequence[Token], at: int, day: _Day, is_time: bool) -> Date | None:
    if not (day.is_ordinal and day.in_digits and _is_last(tokens, day.end)):
        return None
    return _made(at, day.end, day) if is_time or _is_led(tokens, at) else None


def _in_figures(tokens: Sequence[Token], at: int, is_time: bool) -> Date | None:
    """ "5/12", "on 3/8", "5/12/2026"; "3/4", "5/6 packets" and "house 5/12" are none."""
    date = _figures(tokens, at, at)
    if date is None or not date.value or _is_counted(tokens, date.end) or _is_numbered(_norm(tokens, at - 1)):
        return None
    return date if is_time or _is_certain(tokens, date) else None


def _is_certain(tokens: Sequence[Token], date: Date) -> bool:
    if any(len(token.norm) > 1 for token in tokens[date.start : date.end]):
        return True
    number = read_number(tokens, date.start)
    is_fraction = number is not None and number.end > date.start + 1
    return not is_fraction and _is_led(tokens, date.start)


def _is_numbered(before: str) -> bool:
    return before == "/" or before in _NUMBERED_PLACES or before in _NUMBER_WORDS


def _figures(tokens: Sequence[Token], at: int, start: int) -> Date | None:
    """Day first; with dashes only where a year stands behind, as "2-3" are two amounts."""
    day, stroke, month = _small(tokens, at, _LAST_DAY), _norm(tokens, at + 1), _small(tokens, at + 2, _LAST_MONTH)
    if not (day and month) or stroke not in _STROKES:
        return None
    year = _century(tokens, at + 4) if _norm(tokens, at + 3) == stroke else 0
    if stroke == "-" and not year:
        return None
    return _made(start, at + 5 if year else at + 3, _Day(day, at + 1, True), month, year)


def _of_month(tokens: Sequence[Token], start: int, day: _Day) -> Date | None:
    """With its month behind the day."""
    is_linked = _norm(tokens, day.end) in _OF
    end, month = _month(tokens, day.end + is_linked, is_linked or day.is_ordinal)
    if not month:
        return None
    end, year = _year(tokens, end)
    return _made(start, end, day, month, year)


def _month(tokens: Sequence[Token], at: int, is_led: bool) -> tuple[int, int]:
    """Where it ends, and its number; 0 where there is none. "Disemba", "mwezi wa Disemba", "mwezi wa 12", "mwezi wa pili"."""
    place = at + width(_SAID_NUMBERED.at(tokens, at))
    said = _SAID_MONTHS.at(tokens, place)
    if said:
        return place + width(said), _MONTHS[said] if is_led or _is_month(tokens[place]) else 0
    ordinal = _SAID_ORDINALS.at(tokens, place)
    if place == at:
        return at, 0
    if ordinal:
        return place + width(ordinal), _ORDINALS[ordinal]
    number = read_number(tokens, place) if place < len(tokens) else None
    is_month = number is not None and number.value in range(1, _LAST_MONTH + 1)
    return (number.end, int(number.value)) if number is not None and is_month else (at, 0)


def _day(tokens: Sequence[Token], at: int) -> _Day | None:
    day = _one_day(tokens, at)
    if day is None:
        return None
    link = _norm(tokens, day.end)
    further = (
        _one_day(tokens, day.end + 1) if link in _DASHES or (link in _RANGES and ROLES.get(link) != "and") else None
    )
    if further is None or further.number <= day.number:
        return day
    return _Day(day.number, further.end, day.in_digits, day.is_ordinal or further.is_ordinal, is_range=True)


def _one_day(tokens: Sequence[Token], at: int) -> _Day | None:
    number = _small(tokens, at, _LAST_DAY)
    if number:
        is_ordinal = _norm(tokens, at + 1) in _ORDINAL_ENDS and tokens[at + 1].start == tokens[at].end
        return _Day(number, at + 1 + is_ordinal, True, is_ordinal)
    if _norm(tokens, at)[:1].isdigit():
        return None
    ordinal = _SAID_ORDINALS.at(tokens, at)
    if ordinal:
        return _Day(_ORDINALS[ordinal], at + width(ordinal), False, True)
    said = read_number(tokens, at)
    is_day = said is not None and said.value in range(1, _LAST_DAY + 1) and not said.each
    return _Day(int(said.value), said.end, False) if said is not None and is_day else None


def _year(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """Behind it, and the year; 0 where none is said."""
    place = at + (_norm(tokens, at) == ",")
    year = _century(tokens, place) if len(_norm(tokens, place)) == 4 else 0
    return (place + 1, year) if year else (at, 0)


def _century(tokens: Sequence[Token], at: int) -> int:
    """ "26" and "2026"; 0 for what is no year of this century."""
    digits = _norm(tokens, at)
    if not (digits.isdecimal() and len(digits) in (2, 4)):
        return 0
    year = int(digits) + (_CENTURY if len(digits) == 2 else 0)
    return year if _CENTURY < year < _CENTURY + 100 else 0


def _small(tokens: Sequence[Token], at: int, most: int) -> int:
    """A number in one or two digits from 1 to ``most``; else 0."""
    digits = _norm(tokens, at)
    return int(digits) if digits.isdecimal() and len(digits) <= 2 and 1 <= int(digits) <= most else 0


def _made(start: int, end: int, day: _Day, month: int = 0, year: int = 0) -> Date:
    last = calendar.monthrange(year or _LEAP_YEAR, month)[1] if month else _LAST_DAY
    ahead = f"{year:04}-{month:02}" if year else f"--{month:02}" if month else "--"
    return Date(start, end, f"{ahead}-{day.number:02}" if day.number <= last and not day.is_range else "")


def _is_month(token: Token) -> bool:
    """ "may 5 of them come" tells no month, "May 5" does."""
    return token.norm not in _LOOKALIKES or token.text[:1].isupper()


def _is_led(tokens: Sequence[Token], at: int) -> bool:
    at -= _norm(tokens, at - 1) in _THE
    return any(said.before(tokens, at) for said in (_SAID_LEADS, _SAID_BOUNDS, _SAID_DAYS))


def _is_last(tokens: Sequence[Token], at: int) -> bool:
    """Whether nothing stands at ``at`` that a number before it would count: "the 5th floor", "the 2nd packet"."""
    if at >= len(tokens) or not tokens[at].is_word:
        return True
    word = tokens[at].norm
    return word in _LINKS or word in ROLES or bool(_SAID_DAYS.at(tokens, at))


def _is_counted(tokens: Sequence[Token], at: int) -> bool:
    """ "2kg", "2 packets", "2pm", "2:30"."""
    word = _norm(tokens, at)
    return word == ":" or word in _HOURLESS or word in _HALVES or _is_unit(word)


def _is_unit(word: str) -> bool:
    return word in UNITS or word in MEASURES


def _norm(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].norm if 0 <= at < len(tokens) else ""

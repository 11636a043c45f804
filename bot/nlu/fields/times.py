"""When an order shall come: the day, its date, the part of it, the hour, as a shopkeeper would note them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.nlu.fields.dates import date_at
from bot.nlu.text.numbers import read_number
from bot.nlu.text.phrases import Phrases, first_words, width
from bot.nlu.text.spans import Span
from bot.nlu.text.tokens import Token
from bot.nlu.words.groups import table, words
from bot.nlu.words.lexicon import ROLES

_DAYS = table("when.days", str, "Days, counted from today or by name")
_PARTS = table("time.parts", str, "Parts of a day")
_NOW = words("when.now", "As soon as can be")
_TODAYS = words("when.todays", "Before a part of the day: today's")
_TODAYS_BEHIND = words("when.todays_behind", "Behind a part of the day: today's")
_HOURS = table("when.hours", str, "Parts of a day that say the hour")
_MINUTES_BEFORE = table("when.minutes_before", int, "Before an hour: so many minutes off it")
_MINUTES_BEHIND = table("when.minutes_behind", int, "Behind an hour: so many minutes off it")
_RANGES = words("when.ranges", "Between two hours: from the one to the other")
_BY_DOING = table("when.by_doing", str, "The part of the day in which the customer does something")
_HOUR = words("time.hour")
_HALVES = table("time.halves", str, "Halves of the day")
_BEFORE = words("when.before_hour", "Before an hour in digits")
_BOUNDS = words("when.bounds", "Before a time, and part of what is said: before it, after it")
_LINKS = words("when.links", "Between day, part and hour")
_PAST = words("when.past", "Before a time that has been")
_DOORS = words("when.doors", "When the shop opens or closes is asked")
_HOURLESS = words("when.hourless", "Behind a number, so that it is no hour")
_SAID_NOW, _SAID_DAYS, _SAID_PARTS, _SAID_BOUNDS, _SAID_PAST, _SAID_BEFORE, _SAID_TODAYS_BEHIND = map(
    Phrases, (_NOW, _DAYS, _PARTS, _BOUNDS, _PAST, _BEFORE, _TODAYS_BEHIND)
)
_SAID_DOING, _SAID_MINUTES_BEFORE, _SAID_MINUTES_BEHIND = (
    Phrases(_BY_DOING),
    Phrases(_MINUTES_BEFORE),
    Phrases(_MINUTES_BEHIND),
)
_FIRST_WORDS = first_words(_NOW, _DAYS, _PARTS, _BY_DOING, _MINUTES_BEFORE, _HOUR)
_SIGNS = frozenset((",", ":", "-", "."))
_CLAUSES = frozenset((",", ".", "!", "?", ";", "\n"))
_CHANGES = ("add", "subtract", "set")
_LONGEST, _LONGEST_CLOCK = 3, 5
_MOST_BETWEEN = 3
# Shops bring between seven in the morning and nine in the evening.
_OPENS, _CLOSES = 7, 21
# Swahili counts the hours from six o'clock.
_FIRST_HOUR = 6
_AFTER_DARK = ("evening", "night")
_NOON, _EVENING = "12:00", "17:00"
_DASHES = ("-", "–", "—")


@dataclass(frozen=True)
class When:
    """``text`` as it was written; ``day`` today, tomorrow, day_after or the name of a weekday; ``part`` now, morning, noon,
    afternoon, evening or night; ``hour`` as "15:00"; ``date`` as "--12-05", "---05" where no month was said, "2026-12-05" where
    the year was. Empty where it was not said."""

    text: str
    day: str = ""
    part: str = ""
    hour: str = ""
    date: str = ""

    @property
    def told(self) -> tuple[str, ...]:
        """What was said, without the text."""
        return tuple(each for each in (self.day, self.date, self.part, self.hour) if each)

    def with_more(self, others: Sequence[When], in_order: Sequence[When]) -> When:
        """With what ``others`` say of it, and their texts; ``in_order`` are all as they were said."""
        fields = ("day", "part", "hour", "date")
        said = {
            name: next((getattr(each, name) for each in (self, *others) if getattr(each, name)), "") for name in fields
        }
        texts = [each.text for each in in_order if each is self or each in others]
        return When(", ".join(texts), **said)


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    said: dict[str, str] = field(default_factory=dict)
    # By the Swahili clock, or by the other without a half of the day: still to be made certain.
    count: float = 0.0
    from_six: bool = False


def time_in(tokens: Sequence[Token]) -> Span | None:
    """The time for which something is wished; None where there is none, or where it is the shop's hours or a story's."""
    if any(token.norm in _DOORS for token in tokens):
        return None
    best = _fullest(tokens)
    return Span("time", _with_bound(tokens, best[0].start), best[-1].end) if any(_told(best)) else None


def says_day(tokens: Sequence[Token]) -> bool:
    """Whether it begins with a day."""
    return bool(tokens) and bool(_SAID_DAYS.at(tokens, 0))


def when_of(tokens: Sequence[Token], text: str) -> When:
    """Of ``tokens`` that are known to tell a time: a number alone is an hour there. All but the text stays empty where it is
    told in another way, as "after church"."""
    pieces = list(_pieces(tokens, is_time=True))
    day, part, hour, date = _told(pieces)
    if _is_range(tokens, pieces):
        hour, part = "", part or (_part_at(hour) if hour else "")
    return When(text[tokens[0].start : tokens[-1].end], day, part, hour, date)


def _told(pieces: Sequence[_Piece]) -> tuple[str, str, str, str]:
    """Day, part of it, hour and date; of what is said twice the first counts."""
    said = {key: value for piece in reversed(pieces) for key, value in piece.said.items()}
    part = said.get("part", "")
    hour = next((clock for piece in pieces if (clock := _clock(piece, part))), "") or said.get("named", "")
    part = "noon" if part == "afternoon" and hour == _NOON else part
    return said.get("day", ""), part, hour, said.get("date", "")


def _is_range(tokens: Sequence[Token], pieces: Sequence[_Piece]) -> bool:
    """ "between 2 and 4pm", "10-11am"."""
    hours = [piece for piece in pieces if piece.count or "hour" in piece.said]
    return any(
        [token.norm for token in tokens[one.end : other.start] if token.norm in _RANGES or token.norm in _DASHES]
        for one, other in pairwise(hours)
    )


def _part_at(hour: str) -> str:
    return "morning" if hour < _NOON else "afternoon" if hour < _EVENING else "evening"


def _fullest(tokens: Sequence[Token]) -> list[_Piece]:
    """The time of which most is said; empty where none is."""
    is_past = _past(tokens)
    groups = [group for group in _grouped(list(_pieces(tokens)), tokens) if not is_past[group[0].start]]
    return max(groups, key=len, default=[])


def _pieces(tokens: Sequence[Token], is_time: bool = False) -> Iterator[_Piece]:
    """``is_time`` where nothing else than a time is told, so that any small number is an hour."""
    at = 0
    while at < len(tokens):
        piece = _piece(tokens, at, is_time)
        if piece is not None:
            yield piece
        at = piece.end if piece is not None else at + 1


def _piece(tokens: Sequence[Token], at: int, is_time: bool) -> _Piece | None:
    if not (is_time or tokens[at].is_number or tokens[at].norm in _FIRST_WORDS):
        return _dated(tokens, at, is_time)
    return _dated(tokens, at, is_time) or _named(tokens, at) or _by_the_clock(tokens, at, is_time)


def _dated(tokens: Sequence[Token], at: int, is_time: bool) -> _Piece | None:
    date = date_at(tokens, at, is_time)
    return _Piece(date.start, date.end, {"date": date.value}) if date is not None else None


def _named(tokens: Sequence[Token], at: int) -> _Piece | None:
    said = max(_SAID_NOW.at(tokens, at), _SAID_DAYS.at(tokens, at), _SAID_PARTS.at(tokens, at), key=width)
    end = at + width(said)
    if said in _NOW:
        return _Piece(at, end, {"part": "now"})
    if said in _DAYS:
        day, _, part = _DAYS[said].partition(" ")
        return _Piece(at, end, {"day": day, **({"part": part} if part else {})})
    if said in _PARTS:
        return _part_of_day(tokens, at, end, said)
    doing = _SAID_DOING.at(tokens, at)
    return _Piece(at, at + width(doing), {"part": _BY_DOING[doing]}) if doing else None


def _part_of_day(tokens: Sequence[Token], at: int, end: int, said: str) -> _Piece:
    is_todays = at > 0 and tokens[at - 1].norm in _TODAYS
    behind = width(_SAID_TODAYS_BEHIND.at(tokens, end)) if end < len(tokens) else 0
    told = {"part": _PARTS[said]}
    if is_todays or behind:
        told["day"] = "today"
    if said in _HOURS:
        told["named"] = _HOURS[said]
    return _Piece(at - is_todays, end + behind, told)


def _by_the_clock(tokens: Sequence[Token], at: int, is_time: bool = False) -> _Piece | None:
    """ "saa tisa", "5pm", "16:30", "by 5", "half past two"."""
    minutes = _SAID_MINUTES_BEFORE.at(tokens, at)
    hour = at + width(minutes)
    if minutes and hour < len(tokens):
        return _off(_hour_at(tokens, hour, is_time=True), at, _MINUTES_BEFORE[minutes])
    return _hour_at(tokens, at, is_time)


def _hour_at(tokens: Sequence[Token], at: int, is_time: bool) -> _Piece | None:
    if tokens[at].norm in _HOUR:
        return _by_swahili(tokens, at)
    if tokens[at].is_number and len(tokens[at].norm) <= _LONGEST_CLOCK:
        return _in_digits(tokens, at, is_time)
    return _in_words(tokens, at) if is_time and tokens[at].is_word else None


def _by_swahili(tokens: Sequence[Token], at: int) -> _Piece | None:
    piece = _from_six(tokens, at)
    behind = _SAID_MINUTES_BEHIND.at(tokens, piece.end) if piece is not None and piece.end < len(tokens) else ""
    return _off(piece, at, _MINUTES_BEHIND[behind], width(behind)) if behind else piece


def _in_words(tokens: Sequence[Token], at: int) -> _Piece | None:
    number = read_number(tokens, at)
    return _Piece(at, number.end, {}, number.value) if number is not None and 1 <= number.value < 13 else None


def _in_digits(tokens: Sequence[Token], at: int, is_time: bool) -> _Piece | None:
    hour, minute, end = _digits(tokens, at)
    half = _half(tokens, end)
    if half and hour <= 12:
        return _Piece(at, end + 1, {"hour": _on_half(hour, minute, half)})
    # Of "2.5" trays the .5 are no minutes.
    if end > at + 1 or (minute and not _is_fraction(tokens[at])):
        return _with_minutes(at, end, hour, minute)
    is_hour = 0 < hour <= 12 and (is_time or _is_led(tokens, at)) and not _is_counted(tokens, end)
    return _Piece(at, end, {}, float(hour)) if is_hour else None


def _off(piece: _Piece | None, start: int, minutes: int, further: int = 0) -> _Piece | None:
    """The same from ``start`` on, so many minutes later."""
    if piece is None:
        return None
    said, end = dict(piece.said), piece.end + further
    if "hour" in said:
        hour, minute = map(int, said["hour"].split(":"))
        later = hour * 60 + minute + minutes
        said["hour"] = _written(later // 60, later % 60)
    return replace(piece, start=start, end=end, said=said, count=piece.count and piece.count + minutes / 60)


def _with_minutes(at: int, end: int, hour: int, minute: int) -> _Piece | None:
    if hour > 12:
        return _Piece(at, end, {"hour": _written(hour, minute)}) if hour < 24 else None
    return _Piece(at, end, {}, hour + minute / 60)


def _is_led(tokens: Sequence[Token], at: int) -> bool:
    """Whether an hour may stand here; "reduce it by 2" tells none."""
    is_changed = any(ROLES.get(token.norm) in _CHANGES for token in tokens[max(0, at - _LONGEST) : at])
    return bool(_SAID_BEFORE.before(tokens, at)) and not is_changed


def _half(tokens: Sequence[Token], at: int) -> str:
    return _HALVES.get(tokens[at].norm, "") if at < len(tokens) else ""


def _on_half(hour: int, minute: int, half: str) -> str:
    return _written(hour % 12 + (12 if half == "after" else 0), minute)


def _from_six(tokens: Sequence[Token], at: int) -> _Piece | None:
    number = read_number(tokens, at + 1) if at + 1 < len(tokens) else None
    if number is None or not 1 <= number.value < 13:
        return None
    half = _HALVES.get(tokens[number.end].norm, "") if number.end < len(tokens) else ""
    if half:
        return _Piece(
            at, number.end + 1, {"hour": _written(int(number.value) % 12 + (12 if half == "after" else 0), 0)}
        )
    return _Piece(at, number.end, {}, number.value, from_six=True)


def _is_fraction(token: Token) -> bool:
    """ "2.5" trays, as against "2.30"."""
    _, point, part = token.norm.partition(".")
    return bool(point) and len(part) != 2


def _digits(tokens: Sequence[Token], at: int) -> tuple[int, int, int]:
    """Hour, minute and the place behind them."""
    whole, _, part = tokens[at].norm.partition(".")
    if part:
        return int(whole), int(part), at + 1
    if (
        at + 2 < len(tokens)
        and tokens[at + 1].norm == ":"
        and tokens[at + 2].is_number
        and len(tokens[at + 2].norm) == 2
    ):
        return int(whole[:4]), int(tokens[at + 2].norm), at + 3
    return int(whole[:4]), 0, at + 1


def _is_counted(tokens: Sequence[Token], end: int) -> bool:
    return end < len(tokens) and tokens[end].norm in _HOURLESS


def _clock(piece: _Piece, part: str) -> str:
    """The hour of the day; nothing where it may be one of two."""
    if "hour" in piece.said:
        return piece.said["hour"]
    if not piece.count:
        return ""
    hour = piece.count % 12 + (_FIRST_HOUR if piece.from_six else 0)
    both = [each for each in (hour % 24, (hour + 12) % 24) if _fits(each, part)]
    return _written(int(both[0]), round(both[0] % 1 * 60)) if len(both) == 1 else ""


def _fits(hour: float, part: str) -> bool:
    if part == "morning":
        return hour < 12
    if part in _AFTER_DARK:
        return hour >= 15
    if part in ("noon", "afternoon"):
        return 11 <= hour < 18
    return _OPENS <= hour <= _CLOSES


def _written(hour: int, minute: int) -> str:
    return f"{hour % 24:02}:{minute:02}"


def _grouped(pieces: list[_Piece], tokens: Sequence[Token]) -> list[list[_Piece]]:
    """Pieces with nothing but links between them say one time."""
    groups = [[piece] for piece in pieces[:1]]
    for before, piece in pairwise(pieces):
        between = [token.norm for token in tokens[before.end : piece.start]]
        joins = len(between) <= _MOST_BETWEEN and all(word in _LINKS or word in _SIGNS for word in between)
        if joins and not set(before.said) & set(piece.said):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _with_bound(tokens: Sequence[Token], start: int) -> int:
    """ "before 5pm", "before the 5th"."""
    bound = width(_SAID_BOUNDS.before(tokens, start))
    if not bound and start and tokens[start - 1].norm in _LINKS:
        further = width(_SAID_BOUNDS.before(tokens, start - 1))
        bound = further and further + 1
    return start - bound


def _past(tokens: Sequence[Token]) -> list[bool]:
    """Of each token whether its clause tells before it of what has been: "last week you brought it around 5pm"."""
    found, ends, is_told = list[bool](), set[int](), False
    for at, token in enumerate(tokens):
        is_told = is_told or at in ends
        found.append(is_told)
        if token.norm in _CLAUSES:
            ends, is_told = set(), False
        elif said := _SAID_PAST.at(tokens, at):
            ends.add(at + width(said))
    return found

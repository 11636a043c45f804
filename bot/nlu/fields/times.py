"""When an order shall come: the day, the part of it, the hour, as a shopkeeper would note them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.nlu.text.numbers import read_number
from bot.nlu.text.phrases import Phrases, width
from bot.nlu.text.tokens import Token
from bot.nlu.words.groups import table, words
from bot.nlu.words.lexicon import ROLES

_DAYS = table("when.days", str, "Days, counted from today or by name")
_PARTS = table("time.parts", str, "Parts of a day")
_NOW = words("when.now", "As soon as can be")
_TODAYS = words("when.todays", "Before a part of the day: today's")
_HOUR = words("time.hour")
_HALVES = table("time.halves", str, "Halves of the day")
_BEFORE = words("when.before_hour", "Before an hour in digits")
_BOUNDS = words("when.bounds", "Before a time, and part of what is said: before it, after it")
_LINKS = words("when.links", "Between day, part and hour")
_PAST = words("when.past", "Before a time that has been")
_DOORS = words("when.doors", "When the shop opens or closes is asked")
_HOURLESS = words("when.hourless", "Behind a number, so that it is no hour")
_SAID_NOW, _SAID_DAYS, _SAID_PARTS, _SAID_BOUNDS, _SAID_PAST, _SAID_BEFORE = map(
    Phrases, (_NOW, _DAYS, _PARTS, _BOUNDS, _PAST, _BEFORE)
)
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


@dataclass(frozen=True)
class When:
    """``text`` as it was written; ``day`` today, tomorrow, day_after or the name of a weekday; ``part`` now, morning, noon,
    afternoon, evening or night; ``hour`` as "15:00". Empty where it was not said."""

    text: str
    day: str = ""
    part: str = ""
    hour: str = ""


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    said: dict[str, str] = field(default_factory=dict)
    # By the Swahili clock, or by the other without a half of the day: still to be made certain.
    count: float = 0.0
    from_six: bool = False


def when_said(tokens: Sequence[Token], text: str) -> When | None:
    """The time for which something is wished; None where there is none, or where it is the shop's hours or a story's."""
    if any(token.norm in _DOORS for token in tokens):
        return None
    best = _fullest(tokens)
    said = {key: value for piece in reversed(best) for key, value in piece.said.items()}
    hour = next((clock for piece in best if (clock := _clock(piece, said.get("part", "")))), "")
    if not said and not hour:
        return None
    start, end = _with_bound(tokens, best[0].start), best[-1].end
    return When(text[tokens[start].start : tokens[end - 1].end], said.get("day", ""), said.get("part", ""), hour)


def _fullest(tokens: Sequence[Token]) -> list[_Piece]:
    """The time of which most is said; empty where none is."""
    groups = [group for group in _grouped(list(_pieces(tokens)), tokens) if not _is_past(tokens, group[0].start)]
    return max(groups, key=len, default=[])


def _pieces(tokens: Sequence[Token]) -> Iterator[_Piece]:
    at = 0
    while at < len(tokens):
        piece = _named(tokens, at) or _by_the_clock(tokens, at)
        if piece is not None:
            yield piece
        at = piece.end if piece is not None else at + 1


def _named(tokens: Sequence[Token], at: int) -> _Piece | None:
    said = max(_SAID_NOW.at(tokens, at), _SAID_DAYS.at(tokens, at), _SAID_PARTS.at(tokens, at), key=width)
    end = at + width(said)
    if said in _NOW:
        return _Piece(at, end, {"part": "now"})
    if said in _DAYS:
        day, _, part = _DAYS[said].partition(" ")
        return _Piece(at, end, {"day": day, **({"part": part} if part else {})})
    if said in _PARTS:
        is_todays = at > 0 and tokens[at - 1].norm in _TODAYS
        return _Piece(at - is_todays, end, {"part": _PARTS[said], **({"day": "today"} if is_todays else {})})
    return None


def _by_the_clock(tokens: Sequence[Token], at: int) -> _Piece | None:
    """ "saa tisa", "5pm", "16:30", "by 5"."""
    if tokens[at].norm in _HOUR:
        return _from_six(tokens, at)
    if not tokens[at].is_number or len(tokens[at].norm) > _LONGEST_CLOCK:
        return None
    hour, minute, end = _digits(tokens, at)
    half = _half(tokens, end)
    if half and hour <= 12:
        return _Piece(at, end + 1, {"hour": _on_half(hour, minute, half)})
    if end > at + 1:
        return _with_minutes(at, end, hour, minute)
    is_hour = 0 < hour <= 12 and _is_led(tokens, at) and not _is_counted(tokens, end)
    return _Piece(at, end, {}, float(hour)) if is_hour else None


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
    return start - width(_SAID_BOUNDS.before(tokens, start))


def _is_past(tokens: Sequence[Token], start: int) -> bool:
    """Whether the clause before it tells of what has been: "last week you brought it around 5pm"."""
    clause = start
    while clause and tokens[clause - 1].norm not in _CLAUSES:
        clause -= 1
    return _SAID_PAST.within(tokens[clause:start])

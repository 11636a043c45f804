"""Sums of money that a message says, and what each is: a worth of goods, a price, a budget, paid, change, an offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.text.numbers import Number, plain, read_number
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import MEASURES, UNITS
from bot.nlu.words.groups import table, words

_NAMES = words("money.names")
_SLANG = table("money.slang", float, "Sums that have a name, by their worth")
_BEFORE = table("sums.before", str, "Before a sum: what it is")
_BEHIND = table("sums.behind", str, "Behind a sum: what it is")
_BETWEEN = words("sums.between", "Between such a word and its sum")
_OF = words("roles.of")
_EACH = words("roles.each")
_ROLES = ("worth", "each", "budget", "paid", "change", "offer")
_FARTHEST = 4
_LEAST = 20


@dataclass(frozen=True)
class Sum:
    """``amount`` in the money of the country; ``role`` worth, each, budget, paid, change or offer."""

    text: str
    amount: int | float
    role: str


def sums_in(tokens: Sequence[Token], text: str, named: frozenset[int], closed: frozenset[int]) -> list[Sum]:
    """In order. ``named`` are the places of tokens that name goods, ``closed`` those of phones, codes and addresses."""
    found = []
    for start, end, amount, is_money in _amounts(tokens, closed):
        role = _role(tokens, start, end, named, is_money)
        if role:
            found.append(Sum(text[tokens[start].start : tokens[end - 1].end], plain(amount), role))
    return found


def _amounts(tokens: Sequence[Token], closed: frozenset[int]) -> Iterator[tuple[int, int, float, bool]]:
    """Start, end, amount, and whether a name of money stands beside it."""
    at = 0
    while at < len(tokens):
        number = None if at in closed else _amount(tokens, at)
        if number is None:
            at += 1
            continue
        end = number.end
        before = at > 0 and (tokens[at - 1].norm in _NAMES or tokens[at - 1].norm == "@")
        behind = end < len(tokens) and tokens[end].norm in _NAMES
        is_slash = end + 1 < len(tokens) and tokens[end].norm == "/" and tokens[end + 1].norm in ("-", "=")
        yield at, end, number.value, before or behind or is_slash or tokens[at].norm in _SLANG
        at = end


def _amount(tokens: Sequence[Token], at: int) -> Number | None:
    if tokens[at].norm in _SLANG:
        times = read_number(tokens, at + 1) if at + 1 < len(tokens) else None
        factor = times.value if times and times.value < 10 else 1
        return Number(_SLANG[tokens[at].norm] * factor, times.end if times and times.value < 10 else at + 1)
    number = read_number(tokens, at)
    if number is None or number.value < _LEAST:
        return None
    is_thousands = number.end < len(tokens) and tokens[number.end].norm == "k" and number.value < 1000
    return Number(number.value * 1000, number.end + 1) if is_thousands else number


def _role(tokens: Sequence[Token], start: int, end: int, named: frozenset[int], is_money: bool) -> str:
    """What the words around it make of a sum; nothing where it is an amount of something else."""
    behind = tokens[end].norm if end < len(tokens) else ""
    if not is_money and (behind in MEASURES or behind in UNITS):
        return ""
    told = _told_behind(tokens, end) or _told_before(tokens, start)
    if told:
        return told
    if start > 1 and tokens[start - 1].norm in _OF and start - 2 in named:
        return "worth"
    if (
        is_money
        and end < len(tokens)
        and (behind in _OF or end in named)
        and any(place in named for place in (end, end + 1))
    ):
        return "worth"
    return "worth" if is_money and start > 1 and start - 1 in named else ""


def _told_behind(tokens: Sequence[Token], end: int) -> str:
    for place in range(end, min(len(tokens), end + 3)):
        for width in (2, 1):
            said = " ".join(token.norm for token in tokens[place : place + width])
            if said in _BEHIND:
                return _BEHIND[said]
        if tokens[place].norm not in _NAMES and tokens[place].norm not in _BETWEEN and tokens[place].norm not in "/-=":
            return ""
    return ""


def _told_before(tokens: Sequence[Token], start: int) -> str:
    """The nearest word before it that tells, with nothing but links and names of money between."""
    for place in range(start - 1, max(-1, start - 1 - _FARTHEST), -1):
        for width in (3, 2, 1):
            said = " ".join(token.norm for token in tokens[max(0, place - width + 1) : place + 1])
            if said in _BEFORE:
                return _BEFORE[said]
        if tokens[place].norm not in _NAMES and tokens[place].norm not in _BETWEEN:
            return ""
    return ""

"""Sums of money that a message says, and what each is: a worth of goods, a price, a budget, paid, change, an offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.text.numbers import Number, plain, read_number
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import MEASURES, UNITS
from bot.nlu.words.groups import shapes, table, words

_NAMES = words("money.names")
_SLANG = table("money.slang", float, "Sums that have a name, by their worth")
_BEFORE = table("sums.before", str, "Before a sum: what it is")
_BEHIND = table("sums.behind", str, "Behind a sum: what it is")
_BETWEEN = words("sums.between", "Between such a word and its sum")
_BARGAINING = words("sums.bargaining", 'Somewhere before "for" and a sum: a lower price is asked for')
_PRICE_WORDS = words("sums.price_words", "Between goods and the price that is asked for")
_NOT_BEFORE = words("sums.not_before", "Straight before a number: it is no sum")
_NOT_BEHIND = words("sums.not_behind", "Straight behind a number: it is no sum")
_NOT_SUMS = words("sums.not_ours", "Soon before a sum: it is the shop's, not the order's")
_POINTERS = words("references.those", "Before goods: those that were shown")
_ALTERNATIVES = words("sums.alternatives", "Between two sums of one kind")
_PAID = shapes("sums.paid_shapes", "Verbs that say it was paid")
_LIMITING = shapes("sums.limit_shapes", "Verbs that say up to how much")
_OF = words("roles.of")
# Before a sum they say more than what stands behind it.
_STRONG = ("offer", "paid", "change", "budget")
_FARTHEST, _CLAUSE = 4, 10
# Less than this is a sum only beside a name of money, or in a row of sums; less than that never.
_LEAST, _SMALLEST = 20, 5
_THOUSAND = "k"


@dataclass(frozen=True)
class Sum:
    """``amount`` in the money of the country; ``role`` worth, each, budget, paid, change or offer."""

    text: str
    amount: int | float
    role: str


def sums_in(tokens: Sequence[Token], text: str, named: frozenset[int], closed: frozenset[int]) -> list[Sum]:
    """In order. ``named`` are the places of tokens that name goods, ``closed`` those of phones, codes and addresses."""
    found: list[Sum] = []
    last = -1
    for start, end, amount, is_money in _amounts(tokens, closed, named):
        role = _role(tokens, start, end, named, is_money)
        if not role and found and start - last <= _FARTHEST and tokens[start - 1].norm in _ALTERNATIVES:
            role = found[-1].role
        if role and (amount >= _LEAST or is_money or any(each.role == role == "worth" for each in found)):
            found.append(Sum(text[tokens[start].start : tokens[end - 1].end], plain(amount), role))
            last = end - 1
    return found


def _amounts(
    tokens: Sequence[Token], closed: frozenset[int], named: frozenset[int]
) -> Iterator[tuple[int, int, float, bool]]:
    """Start, end, amount, and whether a name of money stands beside it."""
    at = 0
    while at < len(tokens):
        number = None if at in closed or at in named else amount_at(tokens, at)
        if number is None:
            at += 1
            continue
        end = number.end
        before = at > 0 and (tokens[at - 1].norm in _NAMES or tokens[at - 1].norm == "@")
        behind = end < len(tokens) and tokens[end].norm in _NAMES
        is_slash = end + 1 < len(tokens) and tokens[end].norm == "/" and tokens[end + 1].norm in ("-", "=")
        yield at, end, number.value, before or behind or is_slash or tokens[at].norm in _SLANG
        at = end


def amount_at(tokens: Sequence[Token], at: int) -> Number | None:
    """A sum in digits or words, as "2k" and "thao moja mia mbili" too; None for less than a coin is worth."""
    if tokens[at].norm in _SLANG:
        return _slang(tokens, at)
    number = read_number(tokens, at)
    if number is None or number.value < _SMALLEST:
        is_short = number is not None and number.end < len(tokens) and tokens[number.end].norm == _THOUSAND
        return Number(number.value * 1000, number.end + 1) if number is not None and is_short else None
    is_thousands = number.end < len(tokens) and tokens[number.end].norm == _THOUSAND and number.value < 1000
    return Number(number.value * 1000, number.end + 1) if is_thousands else number


def _slang(tokens: Sequence[Token], at: int) -> Number:
    times = read_number(tokens, at + 1) if at + 1 < len(tokens) else None
    is_factor = times is not None and times.value < 10
    end = times.end if times is not None and is_factor else at + 1
    value = _SLANG[tokens[at].norm] * (times.value if times is not None and is_factor else 1)
    rest = read_number(tokens, end) if end < len(tokens) else None
    if rest is not None and not tokens[end].is_number and _SMALLEST <= rest.value < _SLANG[tokens[at].norm]:
        return Number(value + rest.value, rest.end)
    return Number(value, end)


def _role(tokens: Sequence[Token], start: int, end: int, named: frozenset[int], is_money: bool) -> str:
    """What the words around it make of a sum; nothing where it is an amount of something else."""
    behind = tokens[end].norm if end < len(tokens) else ""
    ahead = tokens[start - 1].norm if start else ""
    if (
        ahead in _NOT_BEFORE
        or behind in _NOT_BEHIND
        or any(token.norm in _NOT_SUMS for token in tokens[max(0, start - 3) : start])
    ):
        return ""
    if not is_money and (behind in MEASURES or behind in UNITS or end in named):
        return ""
    if ahead in _PRICE_WORDS and _is_bargained(tokens, start):
        return "offer"
    before, after = _told_before(tokens, start), _told_behind(tokens, end)
    told = after if after == "change" else before if before in _STRONG else after or before
    if told == "worth" or not told:
        return _worth(tokens, start, end, named, is_money, told)
    return told


def _is_bargained(tokens: Sequence[Token], start: int) -> bool:
    """ "Would you do the kettle for 1400?"."""
    said = [token.norm for token in tokens[max(0, start - _CLAUSE) : start]]
    return any(" ".join(said[at : at + width]) in _BARGAINING for at in range(len(said)) for width in (3, 2, 1))


def _worth(tokens: Sequence[Token], start: int, end: int, named: frozenset[int], is_money: bool, told: str) -> str:
    """Goods for so much: "sukari ya 100", "500 bob ya nyama"; a "tray ya 30" is a pack."""
    place = start
    while place and tokens[place - 1].norm in _NAMES:
        place -= 1
    is_of = place > 0 and tokens[place - 1].norm in _OF
    if is_of and place > 1 and tokens[place - 2].norm in UNITS and not is_money:
        return ""
    if is_of and place > 2 and tokens[place - 3].norm in _POINTERS:
        # "ile cake ya 1800": the one at that price.
        return "each"
    if is_of and (is_money or place < 2 or place - 2 in named or told):
        return "worth"
    behind = tokens[end].norm if end < len(tokens) else ""
    if is_money and (behind in _OF or end in named) and any(at in named for at in (end, end + 1)):
        return "worth"
    return "worth" if told or (is_money and start > 1 and start - 1 in named) else ""


def _told_behind(tokens: Sequence[Token], end: int) -> str:
    for place in range(end, min(len(tokens), end + 3)):
        for width in (4, 3, 2, 1):
            said = " ".join(token.norm for token in tokens[place : place + width])
            if said in _BEHIND:
                return _BEHIND[said]
        if tokens[place].norm not in _NAMES and tokens[place].norm not in _BETWEEN and tokens[place].norm not in "/-=":
            return ""
    return ""


def _told_before(tokens: Sequence[Token], start: int) -> str:
    """The nearest word before it that tells, with nothing but links and names of money between."""
    for place in range(start - 1, max(-1, start - 1 - _FARTHEST), -1):
        for width in (4, 3, 2, 1):
            said = " ".join(token.norm for token in tokens[max(0, place - width + 1) : place + 1])
            if said in _BEFORE:
                return _BEFORE[said]
        word = tokens[place].norm
        if _PAID.fullmatch(word):
            return "paid"
        if _LIMITING.fullmatch(word):
            return "budget"
        if word not in _NAMES and word not in _BETWEEN:
            return ""
    return ""

"""Sums of money that a message says, and what each is: a worth of goods, a price, a budget, paid, change, an offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.text.numbers import Number, plain, read_number
from bot.nlu.text.phrases import Phrases
from bot.nlu.text.spans import Span
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
_SAID_BEFORE, _SAID_BEHIND, _SAID_BARGAINING = map(Phrases, (_BEFORE, _BEHIND, _BARGAINING))
_FARTHEST, _CLAUSE = 4, 10
# Less than this is a sum only beside a name of money, or in a row of sums; less than that never.
_LEAST, _SMALLEST = 20, 5
_THOUSAND = "k"


@dataclass(frozen=True)
class Sum:
    """``amount`` in the money of the country; ``role`` worth, each, budget, paid, change or offer; ``at`` the token where it
    begins, -1 where that is not known."""

    text: str
    amount: int | float
    role: str
    at: int = -1


def sums_in(tokens: Sequence[Token], named: frozenset[int], closed: frozenset[int]) -> list[Span]:
    """In order, under their roles. ``named`` are the places of tokens that name goods, ``closed`` those of phones, codes and
    addresses."""
    found: list[Span] = []
    last = -_FARTHEST
    for amount in _amounts(tokens, closed, named):
        role = amount.role() or (found[-1].label if found and amount.is_alternative(last) else "")
        in_a_row = any(each.label == role == "worth" for each in found)
        if role and (amount.value >= _LEAST or amount.is_money or in_a_row):
            found.append(Span(role, amount.start, amount.end))
            last = amount.end - 1
    return found


def sum_of(role: str, tokens: Sequence[Token], text: str) -> Sum | None:
    """``tokens`` are those of the sum; None where they have no number."""
    for at in range(len(tokens)):
        amount = amount_at(tokens, at)
        if amount is not None:
            return Sum(text[tokens[at].start : tokens[amount.end - 1].end], plain(amount.value), role)
    return None


def _amounts(tokens: Sequence[Token], closed: frozenset[int], named: frozenset[int]) -> Iterator[_Amount]:
    at = 0
    while at < len(tokens):
        number = None if at in closed or at in named else amount_at(tokens, at)
        if number is not None:
            yield _Amount(tokens, at, number.end, number.value, named)
        at = number.end if number is not None else at + 1


def amount_at(tokens: Sequence[Token], at: int) -> Number | None:
    """A sum in digits or words, as "2k" and "thao moja mia mbili" too; None for less than a coin is worth."""
    if tokens[at].norm in _SLANG:
        return _slang(tokens, at)
    number = read_number(tokens, at)
    if number is None:
        return None
    if _norm(tokens, number.end) == _THOUSAND and number.value < 1000:
        return Number(number.value * 1000, number.end + 1)
    return number if number.value >= _SMALLEST else None


def _slang(tokens: Sequence[Token], at: int) -> Number:
    unit, times = _SLANG[tokens[at].norm], _number_at(tokens, at + 1)
    value, end = (unit * times.value, times.end) if times is not None and times.value < 10 else (unit, at + 1)
    rest = None if _norm(tokens, end)[:1].isdigit() else _number_at(tokens, end)
    return (
        Number(value + rest.value, rest.end)
        if rest is not None and _SMALLEST <= rest.value < unit
        else Number(value, end)
    )


def _number_at(tokens: Sequence[Token], at: int) -> Number | None:
    return read_number(tokens, at) if at < len(tokens) else None


def _norm(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].norm if 0 <= at < len(tokens) else ""


@dataclass(frozen=True)
class _Amount:
    """A number at ``start``–``end`` that may be a sum, and what stands around it. ``named`` tokens name goods."""

    tokens: Sequence[Token]
    start: int
    end: int
    value: float
    named: frozenset[int]

    @property
    def is_money(self) -> bool:
        """Whether a name of money stands beside it."""
        ahead, behind, further = self._at(self.start - 1), self._at(self.end), self._at(self.end + 1)
        is_named = ahead in _NAMES or behind in _NAMES or self._at(self.start) in _SLANG
        return is_named or ahead == "@" or (behind == "/" and further in ("-", "="))

    def is_alternative(self, last: int) -> bool:
        """ "180 or 190": of the same kind as the sum that ended at ``last``."""
        return self.start - last <= _FARTHEST and self._at(self.start - 1) in _ALTERNATIVES

    def role(self) -> str:
        """What the words around it make of it; nothing where it is an amount of something else."""
        if self._is_of_something_else():
            return ""
        if self._at(self.start - 1) in _PRICE_WORDS and self._is_bargained():
            return "offer"
        before, behind = self._told_before(), self._told_behind()
        told = behind if behind == "change" or before not in _STRONG else before
        told = told or before
        return told if told and told != "worth" else self._worth(told)

    def _at(self, place: int) -> str:
        return _norm(self.tokens, place)

    def _is_of_something_else(self) -> bool:
        ahead, behind = self._at(self.start - 1), self._at(self.end)
        if ahead in _NOT_BEFORE or behind in _NOT_BEHIND:
            return True
        if any(token.norm in _NOT_SUMS for token in self.tokens[max(0, self.start - 3) : self.start]):
            return True
        return not self.is_money and (behind in MEASURES or behind in UNITS or self.end in self.named)

    def _is_bargained(self) -> bool:
        """ "Would you do the kettle for 1400?"."""
        return _SAID_BARGAINING.within(self.tokens[max(0, self.start - _CLAUSE) : self.start])

    def _worth(self, told: str) -> str:
        """Goods for so much: "sukari ya 100", "500 bob ya nyama"."""
        first = self.start
        while self._at(first - 1) in _NAMES:
            first -= 1
        if self._at(first - 1) in _OF:
            return self._of(first - 1, told)
        return "worth" if told or self._touches_goods() else ""

    def _of(self, link: int, told: str) -> str:
        """Behind "ya" at ``link``: "ile cake ya 1800" is the one at that price, a "tray ya 30" a pack."""
        if self._at(link - 2) in _POINTERS:
            return "each"
        if self._at(link - 1) in UNITS and not self.is_money:
            return ""
        is_worth = self.is_money or told or link < 1 or link - 1 in self.named
        return "worth" if is_worth or self._touches_goods() else ""

    def _touches_goods(self) -> bool:
        behind = self.end in self.named or (self._at(self.end) in _OF and self.end + 1 in self.named)
        return self.is_money and (behind or self.start - 1 in self.named)

    def _told_behind(self) -> str:
        for place in range(self.end, min(len(self.tokens), self.end + 3)):
            told = _BEHIND.get(_SAID_BEHIND.at(self.tokens, place), "")
            if told or not self._is_between(place):
                return told
        return ""

    def _told_before(self) -> str:
        """The nearest word before it that tells, with nothing but links and names of money between."""
        for place in range(self.start - 1, max(-1, self.start - 1 - _FARTHEST), -1):
            told = self._told_at(place)
            if told or not self._is_between(place):
                return told
        return ""

    def _told_at(self, place: int) -> str:
        told = _BEFORE.get(_SAID_BEFORE.before(self.tokens, place + 1), "")
        if told:
            return told
        if _PAID.fullmatch(self._at(place)):
            return "paid"
        return "budget" if _LIMITING.fullmatch(self._at(place)) else ""

    def _is_between(self, place: int) -> bool:
        return self._at(place) in _NAMES or self._at(place) in _BETWEEN or self._at(place) in ("/", "-", "=")

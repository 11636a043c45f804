"""Words that point at what was shown or said before instead of naming it: "both", "the 420 one", "ile ya mwisho"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.text.numbers import plain, read_number
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import MEASURES, UNITS
from bot.nlu.words.groups import table, words

_KINDS = table("references.kinds", str, "What of the things that were shown is meant")
_POINTERS = words("references.pointers", "Before or behind what tells which: the, ile")
_ONES = words("references.ones", "Behind what tells which: one")
_OF = words("roles.of")
_ORDINALS = table("references.ordinals", int, "The how manieth of a list")
_NUMBERED = words("references.numbered", "Before the number of a row: number, namba")
_SIZES = frozenset(("biggest", "smallest"))
_LONGEST = 4
# A row of a list has a number of at most two digits, a price has three.
_LAST_ROW, _LEAST_PRICE = 20, 50


@dataclass(frozen=True)
class Reference:
    """``kind`` is all, last, first, ordinal, cheapest, dearest, biggest, smallest, price, that, other, same or rest;
    ``value`` the number of an ordinal or the price, else None."""

    text: str
    kind: str
    value: int | float | None = None


def references_in(tokens: Sequence[Token], text: str, named: frozenset[int] = frozenset()) -> list[Reference]:
    """In order. ``named`` are the places of tokens that name goods: "the big one" points, "big omo" names."""
    found: list[Reference] = []
    at = 0
    while at < len(tokens):
        end, kind, value = _at(tokens, at, named)
        if kind:
            found.append(Reference(text[tokens[at].start : tokens[end - 1].end], kind, value))
        at = max(end, at + 1)
    return found


def _at(tokens: Sequence[Token], at: int, named: frozenset[int]) -> tuple[int, str, int | float | None]:
    for reader in (_price, _numbered, _ordinal):
        found = reader(tokens, at)
        if found is not None:
            return found
    for end, kind in _kinds(tokens, at):
        if kind not in _SIZES or not _touches(named, tokens, at, end):
            return end, kind, None
    return at, "", None


def _kinds(tokens: Sequence[Token], at: int) -> Iterator[tuple[int, str]]:
    for end in range(min(len(tokens), at + _LONGEST), at, -1):
        said = " ".join(token.norm for token in tokens[at:end])
        if said in _KINDS:
            yield end, _KINDS[said]


def _touches(named: frozenset[int], tokens: Sequence[Token], start: int, end: int) -> bool:
    """Straight beside goods that are named, words of size only say which of them."""
    return start - 1 in named or end in named


def _price(tokens: Sequence[Token], at: int) -> tuple[int, str, int | float | None] | None:
    """ "the 420 one", "ile ya 420"."""
    if tokens[at].norm not in _POINTERS:
        return None
    place = at + 1
    while place < len(tokens) and tokens[place].norm in _OF:
        place += 1
    is_of = place > at + 1
    if place >= len(tokens) or not tokens[place].is_number or float(tokens[place].norm) < _LEAST_PRICE:
        return None
    behind = tokens[place + 1].norm if place + 1 < len(tokens) else ""
    if behind in MEASURES or behind in UNITS or not (is_of or behind in _ONES):
        return None
    return place + 1 + (behind in _ONES), "price", plain(float(tokens[place].norm))


def _numbered(tokens: Sequence[Token], at: int) -> tuple[int, str, int | float | None] | None:
    """ "number 3", "#2", "namba mbili"."""
    if tokens[at].norm not in _NUMBERED and tokens[at].norm != "#":
        return None
    number = read_number(tokens, at + 1) if at + 1 < len(tokens) else None
    if number is None or not 1 <= number.value <= _LAST_ROW:
        return None
    return number.end, "ordinal", plain(number.value)


def _ordinal(tokens: Sequence[Token], at: int) -> tuple[int, str, int | float | None] | None:
    """ "the second one", "ya tatu"."""
    for end in range(min(len(tokens), at + _LONGEST), at, -1):
        said = " ".join(token.norm for token in tokens[at:end])
        if said in _ORDINALS:
            return end, "ordinal", _ORDINALS[said]
    return None

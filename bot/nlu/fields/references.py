"""Words that point at what was shown or said before instead of naming it: "both", "the 420 one", "ile ya mwisho"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.fields.sums import amount_at
from bot.nlu.text.numbers import plain, read_number
from bot.nlu.text.phrases import Phrases, first_words, width
from bot.nlu.text.spans import Span
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
_NONE = words("references.none", "They point at nothing")
_BEHIND_THAT = words("references.behind_that", 'Behind a "that" which stands for something by itself')
_ALL_OF = words("references.all_of", "Behind a superlative, part of it")
_ITEMS = words("references.items", "Behind the how manieth")
_ENDS = words("number_habits.ordinal_ends")
_STOREYS = words("place.ordered")
_OF_PLACES = words("place.numbered")
_SAID_NONE, _SAID_KINDS, _SAID_ALL_OF, _SAID_ORDINALS = map(Phrases, (_NONE, _KINDS, _ALL_OF, _ORDINALS))
_FIRST_WORDS = first_words(_NONE, _POINTERS, _NUMBERED, ("#",), _ORDINALS, _KINDS)
_NOTHING = "nothing"
_LONGEST = 5
# A row of a list has a number of at most two digits, a price has three.
_LAST_ROW, _LEAST_PRICE = 20, 50


# The place behind it, its kind and its value.
_Found = tuple[int, str, "int | float | None"]


@dataclass(frozen=True)
class Reference:
    """``kind`` is all, last, first, ordinal, cheapest, dearest, biggest, smallest, price, that, other, same or rest;
    ``value`` the number of an ordinal or the price, else None."""

    text: str
    kind: str
    value: int | float | None = None


def references_in(
    tokens: Sequence[Token], named: frozenset[int] = frozenset(), closed: frozenset[int] = frozenset()
) -> Iterator[Span]:
    """In order, under their kinds. ``named`` are the places of tokens that name goods: "the big one" points, "big omo" names;
    ``closed`` those of addresses, phones and codes."""
    at = 0
    while at < len(tokens):
        end, kind, _value = (at, "", None) if at in closed else _at(tokens, at, named)
        if kind and kind != _NOTHING:
            yield Span(kind, at, end)
        at = max(end, at + 1)


def reference_of(kind: str, tokens: Sequence[Token], text: str) -> Reference:
    """``tokens`` are those of the reference, ``text`` as it was written."""
    value = None
    if kind == "ordinal":
        value = _how_manieth(tokens)
    elif kind == "price":
        found = (amount_at(tokens, at) for at in range(len(tokens)))
        amount = next((each for each in found if each is not None), None)
        value = plain(amount.value) if amount else None
    return Reference(text, kind, value)


def _how_manieth(tokens: Sequence[Token]) -> int | float | None:
    for at in range(len(tokens)):
        found = _numbered(tokens, at) or _ordinal(tokens, at)
        if found:
            return found[2]
        number = read_number(tokens, at)
        if number is not None:
            return plain(number.value)
    return None


def _at(tokens: Sequence[Token], at: int, named: frozenset[int]) -> _Found:
    if not (tokens[at].is_number or tokens[at].norm in _FIRST_WORDS):
        return at, "", None
    if nothing := _SAID_NONE.at(tokens, at):
        return at + width(nothing), _NOTHING, None
    for reader in (_price, _numbered, _ordinal):
        found = reader(tokens, at)
        if found is not None:
            return found
    said = _SAID_KINDS.at(tokens, at)
    end, kind = at + width(said), _KINDS.get(said, "")
    if not kind or (kind in _SIZES and _touches(named, at, end)):
        return at, "", None
    if kind == "that":
        return _that(tokens, at, end, named)
    return end + width(_SAID_ALL_OF.at(tokens, end)), kind, None


def _that(tokens: Sequence[Token], at: int, end: int, named: frozenset[int]) -> _Found:
    """By itself it stands for something; before a noun it only tells which: "ile nyumba". Before another word that points it
    belongs to that: "hiyo ya mwisho"."""
    further = _at(tokens, end, named) if end < len(tokens) else (end, "", None)
    if further[1] and further[1] != "that":
        return further
    is_alone = end >= len(tokens) or not tokens[end].is_word or tokens[end].norm in _BEHIND_THAT
    return (end, "that", None) if is_alone or end - at > 1 else (end, _NOTHING, None)


def _touches(named: frozenset[int], start: int, end: int) -> bool:
    """Straight beside goods that are named, words of size only say which of them."""
    return start - 1 in named or end in named


def _price(tokens: Sequence[Token], at: int) -> _Found | None:
    """ "the 420 one", "ile ya 420", "ile cake ya 1800"."""
    if tokens[at].norm not in _POINTERS:
        return None
    place = _sum_behind(tokens, at)
    amount = amount_at(tokens, place) if place else None
    if amount is None or amount.value < _LEAST_PRICE:
        return None
    behind = _word(tokens, amount.end)
    is_led = place > at + 1 or _is_counted(tokens, at)
    if behind in MEASURES or behind in UNITS or not (is_led or behind in _ONES):
        return None
    return amount.end + (behind in _ONES), "price", plain(amount.value)


def _is_counted(tokens: Sequence[Token], at: int) -> bool:
    """ "Moja ya mia mbili sabini": a number before it says how many of that price."""
    return at > 0 and tokens[at].norm in _OF and read_number(tokens, at - 1) is not None


def _sum_behind(tokens: Sequence[Token], at: int) -> int:
    """Where a sum stands straight behind a pointer, or behind it, what it points at and "ya"; 0 for nowhere."""
    for place in range(at + 1, min(len(tokens), at + _LONGEST)):
        if amount_at(tokens, place):
            return place if place == at + 1 or tokens[place - 1].norm in _OF else 0
        if not tokens[place].is_word or tokens[place - 1].norm in _OF:
            return 0
    return 0


def _numbered(tokens: Sequence[Token], at: int) -> _Found | None:
    """ "number 3", "#2", "namba mbili"; of a house it is no row."""
    if tokens[at].norm not in _NUMBERED and tokens[at].norm != "#":
        return None
    number = read_number(tokens, at + 1) if at + 1 < len(tokens) else None
    if number is None or not 1 <= number.value <= _LAST_ROW or (at and tokens[at - 1].norm in _OF_PLACES):
        return None
    return number.end, "ordinal", plain(number.value)


def _ordinal(tokens: Sequence[Token], at: int) -> _Found | None:
    """ "the second one", "ya tatu", "the 3rd item"; "3rd floor" is a place."""
    place = at + (tokens[at].norm in _POINTERS)
    if place + 1 < len(tokens) and tokens[place].is_number and tokens[place + 1].norm in _ENDS:
        end, value = place + 2, int(float(tokens[place].norm))
    else:
        said = _SAID_ORDINALS.at(tokens, at)
        if not said:
            return None
        end, value = at + width(said), _ORDINALS[said]
    behind = _word(tokens, end)
    if behind in _STOREYS or behind in _OF_PLACES or not 1 <= value <= _LAST_ROW:
        return None
    return end + (behind in _ITEMS), "ordinal", value


def _word(tokens: Sequence[Token], at: int) -> str:
    """Nothing behind the last."""
    return tokens[at].norm if at < len(tokens) else ""

"""Where an order goes: a place that the country's gazetteer has, one that is described, fetched at the shop, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.fields.address import whole_address
from bot.nlu.fields.gazetteer import find_places
from bot.nlu.fields.place import is_abroad, is_too_wide
from bot.nlu.fields.places import wants_pickup
from bot.nlu.goods.parse import Reading, apart
from bot.nlu.text.tokens import Token
from bot.nlu.words.groups import words

_DESCRIBING = (
    words("place.kinds"),
    words("place.openers"),
    words("place.owned"),
    words("place.relative"),
    words("place.numbered"),
    words("place_names"),
    words("place.landmarks", "Things by which a place is described: a mosque, a petrol station"),
)
_EDGES = words("place.edges", "At the edges of a place, no part of it")
# More words than these, and no place among them, are no answer to where.
_LONGEST_ANSWER = 8


@dataclass(frozen=True)
class Destination:
    """``text`` as it was written; ``kind`` known, described, neither or pickup."""

    text: str
    kind: str


def destination_of(reading: Reading, asked: str, others: frozenset[int]) -> Destination | None:
    """``others`` are the places of tokens that tell when, how or for whom. None where nothing is said of it."""
    is_asked = asked == "address"
    if wants_pickup(reading.text, is_asked):
        return Destination(reading.text.strip(), "pickup")
    span = reading.address
    if is_asked:
        span = whole_address(reading.tokens, apart(reading.tokens, reading.marks) | others, span) or span
    if span is None:
        return _no_place(reading) if is_asked else None
    start, end = _trimmed(reading.tokens, *span, others)
    if start >= end:
        return None
    return Destination(reading.written(start, end), _kind(reading.tokens[start:end], reading.written(start, end)))


def _kind(tokens: Sequence[Token], text: str) -> str:
    if any(not place.is_abroad for place in find_places(tokens)):
        return "known"
    if _is_described(tokens):
        return "described"
    has_name = len(tokens) > 1 and any(token.text[:1].isupper() for token in tokens)
    return "described" if has_name and not is_too_wide(text) and not is_abroad(text) else "neither"


def _is_described(tokens: Sequence[Token]) -> bool:
    return any(token.norm in group for token in tokens for group in _DESCRIBING)


def _no_place(reading: Reading) -> Destination | None:
    """ "hapo tu", "wait a minute": said where a place was asked for, and none."""
    is_else = any(element.kind in ("goods", "number", "size") for element in reading.elements) or "?" in reading.text
    if is_else or not reading.tokens or len(reading.tokens) > _LONGEST_ANSWER or reading.marks:
        return None
    return Destination(reading.text.strip(), "described" if _is_described(reading.tokens) else "neither")


def _trimmed(tokens: Sequence[Token], start: int, end: int, others: frozenset[int]) -> tuple[int, int]:
    """Up to what tells something else, and without what only leads in or trails off."""
    end = next((at for at in range(start + 1, end) if at in others), end)
    while start < end and (start in others or tokens[start].norm in _EDGES or not tokens[start].norm[:1].isalnum()):
        start += 1
    while end > start and (tokens[end - 1].norm in _EDGES or not tokens[end - 1].norm[:1].isalnum()):
        end -= 1
    return start, end

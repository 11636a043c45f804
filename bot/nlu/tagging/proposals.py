"""What the rules find of the parts of a message: the tagger weighs it, and where none was trained it counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from bot.nlu.fields.dates import dates_in
from bot.nlu.fields.handover import instructions_in
from bot.nlu.fields.patterns import Mark
from bot.nlu.fields.people import people_in
from bot.nlu.fields.references import references_in
from bot.nlu.fields.sums import sums_in
from bot.nlu.fields.times import time_in
from bot.nlu.goods.parse import Reading
from bot.nlu.text.spans import Span
from bot.nlu.text.tokens import Token, as_written, covered

# So many tokens of a message are labelled; more has a list of goods that nobody adds a word to.
MOST_TOKENS = 100
_NO_ROWS = ("phone", "order_number", "mpesa_code", "link", "sms")
# Of "number 3": it may be a house and may be a row of a list.
_NO_SUMS = (*_NO_ROWS, "place_number")


def proposals(reading: Reading) -> list[Span]:
    """They may overlap."""
    return list(_proposals(reading, as_written(reading.tokens)[:MOST_TOKENS]))


def _proposals(reading: Reading, tokens: tuple[Token, ...]) -> Iterator[Span]:
    places = [Span("place", *reading.address)] if reading.address else []
    times = [when] if (when := time_in(tokens)) else []
    closed = _places([*places, *times])
    goods = _places(Span(each.kind, each.start, each.end) for each in reading.elements if each.kind == "goods")
    yield from (*places, *times)
    yield from people_in(tokens, _within(reading.marks, tokens), reading.address)
    yield from _rows(tokens, goods, _marked(reading, _NO_ROWS) | _places(places))
    yield from sums_in(tokens, goods, _marked(reading, _NO_SUMS) | closed)
    yield from _note(reading, tokens)


def _within(marks: Iterable[Mark], tokens: Sequence[Token]) -> list[Mark]:
    end = tokens[-1].end if tokens else 0
    return [mark for mark in marks if mark.start < end]


def _rows(tokens: Sequence[Token], goods: frozenset[int], closed: frozenset[int]) -> Iterator[Span]:
    """ "on the 5th" points at no row of a list."""
    rows = list(references_in(tokens, goods, closed))
    dates = frozenset(at for date in dates_in(tokens) for at in range(date.start, date.end)) if rows else frozenset()
    yield from (row for row in rows if dates.isdisjoint(row.places))


def _note(reading: Reading, tokens: tuple[Token, ...]) -> Iterator[Span]:
    note = instructions_in(reading.text[: tokens[-1].end]) if tokens else ""
    start = reading.text.find(note) if note else -1
    span = covered(reading.tokens, start, start + len(note)) if start >= 0 else range(0)
    if span:
        yield Span("note", span.start, span.stop)


def _places(spans: Iterable[Span]) -> frozenset[int]:
    return frozenset(at for span in spans for at in span.places)


def _marked(reading: Reading, kinds: Collection[str]) -> frozenset[int]:
    marks = [mark for mark in reading.marks if mark.kind in kinds]
    return frozenset(at for mark in marks for at in covered(reading.tokens, mark.start, mark.end))

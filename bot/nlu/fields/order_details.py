"""What a message says of an order beside its goods: when, for whom, who pays, what is pointed at, and sums of money."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.nlu.fields.people import Payer, Receiver, payer_of, receiver_of
from bot.nlu.fields.references import Reference, references_in
from bot.nlu.fields.sums import Sum, sums_in
from bot.nlu.fields.times import When, when_said
from bot.nlu.goods.parse import Reading
from bot.nlu.text.tokens import Token, fold

_NO_SUMS = ("phone", "order_number", "mpesa_code", "link", "sms", "place_number")


@dataclass(frozen=True)
class OrderDetails:
    """None or empty where nothing was said of it; texts as they were written."""

    time: When | None = None
    receiver: Receiver | None = None
    payer: Payer | None = None
    references: tuple[Reference, ...] = ()
    money: tuple[Sum, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As it stands in the parse result."""
        return asdict(self)


def details_of(reading: Reading, asked: str = "") -> OrderDetails:
    """``asked`` is the question that is open: address, quantity, choice, payment_method, payment_phone or none."""
    tokens, text, marks = tuple(map(_as_written, reading.tokens)), reading.text, reading.marks
    goods = [element for element in reading.elements if element.kind == "goods"]
    named = frozenset(place for element in goods for place in range(element.start, element.end))
    closed = frozenset(
        place
        for place, token in enumerate(tokens)
        for mark in marks
        if mark.kind in _NO_SUMS and mark.start < token.end and token.start < mark.end
    )
    places = _place_of(reading)
    rows = frozenset(place for place in closed if not _is_row(reading, place)) | places
    when = when_said(tokens, text)
    timed = frozenset() if when is None else _within(reading, when.text)
    return OrderDetails(
        when,
        receiver_of(tokens, text, marks, reading.address),
        payer_of(tokens, text, marks, asked == "payment_phone"),
        tuple(references_in(tokens, text, named, rows)),
        tuple(
            sums_in(
                tokens, text, named, closed | timed | (places if asked != "address" else frozenset(range(len(tokens))))
            )
        ),
    )


def _place_of(reading: Reading) -> frozenset[int]:
    return frozenset(range(*reading.address)) if reading.address else frozenset()


def _is_row(reading: Reading, place: int) -> bool:
    """Of "number 3": it may be a house and may be a row of a list."""
    token = reading.tokens[place]
    return any(mark.kind == "place_number" and mark.start <= token.start < mark.end for mark in reading.marks)


def _as_written(token: Token) -> Token:
    """Without the spelling that the catalog suggests: "receive" is no slip for "reserve" here."""
    return replace(token, norm=fold(token.text)) if token.text.isalpha() else token


def _within(reading: Reading, part: str) -> frozenset[int]:
    start = reading.text.find(part)
    end = start + len(part)
    return frozenset(place for place, token in enumerate(reading.tokens) if start <= token.start and token.end <= end)

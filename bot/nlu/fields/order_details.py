"""What a message says of an order beside its goods: when, for whom, who pays, what is pointed at, and sums of money."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from bot.nlu.fields.destination import Destination, destination_of
from bot.nlu.fields.handover import instructions_in
from bot.nlu.fields.people import Payer, Receiver, payer_of, receiver_of
from bot.nlu.fields.references import Reference, references_in
from bot.nlu.fields.sums import Sum, sums_in
from bot.nlu.fields.times import When, when_said
from bot.nlu.goods.parse import Reading
from bot.nlu.text.tokens import Token, fold

_NO_ROWS = ("phone", "order_number", "mpesa_code", "link", "sms")
# Of "number 3": it may be a house and may be a row of a list.
_NO_SUMS = (*_NO_ROWS, "place_number")
_NO_PLACES = ("phone", "payment_method", "time", "money")


@dataclass(frozen=True)
class OrderDetails:
    """None or empty where nothing was said of it; texts as they were written."""

    place: Destination | None = None
    time: When | None = None
    receiver: Receiver | None = None
    payer: Payer | None = None
    note: str = ""
    references: tuple[Reference, ...] = ()
    money: tuple[Sum, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As it stands in the parse result."""
        return asdict(self)


def details_of(reading: Reading, asked: str = "") -> OrderDetails:
    """``asked`` is the question that is open: address, quantity, choice, payment_method, payment_phone or none."""
    said = _Said(reading, asked)
    tokens, text, marks = said.tokens, reading.text, reading.marks
    when, note = when_said(tokens, text), instructions_in(text)
    others = said.within(when.text if when else "") | said.within(note)
    return OrderDetails(
        destination_of(reading, asked, others | said.marked(_NO_PLACES)),
        when,
        receiver_of(tokens, text, marks, reading.address),
        payer_of(tokens, text, marks, asked == "payment_phone"),
        note,
        tuple(references_in(tokens, text, said.goods(), said.marked(_NO_ROWS) | said.place())),
        tuple(
            sums_in(
                tokens,
                text,
                said.goods(),
                said.marked(_NO_SUMS) | said.place() | said.within(when.text if when else ""),
            )
        ),
    )


@dataclass
class _Said:
    """Which tokens of a message are what, by their places."""

    reading: Reading
    asked: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Without the spelling that the catalog suggests: "receive" is no slip for "reserve" here."""
        return tuple(
            replace(token, norm=fold(token.text)) if token.text.isalpha() else token for token in self.reading.tokens
        )

    def goods(self) -> frozenset[int]:
        goods = [element for element in self.reading.elements if element.kind == "goods"]
        return frozenset(place for element in goods for place in range(element.start, element.end))

    def marked(self, kinds: Collection[str]) -> frozenset[int]:
        spans = [(mark.start, mark.end) for mark in self.reading.marks if mark.kind in kinds]
        return frozenset(place for start, end in spans for place in self._between(start, end))

    def place(self) -> frozenset[int]:
        """Of the address; all of an answer to where."""
        if self.asked == "address":
            return frozenset(range(len(self.reading.tokens)))
        return frozenset(range(*self.reading.address)) if self.reading.address else frozenset()

    def within(self, part: str) -> frozenset[int]:
        start = self.reading.text.find(part) if part else -1
        return frozenset(self._between(start, start + len(part))) if start >= 0 else frozenset()

    def _between(self, start: int, end: int) -> list[int]:
        return [place for place, token in enumerate(self.reading.tokens) if token.start < end and start < token.end]

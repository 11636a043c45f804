"""What a message says of an order beside its goods, as values: where, when, for whom, who pays, what is pointed at, and sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import takewhile
from typing import Any

from bot.nlu.fields.gazetteer import known_places
from bot.nlu.fields.people import paying_marks, proper_name, says_paying
from bot.nlu.fields.places import wants_pickup
from bot.nlu.fields.references import Reference, reference_of
from bot.nlu.fields.sums import Sum, sum_of
from bot.nlu.fields.times import When, says_day, time_in, when_of
from bot.nlu.goods.element import Element
from bot.nlu.goods.parse import Reading
from bot.nlu.tagging.examples import PLACES, REFERENCES, SUMS
from bot.nlu.text.spans import Span, places_of
from bot.nlu.text.tokens import Token, as_written, covered
from bot.nlu.words.groups import derived, words
from bot.nlu.words.lexicon import ROLES

KNOWN, DESCRIBED, VAGUE, PICKUP, NEITHER = "known", "described", "vague", "pickup", "neither"
_LANDMARKS, _OF_SALE = words("place.landmarks"), words("place.of_sale")
_CORRECTING = words("corrections.retract", "What was just said does not count")
# So few words, and no landmark among them, tell a rider nothing: "the site".
_SHORTEST_DESCRIBED = 4
_NEAR = 4
# A phone number with less is none.
_LEAST_FIGURES = 5
_LONGEST_CLAUSE = 12
_ORIGINS, _LEFT = words("place.origins"), words("place.left", "Before a place where the customer is not, or no longer")
_REASONS = words("place.reasons")
_CLOSING = derived(lambda: {".", "!", "?", ";", "\n"} | _REASONS)
# More words than these, and no place among them, are no answer to where.
_LONGEST_ANSWER = 8


@dataclass(frozen=True)
class Destination:
    """``text`` as it was written. ``kind`` is known (the country's gazetteer has it), described, vague (described by too little),
    pickup (fetched at the shop) or neither (it stands where a place would stand, and no rider could find it). ``at`` is where it
    begins in the message, -1 where that is not known."""

    text: str
    kind: str
    at: int = -1


@dataclass(frozen=True)
class Receiver:
    """Who takes the goods at the door; as written, empty where it was not said."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Payer:
    """The number to be asked for the money, as written."""

    phone: str


@dataclass(frozen=True)
class OrderDetails:
    """None or empty where nothing was said of it; texts as they were written. ``place_if_asked`` is the place where the open
    question was where to deliver. ``spans`` are the tokens of all that was found where none was open."""

    place: Destination | None = None
    place_if_asked: Destination | None = None
    time: When | None = None
    receiver: Receiver | None = None
    payer: Payer | None = None
    note: str = ""
    references: tuple[Reference, ...] = ()
    money: tuple[Sum, ...] = ()
    spans: tuple[Span, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As it stands in the parse result: only what was said."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> OrderDetails:
        """The other way round."""
        built: dict[str, Any] = {name: build(**said[name]) for name, build in _ONE.items() if said.get(name)}
        for name, build in _SEVERAL.items():
            built[name] = tuple(build(**each) for each in said.get(name) or ())
        return cls(note=said.get("note") or "", **built)


_ONE: Mapping[str, Any] = {
    "place": Destination, "place_if_asked": Destination, "time": When, "receiver": Receiver, "payer": Payer
}  # fmt: skip
_SEVERAL: Mapping[str, Any] = {"references": Reference, "money": Sum, "spans": Span}


def details_of(reading: Reading, spans: Sequence[Span], if_asked: Sequence[Span]) -> OrderDetails:
    """``spans`` as they were found where no question was open, ``if_asked`` where it was the one for the place."""
    said = _Said(reading)
    spans = [span for span in with_payers(reading, spans) if said.may_be(span)]
    name, phone, payer = said.receiver(spans), said.last_phone(spans), said.first(spans, "payer")
    return OrderDetails(
        said.place(spans),
        said.place_if_asked(if_asked),
        said.time(spans),
        Receiver(name, phone) if name or phone else None,
        Payer(payer) if payer else None,
        said.first(spans, "note"),
        tuple(said.references(spans)),
        tuple(said.sums(spans)),
        tuple(spans),
    )


def with_payers(reading: Reading, spans: Sequence[Span]) -> list[Span]:
    """A number is asked for money only where paying is what was said beside it, and always where it was."""
    tokens = as_written(reading.tokens)
    speaks_of_paying = says_paying(tokens)
    pays = {
        at: is_paying
        for mark, is_paying in paying_marks(tokens, reading.marks)
        for at in covered(tokens, mark.start, mark.end)
    }
    return [
        replace(
            span,
            label="payer" if pays.get(span.start, speaks_of_paying and span.label == "payer") else "receiver_phone",
        )
        if span.label in ("payer", "receiver_phone")
        else span
        for span in spans
    ]


class _Said:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.tokens = as_written(reading.tokens)
        self._goods = places_of(each for each in reading.elements if each.kind == "goods" and _is_sold(each))

    def first(self, spans: Iterable[Span], label: str) -> str:
        return next((self._written(span) for span in spans if span.label == label), "")

    def last_phone(self, spans: Sequence[Span]) -> str:
        """Nobody's where it is all that is said: then it answers whatever was asked."""
        phones = self._after_correction([span for span in spans if span.label == "receiver_phone"])
        phones = phones if any(token.is_word for token in self.tokens) else []
        return self._written(phones[0]) if phones else ""

    def may_be(self, span: Span) -> bool:
        """A phone has figures, and a name has letters and is no goods: in "bread to read 8" is no phone, in "2. Kabichi - 8" nobody."""
        tokens = self._tokens(span)
        if span.label in ("receiver_phone", "payer"):
            return sum(letter.isdigit() for token in tokens for letter in token.text) >= _LEAST_FIGURES
        has_letters = any(token.is_word for token in tokens)
        return span.label != "receiver" or (has_letters and not self._goods >= {*span.places})

    def receiver(self, spans: Iterable[Span]) -> str:
        """Without what they are to the customer, where they are named."""
        for span in spans:
            if span.label == "receiver":
                start, end = proper_name(self._tokens(span))
                return self._written(Span(span.label, span.start + start, span.start + end))
        return ""

    def place(self, spans: Sequence[Span], is_asked: bool = False) -> Destination | None:
        found = [span for span in spans if span.label in PLACES and not self._begins_with_day(span)]
        found = [span for span in found if not self._is_refused(span)] or found
        best = max(found, key=self._weight, default=None)
        best = self._with_known(best) if best is not None and best.label == "place" else best
        best = best if best is None or not self._is_elsewhere(best) else None
        if best is not None and best.label != "no_place":
            return Destination(self._written(best), self._kind(best), self.reading.tokens[best.start].start)
        if wants_pickup(self.reading.text, is_asked):
            return Destination(self.reading.text.strip(), PICKUP)
        return Destination(self._written(best), NEITHER) if best is not None else None

    def _is_elsewhere(self, span: Span) -> bool:
        """ "I will get it at the chemist": of another shop than this one."""
        said = [token.norm for token in self._tokens(span)]
        return span.label == "pickup" and any(word in _LANDMARKS and word not in _OF_SALE for word in said)

    def _with_known(self, best: Span) -> Span:
        """Where it is refused, or no place of the country, from the first such that is wanted: "msilete South C, leteni Enterprise
        Road, godown 6"."""
        refused = self._is_refused(best)
        if self._kind(best) == KNOWN and not refused:
            return best
        own = range(best.start, best.start + 1 if refused else best.end)
        known = (each for each in known_places(self.tokens) if each.start not in own)
        other = next((each for each in known if not (self._is_refused(each) or self._is_origin(each))), None)
        return Span(best.label, other.start, self._clause_end(other.end)) if other is not None else best

    def _clause_end(self, begin: int) -> int:
        end = min(len(self.tokens), begin + _LONGEST_CLAUSE)
        others = {each.start for each in self.reading.elements if each.kind in ("verb", "goods")}
        stops = (at for at in range(begin, end) if at in others or self.tokens[at].norm in _CLOSING)
        return next(stops, end)

    def _is_refused(self, span: Span) -> bool:
        """ "Msilete South C, leteni Enterprise Road"."""
        before = self.tokens[max(0, span.start - _NEAR) : span.start]
        said = list(takewhile(_is_of_clause, reversed(before)))
        return any(ROLES.get(token.norm) in ("not", "refuse") or token.norm in _LEFT for token in said)

    def _is_origin(self, span: Span) -> bool:
        """ "My guests are coming from Nakuru"."""
        return span.start > 0 and self.tokens[span.start - 1].norm in _ORIGINS

    def _weight(self, span: Span) -> tuple[int, int]:
        """A place that is known before one that is described, and that before what is none; then the longer one."""
        rank = 0 if span.label == "no_place" else 2 if self._kind(span) == KNOWN else 1
        return rank, span.end - span.start

    def place_if_asked(self, spans: Sequence[Span]) -> Destination | None:
        """ "hapo tu", "wait a minute" are neither: said where a place was asked for."""
        place, reading = self.place(spans, is_asked=True), self.reading
        if place is not None or reading.marks or "?" in reading.text or not 0 < len(reading.tokens) <= _LONGEST_ANSWER:
            return place
        is_else = any(element.kind in ("goods", "number", "size") for element in reading.elements)
        return None if is_else else Destination(reading.text.strip(), NEITHER)

    def time(self, spans: Iterable[Span]) -> When | None:
        """The one of which most is said, with what others add: "Sunday after church, at two"."""
        told = self._after_correction([span for span in spans if self._says_when(span)])
        found = [when_of(self._tokens(span), self.reading.text) for span in told]
        best = self._said_instead(told) or max(found, key=lambda when: len(when.told), default=None)
        if best is None:
            return None
        others = [when for when in found if when.told and set(when.told).isdisjoint(best.told)]
        return best.with_more(others, found) if others else best

    def _says_when(self, span: Span) -> bool:
        return span.label == "time" or (span.label in PLACES and self._begins_with_day(span))

    def _said_instead(self, told: Sequence[Span]) -> When | None:
        """ "At eight... no wait, at nine": what the rules find behind the word that takes back what stands before it."""
        end = max((span.end for span in told), default=0)
        taken_back = [at for at in range(end, len(self.tokens)) if self.tokens[at].norm in _CORRECTING]
        if not end or not taken_back:
            return None
        behind = self.tokens[taken_back[-1] + 1 :]
        span = time_in(behind)
        return when_of(behind[span.start : span.end], self.reading.text) if span else None

    def _after_correction(self, spans: list[Span]) -> list[Span]:
        """ "At eight... no, at nine": what stands behind such a word, where something does."""
        for at in range(len(spans) - 1, 0, -1):
            between = self.tokens[spans[at - 1].end : spans[at].start]
            if any(token.norm in _CORRECTING for token in between):
                return spans[at:]
        return spans

    def _begins_with_day(self, span: Span) -> bool:
        """ "Jumapili baada ya kanisa" is no place, though a church is one."""
        return says_day(self._tokens(span))

    def references(self, spans: Iterable[Span]) -> Iterator[Reference]:
        for span in spans:
            if span.label in REFERENCES:
                yield reference_of(span.label, self._tokens(span), self._written(span))

    def sums(self, spans: Sequence[Span]) -> Iterator[Sum]:
        """Who picks by the price tells it."""
        priced = {at for span in spans if span.label == "price" for at in span.places}
        for span in spans:
            role = "each" if span.label == "price" else span.label
            if role in SUMS and (span.label == "price" or priced.isdisjoint(span.places)):
                found = sum_of(role, self._tokens(span), self.reading.text)
                if found is not None:
                    yield replace(found, at=span.start)

    def _kind(self, span: Span) -> str:
        if span.label != "place":
            return span.label
        tokens = self.reading.tokens[span.start : span.end]
        if _names_place(tokens):
            return KNOWN
        return DESCRIBED if _is_findable(tokens) else VAGUE

    def _tokens(self, span: Span) -> tuple[Token, ...]:
        return self.tokens[span.start : span.end]

    def _written(self, span: Span) -> str:
        return self.reading.written(span.start, span.end)


def _is_sold(goods: Element) -> bool:
    return goods.mention is not None and goods.mention.exact


def _is_of_clause(token: Token) -> bool:
    return token.is_word


def _names_place(tokens: Sequence[Token]) -> bool:
    return bool(known_places(tokens))


def _is_findable(tokens: Sequence[Token]) -> bool:
    said = [token.norm for token in tokens if token.is_word or token.is_number]
    return len(said) >= _SHORTEST_DESCRIBED or not _LANDMARKS.isdisjoint(said)

"""What each token of a message became, by what one reader after another made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.fields.entities import entities_of
from bot.nlu.fields.gazetteer import find_places
from bot.nlu.fields.order_details import OrderDetails
from bot.nlu.fields.sites import key_of
from bot.nlu.goods.element import Element
from bot.nlu.goods.leave_out.told import without_remarks
from bot.nlu.goods.leave_out.unknown import with_strange_goods
from bot.nlu.goods.mention import Mention
from bot.nlu.goods.order_lines import ORDER_LINE_INTENTS, OrderLine
from bot.nlu.goods.parse import Reading
from bot.nlu.goods.respell import is_function
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import NUMBER_WORDS, plain
from bot.nlu.text.tokens import covered
from bot.nlu.words.lexicon import ROLES
from bot.nlu.words.standing import Standing, standings

UNREAD, TALK = "unread", "talk"
# What says nothing of the part that a word plays: its language, its form, that it is a word of daily talk or looks like goods.
SAYS_LITTLE = frozenset(("language", "language_shapes", "verb_shapes", "everyday", "emoji", "goods", "called", "wider"))
_CHANGING = ("remove_item", "change_quantity")
Span = tuple[int, int]


@dataclass(frozen=True)
class Role:
    """What a token became.

    ``kind`` is that of an element (goods, number, size, count, unit, size_name, verb, break, of, denied), that of a mark
    (phone, money, payment_method, …), place, time, receiver, payer, note, reference, no_amount (a number that counts no goods),
    left_out (goods or an amount that was taken back or only told of), filler, talk (a word that steers others and has no
    part of its own), sign, or unread. ``candidates`` are the SKUs of the goods that it may name, whose ``value`` says by
    what they are named.
    """

    kind: str
    value: str = ""
    candidates: tuple[str, ...] = ()


class TokenRoles:
    """Of one reading, as it is understood under ``intent``; ``lines`` None where that intent has none."""

    def __init__(
        self, reading: Reading, intent: str | None, lines: Sequence[OrderLine] | None, details: OrderDetails
    ) -> None:
        self.reading = reading
        self.place = _place(reading, intent)
        # With the words that had the part together.
        self._noted: dict[int, dict[Role, str]] = {}
        self._names = {
            at: (key_of(reading.written(place.start, place.end)),)
            for place in find_places(reading.tokens)
            for at in range(place.start, place.end)
        }
        at_last = elements_at_last(reading, intent)
        self._note_elements(reading.elements)
        self._note_goods((*reading.elements, *at_last))
        if lines is not None:
            self._note_left_out(at_last, lines)
        for text, role in _details(details):
            start = reading.text.find(text)
            self._note_span((start, start + len(text)), role)
        if self.place is not None:
            self._note_span(self.place, Role("place", reading.text[slice(*self.place)]))
        for mark in reading.marks:
            self._note_span((mark.start, mark.end), Role(mark.kind, mark.value))

    def of(self, at: int) -> tuple[Role, ...]:
        """At least one."""
        return tuple(self._noted.get(at, ())) or (_without_part(self.reading, at),)

    def said_together(self, at: int) -> tuple[str, ...]:
        """The words, in small letters, that had their part together with the token, and the name of a place that it is in."""
        return (*self._noted.get(at, {}).values(), *self._names.get(at, ()))

    def _note_elements(self, elements: Iterable[Element]) -> None:
        for element in elements:
            if element.kind == "closed" and element.value:
                self._note(element, Role("no_amount", f"{plain(element.value)}"))
            elif element.kind not in ("goods", "strange", "closed"):
                self._note(element, _role(element))

    def _note_goods(self, elements: Iterable[Element]) -> None:
        """Of goods that were narrowed later, what they are at last."""
        products = self.reading.index.products
        for element in {each.start: each for each in elements if each.kind == "goods"}.values():
            if element.mention is not None:
                skus = tuple(products[place].sku for place in sorted(element.mention.hits))
                self._note(element, Role("goods", _named_by(element.mention), skus))

    def _note_left_out(self, at_last: Sequence[Element], lines: Sequence[OrderLine]) -> None:
        wished = {goods.start for goods in in_lines(self.reading, at_last, lines)}
        goods = (each for each in (*self.reading.elements, *at_last) if each.kind == "goods")
        for element in goods:
            if element.start not in wished:
                self._note(element, Role("left_out"))

    def _note(self, element: Element, role: Role) -> None:
        further = element.mention.absorbed if element.mention is not None else frozenset()
        written = self.reading.written(element.start, element.end).lower()
        for at in (*range(element.start, element.end), *sorted(further)):
            self._noted.setdefault(at, {})[role] = written

    def _note_span(self, span: Span, role: Role) -> None:
        """Of two parts of one kind the first is the better read one."""
        for at in covered(self.reading.tokens, *span):
            noted = self._noted.setdefault(at, {})
            if role.kind not in [each.kind for each in noted]:
                noted[role] = self.reading.text[slice(*span)].lower()


def elements_at_last(reading: Reading, intent: str | None) -> list[Element]:
    """The elements of which lines are made: unknown words may be goods by now, goods that are only told of are gone."""
    if intent not in ORDER_LINE_INTENTS:
        return list(reading.elements)
    return without_remarks(reading, with_strange_goods(reading, intent in _CHANGING), intent)


def in_lines(reading: Reading, elements: Sequence[Element], lines: Sequence[OrderLine]) -> Iterator[Element]:
    """The goods that became lines, the last first. Of the same words twice those count that come later: what is told before a
    wish is left out."""
    wanted = [line.product for line in lines if line.product is not None]
    for element in reversed([each for each in elements if each.kind == "goods"]):
        written = reading.written(element.start, element.end)
        if wanted and wanted[-1] == written:
            yield element
        while wanted and wanted[-1] == written:
            wanted.pop()


def _place(reading: Reading, intent: str | None) -> Span | None:
    """Where in the text a place is named. One that the intent has no use for is told too: its words were read as one."""
    for entity in entities_of(reading, intent):
        if entity.entity == "address":
            return entity.start, entity.end
    span = reading.address
    return (reading.tokens[span[0]].start, reading.tokens[span[1] - 1].end) if span else None


def _details(details: OrderDetails) -> Iterator[tuple[str, Role]]:
    """What was said beside the goods, as written, and what it is."""
    if details.time is not None:
        when = (details.time.day, details.time.part, details.time.hour)
        yield details.time.text, Role("time", " ".join(each for each in when if each))
    if details.receiver is not None:
        yield details.receiver.name, Role("receiver", details.receiver.name)
        yield details.receiver.phone, Role("receiver", details.receiver.phone)
    if details.payer is not None:
        yield details.payer.phone, Role("payer", details.payer.phone)
    for reference in details.references:
        yield reference.text, Role("reference", reference.kind)
    if details.note:
        yield details.note, Role("note", details.note)
    for each in details.money:
        yield each.text, Role("money", f"{each.role} {each.amount}")


def _named_by(mention: Mention) -> str:
    if not mention.hits:
        return "not in the catalog"
    return "name or alias" if mention.exact else "part of a name"


def _role(element: Element) -> Role:
    if element.amount is not None:
        unit = f" {element.word}" if element.kind == "count" else ""
        return Role(element.kind, element.amount.text() + unit)
    if element.kind == "number":
        return Role("number", f"{plain(element.value)}{' of each' if element.each else ''}")
    return Role(element.kind, element.word)


def _without_part(reading: Reading, at: int) -> Role:
    """What a token is that no reader took for a part of what the message says."""
    token = reading.tokens[at]
    if not (token.is_word or token.is_number):
        return Role("sign")
    if token.is_number or token.norm in NUMBER_WORDS or reading.index.knows(stem(token.norm)):
        return Role("left_out")
    if ROLES.get(token.norm) == "filler":
        return Role("filler")
    return Role(TALK if is_function(token.norm) or any(map(_steers, standings(token.norm))) else UNREAD)


def _steers(standing: Standing) -> bool:
    return standing.root not in SAYS_LITTLE

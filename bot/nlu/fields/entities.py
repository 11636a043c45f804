"""Reads the entities of a message, with their places in the text as the customer wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise

from bot.nlu.fields.address import whole_address
from bot.nlu.fields.patterns import Mark
from bot.nlu.goods.element import Element
from bot.nlu.goods.index import Goods
from bot.nlu.goods.parse import Reading, apart, read
from bot.nlu.goods.stem import stem
from bot.nlu.tagging.examples import PEOPLE, PLACES
from bot.nlu.text.numbers import plain, read_number
from bot.nlu.text.spans import Span
from bot.nlu.text.tokens import fold
from bot.nlu.words.groups import pattern, table, words
from bot.nlu.words.lexicon import ROLES

_MARKED = ("phone", "order_number", "mpesa_code", "payment_method", "language")
_LANGUAGE_INTENTS = frozenset((None, "change_language"))
_RATING_INTENTS = frozenset((None, "rate_order", "thank", "report_problem"))
_CATEGORY_INTENTS = frozenset((None, "browse_catalog", "ask_promotions"))
_NO_METHOD = frozenset(
    """
    confirm_payment retry_payment track_order order_history cancel_order request_refund report_problem rate_order
    request_receipt ask_delivery delivery_instructions out_of_scope bot_challenge change_language help talk_to_human
    ask_promotions opt_out opt_in seller_accept seller_reject greet thank goodbye browse_catalog ask_price
    """.split()
)
"""Intents in which a way to pay is only spoken of: "resend the stk", "refund it to my mpesa"."""
_PLACING = frozenset(
    """
    inform_address order_items reorder checkout choose_payment_method change_quantity remove_item affirm deny inform
    change_address
    """.split()
)
_HANDING_OVER = "delivery_instructions"
_GOODS_INTENTS = frozenset(("order_items", "remove_item", "change_quantity", "ask_price", "ask_availability"))
_NO_AMOUNTS = frozenset(("inform_address", "rate_order", "change_address"))
_MOST_ELEMENTS = 120
_GIVING = words("receiver.giving")
_PARTING = " ,.;:-\n"
_NO_PLACES = ("time", *PEOPLE, "note")
_LONGEST_LONE_PLACE = 5
# "Rongai instead, Kware rd".
_INSTEAD = pattern(r"(?<!\s)\s+<<instead>>\b(?=\s*[,.;-])", re.IGNORECASE)
_DENYING, _INSTEAD_OF = words("corrections.deny"), words("instead")
# "Badala ya cash": so few words stand between.
_NEAR_METHOD = 3
_LEAVING = words("clearing.verbs")
_CATEGORY_WORDS = table("goods.categories", str, "Words for shelves, beside their names in the catalog")


@dataclass(frozen=True)
class Entity:
    """``value`` in the contract's form, found at ``start``–``end`` of the text as written."""

    entity: str
    value: str | int | float
    start: int
    end: int
    confidence: float = 1.0


def read_entities(text: str | None, catalog: Goods, intent: str | None = None) -> list[Entity]:
    """Entities in order of place. The intent settles what the words alone leave open: a rating, a whole address."""
    return entities_of(read(text, catalog), intent)


def entities_of(reading: Reading, intent: str | None = None) -> list[Entity]:
    """As :func:`read_entities`, of a message already read."""
    found = list(_marked(reading, intent))
    found += _rating(reading, intent)
    found += _address(reading, intent)
    if intent not in _NO_AMOUNTS:
        for element in reading.elements[:_MOST_ELEMENTS]:
            found += _product(reading, element, intent) if element.kind == "goods" else _amounts(reading, element)
    found += _category(reading, intent)
    return sorted(found, key=lambda entity: (entity.start, entity.end))


def cut_at(entity: Entity, spans: Iterable[Span], reading: Reading) -> Entity:
    """An address up to the first of the ``spans`` within it that say when, to whom or how; all others as they are."""
    if entity.entity != "address":
        return entity
    begins = (reading.tokens[span.start].start for span in spans if span.label in _NO_PLACES)
    end = min((place for place in begins if entity.start < place < entity.end), default=entity.end)
    if end == entity.end:
        return entity
    written = reading.text[entity.start : end].rstrip(_PARTING)
    place, comma, last = written.rpartition(",")
    if comma and last.strip().lower() in _GIVING:
        # "Yaya, mpe Mama Njeri": what leads to a receiver is no part of the place either.
        written = place
    value = written.rstrip(_PARTING)
    return replace(entity, value=value, end=entity.start + len(value)) if value else entity


def _marked(reading: Reading, intent: str | None) -> Iterator[Entity]:
    is_method = intent not in _NO_METHOD or (intent == _HANDING_OVER and _stands_first(reading))
    unsaid = {"payment_method": not is_method, "language": intent not in _LANGUAGE_INTENTS}
    for mark in reading.marks:
        if mark.kind in _MARKED and not unsaid.get(mark.kind):
            yield Entity(mark.kind, mark.value, mark.start, mark.end)


def method_in(reading: Reading, spans: Iterable[Span] = ()) -> str:
    """The way to pay that is named last: "M-Pesa is down, I will pay cash"; one that is denied is none, nor is the M-Pesa shop
    below the house."""
    marks = [mark for mark in reading.marks if mark.kind == "payment_method"]
    if not marks:
        return ""
    places = _places_written(reading, spans)
    named = (
        mark
        for mark in reversed(marks)
        if not any(mark.start in place for place in places) and not _is_denied(reading, mark)
    )
    return next((mark.value for mark in named), "")


def _places_written(reading: Reading, spans: Iterable[Span]) -> list[range]:
    """Where in the text a place stands, by the ``spans`` and as the rules found it."""
    found = [(span.start, span.end) for span in spans if span.label in PLACES]
    found += [reading.address] if reading.address else []
    return [range(reading.tokens[start].start, reading.tokens[end - 1].end) for start, end in found]


def _is_denied(reading: Reading, mark: Mark) -> bool:
    before = [token.norm for token in reading.tokens if token.end <= mark.start]
    near = before[-_NEAR_METHOD:]
    is_instead = any(one in _INSTEAD_OF and ROLES.get(other) == "of" for one, other in pairwise(near))
    is_denied = any(word in _DENYING or word in _LEAVING for word in before[-1:])
    return is_denied or is_instead


def _rating(reading: Reading, intent: str | None) -> list[Entity]:
    marks = [mark for mark in reading.marks if mark.kind == "rating"]
    if marks and intent in _RATING_INTENTS:
        return [Entity("rating", int(marks[0].value), marks[0].start, marks[0].end)]
    if intent != "rate_order":
        return []
    for at in range(len(reading.tokens)):
        number = read_number(reading.tokens, at)
        if number is not None and number.value in (1, 2, 3, 4, 5):
            return [_entity(reading, "rating", int(number.value), at, number.end)]
    return []


def _address(reading: Reading, intent: str | None) -> list[Entity]:
    span = reading.address
    if intent == "inform_address":
        span = whole_address(reading.tokens, apart(reading.tokens, reading.marks), span) or span
    elif intent == _HANDING_OVER and _stands_first(reading):
        pass
    elif intent is not None and intent not in _PLACING and not _is_all(reading, span):
        # Elsewhere only a place by itself is an answer that was mistaken for a question.
        return []
    return [_entity(reading, "address", without_instead(reading.written(*span)), *span)] if span else []


def without_instead(place: str) -> str:
    """ "Rongai instead, Kware rd" without what only says that it is another."""
    return _INSTEAD.sub("", place)


def _stands_first(reading: Reading) -> bool:
    """ "Juja, Gate C, mpesa, and tell the rider to call": where to, before how to hand over."""
    span, tokens = reading.address, reading.tokens
    return span is not None and span[0] == 0 and span[1] < len(tokens) and not tokens[span[1]].is_word


def _is_all(reading: Reading, span: tuple[int, int] | None) -> bool:
    return span == (0, len(reading.tokens)) and len(reading.tokens) <= _LONGEST_LONE_PLACE


def _product(reading: Reading, element: Element, intent: str | None) -> list[Entity]:
    mention = element.mention
    if mention is None or not (mention.hits or intent in _GOODS_INTENTS):
        return []
    text = reading.written(element.start, element.end)
    return [_entity(reading, "product", text, element.start, element.end, mention.score)]


def _amounts(reading: Reading, element: Element) -> Iterator[Entity]:
    if element.kind == "number":
        yield _entity(reading, "quantity", plain(element.value), element.start, element.end)
    elif element.kind == "size" and element.amount is not None:
        yield _entity(reading, "size", element.amount.text(), element.start, element.end)
    elif element.kind == "unit":
        yield _entity(reading, "unit", element.word, element.start, element.end)
    elif element.kind == "count" and element.amount is not None:
        yield _entity(reading, "quantity", plain(element.amount.value), element.start, element.end)
        if element.word in ("piece", "roll", "dozen"):
            yield _entity(reading, "unit", element.word, element.start, element.end)


def _category(reading: Reading, intent: str | None) -> Iterator[Entity]:
    """The first category named as such; when browsing, even within a name, else the one category of the goods named."""
    named = _named_categories(reading)
    if intent == "browse_catalog":
        yield from islice(chain((category for category, _ in named), _category_of_goods(reading)), 1)
    elif intent in _CATEGORY_INTENTS:
        goods = [range(each.start, each.end) for each in reading.elements if _is_exact_goods(each)]
        taken = frozenset(chain.from_iterable(goods))
        yield from islice((category for category, places in named if taken.isdisjoint(places)), 1)


def _is_exact_goods(element: Element) -> bool:
    return element.kind == "goods" and element.mention is not None and element.mention.exact


def _named_categories(reading: Reading) -> Iterator[tuple[Entity, range]]:
    names = reading.index.categories
    words = [stem(fold(token.text)) for token in reading.tokens]
    for length in (3, 2, 1):
        for at in range(len(words) - length + 1):
            key = " ".join(words[at : at + length])
            meant = _CATEGORY_WORDS.get(key, key)
            name = names.get(meant) or names.get(stem(meant))
            if name:
                yield _entity(reading, "category", name, at, at + length), range(at, at + length)


def _category_of_goods(reading: Reading) -> Iterator[Entity]:
    for element in reading.elements:
        hits = element.mention.hits if element.mention is not None else frozenset()
        names = {reading.index.products[place].category for place in list(hits)[:50]}
        if len(names) == 1 and (name := names.pop()):
            yield _entity(reading, "category", name, element.start, element.end)


def _entity(
    reading: Reading, kind: str, value: str | int | float, start: int, end: int, confidence: float = 1.0
) -> Entity:
    return Entity(kind, value, reading.tokens[start].start, reading.tokens[end - 1].end, confidence)

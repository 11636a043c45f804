"""What a message that says where says beyond it: "Umoja 2. Blue gate. I am deaf, text me": for the rider, so that no word is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.nlu.acts.agreement import agreement
from bot.nlu.fields.hints import is_question
from bot.nlu.fields.order_details import OrderDetails
from bot.nlu.goods.parse import Reading
from bot.nlu.tagging.examples import PLACES
from bot.nlu.tagging.reach import TOLD_ELSEWHERE
from bot.nlu.text.sentences import sentences_in
from bot.nlu.text.spans import Span, places_of
from bot.nlu.text.tokens import Token, covered
from bot.nlu.words.groups import words

_COURTESY, _THANKS = words("courtesy"), words("thanks")
_LEAST_WORDS = 2
_OF_ORDERS = ("goods", "verb", "number", "size", "count", "unit")
_SIGNS = frozenset((",", ".", "!", "?", ";", "\n"))


def beyond_place(reading: Reading, details: OrderDetails) -> str:
    """The sentences that no place, time, person, way to pay or note is in, and the clauses straight behind the place; of a
    message that names goods these alone. Nothing where no place is named."""
    if not any(span.label in PLACES for span in details.spans):
        return ""
    names_goods = any(each.kind == "goods" for each in reading.elements)
    told = _told(reading, details)
    sentences = [] if names_goods else _left(reading, told)
    return " ".join(dict.fromkeys((*_behind(reading, details, told), *sentences)))


def _behind(reading: Reading, details: OrderDetails, told: set[int]) -> Iterable[str]:
    """ "Umoja 2, geti ya kijani, utaona maua mengi": up to the end of the sentence, or to what is of the order."""
    place = next((each for each in (details.place, details.place_if_asked) if each is not None and each.at >= 0), None)
    if place is None:
        return
    tokens = reading.tokens
    others = told | places_of(each for each in reading.elements if each.kind in _OF_ORDERS)
    at = max(covered(tokens, place.at, place.at + len(place.text)), default=len(tokens)) + 1
    while clause := _clause_behind(tokens, at, others):
        written = reading.written(clause.start, clause.stop)
        if _says_something(written, [tokens[place].norm for place in clause]):
            yield written
        at = clause.stop


def _clause_behind(tokens: Sequence[Token], at: int, others: set[int]) -> range:
    """The clause behind a comma at ``at``; empty where there is none, or others are in it."""
    if at >= len(tokens) or tokens[at].norm != ",":
        return range(0)
    end = next((end for end in range(at + 1, len(tokens)) if tokens[end].norm in _SIGNS), len(tokens))
    clause = range(at + 1, end)
    return clause if others.isdisjoint(clause) else range(0)


def _told(reading: Reading, details: OrderDetails) -> set[int]:
    """The tokens of what is taken for something else."""
    spans = [span for span in details.spans if span.label not in PLACES or _counts(reading, details, span)]
    return places_of(spans) | reading.marked(*TOLD_ELSEWHERE)


def _counts(reading: Reading, details: OrderDetails, span: Span) -> bool:
    """Of several places the one that is the address."""
    begin, end = reading.tokens[span.start].start, reading.tokens[span.end - 1].end
    found = (each for each in (details.place, details.place_if_asked) if each is not None)
    return any(begin < each.at + len(each.text) and each.at < end for each in found)


def _left(reading: Reading, told: set[int]) -> Iterable[str]:
    start = 0
    for sentence in sentences_in(reading.text):
        start = max(reading.text.find(sentence, start), start)
        places = covered(reading.tokens, start, start + len(sentence))
        if told.isdisjoint(places) and _says_something(sentence, [reading.tokens[at].norm for at in places]):
            yield sentence


def _says_something(sentence: str, said: list[str]) -> bool:
    content = [word for word in said if word[:1].isalpha() and word not in _COURTESY]
    is_polite = any(word in _THANKS for word in content)
    return len(content) >= _LEAST_WORDS and not is_polite and not agreement(sentence) and not is_question(sentence)

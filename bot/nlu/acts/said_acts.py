"""What a message does to a cart beside adding goods: changes, corrections, all at once, alternatives; carried in the parse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from bot.nlu.acts.agreement import agreement_of
from bot.nlu.acts.beyond import beyond_place
from bot.nlu.acts.picks import picks_in
from bot.nlu.fields.order_details import OrderDetails
from bot.nlu.goods.alternatives import otherwise_in
from bot.nlu.goods.assign import ends_wish
from bot.nlu.goods.element import Element
from bot.nlu.goods.order_lines import ORDER_LINE_INTENTS, OrderLine, lines_of
from bot.nlu.goods.parse import Reading, read
from bot.nlu.goods.stem import stem
from bot.nlu.tagging.examples import PLACES
from bot.nlu.text.numbers import plain
from bot.nlu.text.phrases import Phrases
from bot.nlu.text.spans import Span, places_of
from bot.nlu.text.tokens import Token, as_written, covered
from bot.nlu.words.groups import derived, table, words
from bot.nlu.words.lexicon import ROLES
from bot.nlu.words.standing import standings

# Under this name the parse carries it.
ACTS = "acts"
Json = dict[str, Any]
_CHANGING, _ADDING = "change_quantity", "order_items"
_VERBS = ("subtract", "remove", "set", "to", "keep", "swap", "refuse", "not")
_CORRECTING = words("corrections.retract", "What was just said does not count")
_SAID_BEFORE = words("corrections.said", "What was said before is said again")
_DENYING = words("corrections.deny", "The number or size behind it does not count")
_SURE, _LIKELY, _BRINGING = words("place.leads"), words("place.may_lead"), words("place.words")
_LEADING = derived(lambda: _SURE | _LIKELY | _BRINGING)
_ONLY = words("only", "Nothing but what is named")
_ALL, _INSTEAD = words("all"), words("instead")
_CLEARING = words("clearing.whole", "The cart shall be empty")
_TAKING = words("clearing.verbs", "Before goods or all of it: they go out")
_FACTORS = table("changes.factors", int, "Of something so many times as much")
_FORGET, _BEHIND_FORGET = words("forgetting.verbs"), words("forgetting.behind")
_NOT_FORGET = words("forgetting.before")
_CHANGE_WORDS = _INSTEAD | _FORGET | _TAKING
_ALONG = words("answers.along", "Beside a yes: it says nothing more")
_YES = table("answers.alone", str, keys=("affirm", "deny"))
_SAID_FACTORS, _SAID_CLEARING, _SAID_YES = Phrases(_FACTORS), Phrases(_CLEARING), Phrases(_YES)
_SAID_ONLY = Phrases(_ONLY)
_NO_GOODS = (*PLACES, "receiver", "receiver_phone", "payer", "time")
_NO_NUMBERS = words("number_habits.also_things", "A number straight behind goods, else a thing")
_OF_GOODS = ("worth", "each")
_NEAR = 3
_SIGNS = frozenset((",", ".", ";", "!", "?"))
_LEAST_LETTERS = 3
_MOST_ABOUT = 10


def acts_of(reading: Reading, details: OrderDetails, lines: Sequence[OrderLine], intent: str | None) -> Json:
    """Only what was said."""
    tokens = as_written(reading.tokens)
    reading = beside_places(reading, details.spans)
    other = otherwise_in(reading)
    changes = _changes(reading, tokens, lines, intent)
    wishes = [] if lines else _wishes_beside(reading, intent)
    picks = picks_in(reading, details)
    factor = next(((at, _FACTORS[said]) for at in range(len(tokens)) if (said := _SAID_FACTORS.at(tokens, at))), None)
    parts: Json = {
        "changes": [line_with_sum(line, changes, details) for line in changes],
        "wishes": [line_with_sum(line, wishes, details) for line in wishes],
        "picks": [pick.as_dict() for pick in picks],
        "count": None if picks or lines or wishes else _count(reading, details),
        "count_before": _count_before(reading),
        "swaps": any(each.kind == "verb" and each.word == "swap" for each in reading.elements),
        "unread": _unread(reading, tokens, details),
        "beyond": beyond_place(reading, details),
        "agrees": _agrees(tokens, reading, details),
        "about": [] if lines or wishes else _about(reading),
        "put_right": _put_right(reading, tokens),
        "instead": any(token.norm in _INSTEAD for token in tokens),
        "corrects": any(token.norm in _CORRECTING or token.norm in _SAID_BEFORE for token in tokens),
        "clears": _clears(reading, tokens),
        "only": _SAID_ONLY.within(tokens),
        "keeps": sorted(_kept(reading)),
        "factor": factor[1] if factor else 0,
        "factor_of": _multiplied(reading, factor[0]) if factor else [],
        "begins_yes": _YES.get(_SAID_YES.at(tokens, 0)) == "affirm" and 0 not in _leading_there(tokens, details),
        "budget": next((each.amount for each in details.money if each.role == "budget"), None),
        "otherwise_lines": _otherwise_lines(reading, other) if other else [],
        "otherwise": reading.written(other.start, other.stop) if other else "",
    }
    return {name: part for name, part in parts.items() if part}


def _wishes_beside(reading: Reading, intent: str | None) -> list[OrderLine]:
    """The goods wished for, or counted, in a message that is taken for something else: "1 butter please. I live in Kilimani"."""
    if intent in ORDER_LINE_INTENTS or not any(each.kind == "goods" for each in reading.elements):
        return []
    is_wish = any(each.kind == "verb" and each.word in ("order", "add") for each in reading.elements)
    lines = lines_of(reading, _ADDING)
    return [line for line in lines if line.candidates and (is_wish or line.quantity is not None)]


def _about(reading: Reading) -> list[str]:
    """The codes of the goods that it only speaks of."""
    products = reading.index.products
    goods = [each.mention for each in reading.elements if each.kind == "goods" and each.mention is not None]
    return list(dict.fromkeys(products[place].sku for mention in goods for place in sorted(mention.hits)))[:_MOST_ABOUT]


def _count(reading: Reading, details: OrderDetails) -> int | float | None:
    """How many, of what the talk before must tell: "sawa, nahitaji moja, niko Huruma"."""
    within = places_of(details.spans)
    numbers = [each for each in reading.elements if each.kind == "number" and each.start not in within]
    is_alone = not any(each.kind in ("goods", "size", "count") for each in reading.elements)
    return plain(numbers[0].value) if len(numbers) == 1 and is_alone else None


def _count_before(reading: Reading) -> int | float | None:
    """ "2 packets. Also 1 tomato paste", "make it 5 and add 1 salt": a number in a sentence or wish of its own, before any goods,
    is of what was said before."""
    elements = reading.elements
    end = next((at for at in range(len(elements)) if ends_wish(elements, at)), len(elements))
    said = elements[:end]
    is_sentence = end < len(elements) and {each.kind for each in said} <= {"number", "unit", "verb"}
    numbers = [each for each in said if each.kind == "number"]
    return plain(numbers[0].value) if is_sentence and len(numbers) == 1 else None


def _put_right(reading: Reading, tokens: Sequence[Token]) -> list[str]:
    """ "Nyumba 21 sio 12", "gate 3 not 2": the number that counts, and the one that does not."""
    for at in range(1, len(tokens) - 1):
        before, behind = tokens[at - 1], tokens[at + 1]
        if tokens[at].norm in _DENYING and before.is_number and behind.is_number:
            return [before.text, behind.text]
    return []


def beside_places(reading: Reading, spans: Iterable[Span]) -> Reading:
    """The reading for its goods alone: without what is part of a place, a time or a person ("next to the market, block 12"), and
    without buses, which are spelt like a number."""
    inside = places_of(span for span in spans if span.label in _NO_GOODS) | _before_phones(reading)
    goods = {each.end for each in reading.elements if each.kind in ("goods", "unit", "size")}
    kept = tuple(
        each
        for each in reading.elements
        if each.start not in inside and not (reading.tokens[each.start].norm in _NO_NUMBERS and each.start not in goods)
    )
    return reading if len(kept) == len(reading.elements) else replace(reading, elements=kept)


def _before_phones(reading: Reading) -> set[int]:
    """In "her phone is 0721 …" the phone is no goods, where the shop has none."""
    starts = [
        min(covered(reading.tokens, each.start, each.end), default=0) for each in reading.marks if each.kind == "phone"
    ]
    strange = {each.start for each in reading.elements if each.kind == "strange"}
    return {at for start in starts for at in range(start - _NEAR, start) if at in strange}


def line_with_sum(line: OrderLine, lines: Sequence[OrderLine], details: OrderDetails) -> Json:
    """The line with the sum of money that is said of its goods: "sukari ya 200", "500 bob worth of meat"."""
    sums = dict(_sums(lines, details))
    worth = sums.get(line.at) if line.quantity is None and line.at >= 0 else None
    return {**line.as_dict(), **({"worth": worth} if worth else {})}


def _sums(lines: Iterable[OrderLine], details: OrderDetails) -> Iterator[tuple[int, int | float]]:
    """By the token at which the goods begin: those before it, else those behind it."""
    starts = sorted(line.at for line in lines if line.at >= 0)
    for each in details.money:
        if each.role in _OF_GOODS and each.at >= 0 and starts:
            before = [start for start in starts if start < each.at]
            yield (before[-1] if before else starts[0]), each.amount


def _changes(
    reading: Reading, tokens: Sequence[Token], lines: Sequence[OrderLine], intent: str | None
) -> list[OrderLine]:
    """The lines as a change of the cart; nothing where they are what they are anyway."""
    if not any(each.kind == "goods" for each in reading.elements):
        return []
    verbs = {element.word for element in reading.elements if element.kind == "verb"}
    refused = _refused_behind(reading, tokens)
    is_plain = verbs.isdisjoint(_VERBS) and _CHANGE_WORDS.isdisjoint(token.norm for token in tokens)
    if is_plain and not refused:
        return []
    read = list(lines) if intent == _CHANGING else lines_of(reading, _CHANGING)
    return [
        replace(line, change="remove", quantity=None) if line.at in refused else _as_forgotten(line, tokens)
        for line in read
    ]


def _refused_behind(reading: Reading, tokens: Sequence[Token]) -> set[int]:
    """Where goods begin that a no stands behind: "colgate hapana."."""
    goods = [each for each in reading.elements if each.kind == "goods" and each.end < len(tokens)]
    return {
        each.start
        for each in goods
        if _YES.get(tokens[each.end].norm) == "deny"
        and not any(token.is_word for token in tokens[each.end + 1 : each.end + 2])
    }


def _as_forgotten(line: OrderLine, tokens: Sequence[Token]) -> OrderLine:
    return replace(line, change="remove") if _is_forgotten(line, tokens) else line


def _is_forgotten(line: OrderLine, tokens: Sequence[Token]) -> bool:
    """ "forget the bread"."""
    at = line.at - 1
    while at >= 0 and tokens[at].norm in _BEHIND_FORGET:
        at -= 1
    is_verb = at >= 0 and (tokens[at].norm in _FORGET or tokens[at].norm in _TAKING)
    return is_verb and not (at and tokens[at - 1].norm in _NOT_FORGET)


def _unread(reading: Reading, tokens: Sequence[Token], details: OrderDetails) -> list[str]:
    """The words with content that play no part: of no goods, place, time or person, and that no group of words knows."""
    read = _read_places(reading, details)
    left = [at for at, token in enumerate(tokens) if at not in read and token.is_word]
    return [tokens[at].text for at in left if _is_unknown(tokens[at].norm) and not _is_address(tokens, at)]


def _read_places(reading: Reading, details: OrderDetails) -> set[int]:
    read = places_of((*details.spans, *(each for each in reading.elements if each.kind != "strange")))
    read |= reading.marked()
    return read | {*range(*reading.address)} if reading.address else read


def _is_unknown(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS and not (standings(word) or standings(stem(word)))


def _is_address(tokens: Sequence[Token], at: int) -> bool:
    """ "Yes hun", "yes, that tallies": whoever is spoken to, or what is said of the order, last in a clause of words of no
    weight; not "yes and charcoal"."""
    clause = list(takewhile(lambda token: token.is_word, reversed(tokens[:at])))[::-1]
    is_last = at + 1 == len(tokens) or not (tokens[at + 1].is_word or tokens[at + 1].is_number)
    is_light = all(token.norm in _ALONG or token.norm in _YES for token in clause)
    return is_last and bool(clause) and is_light and ROLES.get(clause[-1].norm) != "and"


def _agrees(tokens: Sequence[Token], reading: Reading, details: OrderDetails) -> str:
    """The yes or no of a message that else only says when, where, to whom or how to pay: "yes, saturday 10am"."""
    said = places_of(details.spans) | _leading_there(tokens, details) | reading.marked("payment_method", "phone")
    said |= {at for at, token in enumerate(tokens) if at and _is_unknown(token.norm) and _is_address(tokens, at)}
    return agreement_of([token for at, token in enumerate(tokens) if at not in said]) if said else ""


def _leading_there(tokens: Sequence[Token], details: OrderDetails) -> set[int]:
    """The words straight before a place: of "niletee Lavington" the first is no yes, which "niletee" alone may be."""
    begins = [span.start for span in details.spans if span.label in PLACES]
    return {at for begin in begins for at in range(max(0, begin - _NEAR), begin) if tokens[at].norm in _LEADING}


def _kept(reading: Reading) -> set[str]:
    """The codes of goods that are to stay: "remove everything but the milk"."""
    keeps = False
    kept: set[str] = set()
    for element in reading.elements:
        if element.kind == "verb":
            keeps = element.word == "keep"
        elif element.kind == "goods" and keeps and element.mention is not None:
            kept |= {reading.index.products[place].sku for place in element.mention.hits}
    return kept


def _clears(reading: Reading, tokens: Sequence[Token]) -> bool:
    """ "Futa vyote", "remove everything", "start over"; in "toa mkate wote" all the bread goes and nothing else."""
    goods = places_of(each for each in reading.elements if each.kind == "goods")
    for at, token in enumerate(tokens):
        if _SAID_CLEARING.at(tokens, at):
            return True
        if ROLES.get(token.norm) == "remove" or token.norm in _TAKING:
            behind = range(at + 1, min(len(tokens), at + 1 + _NEAR))
            whole = next((place for place in behind if tokens[place].norm in _ALL), None)
            kept = next(
                (each.start for each in reading.elements if each.kind == "verb" and each.start > at), len(tokens)
            )
            if whole is not None and _is_all_of_it(tokens, at, whole, goods, kept):
                return True
    return False


def _is_all_of_it(tokens: Sequence[Token], at: int, whole: int, goods: set[int], kept: int) -> bool:
    """Whether no goods stand between the verb and the "all", nor straight behind it, but those that are to be ``kept``."""
    is_bare = goods.isdisjoint(range(at, min(kept, whole + 1 + _NEAR)))
    return is_bare and _SIGNS.isdisjoint(token.norm for token in tokens[at:whole])


def _multiplied(reading: Reading, at: int) -> list[str]:
    """The codes of the goods behind a factor, in its clause: "double the noodles and remove the soda"."""
    for element in reading.elements:
        if element.start >= at and element.kind in ("verb", "break"):
            break
        if element.start >= at and element.kind == "goods" and element.mention is not None:
            return _codes(reading, element)
    # "Make the beans double": before it, in its clause.
    for element in reversed([each for each in reading.elements if each.end <= at]):
        if element.kind == "break":
            break
        if element.kind == "goods":
            return _codes(reading, element)
    return []


def _codes(reading: Reading, goods: Element) -> list[str]:
    hits = goods.mention.hits if goods.mention is not None else ()
    return sorted(reading.index.products[place].sku for place in hits)


def _otherwise_lines(reading: Reading, other: range) -> list[Json]:
    """What is wished for where the goods before it are not to be had."""
    part = read(reading.written(other.start, other.stop), reading.index)
    return [line.as_dict() for line in lines_of(part, _ADDING) if line.candidates]

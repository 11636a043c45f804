"""What is chosen among things that were shown, without naming them: "2 of the small one", "ile ya 420, moja", "both, one each"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import takewhile
from typing import Any

from bot.nlu.acts.agreement import agreement
from bot.nlu.fields.order_details import OrderDetails
from bot.nlu.fields.references import Reference
from bot.nlu.goods.element import Element
from bot.nlu.goods.leave_out.telling import COPULAS
from bot.nlu.goods.parse import Reading
from bot.nlu.tagging.examples import REFERENCES
from bot.nlu.text.numbers import plain
from bot.nlu.text.spans import Span
from bot.nlu.text.tokens import as_written
from bot.nlu.words.groups import words

_LEAST_PRICE = 10
# Counts by which packs are told apart.
_PACKS = ("roll",)
_NEAR = 4
_TOO_MUCH = words("corrections.too_much", "Too much of something")
_DENYING = words("corrections.deny")
_BY_NAME_OF_SIZE = {"small": "smallest", "big": "biggest", "family": "biggest"}


@dataclass(frozen=True)
class Pick:
    """``by`` is a kind of ``bot.nlu.fields.references.Reference``, or size (``value`` is a pack's, as "1kg"); ``quantity`` of each,
    None where none was said."""

    text: str
    by: str
    value: int | float | str | None = None
    quantity: int | float | None = None

    def as_dict(self) -> dict[str, Any]:
        """As it stands in the parse result: only what was said."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class _Placed:
    pick: Pick
    start: int
    end: int


def picks_in(reading: Reading, details: OrderDetails) -> list[Pick]:
    """In the order in which they were said; those that stand beside goods that are named belong to these and are none."""
    said = [span for span in details.spans if span.label in REFERENCES]
    pairs = [pair for pair in zip(said, details.references, strict=False) if not _is_no_price(pair[1])]
    spans = [span for span, _ in pairs]
    placed = sorted([*_pointing(reading, pairs), *_sizes(reading, spans)], key=lambda each: each.start)
    numbers = [each for each in reading.elements if _is_number(each) and not _is_within(each, spans)]
    placed = [each for each in placed if not _is_denied(reading, each)]
    # "The big one is my whole rent, the cheaper one please": of several what is only spoken of is none.
    placed = [each for each in placed if not _is_told_of(reading, each)] or placed
    found: list[Pick] = []
    for at, each in enumerate(placed):
        end = placed[at + 1].start if at + 1 < len(placed) else len(reading.tokens)
        begin = placed[at - 1].end if at else 0
        number = _before(reading, numbers, begin, each) or _behind(reading, numbers, each, end)
        pick = replace(each.pick, quantity=_value(number)) if number else each.pick
        if pick.by == "that" and found and found[-1].quantity is None:
            # "The 310 one. Two of those."
            found[-1] = replace(found[-1], quantity=pick.quantity)
        else:
            found.append(pick)
    return found


def _is_denied(reading: Reading, pick: _Placed) -> bool:
    """ "The 890 one is too much", "not the big one"; but "no the small one" answers."""
    tokens = as_written(reading.tokens)
    behind = tokens[pick.end : pick.end + _NEAR]
    clause = [token.norm for token in takewhile(lambda token: token.is_word, behind)]
    before = tokens[pick.start - 1].norm if pick.start else ""
    is_denied = before in _DENYING and not agreement(before)
    return is_denied or any(word in _TOO_MUCH for word in clause)


def _is_told_of(reading: Reading, pick: _Placed) -> bool:
    behind = as_written(reading.tokens)[pick.end : pick.end + _NEAR]
    clause = [token.norm for token in takewhile(lambda token: token.is_word, behind)]
    return bool(clause) and clause[0] in COPULAS and not agreement(" ".join(clause[1:]))


def _is_number(element: Element) -> bool:
    """ "4 pieces" is a number too; ten rolls are a pack."""
    return element.kind == "number" or (element.kind == "count" and element.word not in _PACKS)


def _value(number: Element) -> int | float:
    return plain(number.value if number.kind == "number" or number.amount is None else number.amount.value)


def _is_no_price(reference: Reference) -> bool:
    """ "Ile ya 5kg": nothing costs 5."""
    return reference.kind == "price" and (reference.value or 0) < _LEAST_PRICE


def _pointing(reading: Reading, pairs: Sequence[tuple[Span, Reference]]) -> Iterator[_Placed]:
    for span, reference in pairs:
        if not _is_beside_goods(reading, span.start, span.end):
            yield _Placed(Pick(reference.text, reference.kind, reference.value), span.start, span.end)


def _sizes(reading: Reading, spans: Sequence[Span]) -> Iterator[_Placed]:
    """ "ya 2kg mbili", "kubwa moja": sizes that no goods own, and that no pointing word has already."""
    if any(each.kind == "goods" for each in reading.elements):
        return
    strange = {at for each in reading.elements if each.kind == "strange" for at in (each.start - 1, each.end)}
    for element in reading.elements:
        if _is_within(element, spans) or element.start in strange:
            continue
        text = reading.written(element.start, element.end)
        size = _size_of(element)
        if size:
            yield _Placed(Pick(text, "size", size), element.start, element.end)
        elif element.kind == "size_name" and element.word in _BY_NAME_OF_SIZE:
            yield _Placed(Pick(text, _BY_NAME_OF_SIZE[element.word]), element.start, element.end)


def _size_of(element: Element) -> str:
    """ "1kg", "10 roll"; nothing where it is none."""
    if element.amount is None:
        return ""
    if element.kind == "count" and element.word in _PACKS:
        return f"{plain(element.amount.value)} {element.word}"
    return element.amount.text() if element.kind == "size" else ""


def _is_within(element: Element, spans: Sequence[Span]) -> bool:
    return any(span.start <= element.start < span.end for span in spans)


def _is_beside_goods(reading: Reading, start: int, end: int) -> bool:
    """ "the big omo" names, "the big one" points."""
    return any(each.kind == "goods" and (each.end == start or each.start == end) for each in reading.elements)


def _before(reading: Reading, numbers: Sequence[Element], begin: int, pick: _Placed) -> Element | None:
    """ "two of the small one", "3 za 1kg": straight before it, an "of" between."""
    parts = {at: each for each in reading.elements for at in range(each.start, each.end)}
    at = pick.start - 1
    while at >= begin and (at not in parts or parts[at].kind == "of") and reading.tokens[at].is_word:
        at -= 1
    is_of = any(parts[place].kind == "of" for place in range(at + 1, pick.start) if place in parts)
    return next((each for each in numbers if each.end == at + 1 and each.start >= begin and is_of), None)


def _behind(reading: Reading, numbers: Sequence[Element], pick: _Placed, end: int) -> Element | None:
    """ "the small one, give me 2": the first number behind it that counts nothing else."""
    for number in numbers:
        if number.start >= pick.end and number.start < end:
            return None if _counts_goods(reading, number) else number
    return None


def _counts_goods(reading: Reading, number: Element) -> bool:
    """ "and one bar soap": goods stand behind the number, or before it in its clause."""
    at = reading.elements.index(number) if number in reading.elements else -1
    behind = next((each for each in reading.elements[at + 1 :] if each.kind not in ("unit", "of")), None)
    return behind is not None and behind.kind in ("goods", "size", "strange")

"""Words no product has, in the place of goods: a line that nothing fits, so that the customer is told."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlu.elements import Element, Reading
from bot.nlu.everyday import GOODS_ELSEWHERE
from bot.nlu.mentions import Mention
from bot.nlu.words import is_function, is_verb

_LONGEST = 6
_MOST = 8
_OPENING = ("order", "add", "remove", "subtract", "ask", "not", "refuse")
_ARTICLES = ("the", "a", "an", "my", "our", "some", "his", "her", "their", "this")
Run = tuple[int, int]


def with_strange_goods(reading: Reading) -> list[Element]:
    """The elements with unknown goods ("viatu mbili", "dawa ya mbu") as goods, and without all other unknown words.

    Beside goods that the shop sells an unknown word must stand as an item of the list: a story told beside an order
    is no order.
    """
    elements = list(reading.elements)
    if not any(element.kind == "strange" for element in elements):
        return elements
    if sum(element.kind == "strange" for element in elements) > _MOST:
        return elements
    runs = _runs(reading)
    items = [run for run in runs if _is_item(reading, run)]
    has_goods = any(element.kind == "goods" for element in elements)
    chosen = dict(items if items or has_goods else runs)
    ends = dict(runs)
    result: list[Element] = []
    at = 0
    while at < len(elements):
        if at in chosen:
            result.append(_goods(elements[at].start, elements[chosen[at] - 1].end))
        elif at not in ends:
            result.append(elements[at])
        at = ends.get(at, at + 1)
    return result


def _goods(start: int, end: int) -> Element:
    return Element("goods", start, end, mention=Mention(start, end, frozenset(), False, 0.0))


def _runs(reading: Reading) -> list[Run]:
    """Places in the elements of unknown words in a row, with a connective between them or without."""
    runs: list[Run] = []
    at = 0
    while at < len(reading.elements):
        end = _end(reading.elements, at)
        if at < end <= at + _LONGEST:
            runs.append((at, end))
        at = max(end, at + 1)
    return runs


def _end(elements: Sequence[Element], at: int) -> int:
    end = at
    while end < len(elements) and elements[end].kind == "strange":
        end += 1
        is_linked = end + 1 < len(elements) and elements[end].kind == "of" and elements[end + 1].kind == "strange"
        end += 1 if is_linked else 0
    return end


def _is_item(reading: Reading, run: Run) -> bool:
    elements, (at, end) = reading.elements, run
    words = {token.norm for token in reading.tokens[elements[at].start : elements[end - 1].end]}
    before = elements[at - 1] if at else None
    after = elements[end] if end < len(elements) else None
    if _is_purpose(reading, elements[at].start):
        return False
    if words & GOODS_ELSEWHERE:
        return True
    is_counted = after is not None and after.is_modifier and after.start == elements[end - 1].end
    if before is not None and _is_amount_of(elements, at):
        return after is None or after.kind != "goods" or after.start > elements[end - 1].end
    ends = after is None or after.kind == "break" or is_counted
    return ends and (is_counted or _continues_list(elements, at))


def _is_purpose(reading: Reading, start: int) -> bool:
    """ "charcoal for the nyama choma", "jik ya kufulia nguo": what the goods are for."""
    before = [token.norm for token in reading.tokens[max(0, start - 2) : start]]
    if before and before[-1].startswith("ku") and is_verb(before[-1]) and not is_function(before[-1]):
        return True
    return before[-1:] == ["for"] or (before[:1] == ["for"] and before[1] in _ARTICLES)


def _is_amount_of(elements: Sequence[Element], at: int) -> bool:
    """ "mbili za X", "2 X": the amount stands straight before, and not behind goods that it counts."""
    before = elements[at - 1]
    if before.kind == "of" and at > 1:
        before, at = elements[at - 2], at - 1
    owner = elements[at - 2] if at > 1 else None
    is_free = owner is None or owner.kind in ("break", "verb") or owner.is_modifier
    return before.is_modifier and is_free and before.end >= elements[at].start - (1 if elements[at].kind == "of" else 0)


def _continues_list(elements: Sequence[Element], at: int) -> bool:
    """Straight behind a verb of ordering or asking, or behind the comma or "na" that ends the item before."""
    if not at:
        return False
    before = elements[at - 1]
    is_near = before.end >= elements[at].start - 1
    if before.kind == "verb":
        is_answered = before.word == "ask" and any(element.kind == "goods" for element in elements[: at - 1])
        return is_near and before.word in _OPENING and not is_answered
    if before.kind != "break" or not is_near or before.word == ".":
        return False
    return at > 1 and (elements[at - 2].kind == "goods" or elements[at - 2].is_modifier or _is_asked(elements[at - 2]))


def _is_asked(element: Element) -> bool:
    return element.kind == "verb" and element.word in _OPENING

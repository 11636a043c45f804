"""Shares the numbers, sizes and units of a message out among the goods they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from bot.nlu.amounts import Asked
from bot.nlu.element import Element

Side = Literal["before", "after", None]
_COUNTS = ("number", "count")
_CHANGING = ("add", "subtract", "remove", "set", "to")


@dataclass(frozen=True)
class Draft:
    """One wish for one pack; ``each`` when its number is meant for every goods of the message.

    ``role`` is the verb said with the second or a later pack ("2kg ziwe tatu, ya 1kg itoe").
    """

    asked: Asked = field(default_factory=Asked)
    each: bool = False
    role: str | None = None


@dataclass(frozen=True)
class _Sides:
    number: Side
    size: Side


def share(elements: Sequence[Element], goods: Sequence[int]) -> list[list[Element]]:
    """For each place in ``goods`` the elements around it that are its own, in the order of the message."""
    if not goods:
        return []
    gaps = [list(elements[: goods[0]])]
    gaps += [list(elements[left + 1 : right]) for left, right in pairwise(goods)]
    gaps.append(list(elements[goods[-1] + 1 :]))
    sides = _sides(gaps)
    before = gaps[0]
    owned: list[list[Element]] = []
    for place in range(len(goods)):
        gap = gaps[place + 1]
        if place == len(goods) - 1:
            owned.append(before + gap)
            break
        tail = _till_break(gaps[place + 2])
        if sides.number == "before" and place < len(goods) - 2:
            tail = [element for element in tail if element.kind not in _COUNTS]
        cut = _best_cut(before, gap, tail, sides)
        owned.append(before + gap[:cut])
        before = gap[cut:]
    return owned


def drafts(own: Sequence[Element]) -> tuple[list[Draft], int]:
    """The wishes that one goods' own elements spell, and how many numbers found no place."""
    result = [Draft()]
    lost = 0
    is_new_clause = False
    for place, element in enumerate(own):
        if element.kind in ("break", "verb"):
            is_new_clause = is_new_clause or element.word != ","
        if element.kind == "verb" and len(result) > 1 and element.word in _CHANGING:
            result[-1] = replace(result[-1], role=element.word)
        if element.kind == "denied":
            result[0] = _without(result[0], element)
        if not element.is_modifier:
            continue
        if _opens_another(result[-1].asked, element, own[place + 1 :]):
            result.append(Draft())
        elif element.kind in _COUNTS and _is_taken(result[-1].asked, element):
            lost += 1
            if not is_new_clause:
                continue
        result[-1] = _with(result[-1], element)
    return result, lost


def _opens_another(asked: Asked, element: Element, rest: Sequence[Element]) -> bool:
    if element.kind == "size":
        return asked.size is not None
    if element.word == "roll":
        return asked.count is not None and asked.unit == "roll"
    if element.kind == "unit":
        return asked.unit is not None and _has_number(asked) and asked.size is not None and _is_sized(rest)
    if element.kind == "size_name":
        return asked.size_name is not None and asked.size_name != element.word
    if element.kind in _COUNTS:
        return _has_number(asked) and (asked.size is not None or asked.size_name is not None) and _is_sized(rest)
    return False


def _is_sized(elements: Sequence[Element]) -> bool:
    return any(element.kind in ("size", "size_name") for element in elements)


def _without(draft: Draft, element: Element) -> Draft:
    denied = element.amount or element.word
    return replace(draft, asked=replace(draft.asked, denied=(*draft.asked.denied, denied)))


def _is_taken(asked: Asked, element: Element) -> bool:
    """Whether the place of a number is filled; rolls are what a pack holds, and stand beside the number of packs."""
    if element.word == "roll":
        return asked.count is not None
    if asked.count is not None and asked.unit == "roll":
        return asked.number is not None
    return _has_number(asked)


def _has_number(asked: Asked) -> bool:
    return asked.number is not None or asked.count is not None


def _with(draft: Draft, element: Element) -> Draft:
    asked = draft.asked
    if element.kind == "size":
        return replace(draft, asked=replace(asked, size=element.amount), each=draft.each or element.each)
    if element.kind == "size_name":
        return replace(draft, asked=replace(asked, size_name=element.word))
    if element.kind == "unit":
        number = element.value if element.value and asked.number is None else asked.number
        return replace(draft, asked=replace(asked, unit=asked.unit or element.word, number=number))
    if element.kind == "count":
        return replace(draft, asked=replace(asked, count=element.amount, unit=element.word))
    return replace(draft, asked=replace(asked, number=element.value), each=element.each)


def _sides(gaps: Sequence[Sequence[Element]]) -> _Sides:
    """Who says the size before the goods ("5kg rice two royco one jik") says the number there too."""
    number, size = _side(gaps, _COUNTS), _side(gaps, ("size",))
    return _Sides("before" if number is None and size == "before" else number, size)


def _side(gaps: Sequence[Sequence[Element]], kinds: tuple[str, ...]) -> Side:
    """Whether this customer says the amount before the goods ("2 sugar") or after ("sukari mbili")."""
    if any(element.kind in kinds for element in _till_break(gaps[0][::-1])):
        return "before"
    if any(element.kind in kinds for element in _till_break(gaps[-1])):
        return "after"
    return None


def _till_break(elements: Sequence[Element]) -> list[Element]:
    stop = next((at for at, element in enumerate(elements) if element.kind in ("break", "closed")), len(elements))
    return list(elements[:stop])


def _best_cut(before: list[Element], gap: list[Element], tail: list[Element], sides: _Sides) -> int:
    """The place in ``gap`` that parts what is said of the goods before it from what is said of those after it."""
    least = max((at + 1 for at, element in enumerate(gap) if element.kind == "denied"), default=0)
    if not any(element.is_modifier for element in gap):
        breaks = (at for at, element in enumerate(gap) if element.kind in ("break", "verb") and at >= least)
        return next(breaks, len(gap))
    if len(gap) > 24:
        return len(gap)
    costs = {cut: _cost(before, gap[:cut], gap[cut:], tail, sides) for cut in range(least, len(gap) + 1)}
    return min(costs, key=lambda cut: (costs[cut], -cut))


def _cost(
    before: list[Element], left: list[Element], right: list[Element], tail: list[Element], sides: _Sides
) -> float:
    cost = 10.0 * (drafts(before + left)[1] + drafts(right + tail)[1])
    cost += 3.0 * _crossings(right) + 1.2 * _crossings(left[::-1])
    cost += _linking(left, right)
    cost += _side_cost(before, left, right, sides)
    return cost + _tearing(left, right)


def _crossings(elements: list[Element]) -> int:
    """Breaks and verbs that stand between a modifier and the goods at the end of ``elements``."""
    first = next((at for at, element in enumerate(elements) if element.is_modifier), len(elements))
    return sum(element.kind in ("break", "verb", "closed") for element in elements[first:])


def _linking(left: list[Element], right: list[Element]) -> float:
    """ "packet tatu za maziwa" binds forward, "unga ya 2kg" back."""
    cost = 0.0
    if right and right[0].kind == "of" and len(right) > 1 and right[1].is_modifier:
        cost += 3.0
    whole = left + right
    if len(whole) > 1 and whole[-1].kind == "of" and whole[-2].is_modifier and not any(e.is_modifier for e in right):
        cost += 4.0
    return cost


def _side_cost(before: list[Element], left: list[Element], right: list[Element], sides: _Sides) -> float:
    cost = 0.0
    for element in left:
        cost += 2.0 * (element.kind in _COUNTS and sides.number == "before")
        cost += 2.0 * (element.kind == "size" and sides.size == "before" and sides.number != "before")
    for element in right:
        cost += 2.0 * (element.kind in _COUNTS and sides.number == "after")
        cost += 2.5 * (element.kind == "size" and sides.number == "before" and _stands_before_count(element, right))
        cost += 1.0 * (element.kind == "size" and not any(other.kind == "size" for other in before))
        cost += 0.5 * (element.kind == "number" and element.is_swahili)
    sizes = sum(element.kind == "size" for element in before + left)
    breaks = sum(element.kind == "break" for element in left)
    return cost + 3.0 * max(0, sizes - 1 - breaks)


def _stands_before_count(size: Element, right: list[Element]) -> bool:
    """In "2 sugar 1kg 1 rice" the size before the number is that of the goods before it."""
    return any(element.kind in _COUNTS and element.start >= size.end for element in right)


def _tearing(left: list[Element], right: list[Element]) -> float:
    if not left or not right or not left[-1].is_modifier or not right[0].is_modifier:
        return 0.0
    return 3.0 if "unit" in (left[-1].kind, right[0].kind) and left[-1].kind != "size" else 0.5

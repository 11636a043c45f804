"""Shares the numbers, sizes and units of a message out among the goods they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from bot.nlu.goods.choose import Asked
from bot.nlu.goods.element import Element

Side = Literal["before", "after", None]
_COUNTS = ("number", "count")
_MORE_LOSS = 0.4
_TURNING = ("add", "subtract", "remove", "order")
_CHANGING = ("add", "subtract", "remove", "set", "to")


@dataclass(frozen=True)
class Draft:
    """One wish for one pack; ``each`` when its number is meant for every goods of the message.

    ``role`` is the verb said with the second or a later pack ("2kg ziwe tatu, ya 1kg itoe"). ``is_contrast`` when a comma
    stands before it: of "not the 2kg, the 1kg one" only the second is wanted.
    """

    asked: Asked = field(default_factory=Asked)
    each: bool = False
    role: str | None = None
    is_contrast: bool = False


# Between two goods nobody says more than this of either.
_LONGEST_GAP = 12


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
    listed = _in_order(elements, goods, gaps)
    if listed:
        return listed
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


def _in_order(elements: Sequence[Element], goods: Sequence[int], gaps: Sequence[list[Element]]) -> list[list[Element]]:
    """ "sugar and oil, send 2kg and 3l": as many amounts as goods, all on one side of them; empty when not so said."""
    if len(goods) < 2 or any(element.is_modifier for gap in gaps[1:-1] for element in gap):
        return []
    first, last = ([element for element in gap if element.is_modifier] for gap in (gaps[0], gaps[-1]))
    if bool(first) == bool(last):
        return []
    if last and gaps[-1][0].start == elements[goods[-1]].end and gaps[-1][0].kind not in ("break", "verb"):
        return []
    groups = _groups(gaps[-1] if last else gaps[0])
    kinds = {frozenset(_amount_kind(element) for element in group) for group in groups}
    if len(groups) != len(goods) or len(kinds) != 1:
        return []
    return groups


def _amount_kind(element: Element) -> str:
    return "number" if element.kind in _COUNTS or element.kind == "unit" else element.kind


def _groups(elements: Sequence[Element]) -> list[list[Element]]:
    """The modifiers between breaks; verbs and words of no part are left out."""
    groups: list[list[Element]] = [[]]
    for element in elements:
        if element.kind == "break" and groups[-1]:
            groups.append([])
        if element.is_modifier:
            groups[-1].append(element)
    return [group for group in groups if group]


def drafts(own: Sequence[Element]) -> tuple[list[Draft], float]:
    """The wishes that one goods' own elements spell, and how many numbers found no place; a part for a doubtful one."""
    result = [Draft()]
    lost = 0.0
    is_new_clause = False
    said = ""
    for place, element in enumerate(own):
        if not element.is_modifier:
            _note(result, element)
            is_new_clause = is_new_clause or (element.kind in ("break", "verb") and element.word != ",")
            said = element.word if element.kind == "verb" else said
            continue
        is_more = _is_more(result[-1].asked, own, place)
        lost += _MORE_LOSS if is_more else 0
        if is_more or _opens_another(result[-1].asked, element, own[place + 1 :]):
            is_contrast = any(other.kind == "break" and other.word != "and" for other in own[max(0, place - 2) : place])
            result.append(Draft(role=said if said in _TURNING else None, is_contrast=is_contrast))
        elif element.kind in _COUNTS and _is_taken(result[-1].asked, element):
            lost += 1
            if not is_new_clause:
                continue
            if said in ("add", "subtract", "order"):
                # "badala ya soda mbili niwekee tatu" sets how many.
                result[-1] = replace(result[-1], role="set" if said == "order" else said)
        said = ""
        result[-1] = _with(result[-1], element)
    return result, lost


def _note(drafts_so_far: list[Draft], element: Element) -> None:
    """Keeps a verb said behind a second pack, and a size that is not wanted."""
    if element.kind == "verb" and len(drafts_so_far) > 1 and element.word in _CHANGING:
        drafts_so_far[-1] = replace(drafts_so_far[-1], role=element.word)
    if element.kind == "denied":
        drafts_so_far[0] = _without(drafts_so_far[0], element)


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


def _is_more(asked: Asked, own: Sequence[Element], place: int) -> bool:
    """ "eggs 1 tray and 6 more", "sugar 2 and 3 more", "mayai 6 na tray moja": an amount beside the one before it."""
    element = own[place]
    if not _has_number(asked) or asked.size is not None:
        return False
    before, after = own[max(0, place - 2) : place], own[place + 1 : place + 2]
    # In "i have 2, add 3 more" the first number is what the basket holds.
    is_told = any(other.kind == "verb" for other in before)
    is_joined = any(other.kind == "break" and (other.word == "and" or not is_told) for other in before)
    if element.kind in _COUNTS and any(other.kind == "verb" and other.word == "add" for other in [*before, *after]):
        return is_joined and not (asked.unit and any(other.kind == "unit" for other in own[place + 1 :]))
    if asked.unit is not None or not before or before[-1].kind != "break":
        return False
    pair = (element.kind, after[0].kind if after else "")
    return pair in (("number", "unit"), ("unit", "number"))


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
    each = element.each if element.kind == "number" else draft.each or (element.kind == "size" and element.each)
    return Draft(_asked_with(draft.asked, element), each, draft.role, draft.is_contrast)


def _asked_with(asked: Asked, element: Element) -> Asked:
    if element.kind == "size":
        return replace(asked, size=element.amount)
    if element.kind == "size_name":
        return replace(asked, size_name=element.word)
    if element.kind == "unit":
        number = element.value if element.value and asked.number is None else asked.number
        return replace(asked, unit=asked.unit or element.word, number=number)
    if element.kind == "count":
        return replace(asked, count=element.amount, unit=element.word)
    return replace(asked, number=element.value)


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
    if len(gap) > _LONGEST_GAP:
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

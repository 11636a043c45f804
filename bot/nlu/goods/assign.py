"""Shares the numbers, sizes and units of a message out among the goods they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from bot.nlu.goods.choose import Asked, is_held
from bot.nlu.goods.element import Element
from bot.nlu.text.units import Amount

Side = Literal["before", "after", None]
_COUNTS = ("number", "count")
_THOUSAND = 1000
_MORE_LOSS = 0.4
# Units in which a shop sells an amount that is made up of several.
_PACKED = frozenset(("packet", "bottle", "bag", "box", "tin", "can", "sachet", "jar", "tray"))
_TURNING = ("add", "subtract", "remove", "order")
_CHANGING = ("add", "subtract", "remove", "set", "to")
# "badala ya soda mbili niwekee tatu" sets how many.
_RECOUNTING = {"add": "add", "subtract": "subtract", "order": "set"}


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
    # An "and" stands before it: it is no more of the same.
    is_joined: bool = False


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
    gaps = [_of_own_sentence(elements[: goods[0]])]
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


def _of_own_sentence(elements: Sequence[Element]) -> list[Element]:
    """ "OK 1 pack please. Are the tomatoes fresh?", "make it 5 and add 1 salt": a number of the sentence before, or of the wish
    before, counts no goods of this one."""
    ends = [at for at in range(len(elements)) if ends_wish(elements, at)]
    begin = next((at for at in reversed(ends) if _has_amount(elements[:at])), 0)
    return [element for at, element in enumerate(elements) if at >= begin or not element.is_modifier]


def ends_wish(elements: Sequence[Element], at: int) -> bool:
    """A sentence ends, or behind an "and" another wish begins that has its own number."""
    if elements[at].kind != "break":
        return False
    behind = elements[at + 1 : at + 2]
    return elements[at].word == "." or (
        bool(behind) and behind[0].kind == "verb" and behind[0].word == "add" and _has_amount(elements[at:])
    )


def _in_order(elements: Sequence[Element], goods: Sequence[int], gaps: Sequence[list[Element]]) -> list[list[Element]]:
    """ "sugar and oil, send 2kg and 3l": as many amounts as goods, all on one side of them; empty when not so said."""
    if len(goods) < 2 or any(map(_has_amount, gaps[1:-1])) or _has_amount(gaps[0]) == _has_amount(gaps[-1]):
        return []
    is_behind = _has_amount(gaps[-1])
    if is_behind and _is_straight_behind(gaps[-1][0], elements[goods[-1]]):
        return []
    groups = _groups(gaps[-1] if is_behind else gaps[0])
    return groups if len(groups) == len(goods) and _are_alike(groups) else []


def _has_amount(elements: Sequence[Element]) -> bool:
    return any(element.is_modifier for element in elements)


def _is_straight_behind(element: Element, goods: Element) -> bool:
    return element.start == goods.end and element.kind not in ("break", "verb")


def _are_alike(groups: Sequence[Sequence[Element]]) -> bool:
    """Whether each group has amounts of the same kinds."""
    return len({frozenset(map(_amount_kind, group)) for group in groups}) == 1


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
            is_new_clause = is_new_clause or _opens_clause(element)
            said = element.word if element.kind == "verb" else said
            continue
        is_more = _is_more(result[-1].asked, own, place)
        lost += _MORE_LOSS * is_more
        if is_more or _opens_another(result[-1].asked, element, own[place + 1 :]):
            result.append(replace(_another(own, place, said), is_joined=_is_and_before(own, place)))
        elif _is_taken(result[-1].asked, element):
            lost += 1
            if not is_new_clause:
                continue
            if said in _RECOUNTING:
                result[-1] = replace(result[-1], role=_RECOUNTING[said])
        said = ""
        result[-1] = _with(result[-1], element)
    return _made_up(result), lost


def _is_and_before(own: Sequence[Element], place: int) -> bool:
    """Whether an "and" stands between the modifier before ``place`` and it."""
    for element in reversed(own[:place]):
        if element.is_modifier and element.kind != "unit":
            return False
        if element.kind == "break" and element.word == "and":
            return True
    return False


def _made_up(said: Sequence[Draft]) -> list[Draft]:
    """ "Six litres, in the one litre bottles": the packs that make up an amount are the amount once more, and no more of it."""
    result: list[Draft] = []
    for draft in map(_by_dozen, said):
        packs = _packs_in(result[-1].asked, draft.asked) if result else 0.0
        if packs and draft.role is None and not draft.is_joined:
            result[-1] = replace(result[-1], asked=replace(draft.asked, number=packs))
        else:
            result.append(draft)
    return result


def _by_dozen(draft: Draft) -> Draft:
    """ "A dozen eggs, the small packs of 6" are two of them."""
    asked = draft.asked
    packs = _times(asked.count, asked.size) if asked.unit == "dozen" and asked.number is None else 0.0
    return (
        replace(draft, asked=replace(asked, count=None, number=packs)) if packs > 1 and packs == int(packs) else draft
    )


def _packs_in(whole: Asked, pack: Asked) -> float:
    """How many of the ``pack``, named with the unit it comes in, are in the ``whole``; 0 where that does not come out even, or
    another number of them was said."""
    is_packed = pack.unit in _PACKED or whole.unit in _PACKED
    packs = _times(whole.count, pack.count) if whole.size is None else _times(whole.size, pack.size)
    is_even = packs == int(packs) and packs > 1
    # "Kilo tano tano" says it twice, and no number.
    is_twice = pack.size is not None and pack.number is not None and pack.number * _THOUSAND == pack.size.value
    is_said = is_twice or pack.number in (None, packs)
    return packs if is_packed and is_even and whole.number is None and is_said else 0.0


def _times(total: Amount | None, part: Amount | None) -> float:
    """How often the ``part`` is in the ``total``; 0 for amounts of different kinds."""
    if total is None or part is None or total.kind != part.kind or part.value <= 0:
        return 0.0
    return total.value / part.value


def _opens_clause(element: Element) -> bool:
    return element.kind in ("break", "verb") and element.word != ","


def _another(own: Sequence[Element], place: int, said: str) -> Draft:
    """The draft that the amount at ``place`` begins, with the verb ``said`` before it."""
    before = own[max(0, place - 2) : place]
    is_contrast = any(other.kind == "break" and other.word != "and" for other in before)
    return Draft(role=said if said in _TURNING else None, is_contrast=is_contrast)


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
        return is_held(asked.count, asked.unit)
    if element.kind == "size_name":
        return asked.size_name is not None and asked.size_name != element.word
    if not asked.is_counted or not _is_sized(rest):
        return False
    if element.kind == "unit":
        return asked.unit is not None and asked.size is not None
    return element.kind in _COUNTS and asked.is_sized


def _is_more(asked: Asked, own: Sequence[Element], place: int) -> bool:
    """ "eggs 1 tray and 6 more", "sugar 2 and 3 more", "mayai 6 na tray moja": an amount beside the one before it."""
    if not asked.is_counted or asked.size is not None:
        return False
    before, after = own[max(0, place - 2) : place], own[place + 1 : place + 2]
    if own[place].kind in _COUNTS and any(map(_is_adding, (*before, *after))):
        return _is_joined(before) and not (asked.unit and any(other.kind == "unit" for other in own[place + 1 :]))
    return asked.unit is None and _pairs_with_unit(own, place)


def _is_adding(element: Element) -> bool:
    return element.kind == "verb" and element.word == "add"


def _is_joined(before: Sequence[Element]) -> bool:
    """In "i have 2, add 3 more" the comma does not join: the first number is what the basket holds."""
    is_told = any(other.kind == "verb" for other in before)
    return any(other.kind == "break" and (other.word == "and" or not is_told) for other in before)


def _pairs_with_unit(own: Sequence[Element], place: int) -> bool:
    """Whether a number and a unit stand at ``place`` behind a break, in either order."""
    kinds = [element.kind for element in own[max(0, place - 1) : place + 2]]
    return kinds in (["break", "number", "unit"], ["break", "unit", "number"])


def _is_sized(elements: Sequence[Element]) -> bool:
    return any(element.kind in ("size", "size_name") for element in elements)


def _without(draft: Draft, element: Element) -> Draft:
    denied = element.amount or element.word
    return replace(draft, asked=replace(draft.asked, denied=(*draft.asked.denied, denied)))


def _is_taken(asked: Asked, element: Element) -> bool:
    """Whether ``element`` is a number and its place is filled; what a pack holds has a place beside that of the packs."""
    if element.kind not in _COUNTS:
        return False
    if is_held(element.amount, element.word):
        return asked.count is not None and (element.word != "roll" or is_held(asked.count, asked.unit))
    return asked.number is not None if is_held(asked.count, asked.unit) else asked.is_counted


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
        return _counted(asked, element)
    return replace(asked, number=element.value)


def _counted(asked: Asked, element: Element) -> Asked:
    """ "1 dozen tissue, the 4 roll pack": twelve packs."""
    if element.word == "roll" and asked.count is not None and asked.unit != "roll":
        return replace(asked, number=asked.count.value, count=element.amount, unit=element.word)
    return replace(asked, count=element.amount, unit=element.word)


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
    if not _has_amount(gap):
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
    if len(whole) > 1 and whole[-1].kind == "of" and whole[-2].is_modifier and not _has_amount(right):
        cost += 4.0
    return cost


def _side_cost(before: list[Element], left: list[Element], right: list[Element], sides: _Sides) -> float:
    sizes = sum(element.kind == "size" for element in before + left)
    breaks = sum(element.kind == "break" for element in left)
    return _left_cost(left, sides) + _right_cost(before, right, sides) + 3.0 * max(0, sizes - 1 - breaks)


def _left_cost(left: list[Element], sides: _Sides) -> float:
    """What speaks against amounts behind their goods."""
    cost = 0.0
    for element in left:
        cost += 2.0 * (element.kind in _COUNTS and sides.number == "before")
        cost += 2.0 * (element.kind == "size" and sides.size == "before" and sides.number != "before")
    return cost


def _right_cost(before: list[Element], right: list[Element], sides: _Sides) -> float:
    """What speaks against amounts before their goods, where those to the left have ``before``."""
    cost = 0.0
    for element in right:
        cost += 2.0 * (element.kind in _COUNTS and sides.number == "after")
        cost += 2.5 * (element.kind == "size" and sides.number == "before" and _stands_before_count(element, right))
        cost += 1.0 * (element.kind == "size" and not any(other.kind == "size" for other in before))
        cost += 0.5 * (element.kind == "number" and element.is_swahili)
    return cost


def _stands_before_count(size: Element, right: list[Element]) -> bool:
    """In "2 sugar 1kg 1 rice" the size before the number is that of the goods before it."""
    return any(element.kind in _COUNTS and element.start >= size.end for element in right)


def _tearing(left: list[Element], right: list[Element]) -> float:
    if not left or not right or not left[-1].is_modifier or not right[0].is_modifier:
        return 0.0
    return 3.0 if "unit" in (left[-1].kind, right[0].kind) and left[-1].kind != "size" else 0.5

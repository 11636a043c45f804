"""How much of which pack: the shop's rules from what was said to packs of the catalog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.pack import Pack
from bot.nlu.text.units import LOOSE_GOODS, Amount

_PIECES = ("piece", "dozen")
_MOST_CANDIDATES = 200
_LEAST_BARE_SIZE = 50
_MOST_BARE_SIZE = 1000


@dataclass(frozen=True)
class Asked:
    """What the words beside the goods say. ``size`` is a weight or volume, ``count`` single items.

    ``denied`` are sizes and size names that are not wanted.
    """

    number: float | None = None
    unit: str | None = None
    size: Amount | None = None
    count: Amount | None = None
    size_name: str | None = None
    denied: tuple[Amount | str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """The packs that fit, best first, and how many; ``is_sure`` when exactly one is meant.

    ``is_multiple`` when the amount asked for became several packs.
    """

    places: tuple[int, ...]
    quantity: float | None
    is_sure: bool
    is_multiple: bool = False


def choose(places: Sequence[int], asked: Asked, index: CatalogIndex) -> Choice:
    """Applies the size, the count and the number to the packs at ``places``."""
    places = _not_denied(tuple(sorted(places))[:_MOST_CANDIDATES], asked.denied, index)
    if not places:
        return Choice((), asked.number, False)
    bare = bare_size(places, asked, index)
    asked = asked if bare is None else replace(asked, number=None, size=bare)
    if asked.size is not None:
        number = asked.number if asked.count is None else asked.count.value * (asked.number or 1)
        return _by_amount(places, asked.size, number, index)
    if asked.count is not None:
        return _by_count(places, asked.count, asked.number, index)
    narrowed = _by_unit(_by_size_name(places, asked.size_name, index), asked.unit, index)
    is_loose = any(_is_loose(index, place) for place in places)
    if asked.number is not None and is_loose and _counts_pieces(asked, narrowed):
        pieces = _by_amount(places, Amount("count", asked.number), None, index)
        return pieces if pieces.is_sure else Choice(places, None, False)
    if asked.number is not None and not float(asked.number).is_integer():
        # "mayai tray 2.5" names the pack, if no number of them; half a tray may be any pack.
        is_named = asked.unit is not None and asked.number > 1 and len(narrowed) == 1
        return Choice(narrowed, asked.number, True) if is_named else Choice(places, None, False)
    contradicts = (
        asked.size_name is not None and len(narrowed) == 1 and _contradicts(index.packs[narrowed[0]], asked.size_name)
    )
    return Choice(narrowed, asked.number, len(narrowed) == 1 and not contradicts)


def _not_denied(places: tuple[int, ...], denied: Sequence[Amount | str], index: CatalogIndex) -> tuple[int, ...]:
    """ "tissue, sio ile kubwa": the packs without those denied, unless that leaves none."""
    for what in denied:
        gone = set(_named_by(what, places, index))
        places = tuple(place for place in places if place not in gone) or places
    return places


def _named_by(what: Amount | str, places: tuple[int, ...], index: CatalogIndex) -> tuple[int, ...]:
    if isinstance(what, str):
        named = _by_size_name(places, what, index)
        return named if len(named) == 1 else ()
    return tuple(place for place in places if index.packs[place].amount == what)


def bare_size(places: Sequence[int], asked: Asked, index: CatalogIndex) -> Amount | None:
    """ "ketepa 250": a number no one orders, and just the grams or millilitres of a pack, is its size."""
    if asked.number is None or asked.size is not None or asked.unit is not None:
        return None
    if 0 < asked.number < 1:
        # "robo ya majani" is a quarter of a kilo where there is such a pack.
        parts = [index.packs[place].amount for place in places]
        return next(
            (part for part in parts if part and part.kind != "count" and part.value == asked.number * 1000), None
        )
    if not _LEAST_BARE_SIZE <= asked.number < _MOST_BARE_SIZE:
        return None
    amounts = [index.packs[place].amount for place in places]
    named = [amount for amount in amounts if amount and amount.kind != "count" and amount.value == asked.number]
    return named[0] if named else None


def _counts_pieces(asked: Asked, narrowed: Sequence[int]) -> bool:
    return (asked.unit is None and asked.size_name is None) or asked.unit in _PIECES


def _by_amount(places: tuple[int, ...], amount: Amount, number: float | None, index: CatalogIndex) -> Choice:
    """A pack of just that amount; else so many of the 1 kg or 1 l pack; else of the only pack that divides it."""
    same_kind = [place for place in places if _amount(index, place, amount.kind)]
    exact = [place for place in same_kind if _value(index, place) == amount.value]
    if exact:
        return Choice(tuple(exact), number, len(exact) == 1)
    times = number or 1
    ones = [place for place in same_kind if amount.kind != "count" and _value(index, place) == 1000]
    if len(ones) == 1 and amount.value >= 1000 and amount.value % 1000 == 0:
        return Choice(tuple(ones), times * amount.value / 1000, True, True)
    parts = [
        place for place in same_kind if amount.value > _value(index, place) and amount.value % _value(index, place) == 0
    ]
    if len(parts) == 1:
        return Choice(tuple(parts), times * amount.value / _value(index, parts[0]), True, True)
    return Choice(places, number, False)


def _by_count(places: tuple[int, ...], count: Amount, number: float | None, index: CatalogIndex) -> Choice:
    if any(_amount(index, place, "count") for place in places):
        return _by_amount(places, count, number, index)
    return Choice(places, count.value * (number or 1), len(places) == 1)


def _by_size_name(places: tuple[int, ...], name: str | None, index: CatalogIndex) -> tuple[int, ...]:
    """The smallest, the biggest or the family pack, where that leaves one; goods of another kind are no sizes of it."""
    if name is None or len(places) < 2:
        return places
    if name == "family":
        named = tuple(place for place in places if _speaks_of_family(index, place))
        return named if len(named) == 1 else _extreme(places, max, index)
    if name == "medium":
        middle = sorted(places, key=lambda place: _value(index, place))
        return (middle[len(middle) // 2],) if len(middle) % 2 else places
    return _extreme(places, min if name == "small" else max, index)


def _extreme(places: tuple[int, ...], pick: Callable[[Sequence[float]], float], index: CatalogIndex) -> tuple[int, ...]:
    kinds = {amount.kind for place in places if (amount := index.packs[place].amount)}
    if (
        len(kinds) != 1
        or any(index.packs[place].amount is None for place in places)
        or not _are_one_good(places, index)
    ):
        return places
    wanted = pick([_value(index, place) for place in places])
    found = tuple(place for place in places if _value(index, place) == wanted)
    return found if len(found) == 1 else places


def _are_one_good(places: tuple[int, ...], index: CatalogIndex) -> bool:
    """Packs of one name, or of names that share an alias ("maziwa")."""
    if len({index.packs[place].words for place in places}) == 1:
        return True
    shared = set(index.products[places[0]].aliases)
    return bool(shared.intersection(*(index.products[place].aliases for place in places)))


def _by_unit(places: tuple[int, ...], unit: str | None, index: CatalogIndex) -> tuple[int, ...]:
    """ "tray", "mtungi": the packs that say so of themselves, when any does."""
    if unit is None or len(places) < 2:
        return places
    named = tuple(place for place in places if unit in index.packs[place].units)
    return named or places


def _speaks_of_family(index: CatalogIndex, place: int) -> bool:
    return place in index.described.get("family", ())


def _contradicts(pack: Pack, name: str) -> bool:
    return pack.size_name is not None and name != "family" and pack.size_name != name


def _is_loose(index: CatalogIndex, place: int) -> bool:
    amount = index.packs[place].amount
    names = {word.rstrip("s") for word in index.packs[place].words} | set(index.packs[place].words)
    return amount is not None and amount.kind == "count" and bool(names & LOOSE_GOODS)


def _amount(index: CatalogIndex, place: int, kind: str) -> bool:
    amount = index.packs[place].amount
    return amount is not None and amount.kind == kind


def _value(index: CatalogIndex, place: int) -> float:
    amount = index.packs[place].amount
    return amount.value if amount is not None else 0.0

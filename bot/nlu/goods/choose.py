"""How much of which pack: the shop's rules from what was said to packs of the catalog."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.pack import Pack
from bot.nlu.text.units import LOOSE_GOODS, Amount

_PIECES = ("piece", "dozen")
_DOZEN = 12
_PILES = ("bunch", "heap")
# Packs hold packs: a bale of 12 packets.
_OUTER = ("bale", "carton", "sack")
# In grams or millilitres.
_ONE = 1000.0
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

    @property
    def is_counted(self) -> bool:
        return self.number is not None or self.count is not None

    @property
    def is_sized(self) -> bool:
        return self.size is not None or self.size_name is not None

    @property
    def is_broken(self) -> bool:
        """Half a tray, two and a half."""
        return self.number is not None and not float(self.number).is_integer()

    @property
    def packs(self) -> float | None:
        """How many packs of the size: "2 dozen of the 500g" are 24."""
        return self.number if self.count is None else self.count.value * (self.number or 1)


def is_held(count: Amount | None, unit: str | None) -> bool:
    """Rolls, and half a dozen, are what a pack holds, and stand beside the number of packs."""
    return count is not None and (unit == "roll" or (unit == "dozen" and count.value < _DOZEN))


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
        exact = tuple(place for place in places if index.packs[place].amount == asked.size)
        return _by_amount(_by_outer(exact, asked, index) or places, asked.size, asked.packs, index)
    places = _by_piece(_by_outer(places, asked, index), asked, index)
    if asked.count is not None:
        return _by_count(places, asked.count, asked.number, index)
    return _by_number(places, asked, index)


def _by_number(places: tuple[int, ...], asked: Asked, index: CatalogIndex) -> Choice:
    if asked.number is not None and _counts_pieces(places, asked, index):
        pieces = _by_amount(places, Amount("count", asked.number), None, index)
        return pieces if pieces.is_sure else Choice(places, None, False)
    narrowed = _by_unit(_by_size_name(places, asked.size_name, index), _unit(places, asked, index), index)
    if asked.is_broken:
        return _by_broken_number(places, narrowed, asked)
    is_one = len(narrowed) == 1 and not _contradicts(index.packs[narrowed[0]], asked.size_name)
    return Choice(narrowed, asked.number, is_one)


def _by_broken_number(places: tuple[int, ...], narrowed: tuple[int, ...], asked: Asked) -> Choice:
    """ "mayai tray 2.5" names the pack, if no number of them; half a tray may be any pack."""
    is_named = asked.unit is not None and (asked.number or 0) > 1 and len(narrowed) == 1
    return Choice(narrowed, asked.number, True) if is_named else Choice(places, None, False)


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
    wanted = _bare_amount(asked.number)
    if wanted is None:
        return None
    amounts = (index.packs[place].amount for place in places)
    return next((amount for amount in amounts if amount and amount.kind != "count" and amount.value == wanted), None)


def _bare_amount(number: float) -> float | None:
    """The grams or millilitres that ``number`` would be: "robo ya majani" is a quarter of a kilo."""
    if 0 < number < 1:
        return number * 1000
    return number if _LEAST_BARE_SIZE <= number < _MOST_BARE_SIZE else None


def _counts_pieces(places: tuple[int, ...], asked: Asked, index: CatalogIndex) -> bool:
    """Whether the number is one of loose goods, and not of packs of them."""
    names_no_pack = (asked.unit is None and asked.size_name is None) or asked.unit in _PIECES
    return names_no_pack and any(_is_loose(index, place) for place in places)


def _by_amount(places: tuple[int, ...], amount: Amount, number: float | None, index: CatalogIndex) -> Choice:
    """Packs of just that amount; else so many of those of 1 kg or 1 l; else of those of the only size that divides it."""
    values = {place: _value(index, place) for place in places if _amount(index, place, amount.kind)}
    exact = tuple(place for place, value in values.items() if value == amount.value)
    if exact:
        return Choice(exact, number, len(exact) == 1)
    size = _dividing(values, amount)
    if size is None:
        return Choice(places, number, False)
    packs = tuple(place for place, value in values.items() if value == size)
    return Choice(packs, (number or 1) * amount.value / size, len(packs) == 1, True)


def _dividing(values: Mapping[int, float], amount: Amount) -> float | None:
    """The size, of packs with their ``values``, of which several are ``amount``."""
    parts = {value for value in values.values() if 0 < value < amount.value and amount.value % value == 0}
    if amount.kind != "count" and _ONE in parts:
        return _ONE
    return parts.pop() if len(parts) == 1 else None


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
    if not _are_comparable(places, index) or not _are_one_good(places, index):
        return places
    wanted = pick([_value(index, place) for place in places])
    found = tuple(place for place in places if _value(index, place) == wanted)
    return found if len(found) == 1 else places


def _are_comparable(places: tuple[int, ...], index: CatalogIndex) -> bool:
    """Whether all of the packs state an amount of one kind, or nothing but one number each: 10000mAh and 20000mAh."""
    amounts = [index.packs[place].amount for place in places]
    if not any(amounts):
        return all(index.labels.lone_number(place) is not None for place in places)
    return None not in amounts and len({amount.kind for amount in amounts if amount}) == 1


def _are_one_good(places: tuple[int, ...], index: CatalogIndex) -> bool:
    """Packs of one name, or of names that share an alias ("maziwa")."""
    if index.are_siblings(places):
        return True
    shared = set(index.products[places[0]].aliases)
    return bool(shared.intersection(*(index.products[place].aliases for place in places)))


def _by_outer(places: tuple[int, ...], asked: Asked, index: CatalogIndex) -> tuple[int, ...]:
    """Bales and cartons where those are named; else, of what is counted or sized, what is sold without them."""
    if asked.unit in _OUTER:
        return _by_unit(places, asked.unit, index)
    singles = tuple(place for place in places if index.packs[place].units.isdisjoint(_OUTER))
    return singles if singles and (asked.is_counted or asked.size is not None) else places


def _by_piece(places: tuple[int, ...], asked: Asked, index: CatalogIndex) -> tuple[int, ...]:
    """ "6 bananas", "a dozen eggs": pieces, where all others are bunches and trays."""
    units = [index.packs[place].units for place in places]
    pieces = tuple(place for place, its in zip(places, units, strict=True) if "piece" in its)
    is_of_several = (asked.packs or 0) > 1 and asked.size_name is None and asked.unit in (None, *_PIECES)
    return pieces if pieces and is_of_several and all(units) else places


def _unit(places: tuple[int, ...], asked: Asked, index: CatalogIndex) -> str | None:
    """The unit that was said; a heap where "fungu" is sold as one."""
    piles = frozenset[str]().union(*(index.packs[place].units for place in places)).intersection(_PILES)
    return next(iter(piles)) if asked.unit in _PILES and len(piles) == 1 else asked.unit


def _by_unit(places: tuple[int, ...], unit: str | None, index: CatalogIndex) -> tuple[int, ...]:
    """ "tray", "mtungi": the packs that say so of themselves, when any does."""
    if unit is None or len(places) < 2:
        return places
    named = tuple(place for place in places if unit in index.packs[place].units)
    return named or places


def _speaks_of_family(index: CatalogIndex, place: int) -> bool:
    return place in index.described.get("family")


def _contradicts(pack: Pack, name: str | None) -> bool:
    return name is not None and pack.size_name is not None and name != "family" and pack.size_name != name


def _is_loose(index: CatalogIndex, place: int) -> bool:
    amount = index.packs[place].amount
    names = {word.rstrip("s") for word in index.packs[place].words} | set(index.packs[place].words)
    return amount is not None and amount.kind == "count" and bool(names & LOOSE_GOODS)


def _amount(index: CatalogIndex, place: int, kind: str) -> bool:
    amount = index.packs[place].amount
    return amount is not None and amount.kind == kind


def _value(index: CatalogIndex, place: int) -> float:
    amount = index.packs[place].amount
    return amount.value if amount is not None else index.labels.lone_number(place) or 0.0

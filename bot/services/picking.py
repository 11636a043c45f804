"""Which of the things that were shown a customer points at: "both", "ile ya 420", "the small one". One rule for every list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.commerce.catalog import Product


@dataclass(frozen=True)
class Pick:
    """As understanding read it: ``by`` all, last, first, ordinal, cheapest, dearest, biggest, smallest, price, size, that, other,
    same or rest; ``value`` the number of an ordinal, a price, or a size; ``quantity`` of each, None where none was said."""

    text: str
    by: str
    value: str = ""
    quantity: Decimal | None = None


def place_and_number(shown: Sequence[str], numbers: Sequence[Decimal | None]) -> tuple[str, Decimal] | None:
    """ "2, give me 4": of two numbers and no goods the first is a place in the list, the second how many of it."""
    place, number = numbers if len(numbers) == 2 else (None, None)
    if place is None or number is None or place not in range(1, len(shown) + 1):
        return None
    return shown[int(place) - 1], number


def picked(pick: Pick, shown: Sequence[Product]) -> list[Product]:
    """Of ``shown``, in their order on the screen; nothing where the pick fits none of them, or not just one where one is meant."""
    if not shown:
        return []
    if pick.by in _BY:
        return _BY[pick.by](shown)
    chosen = _BY_VALUE[pick.by](shown, pick.value) if pick.by in _BY_VALUE else []
    return chosen if len(chosen) == 1 else []


def _only(shown: Sequence[Product]) -> list[Product]:
    return [*shown] if len(shown) == 1 else []


def _cheapest(shown: Sequence[Product]) -> list[Product]:
    return _ends(shown, _prices(shown), min)


def _dearest(shown: Sequence[Product]) -> list[Product]:
    return _ends(shown, _prices(shown), max)


def _smallest(shown: Sequence[Product]) -> list[Product]:
    return _ends(shown, _sizes(shown), min)


def _biggest(shown: Sequence[Product]) -> list[Product]:
    return _ends(shown, _sizes(shown), max)


def _ends(
    shown: Sequence[Product], values: Sequence[Decimal], end: Callable[[Sequence[Decimal]], Decimal]
) -> list[Product]:
    """The one at that end; nothing where several are."""
    return _only([product for product, value in zip(shown, values, strict=True) if value == end(values)])


def _prices(shown: Sequence[Product]) -> list[Decimal]:
    return [product.price for product in shown]


def _sizes(shown: Sequence[Product]) -> list[Decimal]:
    """By weight or volume; where not all have that, of packs of one thing the dearer is the larger."""
    found = [measure for product in shown if (measure := _measure_of(product))]
    is_alike = len(found) == len(shown) and len({base for _, base in found}) == 1
    return [size for size, _ in found] if is_alike else _prices(shown)


def _at(shown: Sequence[Product], value: str) -> list[Product]:
    place = int(value) if value.isdecimal() else 0
    return [shown[place - 1]] if 1 <= place <= len(shown) else []


def _priced(shown: Sequence[Product], value: str) -> list[Product]:
    return [product for product in shown if product.price == Decimal(value)]


def _sized(shown: Sequence[Product], value: str) -> list[Product]:
    """ "1kg" as a word of the name, "10 roll" as words of it."""
    said = value.lower()
    if " " in said:
        return [product for product in shown if said in product.name.lower()]
    return [product for product in shown if said in product.name.lower().split()]


def packs_of(value: str, product: Product) -> int:
    """How many of the pack make up a weight or volume, as 2 of 1kg do 2kg; 0 where none do, or the pack has no such size."""
    said, own = _measure(value), _measure_of(product)
    if said is None or own is None or not own[0] or said[1] != own[1] or said[0] % own[0]:
        return 0
    return int(said[0] / own[0])


def _measure_of(product: Product) -> tuple[Decimal, str] | None:
    return next((measure for word in product.name.split() if (measure := _measure(word))), None)


def _measure(word: str) -> tuple[Decimal, str] | None:
    """ "500g" as (500, "g"), "2l" as (2000, "ml")."""
    lowered = word.lower()
    for unit, factor, base in _UNITS:
        number = lowered[: -len(unit)]
        if lowered.endswith(unit) and number.replace(".", "", 1).isdecimal():
            return Decimal(number) * factor, base
    return None


_UNITS = (("kg", 1000, "g"), ("ml", 1, "ml"), ("g", 1, "g"), ("l", 1000, "ml"))


_BY: Mapping[str, Callable[[Sequence[Product]], list[Product]]] = {
    "all": lambda shown: [*shown],
    "first": lambda shown: [shown[0]],
    "last": lambda shown: [shown[-1]],
    "cheapest": _cheapest,
    "smallest": _smallest,
    "dearest": _dearest,
    "biggest": _biggest,
    "that": _only,
}
_BY_VALUE: Mapping[str, Callable[[Sequence[Product], str], list[Product]]] = {
    "ordinal": _at,
    "price": _priced,
    "size": _sized,
}

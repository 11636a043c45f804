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


def _by_price(shown: Sequence[Product]) -> list[Product]:
    return sorted(shown, key=lambda product: product.price)


def _at(shown: Sequence[Product], value: str) -> list[Product]:
    place = int(value) if value.isdecimal() else 0
    return [shown[place - 1]] if 1 <= place <= len(shown) else []


def _priced(shown: Sequence[Product], value: str) -> list[Product]:
    return [product for product in shown if product.price == Decimal(value)]


def _sized(shown: Sequence[Product], value: str) -> list[Product]:
    return [product for product in shown if value.lower() in product.name.lower().split()]


# Of packs of one thing the dearer is the larger.
_BY: Mapping[str, Callable[[Sequence[Product]], list[Product]]] = {
    "all": lambda shown: [*shown],
    "first": lambda shown: [shown[0]],
    "last": lambda shown: [shown[-1]],
    "cheapest": lambda shown: _by_price(shown)[:1],
    "smallest": lambda shown: _by_price(shown)[:1],
    "dearest": lambda shown: _by_price(shown)[-1:],
    "biggest": lambda shown: _by_price(shown)[-1:],
    "that": _only,
}
_BY_VALUE: Mapping[str, Callable[[Sequence[Product], str], list[Product]]] = {
    "ordinal": _at,
    "price": _priced,
    "size": _sized,
}

"""A large shop made up by seed: the demo shop and thousands of invented products beside it."""

from __future__ import annotations

import random
from decimal import Decimal

from bot.commerce.catalog import Catalog, Product

_ONSETS = "b ch d f g j k l m n p r s sh t v w z".split()
_VOWELS = "a e i o u".split()
_GOODS = "soap rice tea juice oil flour beans lotion biscuits noodles candles yoghurt cereal sauce spice water".split()
_SIZES = "100g 250g 500g 1kg 2kg 5kg 250ml 500ml 1l 2l 5l".split()


def grown(shop: Catalog, count: int, seed: int) -> Catalog:
    """``shop`` with invented products up to ``count``, each with a brand of its own and two aliases."""
    dice = random.Random(seed)
    invented = [_product(place, dice) for place in range(count - len(shop))]
    return Catalog.of([*shop, *invented], f"grown-{count}-{seed}")


def _product(place: int, dice: random.Random) -> Product:
    brand, good, size = _brand(dice), dice.choice(_GOODS), dice.choice(_SIZES)
    return Product(
        sku=f"X{place:05d}",
        name=f"{brand.title()} {good.title()} {size}",
        price=Decimal(dice.randrange(20, 2000)),
        stock=dice.randrange(1, 200),
        category=f"Aisle {place % 40}",
        description=f"{brand} {good}",
        aliases=(brand, f"{_brand(dice)} {good}"),
    )


def _brand(dice: random.Random) -> str:
    return "".join(dice.choice(_ONSETS) + dice.choice(_VOWELS) for _ in range(dice.choice((2, 3, 3, 4))))

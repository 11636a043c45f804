"""Products and the catalog they form."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property
from itertools import takewhile


@dataclass(frozen=True, slots=True)
class Product:
    """One pack on the shelf. ``price`` is KES a pack, ``stock`` is packs free to sell."""

    sku: str
    name: str
    price: Decimal
    stock: int = 0
    category: str = ""
    subcategory: str = ""
    description: str = ""
    image_url: str = ""
    aliases: tuple[str, ...] = ()
    is_priority: bool = False
    is_active: bool = True

    @property
    def sellable(self) -> bool:
        return self.is_active and self.stock > 0

    @property
    def kind(self) -> str:
        """The name without its size: "Maize Flour 2kg" and "Maize Flour 5kg" are one thing in two."""
        first, *others = self.name.lower().split() or [""]
        return " ".join((first, *takewhile(lambda word: not word[0].isdecimal(), others)))

    @property
    def words(self) -> frozenset[str]:
        """All words of its names, in small letters."""
        return frozenset(word for name in (self.name, *self.aliases) for word in name.lower().split())

    @property
    def picture(self) -> str:
        """The link of its picture; empty where there is none that a phone could fetch."""
        return self.image_url if self.image_url.lower().startswith(("https://", "http://")) else ""


# Names up to this are all short enough for an example.
SHORT_NAME = 20
# What an example names where there is nothing to sell.
NO_GOODS = Product("…", "…", Decimal(0))


@dataclass(frozen=True)
class Catalog:
    """The products of one merchant at one moment; ``version`` changes whenever any of them does."""

    products: tuple[Product, ...] = ()
    version: str = ""
    by_sku: dict[str, Product] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_sku", {product.sku: product for product in self.products})

    @classmethod
    def of(cls, products: Iterable[Product], version: str = "") -> Catalog:
        return cls(tuple(product for product in products if product.is_active), version)

    def __iter__(self) -> Iterator[Product]:
        return iter(self.products)

    def __len__(self) -> int:
        return len(self.products)

    def get(self, sku: str) -> Product | None:
        return self.by_sku.get(sku)

    @cached_property
    def wording(self) -> str:
        """A digest of what the goods are called and cost: by it messages are read. Other than the version it stays the same
        where only stock changes."""
        said = (
            (
                each.sku,
                each.name,
                each.price.normalize(),
                each.category,
                each.subcategory,
                each.description,
                each.aliases,
            )
            for each in self.products
        )
        return hashlib.sha256(repr([*said]).encode()).hexdigest()[:32]

    def categories(self) -> list[str]:
        """Category names in the order in which the catalog first names them."""
        return list(dict.fromkeys(product.category for product in self.products if product.category))

    def in_category(self, category: str) -> list[Product]:
        """Products of one category, priority products first."""
        found = [product for product in self.products if product.category.lower() == category.lower()]
        return sorted(found, key=lambda product: not product.is_priority)

    def instead_of(self, product: Product) -> list[Product]:
        """What comes nearest to it and can be had: another size, then its shelf's like, each by the smallest difference in price."""
        others = [other for other in self.products if other.sellable and other.category == product.category != ""]
        near = [other for other in others if other.sku != product.sku]
        return sorted(near, key=lambda other: _distance(product, other))

    def search(self, words: str) -> list[Product]:
        """Products that have all of ``words`` that the catalog knows: in their names before elsewhere, priority products first.

        A word nearly spelt as one of the catalog's counts as that one. Nothing where no word is known.
        """
        said = {known for word in _words(words) if (known := self._spelt(word))}
        found = [product for product in self.products if said and said <= self._words_by_sku[product.sku]]
        return sorted(found, key=lambda product: (not said <= _names(product), not product.is_priority))

    @cached_property
    def example(self) -> Product:
        """One that can be had, for sentences that say how to ask for goods: priority products first, no long name."""

        def suits(product: Product) -> tuple[bool, int, bool]:
            return (not product.name[0].isalpha(), max(len(product.name), SHORT_NAME), not product.is_priority)

        return min((product for product in self.products if product.sellable), key=suits, default=NO_GOODS)

    def codes_like(self, code: str) -> list[Product]:
        """Products whose code is nearly ``code``, the likest first; at most three."""
        spelt = {sku.upper(): sku for sku in self.by_sku}
        return [self.by_sku[spelt[near]] for near in get_close_matches(code.upper(), list(spelt), n=3, cutoff=0.6)]

    def by_code(self, code: str) -> Product | None:
        """In any case, with or without its dashes."""
        wanted = _bare(code)
        return self.get(code) or next((product for product in self.products if _bare(product.sku) == wanted), None)

    def knows(self, word: str) -> bool:
        """Whether it stands in a name, an alias or a description."""
        return _singular(word.lower()) in self._vocabulary

    @cached_property
    def _words_by_sku(self) -> dict[str, frozenset[str]]:
        return {each.sku: _names(each) | _words_of(each.description, each.subcategory) for each in self.products}

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(word for words in self._words_by_sku.values() for word in words)

    def _spelt(self, word: str) -> str:
        if word in self._vocabulary:
            return word
        return next(iter(get_close_matches(word, sorted(self._vocabulary), n=1, cutoff=0.8)), "")


def _distance(product: Product, other: Product) -> tuple[bool, bool, Decimal]:
    return (other.kind != product.kind, other.subcategory != product.subcategory, abs(other.price - product.price))


def _words(text: str) -> list[str]:
    """Small letters, without the plural's s."""
    return [_singular(word) for word in _split(text.lower())]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _words_of(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in _words(text))


def _names(product: Product) -> frozenset[str]:
    return _words_of(product.name, *product.aliases)


def _bare(code: str) -> str:
    return code.replace("-", "").upper()


def _split(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() or sign == "_" else " " for sign in text).split()

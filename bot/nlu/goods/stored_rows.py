"""The products and packs of a stored index: each is made when it is asked for, and the last ones are kept at hand."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Generic, TypeVar

from bot.commerce.catalog import Product
from bot.nlu.goods.pack import Pack
from bot.nlu.text.units import Amount
from bot.nlu.text.word_table import Parts, Texts

T = TypeVar("T")
_MOST_ASKED = 512
_BETWEEN = "\x1f"
Size = tuple[Amount | None, frozenset[str], str | None]


class StoredRows(Generic[T]):
    """By their places in the catalog."""

    __slots__ = ("_asked", "_rows")
    # In CPython, of one that is kept at hand.
    ROW_BYTES = 0

    def __init__(self, rows: Texts) -> None:
        self._rows = rows
        self._asked: dict[int, T] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[T]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, place: int) -> T:
        try:
            return self._asked[place]
        except KeyError:
            made = self._made(place)
        if len(self._asked) >= _MOST_ASKED:
            self._asked = {}
        self._asked[place] = made
        return made

    @property
    def asked_bytes(self) -> int:
        return len(self._asked) * self.ROW_BYTES

    def _made(self, place: int) -> T:
        raise NotImplementedError


class StoredProducts(StoredRows[Product]):
    """What reading needs of products: no stock, description or picture."""

    __slots__ = ()
    ROW_BYTES = 900

    @classmethod
    def of(cls, products: Iterable[Product]) -> StoredProducts:
        rows = (
            [each.sku, each.name, str(each.price), each.category, each.subcategory, *each.aliases] for each in products
        )
        return cls(Texts.of(json.dumps(row, ensure_ascii=False) for row in rows))

    def parts(self) -> Parts:
        return self._rows.parts()

    @classmethod
    def from_parts(cls, parts: Parts) -> StoredProducts:
        return cls(Texts.from_parts(parts))

    def _made(self, place: int) -> Product:
        sku, name, price, category, subcategory, *aliases = json.loads(self._rows[place])
        return Product(sku, name, Decimal(price), category=category, subcategory=subcategory, aliases=tuple(aliases))


class StoredPacks(StoredRows[Pack]):
    """The words of each name, and which of the sizes it has: few goods have one that no others have."""

    __slots__ = ("_of", "_sizes")
    ROW_BYTES = 450

    def __init__(self, rows: Texts, of: array[int], sizes: Sequence[Size]) -> None:
        super().__init__(rows)
        self._of, self._sizes = of, sizes

    @classmethod
    def of(cls, packs: Iterable[Pack]) -> StoredPacks:
        found, sizes = [*packs], dict[Size, int]()
        of = array("I", (sizes.setdefault((each.amount, each.units, each.size_name), len(sizes)) for each in found))
        return cls(Texts.of(_BETWEEN.join(each.words) for each in found), of, [*sizes])

    def parts(self) -> Parts:
        sizes = [
            [[amount.kind, amount.value] if amount else None, sorted(units), name]
            for amount, units, name in self._sizes
        ]
        return {"words": self._rows.parts(), "of": self._of, "sizes": sizes}

    @classmethod
    def from_parts(cls, parts: Parts) -> StoredPacks:
        sizes = [
            (Amount(*amount) if amount else None, frozenset(units), name) for amount, units, name in parts["sizes"]
        ]
        return cls(Texts.from_parts(parts["words"]), parts["of"], sizes)

    def _made(self, place: int) -> Pack:
        words = tuple(self._rows[place].split(_BETWEEN)) if self._rows.written(place) else ()
        return Pack(words, words, *self._sizes[self._of[place]])

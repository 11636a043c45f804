"""Products and the catalog they form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
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

    def categories(self) -> list[str]:
        """Category names in the order in which the catalog first names them."""
        return list(dict.fromkeys(product.category for product in self.products if product.category))

    def in_category(self, category: str) -> list[Product]:
        """Products of one category, priority products first."""
        found = [product for product in self.products if product.category.lower() == category.lower()]
        return sorted(found, key=lambda product: not product.is_priority)

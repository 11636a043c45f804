"""The catalog that messages are read against at this moment."""

from __future__ import annotations

import csv
import hashlib
import os
import threading
from decimal import Decimal
from pathlib import Path

from bot.commerce.catalog import Catalog, Product
from bot.nlu.goods.index import Goods, index_of

CATALOG_CSV_VARIABLE = "DUKA_CATALOG_CSV"
DEFAULT_CSV = Path(__file__).resolve().parents[3] / "demo" / "catalog.csv"


class _Shelf:
    """Holds one catalog for all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._catalog: Goods | None = None

    def put(self, catalog: Goods | None) -> None:
        with self._lock:
            self._catalog = catalog

    def take(self) -> Goods:
        with self._lock:
            if self._catalog is None:
                self._catalog = read_csv(csv_path())
            return self._catalog


_shelf = _Shelf()


def publish(catalog: Goods) -> None:
    """Makes ``catalog`` the one that messages are read against; where it is no index yet it is indexed first, in the caller's
    thread."""
    index_of(catalog)
    _shelf.put(catalog)


def withdraw() -> None:
    """Forgets what was published; the CSV file counts again, read anew."""
    _shelf.put(None)


def current() -> Goods:
    """The catalog last published, else the one in the CSV file.

    Raises FileNotFoundError when nothing was published and there is no such file.
    """
    return _shelf.take()


def csv_path() -> Path:
    """The file named by ``DUKA_CATALOG_CSV``, else the demo shop's."""
    return Path(os.environ.get(CATALOG_CSV_VARIABLE) or DEFAULT_CSV)


def read_csv(path: Path) -> Catalog:
    """Reads a catalog in the merchant CSV format; its version is the hash of the file."""
    content = path.read_bytes()
    rows = csv.DictReader(content.decode("utf-8-sig").splitlines())
    return Catalog.of([_product(row) for row in rows], hashlib.sha256(content).hexdigest())


def _product(row: dict[str, str]) -> Product:
    return Product(
        sku=row["product_id"],
        name=row["name"],
        price=Decimal(row["price"]),
        stock=int(row.get("stock_quantity") or 0),
        category=row.get("category") or "",
        subcategory=row.get("subcategory") or "",
        description=row.get("description") or "",
        image_url=row.get("image_url") or "",
        aliases=tuple(alias for alias in (row.get("aliases") or "").split("|") if alias),
        is_priority=(row.get("is_priority") or "").lower() == "true",
    )

"""The catalog as last heard from Ghala."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from datetime import datetime
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from bot.commerce.catalog import Catalog, Product
from bot.services.ports import Json
from bot.storage.inbox import insert_once
from bot.storage.people import insert_into, upsert
from bot.storage.tables import catalog_state, products

STATE = {"id": 1}
_cached: dict[str, Catalog] = {}
_latest: WeakKeyDictionary[Engine, Catalog] = WeakKeyDictionary()
_lock = threading.Lock()


class SqlProducts:
    """One process reads the table again only when its version changed."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    def catalog(self) -> Catalog:
        version = self.version()
        cached = _cached.get(version)
        if cached is None or not version:
            rows = self.connection.execute(sa.select(products).order_by(products.c.position, products.c.sku))
            cached = Catalog.of((_product(row) for row in rows), version)
            with _lock:
                _cached.clear()
                _cached[version] = cached
        _latest[self.connection.engine] = cached
        return cached

    def latest(self) -> Catalog:
        """As this process read it last, and only read where it never was: for what need not be of this moment."""
        known = _latest.get(self.connection.engine)
        return self.catalog() if known is None else known

    def version(self) -> str:
        """A digest of everything in the catalog; empty before the first sync."""
        return self.connection.execute(sa.select(catalog_state.c.version)).scalar() or ""

    def wording(self) -> str:
        """That of the catalog, for which the goods need not be read; empty before the first sync."""
        row = self.connection.execute(sa.select(catalog_state.c.wording, catalog_state.c.version)).first()
        if row is None or not row.version:
            return ""
        return row.wording or self.catalog().wording

    def synced_at(self) -> datetime | None:
        return self.connection.execute(sa.select(catalog_state.c.synced_at)).scalar()

    def etag(self) -> str:
        return self.connection.execute(sa.select(catalog_state.c.etag)).scalar() or ""

    def replace_all(self, fresh: Sequence[Product], etag: str) -> None:
        self._one_at_a_time()
        rows = [{**_row(product), "position": place, "updated_at": self.now} for place, product in enumerate(fresh)]
        rows.sort(key=lambda row: str(row["sku"]))
        self.connection.execute(sa.delete(products).where(products.c.sku.not_in([row["sku"] for row in rows])))
        if rows:
            known = insert_into(self.connection, products)
            changed = {name: known.excluded[name] for name in rows[0] if name != "sku"}
            self.connection.execute(known.on_conflict_do_update(index_elements=["sku"], set_=changed), rows)
        self._stamp(etag, synced_at=self.now)

    def touch(self) -> None:
        """Heard from Ghala that nothing changed."""
        self.connection.execute(sa.update(catalog_state).values(synced_at=self.now))

    def put(self, product: Product) -> None:
        synced_at = self._one_at_a_time()
        last = self.connection.execute(sa.select(sa.func.max(products.c.position))).scalar() or 0
        values = _row(product)
        key = {"sku": values.pop("sku")}
        upsert(self.connection, products, key, {**values, "updated_at": self.now}, {"position": last + 1})
        self._stamp("", synced_at=synced_at or self.now)

    def _one_at_a_time(self) -> datetime | None:
        """When the catalog was synced. Who changes it waits here for who does so already, before any product is locked, so that
        two who change the same products never wait for each other."""
        query = sa.select(catalog_state.c.synced_at).with_for_update()
        synced_at = self.connection.execute(query).scalar()
        if synced_at is None:
            # The first of all; the others wait for this row instead.
            fresh = {**STATE, "version": "", "synced_at": self.now}
            insert_once(self.connection, catalog_state, [fresh], ("id",))
            synced_at = self.connection.execute(query).scalar()
        return synced_at

    def _stamp(self, etag: str, synced_at: datetime) -> None:
        rows = self.connection.execute(sa.select(products).order_by(products.c.position, products.c.sku)).all()
        known = [_product(row) for row in rows]
        digest = hashlib.sha256(repr(known).encode()).hexdigest()[:32]
        values = {"version": digest, "wording": Catalog.of(known).wording, "etag": etag, "synced_at": synced_at}
        upsert(self.connection, catalog_state, STATE, values, {})


def _row(product: Product) -> Json:
    return {
        "sku": product.sku,
        "name": product.name,
        "description": product.description,
        "price": product.price,
        "stock": product.stock,
        "category": product.category,
        "subcategory": product.subcategory,
        "image_url": product.image_url,
        "aliases": list(product.aliases),
        "is_priority": product.is_priority,
        "is_active": product.is_active,
    }


def _product(row: Row) -> Product:
    return Product(
        sku=row.sku,
        name=row.name,
        price=row.price,
        stock=row.stock,
        category=row.category,
        subcategory=row.subcategory,
        description=row.description,
        image_url=row.image_url,
        aliases=tuple(row.aliases),
        is_priority=row.is_priority,
        is_active=row.is_active,
    )

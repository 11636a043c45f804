"""Keeps the understanding of products like the shop's catalog, with no training and no waiting."""

from __future__ import annotations

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from bot.nlu.goods import live_catalog
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.index_cache import IndexCache
from bot.nlu.goods.stored_index import BrokenIndex, loaded, made_with
from bot.services.catalog_indexes import MERCHANT
from bot.services.ports import IndexMarks
from bot.storage.database import make_engine
from bot.storage.unit_of_work import SqlUnitOfWork, utc_now

logger = logging.getLogger(__name__)
EVERY_SECONDS = 2.0
# So many looks the worker has for making an index before this process makes one itself, while customers wait for it.
PATIENCE = 2


class CatalogWatch:
    """Publishes a catalog whenever its wording in the database changed. ``begin`` starts one background thread."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url
        self.published = IndexMarks("", "")
        self.indexes = IndexCache()
        self.waited = 0
        self.stopped = threading.Event()

    def begin(self) -> None:
        threading.Thread(target=self._watch, name="catalog-watch", daemon=True).start()

    def _watch(self) -> None:
        engine = make_engine(self.database_url)
        while not self.stopped.is_set():
            try:
                with SqlUnitOfWork(engine, utc_now, read_only=True) as uow:
                    self.look(uow)
            except SQLAlchemyError as error:
                logger.warning("the catalog cannot be read: %s", error)
            except Exception:
                # Rasa goes on with the catalog as it was; a thread that ended would never see another.
                logger.exception("the catalog cannot be understood")
            self.stopped.wait(EVERY_SECONDS)

    def look(self, uow: SqlUnitOfWork) -> None:
        wanted = IndexMarks(uow.products.wording(), made_with())
        if not wanted.wording or wanted == self.published or not self._may_have(uow, wanted):
            return
        version = f"{wanted.wording} {wanted.made_with}"
        live_catalog.publish(self.indexes.get(MERCHANT, version, lambda: _index(uow, wanted)))
        self.published = wanted
        self.waited = 0

    def _may_have(self, uow: SqlUnitOfWork, wanted: IndexMarks) -> bool:
        """Whether its index is kept, or nobody will make it in time. Until then the catalog as it was is good enough."""
        kept = uow.catalog_indexes.marks(MERCHANT)
        # One of the same goods by other code or words stays: whoever made it has those, and will not make ours.
        if kept.wording == wanted.wording or not self.published.wording:
            return True
        self.waited += 1
        return self.waited >= PATIENCE


def _index(uow: SqlUnitOfWork, wanted: IndexMarks) -> CatalogIndex:
    kept = uow.catalog_indexes.get(MERCHANT)
    if kept is not None and kept.marks == wanted:
        try:
            return loaded(kept.body)
        except BrokenIndex as error:
            logger.warning("catalog: %s; it is made anew", error)
            with SqlUnitOfWork(uow.engine, uow.clock) as writing:
                writing.catalog_indexes.forget(MERCHANT)
                writing.commit()
    return CatalogIndex(uow.products.catalog())

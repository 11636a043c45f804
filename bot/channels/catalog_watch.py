"""Keeps the understanding of products like the shop's catalog, with no training and no waiting."""

from __future__ import annotations

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from bot.nlu.goods import live_catalog
from bot.storage.database import make_engine
from bot.storage.unit_of_work import SqlUnitOfWork, utc_now

logger = logging.getLogger(__name__)
EVERY_SECONDS = 2.0


class CatalogWatch:
    """Publishes a catalog whenever its version in the database changed. ``begin`` starts one background thread."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url
        self.version = ""
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
            self.stopped.wait(EVERY_SECONDS)

    def look(self, uow: SqlUnitOfWork) -> None:
        version = uow.products.version()
        if version and version != self.version:
            live_catalog.publish(uow.products.catalog())
            self.version = version

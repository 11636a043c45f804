"""Who waits for which product to come back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.services.ports import StockWatch
from bot.storage.people import upsert
from bot.storage.tables import stock_watches


class SqlStockWatches:
    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    def put(self, conversation: str, sku: str, expires_at: datetime) -> None:
        """One a customer and product: a wish that still waits only lasts longer, one that is over begins anew."""
        key = {"conversation": conversation, "sku": sku}
        mine = sa.and_(stock_watches.c.conversation == conversation, stock_watches.c.sku == sku)
        waits = sa.and_(mine, self._waits())
        longer = sa.update(stock_watches).where(waits).values(expires_at=expires_at)
        if not self.connection.execute(longer).rowcount:
            fresh = {"asked_at": self.now, "expires_at": expires_at, "told_at": None}
            upsert(self.connection, stock_watches, key, fresh, {})

    def waiting(self, sku: str = "") -> list[StockWatch]:
        """Not told yet and not expired, the longest waiting first; of one product where ``sku`` is given."""
        query = sa.select(stock_watches).where(self._waits()).order_by(stock_watches.c.id)
        if sku:
            query = query.where(stock_watches.c.sku == sku)
        return [StockWatch(row.id, row.conversation, row.sku, row.asked_at) for row in self.connection.execute(query)]

    def mark_told(self, watch_id: int) -> None:
        self.connection.execute(sa.update(stock_watches).where(stock_watches.c.id == watch_id).values(told_at=self.now))

    def wait_again(self, conversation: str, sku: str) -> None:
        """It was gone again before the customer could be told; told of as a wish of now."""
        mine = sa.and_(stock_watches.c.conversation == conversation, stock_watches.c.sku == sku)
        again = sa.update(stock_watches).where(mine, stock_watches.c.expires_at > self.now)
        self.connection.execute(again.values(told_at=None, asked_at=self.now))

    def _waits(self) -> sa.sql.ColumnElement[bool]:
        return sa.and_(stock_watches.c.told_at.is_(None), stock_watches.c.expires_at > self.now)

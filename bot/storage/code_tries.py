"""Every code that was shown for an order, right or wrong."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.tables import code_tries


class SqlCodeTries:
    """Rows are added, never changed."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    def add(self, order_id: int, who: str, outcome: str) -> None:
        values = {"order_id": order_id, "at": self.now, "who": who[:160], "outcome": outcome}
        self.connection.execute(sa.insert(code_tries).values(**values))

    def count(self, order_id: int, outcome: str) -> int:
        query = sa.select(sa.func.count()).where(code_tries.c.order_id == order_id, code_tries.c.outcome == outcome)
        return int(self.connection.execute(query).scalar_one())

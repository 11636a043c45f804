"""The places that customers named."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.commerce.places import SavedPlace
from bot.storage.people import upsert
from bot.storage.tables import places


class SqlPlaces:
    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    def of(self, conversation: str) -> list[SavedPlace]:
        """The last named first."""
        query = sa.select(places.c.name, places.c.address, places.c.key, places.c.zone).where(
            places.c.conversation == conversation
        )
        rows = self.connection.execute(query.order_by(places.c.updated_at.desc(), places.c.key, places.c.zone)).all()
        return [SavedPlace(row.name, row.address, row.key, row.zone) for row in rows]

    def save(self, conversation: str, place: SavedPlace) -> None:
        """In place of the one with that key, if there is one."""
        key = {"conversation": conversation, "key": place.key}
        values = {"name": place.name, "address": place.address, "zone": place.zone, "updated_at": self.now}
        upsert(self.connection, places, key, values, {})

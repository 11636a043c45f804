"""What the words of catalogs mean, as found out for Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.services.ports import CatalogProblem, IndexMarks, KeptIndex
from bot.storage.inbox import insert_once
from bot.storage.tables import catalog_indexes


class SqlCatalogIndexes:
    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    def marks(self, merchant: int) -> IndexMarks:
        """Of what and by what the one kept was made, without reading it; empty where none is."""
        query = sa.select(catalog_indexes.c.wording, catalog_indexes.c.made_with)
        row = self.connection.execute(query.where(catalog_indexes.c.merchant == merchant)).first()
        return IndexMarks(row.wording, row.made_with) if row else IndexMarks("", "")

    def get(self, merchant: int) -> KeptIndex | None:
        row = self.connection.execute(
            sa.select(catalog_indexes).where(catalog_indexes.c.merchant == merchant, catalog_indexes.c.wording != "")
        ).first()
        return KeptIndex(IndexMarks(row.wording, row.made_with), bytes(row.body)) if row else None

    def take(self, merchant: int, who: str, seconds: float) -> bool:
        """Whether it is now ``who``'s to make it anew: of several one alone, until it is kept or that time is over."""
        free = {"merchant": merchant, "body": b"", "problems": [], "taken_until": self.now}
        insert_once(self.connection, catalog_indexes, [free], ("merchant",))
        mine = sa.update(catalog_indexes).where(
            catalog_indexes.c.merchant == merchant, catalog_indexes.c.taken_until <= self.now
        )
        until = self.now + timedelta(seconds=seconds)
        return bool(self.connection.execute(mine.values(taken_by=who, taken_until=until)).rowcount)

    def put(self, merchant: int, who: str, kept: KeptIndex, problems: Sequence[CatalogProblem]) -> bool:
        """False, and nothing is kept, where it is another's by now."""
        mine = sa.update(catalog_indexes).where(
            catalog_indexes.c.merchant == merchant, catalog_indexes.c.taken_by == who
        )
        values = {
            "wording": kept.marks.wording,
            "made_with": kept.marks.made_with,
            "body": kept.body,
            "problems": [[each.sku, each.why] for each in problems],
            "taken_by": "",
            "taken_until": self.now,
        }
        return bool(self.connection.execute(mine.values(**values)).rowcount)

    def forget(self, merchant: int) -> None:
        """One that cannot be read is made anew."""
        mine = sa.update(catalog_indexes).where(catalog_indexes.c.merchant == merchant)
        self.connection.execute(mine.values(wording="", made_with="", body=b""))

    def problems(self, merchant: int) -> list[CatalogProblem]:
        query = sa.select(catalog_indexes.c.problems).where(catalog_indexes.c.merchant == merchant)
        return [CatalogProblem(sku, why) for sku, why in self.connection.execute(query).scalar() or ()]

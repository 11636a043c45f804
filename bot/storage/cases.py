"""Cases: what waits for a person of the shop."""

from __future__ import annotations

from dataclasses import asdict, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.commerce.cases import Case, CaseKind
from bot.services.ports import Json
from bot.storage.leases import locked
from bot.storage.tables import cases


class SqlCases:
    def __init__(self, connection: Connection, locking: bool = False) -> None:
        self.connection = connection
        self.locking = locking

    def add(self, case: Case) -> Case:
        """Gives the case its id."""
        made = self.connection.execute(sa.insert(cases).values(**_row(case)))
        return replace(case, id=made.inserted_primary_key[0])

    def save(self, case: Case) -> None:
        self.connection.execute(sa.update(cases).where(cases.c.id == case.id).values(**_row(case)))

    def by_id(self, case_id: int) -> Case | None:
        query = locked(sa.select(cases).where(cases.c.id == case_id), self.locking)
        row = self.connection.execute(query).first()
        return _case(row) if row else None

    def open_of(self, conversation: str) -> list[Case]:
        """Newest first."""
        query = sa.select(cases).where(cases.c.conversation == conversation, cases.c.closed_at.is_(None))
        return [_case(row) for row in self.connection.execute(locked(query.order_by(cases.c.id.desc()), self.locking))]

    def open(self, limit: int) -> list[Case]:
        """Of all customers, the oldest first: who has waited longest comes first."""
        query = sa.select(cases).where(cases.c.closed_at.is_(None)).order_by(cases.c.id).limit(limit)
        return [_case(row) for row in self.connection.execute(query)]


def _row(case: Case) -> Json:
    values = asdict(case)
    del values["id"]
    return {**values, "kind": case.kind.value, "pictures": list(case.pictures)}


def _case(row: Row) -> Case:
    return Case(**{**dict(row._mapping), "kind": CaseKind(row.kind), "pictures": tuple(row.pictures)})

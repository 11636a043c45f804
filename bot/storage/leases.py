"""Claiming rows of a queue: who works on what, and until when nobody else may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

# What need not wait is due since ever: whoever stores it and whoever takes it may have clocks that differ.
AT_ONCE = datetime(1970, 1, 1, tzinfo=timezone.utc)


def locked(query: Any, locking: bool) -> Any:
    """In a unit of work that writes, what was read stays as it was read until it ends: writers wait for each other.

    SQLite takes its one write lock at the beginning and knows no FOR UPDATE.
    """
    return query.with_for_update() if locking else query


class Queue:
    """A table with ``state``, ``due_at``, ``claimed_by``, ``lease_until``, ``attempts``, ``error``.

    A row whose lease ran out belongs to nobody: its worker died.
    """

    def __init__(self, connection: Connection, now: datetime, table: sa.Table, busy: str) -> None:
        self.connection = connection
        self.now = now
        self.table = table
        self.busy = busy

    def claimable(self) -> Any:
        columns = self.table.c
        return sa.or_(
            sa.and_(columns.state == "waiting", columns.due_at <= self.now),
            sa.and_(columns.state == self.busy, columns.lease_until < self.now),
        )

    def any_due(self) -> bool:
        """Cheap, and without a lock: whether a claim is worth a try."""
        return self.connection.execute(sa.select(self.table.c.id).where(self.claimable()).limit(1)).first() is not None

    def take(self, ids: Sequence[int], mark: str, lease_seconds: float, *conditions: Any, **values: Any) -> int:
        """How many of the rows were taken: those of which all ``conditions`` still hold."""
        return self._update(
            ids,
            *conditions,
            state=self.busy,
            claimed_by=mark,
            lease_until=self.now + timedelta(seconds=lease_seconds),
            attempts=self.table.c.attempts + 1,
            **values,
        )

    def renew(self, marks: Sequence[str], lease_seconds: float) -> None:
        columns = self.table.c
        self.connection.execute(
            sa.update(self.table)
            .where(columns.claimed_by.in_(list(marks)), columns.state == self.busy)
            .values(lease_until=self.now + timedelta(seconds=lease_seconds))
        )

    def settle(self, ids: Sequence[int], state: str, error: str | None = None, **values: Any) -> None:
        self._update(ids, state=state, error=error, claimed_by=None, lease_until=None, **values)

    def put_back(self, ids: Sequence[int], due_at: datetime, error: str) -> None:
        self.settle(ids, "waiting", error, due_at=due_at)

    def depth(self) -> dict[str, int]:
        state = self.table.c.state
        rows = self.connection.execute(sa.select(state, sa.func.count()).group_by(state))
        return {str(row[0]): int(row[1]) for row in rows}

    def _update(self, ids: Sequence[int], *conditions: Any, **values: Any) -> int:
        if not ids:
            return 0
        these = sa.update(self.table).where(self.table.c.id.in_(list(ids)), *conditions)
        return int(self.connection.execute(these.values(**values)).rowcount)

"""Work that is due later, or again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.services.ports import Job, Json
from bot.storage.inbox import insert_once
from bot.storage.leases import Queue
from bot.storage.tables import jobs


class SqlJobs:
    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self.queue = Queue(connection, now, jobs, busy="in_flight")

    def put(self, key: str, kind: str, payload: Json, due_at: datetime) -> bool:
        """False when a job of this ``key`` stands already, done or not."""
        row = {"key": key, "kind": kind, "payload": payload, "due_at": due_at, "created_at": self.now}
        return bool(insert_once(self.connection, jobs, [row], ("key",)))

    def claim(self, mark: str, lease_seconds: float) -> Job | None:
        query = (
            sa.select(jobs)
            .where(self.queue.claimable())
            .order_by(jobs.c.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = self.connection.execute(query).first()
        if row is None:
            return None
        self.queue.take([row.id], mark, lease_seconds)
        return Job(row.id, row.key, row.kind, row.payload, row.attempts)

    def renew(self, marks: Sequence[str], lease_seconds: float) -> None:
        self.queue.renew(marks, lease_seconds)

    def finish(self, job_id: int) -> None:
        self.queue.settle([job_id], "done")

    def put_back(self, job_id: int, due_at: datetime, error: str) -> None:
        self.queue.put_back([job_id], due_at, error)

    def bury(self, job_id: int, error: str) -> None:
        self.queue.settle([job_id], "dead", error)

    def drop(self, key: str) -> None:
        """A job no longer needed; one in flight is left to end by itself."""
        self.connection.execute(
            sa.update(jobs).where(jobs.c.key == key, jobs.c.state == "waiting").values(state="done")
        )

    def forget_done(self, kinds: Sequence[str], before: datetime) -> int:
        """Work that comes again and again need not be remembered; all other jobs keep their key for ever."""
        done = (jobs.c.kind.in_(list(kinds)), jobs.c.state == "done", jobs.c.created_at < before)
        return int(self.connection.execute(sa.delete(jobs).where(*done)).rowcount)

    def any_due(self) -> bool:
        return self.queue.any_due()

    def depth(self) -> dict[str, int]:
        return self.queue.depth()

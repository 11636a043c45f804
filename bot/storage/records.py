"""What was answered, and what was changed by whom."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.services.ports import Json
from bot.storage.inbox import insert_once
from bot.storage.tables import answers, ledger


class SqlAnswers:
    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    def get(self, key: str) -> Json | None:
        return self.connection.execute(sa.select(answers.c.answer).where(answers.c.key == key)).scalar()

    def put(self, key: str, answer: Json) -> None:
        """The first answer stays."""
        insert_once(self.connection, answers, [{"key": key, "answer": answer, "created_at": self.now}], ("key",))

    def forget_before(self, moment: datetime) -> int:
        return int(self.connection.execute(sa.delete(answers).where(answers.c.created_at < moment)).rowcount)


class SqlLedger:
    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    def note(self, who: str, what: str, subject: str, before: Json | None, after: Json | None) -> None:
        values = {"at": self.now, "who": who, "what": what, "subject": subject, "before": before, "after": after}
        self.connection.execute(sa.insert(ledger).values(**values))

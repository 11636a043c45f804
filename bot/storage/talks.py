"""What was said in a conversation, by both sides."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.services.ports import Uttered
from bot.storage.tables import inbox, outbox


class SqlTalks:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def latest(self, conversation: str, limit: int) -> list[Uttered]:
        """The last ``limit`` messages, the oldest of them first."""
        asked = (
            sa.select(inbox.c.received_at.label("at"), inbox.c.body)
            .where(inbox.c.conversation == conversation, inbox.c.kind == "message")
            .order_by(inbox.c.sent_at.desc(), inbox.c.id.desc())
            .limit(limit)
        )
        told = (
            sa.select(outbox.c.created_at.label("at"), outbox.c.reply.label("body"))
            .where(outbox.c.conversation == conversation)
            .order_by(outbox.c.id.desc())
            .limit(limit)
        )
        # Reversed before they are merged, so that of one moment the question stands above its answer.
        lines = [Uttered(row.at, True, row.body) for row in reversed(self.connection.execute(asked).all())]
        lines += [Uttered(row.at, False, row.body) for row in reversed(self.connection.execute(told).all())]
        return sorted(lines, key=lambda line: line.at)[-limit:]

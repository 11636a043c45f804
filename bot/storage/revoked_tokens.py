"""Tokens of the HTTP API that are no longer good although they have not ended."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.services.ports import RevokedToken
from bot.storage.people import upsert
from bot.storage.tables import revoked_tokens


class SqlRevokedTokens:
    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    def add(self, claim: str, value: str) -> None:
        """``claim`` is jti (one token) or sub (all that this holder has until now); again moves the moment on."""
        upsert(self.connection, revoked_tokens, {"claim": claim, "value": value}, {"revoked_at": self.now}, {})

    def hold(self, token_id: str, holder: str, issued_at: object) -> bool:
        """Whether a token with these claims (``issued_at`` in Unix seconds) is among them. One whose time of issue is not known
        counts as issued before."""
        table = revoked_tokens.c
        query = sa.select(table.claim, table.revoked_at).where(
            sa.or_(
                sa.and_(table.claim == "jti", table.value == token_id),
                sa.and_(table.claim == "sub", table.value == holder),
            )
        )
        known = float(issued_at) if isinstance(issued_at, (int, float)) else 0.0
        found = self.connection.execute(query).all()
        return any(row.claim == "jti" or known <= row.revoked_at.timestamp() for row in found)

    def all(self) -> list[RevokedToken]:
        """The oldest first."""
        query = sa.select(revoked_tokens).order_by(revoked_tokens.c.id)
        return [RevokedToken(row.claim, row.value, row.revoked_at) for row in self.connection.execute(query)]

"""Tokens of the HTTP API that are revoked before they end"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage import tables

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "revoked_tokens",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("claim", sa.String(length=3), nullable=False),
        sa.Column("value", sa.String(length=160), nullable=False),
        sa.Column("revoked_at", tables.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revoked_tokens")),
        sa.UniqueConstraint("claim", "value", name=op.f("uq_revoked_tokens_claim_value")),
    )


def downgrade() -> None:
    op.drop_table("revoked_tokens")

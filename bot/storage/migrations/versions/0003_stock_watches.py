"""Stock watches"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage import tables

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "stock_watches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("conversation", sa.String(length=160), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("asked_at", tables.UtcTime(), nullable=False),
        sa.Column("expires_at", tables.UtcTime(), nullable=False),
        sa.Column("told_at", tables.UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_watches")),
        sa.UniqueConstraint("conversation", "sku", name=op.f("uq_stock_watches_conversation_sku")),
    )
    with op.batch_alter_table("stock_watches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_watches_sku"), ["sku"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("stock_watches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_watches_sku"))

    op.drop_table("stock_watches")

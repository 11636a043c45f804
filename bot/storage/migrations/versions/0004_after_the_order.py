"""After the order: cases for a person, the word with a rating, what was refunded"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage import tables

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("conversation", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("said", sa.Text(), server_default="", nullable=False),
        sa.Column("order_number", sa.String(length=40), server_default="", nullable=False),
        sa.Column("question", sa.String(length=40), server_default="", nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("opened_at", tables.UtcTime(), nullable=False),
        sa.Column("bot_back_at", tables.UtcTime(), nullable=True),
        sa.Column("closed_at", tables.UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_conversation"), "cases", ["conversation"])
    op.create_index(op.f("ix_cases_closed_at"), "cases", ["closed_at"])
    op.add_column("orders", sa.Column("rating_words", sa.String(length=500), server_default="", nullable=False))
    op.add_column("orders", sa.Column("refunded", tables.Money(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_column("refunded")
        batch_op.drop_column("rating_words")
    op.drop_table("cases")

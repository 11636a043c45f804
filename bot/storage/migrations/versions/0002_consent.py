"""What customers allow, and what waits for them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage import tables

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", tables.UtcTime(), nullable=False),
        sa.Column("conversation", sa.String(length=160), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("message_id", sa.String(length=300), server_default="", nullable=False),
        sa.Column("words", sa.String(length=500), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consents_conversation"), ["conversation"], unique=False)

    with op.batch_alter_table("carts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminded", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("expired", sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stopped_by", sa.String(length=300), server_default="", nullable=False))
        batch_op.add_column(sa.Column("offers", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("offers_asked_at", tables.UtcTime(), nullable=True))
        batch_op.add_column(sa.Column("told_of_stop_at", tables.UtcTime(), nullable=True))

    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index("ix_inbox_conversation_state", ["conversation", "state"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("refused_free", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("refused_free")

    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_conversation_state")

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_column("told_of_stop_at")
        batch_op.drop_column("offers_asked_at")
        batch_op.drop_column("offers")
        batch_op.drop_column("stopped_by")

    with op.batch_alter_table("carts", schema=None) as batch_op:
        batch_op.drop_column("expired")
        batch_op.drop_column("reminded")

    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consents_conversation"))

    op.drop_table("consents")

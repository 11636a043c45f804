"""What one customer may do in a minute and a day, the rider's code, and instructions that came later"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage import tables

revision = "0006"
down_revision = "0005"

# The index by conversation alone gives way to one that ends with a time and serves it too.
BY_TIME = (("inbox", "sent_at"), ("orders", "created_at"))


def upgrade() -> None:
    for table, time in BY_TIME:
        op.create_index(op.f(f"ix_{table}_conversation_{time}"), table, ["conversation", time], unique=False)
        op.drop_index(f"ix_{table}_conversation", table_name=table)
    op.add_column("orders", sa.Column("code_until", tables.UtcTime(), nullable=True))
    op.add_column("orders", sa.Column("later_instructions", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "code_tries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("at", tables.UtcTime(), nullable=False),
        sa.Column("who", sa.String(length=160), server_default="", nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_code_tries_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_tries")),
    )
    op.create_index(op.f("ix_code_tries_order_id"), "code_tries", ["order_id"], unique=False)


def downgrade() -> None:
    op.drop_table("code_tries")
    with op.batch_alter_table("orders") as batch:
        batch.drop_column("later_instructions")
        batch.drop_column("code_until")
    for table, time in BY_TIME:
        op.create_index(f"ix_{table}_conversation", table, ["conversation"], unique=False)
        op.drop_index(f"ix_{table}_conversation_{time}", table_name=table)

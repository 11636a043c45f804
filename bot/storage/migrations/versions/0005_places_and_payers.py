"""Named places, the number that pays, and how to hand over"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage import tables

revision = "0005"
down_revision = "0004"

ADDED = (
    ("carts", "instructions", 500),
    ("carts", "place_name", 40),
    ("orders", "payment_phone", 20),
    ("orders", "instructions", 500),
)


def upgrade() -> None:
    op.create_table(
        "places",
        sa.Column("conversation", sa.String(length=160), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("updated_at", tables.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "key", name=op.f("pk_places")),
    )
    for table, name, length in ADDED:
        column = sa.Column(name, sa.String(length=length), server_default="", nullable=False)
        op.add_column(table, column)


def downgrade() -> None:
    for table, name, _ in reversed(ADDED):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(name)
    op.drop_table("places")

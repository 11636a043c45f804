"""The index of a catalog, made outside of Rasa"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage import tables

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("catalog_state", sa.Column("wording", sa.String(length=64), server_default="", nullable=False))
    # So that the next look at Ghala reads all and finds the wording.
    op.execute(sa.table("catalog_state", sa.column("etag", sa.String)).update().values(etag=""))
    op.create_table(
        "catalog_indexes",
        sa.Column("merchant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wording", sa.String(length=64), server_default="", nullable=False),
        sa.Column("made_with", sa.String(length=64), server_default="", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("taken_by", sa.String(length=64), server_default="", nullable=False),
        sa.Column("taken_until", tables.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("merchant"),
    )


def downgrade() -> None:
    op.drop_table("catalog_indexes")
    with op.batch_alter_table("catalog_state") as batch:
        batch.drop_column("wording")

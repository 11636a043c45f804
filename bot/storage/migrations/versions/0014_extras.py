"""What a shop asks and charges beside the goods"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

ADDED = (("carts", "{}"), ("orders", "[]"))


def upgrade() -> None:
    for table, before in ADDED:
        op.add_column(table, sa.Column("extras", sa.JSON(), server_default=before, nullable=False))


def downgrade() -> None:
    for table, _ in reversed(ADDED):
        op.drop_column(table, "extras")

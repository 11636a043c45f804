"""How often a process ended while it worked on a turn, and which"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("inbox", sa.Column("crashes", sa.Integer(), server_default="0", nullable=False))
    op.add_column("inbox", sa.Column("crashed", sa.String(length=20), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("inbox") as batch:
        batch.drop_column("crashed")
        batch.drop_column("crashes")

"""What is said for a delivery: when, to whom, what to bring instead; and a place to be read back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_LENGTHS = {"delivery_time": 100, "receiver": 120, "otherwise": 300, "place_check": 500}


def upgrade() -> None:
    for name, length in _LENGTHS.items():
        op.add_column("carts", sa.Column(name, sa.String(length=length), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("carts") as batch:
        for name in _LENGTHS:
            batch.drop_column(name)

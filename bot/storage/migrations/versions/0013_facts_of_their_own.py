"""Flags by their kind, how an order is handed over, where it was made, which try a payment is"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

ADDED = (
    ("orders", "flags", sa.JSON(), "[]"),
    ("orders", "fulfilment", sa.String(length=12), "delivery"),
    ("orders", "source", sa.String(length=12), "chat"),
    ("payments", "attempt", sa.Integer(), "1"),
)
# As these facts were written until now.
PICKUP, REFUND_DUE = "Pickup at the shop", "cancelled after payment, refund due"
ORDERS = sa.table("orders", *map(sa.column, ("id", "key", "conversation", "address", "flag", "fulfilment", "source")))
FLAGS = sa.table("orders", sa.column("id"), sa.column("flags", sa.JSON))
PAYMENTS = sa.table("payments", sa.column("id"), sa.column("key", sa.String), sa.column("attempt"))


def upgrade() -> None:
    for table, name, kind, before in ADDED:
        op.add_column(table, sa.Column(name, kind, server_default=before, nullable=False))
    op.execute(ORDERS.update().where(ORDERS.c.address == PICKUP).values(fulfilment="pickup"))
    of_a_cart = ORDERS.c.conversation.concat("#")
    begins = sa.func.substr(ORDERS.c.key, 1, sa.func.length(of_a_cart))
    op.execute(ORDERS.update().where(begins != of_a_cart).values(source="http"))
    _give_kinds()
    _count_attempts()


def _give_kinds() -> None:
    """The one flag that decides what a customer reads later; of the others the words go on to stand for themselves."""
    connection = op.get_bind()
    due = sa.select(ORDERS.c.id, ORDERS.c.flag).where(ORDERS.c.flag.like(f"%{REFUND_DUE}%"))
    for order_id, words in connection.execute(due).all():
        flags = [_flag(part) for part in words.split("; ")]
        connection.execute(FLAGS.update().where(FLAGS.c.id == order_id).values(flags=flags))


def _flag(words: str) -> dict[str, object]:
    if words == REFUND_DUE:
        return {"kind": "refund_due", "facts": {}}
    return {"kind": "written", "facts": {"said": words}}


def _count_attempts() -> None:
    connection = op.get_bind()
    again = sa.select(PAYMENTS.c.id, PAYMENTS.c.key).where(~PAYMENTS.c.key.endswith("-1"))
    for payment_id, key in connection.execute(again).all():
        attempt = key.rpartition("-")[2]
        if attempt.isdecimal():
            connection.execute(PAYMENTS.update().where(PAYMENTS.c.id == payment_id).values(attempt=int(attempt)))


def downgrade() -> None:
    for table, name, _, _ in reversed(ADDED):
        op.drop_column(table, name)

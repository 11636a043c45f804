"""Where a place lies, kept beside its address; and what the name of the place to come is known by"""

from __future__ import annotations

import math
import re

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

KEPT = ("carts", "customers", "places")
# As addresses were read until now; what is read later may differ.
TOWNS = (
    "thika kiambu machakos ruiru juja limuru kikuyu ngong rongai ongata kiserian kitengela mlolongo syokimau kajiado naivasha "
    "nakuru mombasa kisumu eldoret nyeri embu meru murang'a muranga nanyuki kericho kisii kakamega bungoma malindi kilifi voi "
    "garissa kitui makueni namanga narok githunguri gatundu kerugoya tala kangundo joska kamulu"
).split()
OUTSIDE = re.compile(rf"\b(?:athi river|{'|'.join(TOWNS)})\b")
ROAD = r"(?:thika|mombasa|ngong'?|kiambu|limuru|naivasha|kangundo|kikuyu)"
ROADS = re.compile(rf"\b{ROAD}\s+(?:super\s*)?(?:road|rd|highway|hwy)\b|\b(?:barabara|njia)\s+ya\s+{ROAD}(?!\w)")
PIN = re.compile(r"\bpin (-?\d{1,3}(?:\.\d+)?), ?(-?\d{1,3}(?:\.\d+)?)")
SOUTH, EAST, CITY_KM, KM_A_DEGREE = -1.286, 36.817, 16, 111.2


def upgrade() -> None:
    for table in KEPT:
        op.add_column(table, sa.Column("zone", sa.String(length=10), server_default="nairobi", nullable=False))
        _move_outside(sa.table(table, sa.column("address", sa.String), sa.column("zone", sa.String)))
    op.add_column("carts", sa.Column("place_key", sa.String(length=40), server_default="", nullable=False))
    carts = sa.table("carts", sa.column("place_name", sa.String), sa.column("place_key", sa.String))
    op.execute(carts.update().values(place_key=sa.func.lower(carts.c.place_name)))


def _move_outside(table: sa.sql.TableClause) -> None:
    connection = op.get_bind()
    addresses = connection.execute(sa.select(table.c.address).where(table.c.address != "").distinct()).scalars().all()
    for address in filter(is_outside, addresses):
        connection.execute(table.update().where(table.c.address == address).values(zone="outside"))


def is_outside(address: str) -> bool:
    pin = PIN.search(address)
    km = KM_A_DEGREE * math.hypot(float(pin[1]) - SOUTH, float(pin[2]) - EAST) if pin else 0
    return OUTSIDE.search(ROADS.sub(" ", address.lower())) is not None or km > CITY_KM


def downgrade() -> None:
    with op.batch_alter_table("carts") as batch:
        batch.drop_column("place_key")
    for table in KEPT:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("zone")

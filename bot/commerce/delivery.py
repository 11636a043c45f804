"""What delivery costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

NAIROBI_FEE = Decimal(200)
OUTSIDE_FEE = Decimal(400)
# The place of an order that the customer fetches; the words are for whoever packs it.
PICKUP = "Pickup at the shop"
# Where a place lies: in the city, or beyond its same-day area. Whoever reads a place says which.
NAIROBI, OUTSIDE = "nairobi", "outside"


@dataclass(frozen=True)
class Delivery:
    """``fee`` in KES; ``same_day`` inside Nairobi, else the next day."""

    fee: Decimal
    same_day: bool


def delivery_to(address: str, zone: str) -> Delivery:
    """Nothing for who fetches it; before an address is known, Nairobi."""
    if address == PICKUP:
        return Delivery(Decimal(0), same_day=True)
    is_outside = bool(address) and zone == OUTSIDE
    return Delivery(OUTSIDE_FEE, same_day=False) if is_outside else Delivery(NAIROBI_FEE, same_day=True)


def zone_paid_for(fee: Decimal) -> str:
    """Where an order goes, by what its delivery costs."""
    return OUTSIDE if fee >= OUTSIDE_FEE else NAIROBI

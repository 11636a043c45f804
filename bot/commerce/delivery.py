"""How goods reach their customer, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

NAIROBI_FEE = Decimal(200)
OUTSIDE_FEE = Decimal(400)
# Stands for the address of what the customer fetches; the words are for whoever packs it, and for the API.
PICKUP = "Pickup at the shop"
# Where a place lies: in the city, or beyond its same-day area. Whoever reads a place says which.
NAIROBI, OUTSIDE = "nairobi", "outside"


class Fulfilment(str, Enum):
    """The values are stored."""

    DELIVERY = "delivery"
    PICKUP = "pickup"


def fulfilment_at(address: str) -> Fulfilment:
    """Of a cart, and of an order that comes in by the API: these have an address alone. An order keeps its own."""
    return Fulfilment.PICKUP if address == PICKUP else Fulfilment.DELIVERY


@dataclass(frozen=True)
class Delivery:
    """``fee`` in KES; ``same_day`` inside Nairobi, else the next day."""

    fee: Decimal
    same_day: bool


def delivery_to(address: str, zone: str) -> Delivery:
    """Nothing for who fetches it; before an address is known, Nairobi."""
    if fulfilment_at(address) is Fulfilment.PICKUP:
        return Delivery(Decimal(0), same_day=True)
    is_outside = bool(address) and zone == OUTSIDE
    return Delivery(OUTSIDE_FEE, same_day=False) if is_outside else Delivery(NAIROBI_FEE, same_day=True)


def zone_paid_for(fee: Decimal) -> str:
    """Where an order goes, by what its delivery costs."""
    return OUTSIDE if fee >= OUTSIDE_FEE else NAIROBI

"""What delivery costs."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

NAIROBI_FEE = Decimal(200)
OUTSIDE_FEE = Decimal(400)
# The place of an order that the customer fetches; the words are for whoever packs it.
PICKUP = "Pickup at the shop"

# Towns people order to from Nairobi that lie outside the city's same-day area.
OUTSIDE = (
    "thika", "kiambu", "machakos", "ruiru", "juja", "limuru", "kikuyu", "ngong", "rongai", "ongata", "kiserian", "kitengela",
    "athi river", "mlolongo", "syokimau", "kajiado", "naivasha", "nakuru", "mombasa", "kisumu", "eldoret", "nyeri", "embu",
    "meru", "murang'a", "muranga", "nanyuki", "kericho", "kisii", "kakamega", "bungoma", "malindi", "kilifi", "voi", "garissa",
    "kitui", "makueni", "namanga", "narok", "githunguri", "gatundu", "kerugoya", "tala", "kangundo", "joska", "kamulu",
)  # fmt: skip
# Roads of the city that carry the name of a town.
_OUTSIDE = re.compile(rf"\b(?:{'|'.join(map(re.escape, OUTSIDE))})\b")
_TOWN = r"(?:thika|mombasa|ngong'?|kiambu|limuru|naivasha|kangundo|kikuyu)"
ROADS = re.compile(
    rf"\b{_TOWN}\s+(?:super\s*)?(?:road|rd|highway|hwy)\b|\b(?:barabara|njia)\s+ya\s+{_TOWN}(?!\w)",
)

# A shared location, as ``bot.messaging.incoming`` writes it; degrees.
PIN = re.compile(r"\bpin (-?\d{1,3}(?:\.\d+)?), ?(-?\d{1,3}(?:\.\d+)?)")
NAIROBI = (-1.286, 36.817)
# Kasarani and Karen lie within, Ruiru, Kikuyu and Syokimau beyond.
CITY_KM = 16


@dataclass(frozen=True)
class Delivery:
    """``fee`` in KES; ``same_day`` inside Nairobi, else the next day."""

    fee: Decimal
    same_day: bool


@lru_cache(maxsize=1024)
def delivery_to(address: str) -> Delivery:
    """Nothing for who fetches it. Nairobi unless the address names a town outside it, or its pin lies there and no town
    of it is named; before an address is known, Nairobi."""
    if address == PICKUP:
        return Delivery(Decimal(0), same_day=True)
    places = ROADS.sub(" ", address.lower())
    pin = _pin(address)
    outside = _OUTSIDE.search(places) is not None or (pin is not None and _km(pin, NAIROBI) > CITY_KM)
    return Delivery(OUTSIDE_FEE, same_day=False) if outside else Delivery(NAIROBI_FEE, same_day=True)


def _pin(address: str) -> tuple[float, float] | None:
    found = PIN.search(address)
    return (float(found[1]), float(found[2])) if found else None


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Near enough on the scale of a city, this close to the equator."""
    return 111.2 * math.hypot(one[0] - other[0], one[1] - other[1])

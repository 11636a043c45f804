"""What delivery costs, and what counts as a place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

NAIROBI_FEE = Decimal(200)
OUTSIDE_FEE = Decimal(400)

# Towns people order to from Nairobi that lie outside the city's same-day area.
OUTSIDE = (
    "thika", "kiambu", "machakos", "ruiru", "juja", "limuru", "kikuyu", "ngong", "rongai", "ongata", "kiserian", "kitengela",
    "athi river", "mlolongo", "syokimau", "kajiado", "naivasha", "nakuru", "mombasa", "kisumu", "eldoret", "nyeri", "embu",
    "meru", "murang'a", "muranga", "nanyuki", "kericho", "kisii", "kakamega", "bungoma", "malindi", "kilifi", "voi", "garissa",
    "kitui", "makueni", "namanga", "narok", "githunguri", "gatundu", "kerugoya", "tala", "kangundo", "joska", "kamulu",
)  # fmt: skip
# Roads of the city that carry the name of a town.
_TOWN = r"(?:thika|mombasa|ngong'?|kiambu|limuru|naivasha|kangundo|kikuyu)"
ROADS = re.compile(
    rf"\b{_TOWN}\s+(?:super\s*)?(?:road|rd|highway|hwy)\b|\b(?:barabara|njia)\s+ya\s+{_TOWN}(?!\w)",
)


@dataclass(frozen=True)
class Delivery:
    """``fee`` in KES; ``same_day`` inside Nairobi, else the next day."""

    fee: Decimal
    same_day: bool


def delivery_to(address: str) -> Delivery:
    """Nairobi unless the address names a town outside it; before an address is known, Nairobi."""
    places = ROADS.sub(" ", address.lower())
    outside = any(re.search(rf"\b{re.escape(town)}\b", places) for town in OUTSIDE)
    return Delivery(OUTSIDE_FEE, same_day=False) if outside else Delivery(NAIROBI_FEE, same_day=True)


def looks_like_address(text: str) -> bool:
    """At least one word of three letters, and short enough to be a place."""
    return len(text) <= 300 and bool(re.search(r"[^\W\d_]{3,}", text))

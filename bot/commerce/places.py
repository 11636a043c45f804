"""Places that customers have names for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.commerce.delivery import NAIROBI


@dataclass(frozen=True)
class SavedPlace:
    """``name`` in the customer's own word; ``key`` is what it is known by: one address for each. ``zone`` is where
    it lies, as in ``bot.commerce.delivery``."""

    name: str
    address: str
    key: str = ""
    zone: str = NAIROBI

"""Places that customers have names for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SavedPlace:
    """``name`` in the customer's own word; ``key`` is what it is known by: one address for each."""

    name: str
    address: str
    key: str = ""

"""Where a message names goods."""

from __future__ import annotations

from dataclasses import dataclass

Hits = frozenset[int]


@dataclass(frozen=True)
class Mention:
    """Tokens ``start``–``end`` name goods; ``hits`` are places in the catalog, empty when the shop sells no such thing.

    ``absorbed`` are tokens further on that tell more of the same goods. ``family`` is all that the words alone may mean;
    ``other_of`` where the mention begins that names the family, of one that only tells which others of it are meant.
    ``is_firm`` when the words name goods wherever they stand.
    A model ("a15", "5x6") may tell of other goods wherever they stand. ``kin`` are those that another word for the same names.
    ``is_hint`` where the words are no name of goods, and stand in those of the products alone: of these the customer is asked.
    ``told`` when a number or word behind the name tells which of the family.
    """

    start: int
    end: int
    hits: Hits
    exact: bool
    score: float
    broad: Hits = frozenset()
    stands: bool = True
    absorbed: frozenset[int] = frozenset()
    family: Hits = frozenset()
    other_of: int | None = None
    told: bool = False
    is_firm: bool = True
    kin: Hits = frozenset()
    is_model: bool = False
    is_hint: bool = False

"""Parts of a message, by its tokens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """Tokens ``start``–``end`` are what ``label`` says."""

    label: str
    start: int
    end: int

    @property
    def places(self) -> range:
        return range(self.start, self.end)

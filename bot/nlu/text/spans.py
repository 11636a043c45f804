"""Parts of a message, by its tokens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Span:
    """Tokens ``start``–``end`` are what ``label`` says."""

    label: str
    start: int
    end: int

    @property
    def places(self) -> range:
        return range(self.start, self.end)


class Part(Protocol):
    """Anything with its first token, and the one behind its last."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def places_of(parts: Iterable[Part]) -> set[int]:
    """All tokens of the ``parts``."""
    return {at for part in parts for at in range(part.start, part.end)}

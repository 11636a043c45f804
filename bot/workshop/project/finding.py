"""What is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """``line`` counts from 1; 0 means the file as a whole."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, order=True)
class Finding:
    """``fix`` is one line that says what to do."""

    place: Place
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}\n    fix: {self.fix}"

"""When to try again."""

from __future__ import annotations

from datetime import timedelta


def pause_after(attempts: int, first_seconds: float = 0.5, longest_seconds: float = 60.0) -> timedelta:
    """Doubles with every failed attempt (counted from 1)."""
    return timedelta(seconds=min(longest_seconds, first_seconds * 2 ** max(0, min(attempts, 20) - 1)))

"""How a job says that it must run again."""

from __future__ import annotations

from datetime import timedelta


class NotYet(Exception):
    """The job must run again, ``after`` at the earliest."""

    def __init__(self, message: str, after: timedelta | None = None) -> None:
        super().__init__(message)
        self.after = after

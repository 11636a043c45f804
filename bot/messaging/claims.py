"""What this worker has claimed and not yet finished."""

from __future__ import annotations

import itertools
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Claims:
    """Every claim carries a mark of its own. Only marks in hand are renewed: what a thread could not finish for any reason
    becomes free again by itself, also within a living process, also when a new process gets an old one's number."""

    def __init__(self, name: str = "") -> None:
        self.name = (name or f"{socket.gethostname()[:30]}-{secrets.token_hex(4)}")[:40]
        self._numbers = itertools.count(1)
        self._marks: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def take(self) -> Iterator[str]:
        """A mark for one claim; it is let go at the end of the block."""
        mark = f"{self.name}-{next(self._numbers)}"
        with self._lock:
            self._marks.add(mark)
        try:
            yield mark
        finally:
            with self._lock:
                self._marks.discard(mark)

    def marks(self) -> list[str]:
        with self._lock:
            return list(self._marks)

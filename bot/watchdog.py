"""Ends this process when it hangs, so that whoever keeps it can start it again.

Work that runs too long is noticed by a thread. A regular expression or a C function that does not come back holds the
interpreter's own lock, and then no thread notices anything: for that a timer below the interpreter is armed, which the
thread puts off as long as it runs.
"""

from __future__ import annotations

import faulthandler
import itertools
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# How often the thread looks, and how long the interpreter may stand still. Loading a model on a busy machine takes seconds.
LOOK_SECONDS, STILL_SECONDS = 1.0, 15.0
# As sysexits.h has it: an internal software error.
EXIT_CODE = 70


class Watchdog:
    """``watch`` says what is worked on and how long it may take. Nothing is ended before ``begin`` was called."""

    def __init__(
        self,
        look_seconds: float = LOOK_SECONDS,
        still_seconds: float = STILL_SECONDS,
        end: Callable[[str], None] | None = None,
    ) -> None:
        self._look_seconds, self._still_seconds = look_seconds, still_seconds
        self._end = end or _end_process
        self._numbers = itertools.count()
        self._work: dict[int, tuple[str, float]] = {}
        self._begun = threading.Event()

    def begin(self) -> None:
        """Once a process; further calls change nothing."""
        if not self._begun.is_set():
            self._begun.set()
            threading.Thread(target=self._look, name="watchdog", daemon=True).start()

    @contextmanager
    def watch(self, what: str, seconds: float) -> Iterator[None]:
        """``what`` holds no personal data: it is written to the log."""
        number = next(self._numbers)
        self._work[number] = (what, time.monotonic() + seconds)
        try:
            yield
        finally:
            del self._work[number]

    def overdue(self) -> list[str]:
        now = time.monotonic()
        return [what for what, until in list(self._work.values()) if until < now]

    def _look(self) -> None:
        while True:
            overdue = self.overdue()
            if overdue:
                self._end(", ".join(overdue))
            faulthandler.dump_traceback_later(self._still_seconds, exit=True)
            time.sleep(self._look_seconds)


def _end_process(what: str) -> None:
    """At once, with all that it holds: a lock of the database must not wait for work that may never end."""
    print(f"watchdog: {what} took too long; this process ends and is to be started again", file=sys.stderr, flush=True)
    faulthandler.dump_traceback(all_threads=True)
    os._exit(EXIT_CODE)


watchdog = Watchdog()

"""Asks a part again and again whether it lives, and tells when it does not answer any more."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

# Until the first answer, and after it.
ASK_FIRST_SECONDS, ASK_EVERY_SECONDS = 0.25, 1.0
ANSWER_SECONDS = 1.5
# A part that answered before and has not for so long hangs: the shop is closed while it does. One that works hard all the
# while, such as Rasa loading a model, is given longer.
SILENT_SECONDS, BUSY_SECONDS = 4.0, 20.0
# Who wants the processor for this share of the time works hard, whether or not the machine gives it.
BUSY = 0.3
# To load a model on a slow machine takes a while; who does nothing at all meanwhile hangs.
START_SECONDS, START_IDLE_SECONDS = 120.0, 10.0


@dataclass(frozen=True)
class Patience:
    """Seconds; see the constants above."""

    ask_first: float = ASK_FIRST_SECONDS
    ask_every: float = ASK_EVERY_SECONDS
    answer: float = ANSWER_SECONDS
    silent: float = SILENT_SECONDS
    busy: float = BUSY_SECONDS
    start: float = START_SECONDS
    start_idle: float = START_IDLE_SECONDS


class Vigil:
    """One life of one part. ``on_ready`` is called with its first answer, ``on_hang`` once, with the seconds of silence."""

    def __init__(
        self, url: str, pid: int, patience: Patience, on_ready: Callable[[], object], on_hang: Callable[[float], object]
    ) -> None:
        self._address, self._pid = urlsplit(url), pid
        self._patience = patience
        self._on_ready, self._on_hang = on_ready, on_hang
        self._over = threading.Event()
        self._connection: http.client.HTTPConnection | None = None

    def begin(self) -> None:
        threading.Thread(target=self._keep, name=f"vigil {self._address.netloc}", daemon=True).start()

    def end(self) -> None:
        self._over.set()

    def _keep(self) -> None:
        ready, answered, heard = False, True, time.monotonic()
        work = _Work(self._pid, heard)
        while not self._over.wait(self._patience.ask_every if ready and answered else self._patience.ask_first):
            # Who was not awake to ask has missed nothing: the machine slept, or this process was stopped.
            slept = time.monotonic() - work.looked > self._patience.ask_every + self._patience.answer + 1
            answered, asked = self._answers(), time.monotonic()
            if answered or slept:
                heard = asked
                work = _Work(self._pid, heard)
            if answered and not ready:
                ready = True
                self._on_ready()
            work.look(asked)
            silent = asked - heard
            if silent > self._longest(ready, work, asked):
                if not self._over.is_set():
                    self._on_hang(silent)
                return
        self._close()

    def _longest(self, ready: bool, work: _Work, now: float) -> float:
        """How long this silence may last."""
        if not ready:
            return self._patience.start_idle if now - work.last > self._patience.start_idle else self._patience.start
        return self._patience.busy if work.share(now) > BUSY else self._patience.silent

    def _answers(self) -> bool:
        try:
            if self._connection is None:
                host, port = self._address.hostname or "", self._address.port
                self._connection = http.client.HTTPConnection(host, port, timeout=self._patience.answer)
            self._connection.request("GET", self._address.path or "/")
            answer = self._connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self._close()
            return False
        return answer.status == 200

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _Work:
    """What a process has wanted of the processor since ``since``; ``last`` is when it was last seen to want any."""

    def __init__(self, pid: int, since: float) -> None:
        self._pid, self._since = pid, since
        self._first = self._wanted = wanted_seconds(pid)
        self.looked = self.last = since

    def look(self, now: float) -> None:
        wanted = wanted_seconds(self._pid)
        if wanted - self._wanted > BUSY * (now - self.looked) or wanted == 0.0:
            self.last = now
        self._wanted, self.looked = wanted, now

    def share(self, now: float) -> float:
        return (self._wanted - self._first) / max(now - self._since, 1e-9)


def wanted_seconds(pid: int) -> float:
    """For how long the main thread of a process has run or waited for its turn to; 0 where the system does not tell."""
    try:
        ran, waited, _ = Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 0.0
    return (int(ran) + int(waited)) / 1e9

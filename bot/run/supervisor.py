"""Starts the parts, notices which one ends first, and ends them all."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.run.console import Console
from bot.run.parts import Part

LAST_LINES = 15
SECONDS_TO_END = 5.0


@dataclass(frozen=True)
class Death:
    """A part that ended by itself: its exit code (negative: the signal that ended it) and the last lines it wrote."""

    name: str
    exit_code: int
    last_lines: tuple[str, ...]


@dataclass
class _Running:
    part: Part
    process: subprocess.Popen[str]
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_LINES))
    reader: threading.Thread | None = None


class Supervisor:
    """One run of the shop. Every part leads a process group of its own, so that ending it ends what it started too."""

    def __init__(self, parts: Sequence[Part], environment: Mapping[str, str], console: Console) -> None:
        self._parts = parts
        self._environment = dict(environment)
        self._console = console
        self._running: list[_Running] = []
        self._ended: queue.SimpleQueue[_Running | None] = queue.SimpleQueue()

    def start(self) -> None:
        for part in self._parts:
            running = _Running(part, self._launch(part))
            running.reader = threading.Thread(target=self._relay, args=(running,), daemon=True)
            running.reader.start()
            threading.Thread(target=self._report_end, args=(running,), daemon=True).start()
            self._running.append(running)

    def wait(self) -> Death | None:
        """Until a part ends by itself (which one), or ``ask_to_stop`` was called (None)."""
        ended = self._ended.get()
        if ended is None:
            return None
        if ended.reader is not None:
            ended.reader.join(timeout=1)
        return Death(ended.part.name, ended.process.returncode, tuple(ended.last_lines))

    def ask_to_stop(self) -> None:
        """Safe to call from a signal handler."""
        self._ended.put(None)

    def stop(self, seconds: float = SECONDS_TO_END) -> list[str]:
        """Ends every part, by force after ``seconds``; the names of those that needed it."""
        for running in self._running:
            _signal_group(running, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        forced = [running.part.name for running in self._running if not _ends_before(running, deadline)]
        for running in self._running:
            _signal_group(running, signal.SIGKILL)
            running.process.wait()
        return forced

    def _launch(self, part: Part) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S602 - a Procfile holds shell commands, and it is ours
            part.command,
            shell=True,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            encoding="utf-8",
            errors="replace",
        )

    def _relay(self, running: _Running) -> None:
        assert running.process.stdout is not None
        for line in running.process.stdout:
            running.last_lines.append(line.rstrip())
            self._console.relay(running.part.name, line.rstrip())

    def _report_end(self, running: _Running) -> None:
        running.process.wait()
        self._ended.put(running)


def _signal_group(running: _Running, number: signal.Signals) -> None:
    """To the part and whatever it started; a group that is gone already is what we wanted."""
    try:
        os.killpg(running.process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _ends_before(running: _Running, deadline: float) -> bool:
    try:
        running.process.wait(timeout=max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return True

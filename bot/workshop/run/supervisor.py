"""Starts the parts, starts those again that die or hang, and ends them all."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.workshop.run.console import Console
from bot.workshop.run.parts import Part
from bot.workshop.run.vigil import Patience, Vigil

LAST_LINES = 15
SECONDS_TO_END = 5.0
# After so many starts in a row without an answer the operator is shown what the part wrote; it is still started again.
MANY_FAILED_STARTS = 5
# What has no door to answer at counts as started once it has lived so long.
STARTED_SECONDS = 5.0
# In the environment of each part: its name.
PART = "DUKA_PART"
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
# A part is told to end when this process dies, however that happens, where the system has the program for it.
_END_WITH_US = ("setpriv", "--pdeathsig", "TERM") if shutil.which("setpriv") else ()


@dataclass(frozen=True)
class Death:
    """A part that could not start: how its process ended, and the last it wrote."""

    name: str
    exit_code: int
    last_lines: tuple[str, ...]


@dataclass
class _Life:
    """One process of a part."""

    part: Part
    process: subprocess.Popen[str]
    begun: float
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_LINES))
    reader: threading.Thread | None = None
    vigil: Vigil | None = None
    answered: bool = False

    @property
    def has_started(self) -> bool:
        return self.answered or (self.vigil is None and time.monotonic() - self.begun > STARTED_SECONDS)


class Supervisor:
    """One run of the shop. Every part leads a process group of its own, so that ending it ends what it started too.

    A part that ends before it ever answered is a mistake of the set-up, and closes the shop. One that ran once is started
    again for ever: to close the other parts would make the outage larger, and end the one thing that can mend it.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        environment: Mapping[str, str],
        console: Console,
        patience: Patience | None = None,
    ) -> None:
        self._parts = parts
        self._environment = dict(environment)
        self._console = console
        self._patience = patience or Patience()
        self._lives: dict[str, _Life] = {}
        # Starts in a row after which the part did not answer; absent before its first answer.
        self._failed_starts: dict[str, int] = {}
        # What is to be done, by the thread that called ``wait``: children end with the thread that started them.
        self._work: queue.SimpleQueue[Callable[[], Death | None] | None] = queue.SimpleQueue()

    def start(self) -> None:
        for part in self._parts:
            self._begin(part)

    def wait(self) -> Death | None:
        """Keeps the parts running until ``ask_to_stop`` was called (None) or one of them cannot start."""
        while (work := self._work.get()) is not None:
            death = work()
            if death is not None:
                return death
        return None

    def have_all_answered(self) -> bool:
        """Whether every part that has a door has answered at it, so that one that ends now is started again."""
        return all(life.answered or life.vigil is None for life in list(self._lives.values()))

    def ask_to_stop(self) -> None:
        """Safe to call from a signal handler."""
        self._work.put(None)

    def stop(self, seconds: float = SECONDS_TO_END) -> list[str]:
        """Ends every part, by force after ``seconds``; the names of those that needed it."""
        lives = list(self._lives.values())
        for life in lives:
            if life.vigil is not None:
                life.vigil.end()
            _signal_group(life, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        forced = [life.part.name for life in lives if not _ends_before(life, deadline)]
        for life in lives:
            _signal_group(life, signal.SIGKILL)
            life.process.wait()
        return forced

    def _begin(self, part: Part) -> None:
        life = _Life(part, self._launch(part), time.monotonic())
        self._lives[part.name] = life
        life.reader = threading.Thread(target=self._relay, args=(life,), daemon=True)
        life.reader.start()
        threading.Thread(target=self._report_end, args=(life,), daemon=True).start()
        if part.door is not None:
            life.vigil = Vigil(
                part.door.alive,
                life.process.pid,
                self._patience,
                on_ready=lambda: self._work.put(lambda: self._answered(life)),
                on_hang=lambda silent: self._work.put(lambda: self._hangs(life, silent)),
            )
            life.vigil.begin()

    def _answered(self, life: _Life) -> None:
        life.answered = True
        if life.part.name in self._failed_starts:
            self._console.say(f"{life.part.name} is back after {time.monotonic() - life.begun:.0f} s")
        self._failed_starts[life.part.name] = 0

    def _hangs(self, life: _Life, silent: float) -> None:
        """By force: a process that hangs may hold a lock that all others wait for, and may be deaf to a request."""
        if life.process.poll() is None:
            self._console.say(f"{life.part.name} has not answered for {silent:.0f} s and is ended")
            _signal_group(life, signal.SIGKILL)

    def _ended(self, life: _Life) -> Death | None:
        if life.vigil is not None:
            life.vigil.end()
        if life.reader is not None:
            life.reader.join(timeout=1)
        # What it started itself must not go on beside the one that takes its place.
        _signal_group(life, signal.SIGKILL)
        name, death = life.part.name, Death(life.part.name, life.process.returncode, tuple(life.last_lines))
        if not life.has_started and name not in self._failed_starts:
            return death
        failed = self._failed_starts[name] = 0 if life.has_started else self._failed_starts.get(name, 0) + 1
        pause = 0.0 if not failed else min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failed, MANY_FAILED_STARTS))
        self._console.say(f"{name} {how_it_ended(death.exit_code)} and is started again")
        if failed == MANY_FAILED_STARTS:
            tell_last_lines(death, self._console)
        timer = threading.Timer(pause, lambda: self._work.put(lambda: self._begin(life.part)))
        timer.daemon = True
        timer.start()
        return None

    def _launch(self, part: Part) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*_END_WITH_US, "/bin/sh", "-c", part.command],
            env={**self._environment, PART: part.name},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            encoding="utf-8",
            errors="replace",
        )

    def _relay(self, life: _Life) -> None:
        assert life.process.stdout is not None
        for line in life.process.stdout:
            life.last_lines.append(line.rstrip())
            self._console.relay(life.part.name, line.rstrip())

    def _report_end(self, life: _Life) -> None:
        life.process.wait()
        self._work.put(lambda: self._ended(life))


def tell_last_lines(death: Death, console: Console) -> None:
    console.say(f"{death.name} {how_it_ended(death.exit_code)}. The last it said:")
    for line in death.last_lines:
        console.say(f"    {line}")


def how_it_ended(exit_code: int) -> str:
    return f"was ended by {signal.Signals(-exit_code).name}" if exit_code < 0 else f"ended with exit code {exit_code}"


def _signal_group(life: _Life, number: signal.Signals) -> None:
    """To the part and whatever it started; a group that is gone already is what we wanted."""
    try:
        os.killpg(life.process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _ends_before(life: _Life, deadline: float) -> bool:
    try:
        life.process.wait(timeout=max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return True

"""A shop started by its own command, which keeps the parts running; from outside they are killed and stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import requests

from bot.settings import Settings
from bot.workshop.run.parts import Part, procfile_of, read_parts
from tests.processes.shop_processes import ROOT, environment_of, settings_of, wait_until

START_SECONDS = 180.0
END_SECONDS = 20.0
ASK_SECONDS = 10


@dataclass
class KeptShop:
    """What ``tests.processes`` asks of a shop: its settings, and the sandbox's own API."""

    folder: Path
    settings: Settings
    environment: Mapping[str, str]
    procfile: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    http: requests.Session = field(default_factory=requests.Session)

    @cached_property
    def parts(self) -> list[Part]:
        return read_parts(self.procfile or ROOT / procfile_of(self.settings), self.settings)

    def start(self) -> None:
        self.http.trust_env = False
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", "--prepared", *self._options()],
                cwd=ROOT,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(self.is_ready, "the shop to open", START_SECONDS, every=0.25)

    def _options(self) -> list[str]:
        return ["--procfile", str(self.procfile)] if self.procfile else []

    @property
    def log(self) -> Path:
        return self.folder / "shop.log"

    def is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"the shop closed:\n{self.last_words()}"
        try:
            return requests.get(f"{self.settings.app_url}/readyz", timeout=3).status_code == 200
        except requests.RequestException:
            return False

    def answers(self, name: str) -> bool:
        """Whether that part lives, by its own door."""
        door = next(part.door for part in self.parts if part.name == name)
        try:
            return door is not None and requests.get(door.alive, timeout=1).status_code == 200
        except requests.RequestException:
            return False

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:])

    def started_again(self) -> list[str]:
        """What the runner said of parts that it started again."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line.partition("| ")[2] for line in lines if "is started again" in line or "and is ended" in line]

    def pid(self, name: str) -> int | None:
        """Of the process that now is that part; None while there is none."""
        assert self.process is not None
        for pid in _children(self.process.pid):
            with suppress(OSError):
                if f"DUKA_PART={name}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                    return pid
        return None

    def send(self, name: str, number: signal.Signals) -> int | None:
        """The process that got the signal, as it was started and all that it started; None while there is none."""
        pid = self.pid(name)
        if pid is not None:
            with suppress(ProcessLookupError):
                os.killpg(pid, number)
        return pid

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Calls the sandbox's own API. Raises requests.RequestException."""
        url = self.settings.sandbox_url + path
        answer = self.http.request(method, url, json=body, params=query, timeout=ASK_SECONDS)
        answer.raise_for_status()
        return answer.json()

    def end(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.http.close()


def _children(parent: int) -> Iterator[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    yield from (int(pid) for pid in listed.read_text(encoding="ascii").split())


def _with_own_sandbox(folder: Path, settings: Settings) -> Path:
    """What another run left in the sandbox would be news to an empty database."""
    commands = {part.name: part.command for part in read_parts(ROOT / procfile_of(settings), settings)}
    commands["sandbox"] = f"exec {sys.executable} -m tests.chaos.own_sandbox {folder}/sandbox.db"
    procfile = folder / "Procfile"
    procfile.write_text("".join(f"{name}: {command}\n" for name, command in commands.items()), encoding="utf-8")
    return procfile


@contextmanager
def kept_shop(folder: Path, database_url: str = "", procfile: Path | None = None, **more: str) -> Iterator[KeptShop]:
    """Open, and closed with the block. ``database_url`` is that of an empty PostgreSQL; empty: SQLite in ``folder``."""
    settings = settings_of(folder, database_url)
    if database_url and procfile is None:
        procfile = _with_own_sandbox(folder, settings)
    shop = KeptShop(folder, settings, {**environment_of(settings), **more}, procfile)
    try:
        shop.start()
        yield shop
    finally:
        shop.end()

"""The five processes of a shop on free ports, with all that they keep in one folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import requests

from bot.settings import Settings, read_settings
from bot.workshop.run.parts import Part, environment_of_parts, read_parts
from bot.workshop.run.readiness import is_ready

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("gateway", "worker", "rasa", "actions", "sandbox")
START_SECONDS = 90.0
END_SECONDS = 10.0
LAST_LINES = 25


class NotInTime(AssertionError):
    """Something that had to become true did not, within its deadline."""


def wait_until(true: Callable[[], Any], what: str, seconds: float, every: float = 0.02) -> Any:
    """The first truthy answer of ``true``. Raises NotInTime after ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        answer = true()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise NotInTime(f"{what}: not within {seconds:g} s")
        time.sleep(every)


def free_ports(count: int) -> list[int]:
    """Ports that nobody holds now; all are drawn before any is given back, so that none comes twice."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


def settings_of(folder: Path, database_url: str = "") -> Settings:
    """A sandbox shop whose parts have ports of their own, on SQLite in ``folder`` unless another database is given."""
    gateway, rasa, actions, sandbox, worker = free_ports(5)
    return read_settings(
        {
            "DATABASE_URL": database_url or f"sqlite:///{folder}/duka.db",
            "PORT": str(gateway),
            "APP_URL": f"http://127.0.0.1:{gateway}",
            "RASA_URL": f"http://127.0.0.1:{rasa}",
            "ACTION_ENDPOINT_URL": f"http://127.0.0.1:{actions}/webhook",
            "SANDBOX_URL": f"http://127.0.0.1:{sandbox}",
            "WORKER_URL": f"http://127.0.0.1:{worker}",
        }
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """Settings that the machine's own environment or its ``.env`` holds must not reach the parts."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "PATH", "TMPDIR") if name in os.environ}
    chosen = {
        "DUKA_MODE": settings.mode,
        "DATABASE_URL": settings.database_url,
        "PORT": str(settings.port),
        "APP_URL": settings.app_url,
        "RASA_URL": settings.rasa_url,
        "SANDBOX_URL": settings.sandbox_url,
        "WORKER_URL": settings.worker_url or "off",
        "ACTION_ENDPOINT_URL": settings.action_endpoint_url,
        "WHATSAPP_API_URL": settings.whatsapp_api_url,
        "GHALA_API_URL": settings.ghala_api_url,
    }
    return environment_of_parts(settings, {**kept, **chosen})


@dataclass
class ShopProcesses:
    """Starts what the Procfile says, in the repository's root. Every part leads a process group of its own."""

    folder: Path
    settings: Settings
    commands: dict[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    http: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.http.trust_env = False
        self.parts = {part.name: part for part in read_parts(ROOT / "Procfile.sandbox", self.settings)}
        self.environment = environment_of(self.settings)

    def start(self, names: Sequence[str] = PARTS) -> None:
        """Starts the parts; ``wait_until_ready`` tells when they serve."""
        for name in names:
            with self.log(name).open("ab") as log:
                self.running[name] = subprocess.Popen(
                    self.commands.get(name, self.parts[name].command),
                    shell=True,
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    def kill(self, name: str) -> None:
        """As ``kill -9`` does it: nothing is tidied up."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(END_SECONDS)

    def wait_until_ready(self, names: Iterable[str] = PARTS, seconds: float = START_SECONDS) -> None:
        """Raises NotInTime, or AssertionError with a part's last words where it ended by itself."""
        for name in sorted(names, key=lambda each: each == "gateway"):
            wait_until(partial(self._is_ready, self.parts[name]), f"{name} to answer", seconds)

    def _is_ready(self, part: Part) -> bool:
        process = self.running[part.name]
        assert process.poll() is None, f"{part.name} ended with {process.returncode}:\n{self.last_words(part.name)}"
        return is_ready(part)

    def pid(self, name: str) -> int:
        return self.running[name].pid

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def last_words(self, name: str) -> str:
        log = self.log(name)
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
        return "\n".join(f"    {name}: {line}" for line in lines[-LAST_LINES:])

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Calls the sandbox's own API. Raises requests.RequestException."""
        url = self.settings.sandbox_url + path
        answer = self.http.request(method, url, json=body, params=query, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def end(self) -> None:
        """Asks all to end, and makes those end that do not."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.running.clear()
        self.http.close()


@contextmanager
def open_shop(folder: Path, commands: dict[str, str] | None = None) -> Iterator[ShopProcesses]:
    """A shop that serves, ended with the block. ``commands`` take the place of the Procfile's for some parts."""
    shop = ShopProcesses(folder, settings_of(folder), commands or {})
    try:
        shop.start()
        shop.wait_until_ready()
        yield shop
    finally:
        shop.end()

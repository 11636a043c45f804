"""The processes of the shop as the Procfile lists them, and where each one answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from honcho.environ import parse_procfile

from bot.settings import SettingError, Settings, rasa_token, read_dotenv

PROCFILE, PROCFILE_OF_SANDBOX = Path("Procfile"), Path("Procfile.sandbox")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
QUIET = {
    "PYTHONUNBUFFERED": "1",
    "PYTHONWARNINGS": "ignore",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


@dataclass(frozen=True)
class Door:
    """Where a part answers: the address asked whether it is ready, with its key, the one asked whether it lives, and the
    setting that moves both.

    ``answers_for_all``: it is ready only when the others are, so it is asked after them.
    """

    url: str = field(repr=False)
    alive: str
    setting: str
    answers_for_all: bool = False

    @property
    def port(self) -> int:
        parts = urlsplit(self.url)
        return parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def here(self) -> Door:
        """The same door seen from its own machine, where it is asked only whether it lives."""
        address = urlsplit(self.alive)
        alive = f"{address.scheme}://127.0.0.1:{self.port}{address.path}"
        return Door(alive, alive, self.setting)

    @property
    def is_local(self) -> bool:
        return urlsplit(self.url).hostname in LOCAL_HOSTS


@dataclass(frozen=True)
class Part:
    """One process: its name, the shell command that starts it, and its door if it answers over HTTP."""

    name: str
    command: str
    door: Door | None = None


def procfile_of(settings: Settings) -> Path:
    return PROCFILE_OF_SANDBOX if settings.is_sandbox else PROCFILE


def read_parts(procfile: Path, settings: Settings, only: str = "") -> list[Part]:
    """The parts to start here: no sandbox in production, and none whose setting names another machine. ``only`` is the one
    that runs on this machine, whatever its setting calls it. Raises SettingError where there is no such part."""
    doors = _doors(settings)
    commands = parse_procfile(procfile.read_text(encoding="utf-8")).processes
    if only:
        if only not in commands:
            raise SettingError(f"There is no part {only} in {procfile}; there are {', '.join(commands)}.")
        door = doors.get(only)
        return [Part(only, commands[only], door and door.here)]
    parts = [Part(name, command, doors.get(name)) for name, command in commands.items()]
    return [part for part in parts if _belongs_here(part, settings)]


def environment_of_parts(settings: Settings, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """What every part finds in its environment: ours, ``.env`` below it, and this Python's programs first in PATH."""
    ours = dict(os.environ if base is None else base)
    return {
        **read_dotenv(Path(".env")),
        **ours,
        **QUIET,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), ours.get("PATH", os.defpath)]),
        "ACTION_ENDPOINT_URL": settings.action_endpoint_url,
    }


def _doors(settings: Settings) -> dict[str, Door]:
    actions = urlsplit(settings.action_endpoint_url)
    gateway, rasa, sandbox = f"http://localhost:{settings.port}", settings.rasa_url, f"{settings.sandbox_url}/healthz"
    health = f"{actions.scheme}://{actions.netloc}/health"
    doors = {
        "gateway": Door(f"{gateway}/readyz", f"{gateway}/healthz", "PORT", answers_for_all=True),
        "rasa": Door(f"{rasa}/status?token={rasa_token(settings)}", f"{rasa}/webhooks/gateway/", "RASA_URL"),
        "actions": Door(health, health, "ACTION_ENDPOINT_URL"),
        "sandbox": Door(sandbox, sandbox, "SANDBOX_URL"),
    }
    if settings.worker_url:
        doors["worker"] = Door(f"{settings.worker_url}/healthz", f"{settings.worker_url}/healthz", "WORKER_URL")
    return doors


def _belongs_here(part: Part, settings: Settings) -> bool:
    if part.name == "sandbox" and not settings.is_sandbox:
        return False
    return part.door is None or part.door.is_local

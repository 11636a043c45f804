"""What all sides of one sandbox share: its settings, its memory, its queue of webhooks, its troubles, its ids."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timezone

from bot.sandbox.bell import Bell
from bot.sandbox.config import SandboxConfig
from bot.sandbox.faults import Faults
from bot.sandbox.outgoing import Outgoing
from bot.sandbox.store import Store


class Sandbox:
    """One stand-in world. Everything in it runs on one event loop, so a step without ``await`` is never interrupted."""

    def __init__(self, config: SandboxConfig) -> None:
        self.config = config
        self.store = Store(config.database, config.seed)
        self.faults = Faults(self.store)
        self.bell = Bell()
        self.outgoing = Outgoing(self.store, self.faults)

    def now(self) -> datetime:
        return self.config.clock().astimezone(timezone.utc)

    def stamp(self) -> str:
        """Now as RFC 3339 in UTC with milliseconds."""
        return rfc3339(self.now())

    def digest(self, kind: str) -> bytes:
        """The next 32 bytes of a kind: the same for the same seed, never the same twice."""
        return hashlib.sha256(f"{self.store.seed}:{kind}:{self.store.next(kind)}".encode()).digest()

    def token(self, kind: str, length: int) -> str:
        return self.digest(kind).hex()[:length]

    def wamid(self, msisdn: str) -> str:
        return "wamid.HBgM" + base64.urlsafe_b64encode(msisdn.encode() + self.digest("wamid")[:18]).decode().rstrip("=")


def rfc3339(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")

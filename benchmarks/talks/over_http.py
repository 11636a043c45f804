"""A running shop in sandbox mode: its gateway and its sandbox over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import jwt

from benchmarks.talks.format import Talk
from benchmarks.talks.player import Played, play
from benchmarks.talks.shop import Heard, Shop
from bot.sandbox import SandboxConfig
from bot.services.ports import Json

ASK_EVERY, BETWEEN_BUBBLES = 0.12, 0.25
TOKEN_SECONDS = 7200


@dataclass(frozen=True)
class Addresses:
    """``patience`` is how long the shop may take to answer, ``quiet`` how long it has said nothing more when it is done; seconds."""

    sandbox: str = "http://127.0.0.1:8100"
    gateway: str = "http://127.0.0.1:8000"
    jwt_secret: str = SandboxConfig.jwt_secret
    ghala_key: str = SandboxConfig.api_key
    patience: float = 20.0
    quiet: float = 0.5

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Addresses:
        """Raises ValueError where PATIENCE or QUIET is no number."""
        texts = {
            "sandbox": "SANDBOX_URL",
            "gateway": "GATEWAY",
            "jwt_secret": "JWT_SECRET",
            "ghala_key": "GHALA_API_KEY",
        }
        numbers = {"patience": "PATIENCE", "quiet": "QUIET"}
        given: dict[str, Any] = {field: environment[name] for field, name in texts.items() if environment.get(name)}
        given.update({field: float(environment[name]) for field, name in numbers.items() if environment.get(name)})
        return cls(**given)


class RunningShop(Shop):
    """May be used from several threads."""

    def __init__(self, at: Addresses) -> None:
        super().__init__(at.sandbox, at.ghala_key)
        self.patience, self.quiet = at.patience, at.quiet
        self.gateway = at.gateway.rstrip("/")
        signed = jwt.encode({"sub": "talks", "exp": int(time.time()) + TOKEN_SECONDS}, at.jwt_secret, "HS256")
        self.token = {"Authorization": f"Bearer {signed}"}

    def hear(self, phone: str, after: int, seconds: float) -> Heard:
        """Waits for an answer and for quiet after it."""
        began, quiet_since, heard = time.monotonic(), None, Heard((), after)
        while time.monotonic() - began < seconds:
            news, is_typing = self.look(phone, heard.seq)
            heard = Heard((*heard.bubbles, *news.bubbles), news.seq)
            if news.bubbles:
                quiet_since = time.monotonic()
            if quiet_since and not is_typing and time.monotonic() - quiet_since > self.quiet:
                break
            time.sleep(ASK_EVERY)
        return heard

    def order(self, number: str) -> Json | None:
        answer = self._ask_gateway(f"/api/orders/{quote(number)}")
        return answer if answer and "error" not in answer else None

    def awaiting(self, phone: str) -> str | None:
        return self._ask_gateway(f"/api/conversations/{phone}").get("awaiting") or None

    def between_bubbles(self) -> None:
        time.sleep(BETWEEN_BUBBLES)

    def _ask_gateway(self, path: str) -> Json:
        """An answer may stand at the top or under ``data``."""
        answer = self.ask_at(self.gateway + path, headers=self.token)
        found: Json = answer.get("data", answer)
        return found


def play_all(talks: Sequence[Talk], jobs: int, at: Addresses, seed: int = 0) -> Iterator[Played]:
    """In the order of ``talks``, so many at a time. All meet the same shop, so one that changes a stock changes it for all."""
    shop = RunningShop(at)
    with ThreadPoolExecutor(jobs) as threads:
        yield from threads.map(lambda talk: play(talk, shop, seed), talks)

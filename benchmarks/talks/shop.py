"""A shop in sandbox mode as a player of talks meets it."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import urllib3

from bot.sandbox.config import SandboxConfig
from bot.services.ports import Json

ANSWER_SECONDS = 30.0
PAGE = 100


@dataclass(frozen=True)
class Bubble:
    """What the phone shows of the shop; ``choices`` have id and title."""

    text: str
    choices: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Heard:
    """``seq`` is up to where the phone was looked at."""

    bubbles: Sequence[Bubble]
    seq: int


class Shop(ABC):
    """All but the gateway is the sandbox's own API in both places. What it refuses has no effect, as for a real customer."""

    # How long the shop may take to answer, seconds.
    patience: float = 20.0

    def __init__(self, sandbox_url: str, ghala_key: str = SandboxConfig.api_key) -> None:
        self.sandbox_url = sandbox_url.rstrip("/")
        self.ghala_key = ghala_key
        self.http = urllib3.PoolManager(maxsize=16)

    @abstractmethod
    def hear(self, phone: str, after: int, seconds: float) -> Heard:
        """Everything the shop says after this seq, once it has said it all; nothing where it says nothing for ``seconds``."""

    @abstractmethod
    def order(self, number: str) -> Json | None:
        """As the gateway shows it; None where it knows no such order."""

    @abstractmethod
    def awaiting(self, phone: str) -> str | None:
        """What the shop says it waits for; None where it does not say."""

    @abstractmethod
    def between_bubbles(self) -> None:
        """So little passes between bubbles that are sent at once."""

    def is_known(self, phone: str) -> bool:
        """Whether anything was ever written by or to this phone."""
        return bool(self.ask("GET", f"/phone/{phone}/messages")["messages"])

    def write(self, phone: str, text: str) -> None:
        self.ask("POST", f"/phone/{phone}/messages", {"text": text})

    def choose(self, phone: str, choice: str) -> None:
        self.ask("POST", f"/phone/{phone}/messages", {"reply_id": choice})

    def payments(self, phone: str) -> list[Json]:
        """The newest first."""
        found: list[Json] = self.ask("GET", "/payments", phone=phone)["payments"]
        return found

    def settle_payment(self, payment: str, outcome: str) -> None:
        self.ask("POST", f"/payments/{payment}/{outcome}", {})

    def move_order(self, order: str, move: str) -> None:
        self.ask("POST", f"/orders/{order}/{move}", {})

    def restock(self, sku: str, count: int) -> None:
        self.ask("PUT", f"/shop/products/{sku}", {"stock": count})

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Of all goods, by sku."""
        names: dict[str, str] = {}
        page, key = 0, {"Authorization": f"Bearer {self.ghala_key}"}
        while len(names) == page * PAGE:
            page += 1
            rows = self.ask("GET", "/ghala/v1/products", headers=key, limit=PAGE, page=page)["data"]
            names.update((row.get("sku") or row["id"], row["name"]) for row in rows)
        return names

    def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None, **query: Any
    ) -> Any:
        """Of the sandbox, a refusal too. Raises urllib3.exceptions.HTTPError where it is not there."""
        return self.ask_at(f"{self.sandbox_url}{path}?{urlencode(query)}", method, body, headers)

    def ask_at(self, url: str, method: str = "GET", body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        sent = None if body is None else json.dumps(body)
        named = {"Content-Type": "application/json", **(headers or {})}
        answer = self.http.request(method, url, body=sent, headers=named, timeout=ANSWER_SECONDS, retries=False)
        return json.loads(answer.data) if answer.data else {}

    def look(self, phone: str, after: int) -> tuple[Heard, bool]:
        """What is on the phone after this seq, and whether the shop is typing."""
        screen = self.ask("GET", f"/phone/{phone}/messages", after=after)
        rows = screen["messages"]
        bubbles = [
            Bubble(row.get("text") or "", tuple(row.get("choices") or ())) for row in rows if row["from"] == "shop"
        ]
        return Heard(bubbles, max([after, *(row["seq"] for row in rows)])), bool(screen["typing"])

"""A whole shop, driven step by step from a test."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
import urllib3
from sqlalchemy.engine import Engine

from bot.bootstrap import make_messenger, make_shop, use_shop
from bot.channels.extras import use_extras
from bot.commerce.extras import Extra
from bot.extras_file import read_extras
from bot.messaging.claims import Claims
from bot.messaging.jobs import JobWorker
from bot.messaging.sender import Sender
from bot.messaging.statuses import StatusKeeper
from bot.messaging.turns import TurnWorker
from bot.messaging.words import Words
from bot.nlu.goods import live_catalog
from bot.providers.ghala.webhook import read_event
from bot.providers.whatsapp.webhook import read_webhook
from bot.services.catalog_sync import sync_catalog
from bot.services.ordering import Shop
from bot.services.ports import Incoming
from bot.settings import Settings, read_settings
from bot.storage.database import make_engine
from bot.storage.tables import inbox, metadata
from tests.small_shop import Clock
from tests.stage.databases import empty, need_not_last
from tests.stage.dialogue import DialogueHere
from tests.stage.meta_clock import MetaClock
from tests.stage.sandbox_server import SandboxServer

JSON_TEXT = {"Content-Type": "application/json"}


@dataclass
class Stage:
    """Webhooks are pulled from the sandbox and stored as the gateway stores them; then worker and sender run until idle."""

    shop: Shop
    sandbox: SandboxServer
    dialogue: DialogueHere
    clock: Clock
    turns: TurnWorker
    sender: Sender
    jobs: JobWorker
    statuses: StatusKeeper
    http: urllib3.PoolManager
    webhooks_seen: int = 0
    turn_seconds: list[float] = field(default_factory=list)
    # Set to hold webhooks back, then to deliver them in another order.
    held: list[list[Incoming]] | None = None
    last_batches: list[list[Incoming]] = field(default_factory=list)

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        address = f"{self.sandbox.url}{path}?{urlencode(query)}"
        sent = None if body is None else json.dumps(body)
        answer = self.http.request(method, address, body=sent, headers=JSON_TEXT, timeout=30)
        assert answer.status < 400, f"{method} {path} answered {answer.status}: {answer.data.decode()}"
        return json.loads(answer.data) if answer.data else None

    def settle(self) -> None:
        """Until nobody has anything left to do. What does not reach the sandbox brings no further webhook."""
        self._work()
        while self._deliver() and self._work():
            pass

    def _work(self) -> bool:
        """Until nothing waits here; whether anything was done that may have reached the sandbox."""
        reached, again = False, True
        while again:
            again = False
            while self._turn():
                reached = True
                while self.sender.send_one():
                    pass
            while self.sender.send_one():
                reached = True
            while self.jobs.work_one():
                reached = again = True
            while self.statuses.work_all():
                while self.sender.send_one():
                    reached = again = True
        return reached

    def _turn(self) -> bool:
        began = time.perf_counter()
        if not self.turns.work_one():
            return False
        self.turn_seconds.append(time.perf_counter() - began)
        return True

    def _deliver(self) -> bool:
        found = self.ask("GET", "/webhooks", after=self.webhooks_seen)
        self.webhooks_seen = found["seq"]
        batches = [incoming_of(webhook, self.clock()) for webhook in found["webhooks"]]
        if self.held is not None:
            self.held += batches
            return False
        messages = [batch for batch in batches if any(each.kind != "status" for each in batch)]
        self.last_batches = messages or self.last_batches
        for batch in batches:
            self.store(batch)
        return bool(batches)

    def deliver_again(self) -> None:
        """The webhooks last delivered come once more."""
        for batch in self.last_batches:
            self.store(batch)

    def last_understood(self, uow: Any) -> str:
        """The intent of the last turn."""
        heard = sa.select(inbox.c.understood).where(inbox.c.kind == "message").order_by(inbox.c.id.desc()).limit(1)
        return str((uow.connection.execute(heard).scalar() or {}).get("intent", {}).get("name"))

    def store(self, batch: list[Incoming]) -> int:
        with self.shop.unit_of_work() as uow:
            stored = uow.inbox.store(batch)
            uow.commit()
        return stored

    def release(self, backwards: bool = False) -> None:
        """Delivers what was held back, the last first if asked."""
        batches, self.held = self.held or [], None
        for batch in reversed(batches) if backwards else batches:
            self.store(batch)
        self.settle()

    def wait(self, seconds: float) -> None:
        self.clock.move(seconds)
        self.jobs.put_periodic()
        self.settle()


def incoming_of(webhook: dict[str, Any], now: datetime) -> list[Incoming]:
    raw = webhook["body"].encode()
    document = json.loads(raw)
    if webhook["path"].endswith("/ghala"):
        return [read_event(document, raw, now)]
    return read_webhook(document, raw, now)


def settings_for(sandbox: SandboxServer) -> Settings:
    return replace(
        read_settings({}),
        ghala_api_url=sandbox.ghala_url,
        whatsapp_api_url=sandbox.graph_url,
        sandbox_url=sandbox.url,
    )


def _shared_clock(sandbox: SandboxServer) -> Clock:
    """The one by which the sandbox lives too, where it can be moved."""
    theirs = sandbox.config.clock
    return theirs.begin_again() if isinstance(theirs, MetaClock) else Clock()


@lru_cache(maxsize=1)
def _words() -> Words:
    return Words.of_domain()


@dataclass(frozen=True)
class House:
    """What stages have in common, one after the other."""

    sandbox: SandboxServer
    dialogue: DialogueHere
    engine: Engine
    extras: tuple[Extra, ...]


def open_house(
    sandbox: SandboxServer, dialogue: DialogueHere, folder: Path, extras: tuple[Extra, ...] | None = None
) -> House:
    """``extras`` are the shop's own questions, those of the project unless given."""
    engine = need_not_last(make_engine(f"sqlite:///{folder}/shop.db"))
    metadata.create_all(engine)
    return House(sandbox, dialogue, engine, read_extras() if extras is None else extras)


@contextmanager
def stage(house: House, clock: Clock | None = None) -> Iterator[Stage]:
    """A fresh shop with the demo catalog; the sandbox is reset."""
    settings = settings_for(house.sandbox)
    empty(house.engine, metadata.sorted_tables)
    house.dialogue.forget()
    clock = clock or _shared_clock(house.sandbox)
    shop = make_shop(settings, house.engine, clock, house.extras)
    use_shop(shop)
    use_extras(house.extras)
    messenger = make_messenger(settings)
    with urllib3.PoolManager() as http:
        made = Stage(
            shop=shop,
            sandbox=house.sandbox,
            dialogue=house.dialogue,
            clock=clock,
            turns=TurnWorker(shop, house.dialogue, messenger, _words(), Claims("stage")),
            sender=Sender(shop, messenger, Claims("stage")),
            jobs=JobWorker(shop, Claims("stage")),
            statuses=StatusKeeper(shop),
            http=http,
        )
        made.ask("POST", "/reset", {})
        made.webhooks_seen = made.ask("GET", "/webhooks", after=0)["seq"]
        sync_catalog(shop)
        with shop.unit_of_work(read_only=True) as uow:
            live_catalog.publish(uow.products.catalog())
        yield made

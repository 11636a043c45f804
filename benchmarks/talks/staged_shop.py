"""A shop in this process: the trained model, the real actions, SQLite, the sandbox over HTTP; each talk finds it fresh."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from benchmarks.talks.format import Talk
from benchmarks.talks.player import Played, play
from benchmarks.talks.shop import Heard, Shop
from bot.sandbox import SandboxConfig
from bot.services.awaiting import awaiting_of
from bot.services.ports import Json
from bot.web.api.orders import order_json
from tests.stage import sandbox_server
from tests.stage.dialogue import DialogueHere
from tests.stage.meta_clock import MetaClock
from tests.stage.shop_stage import House, Stage, open_house, stage

# Until the process ends.
_running = ExitStack()


class StagedShop(Shop):
    """Time passes only where the customer waits in vain."""

    def __init__(self, staged: Stage) -> None:
        super().__init__(staged.sandbox.url)
        self.stage = staged

    def hear(self, phone: str, after: int, seconds: float) -> Heard:
        self.stage.settle()
        heard, _ = self.look(phone, after)
        if not heard.bubbles:
            self.stage.wait(seconds)
            heard, _ = self.look(phone, after)
        return heard

    def order(self, number: str) -> Json | None:
        with self.stage.shop.unit_of_work(read_only=True) as uow:
            found = uow.orders.by_number(number)
            return order_json(found) if found else None

    def awaiting(self, phone: str) -> str | None:
        with self.stage.shop.unit_of_work(read_only=True) as uow:
            awaited = awaiting_of(uow, f"wa:{phone}")
        return awaited.value if awaited else None

    def between_bubbles(self) -> None:
        """Running processes answer within it."""
        self.stage.settle()


def open_own_house(folder: Path) -> House:
    """With a sandbox of its own, which runs for as long as this process does."""
    config = SandboxConfig(gateway_url=None, latency_ms=0, seed=7, pair_rate=False, clock=MetaClock())
    sandbox = _running.enter_context(sandbox_server.running(config))
    return open_house(sandbox, DialogueHere(folder), folder)


def play_in(house: House, talk: Talk, seed: int = 0) -> Played:
    """In a shop that nobody was in before."""
    with stage(house) as staged:
        return play(talk, StagedShop(staged), seed)

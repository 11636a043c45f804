"""The dialogue in this process: the trained model, with the real action executor in place of the network hop."""

from __future__ import annotations

import asyncio
import gc
import json as json_text
import logging
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.model import get_latest_model
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog
from rasa_sdk.executor import ActionExecutor

from bot.channels.interruption import TurnInterrupted
from bot.channels.tracker_store import FOLD_AFTER, TurnTrackerStore, turns
from bot.channels.turns import AskedTurn, take_turn
from bot.nlu.components.runner import run_straight
from bot.providers.rasa import turn_result
from bot.services.ports import DialogueDown, Turn, TurnResult
from tests.stage.databases import empty, need_not_last


class ActionsHere(EndpointConfig):
    """Runs actions by rasa_sdk's own executor. ``down`` makes it behave as a stopped action server."""

    def __init__(self) -> None:
        super().__init__(url="in this process", enable_selective_domain=True)
        self.executor = ActionExecutor()
        self.executor.register_package("actions")
        self.down = False

    async def request(self, method: str = "post", json: Any = None, **_unused: Any) -> Any:
        if self.down:
            raise TurnInterrupted("the action server is down")
        try:
            # As over HTTP: each side has its own copy, of what JSON can carry.
            return _carried(await self.executor.run(_carried(json)))
        except Exception as error:
            raise TurnInterrupted(f"action {json['next_action']}: {type(error).__name__} {error}") from error


def _carried(document: Any) -> Any:
    return json_text.loads(json_text.dumps(document))


class DialogueHere:
    """Implements ``Dialogue`` on one event loop."""

    def __init__(self, folder: Path, models: Path = Path("models")) -> None:
        model = get_latest_model(str(models))
        if model is None:
            raise RuntimeError("there is no trained model; run 'make train' first")
        # Without this structlog prints every debug event, as slowly as it sounds.
        configure_structlog(logging.WARNING)
        self.loop = asyncio.new_event_loop()
        self.actions = ActionsHere()
        self.agent = Agent.load(model, action_endpoint=self.actions)
        run_straight(self.agent)
        # Looking through the loaded model again for garbage takes a fifth of a second each time, and it holds none.
        gc.collect()
        gc.freeze()
        self.down = False
        # Set to have the next text understood as one of these intents, with no telling which.
        self.unsure: list[str] = []
        self.store = TurnTrackerStore(domain=self.agent.domain, url=f"sqlite:///{folder}/conversations.db")
        need_not_last(self.store.engine)
        self.agent.tracker_store = self.agent.processor.tracker_store = self.store
        self.parse = self.agent.processor.parse_message if self.agent.processor else None
        self.agent.processor.parse_message = self._parse
        # Called after the turn was stored and before its answer is given, to break things there.
        self.before_answer = lambda: None

    async def _parse(self, message: Any) -> Any:
        """What the pipeline answers where its classifier is not sure."""
        assert self.parse is not None
        parsed: Any = await self.parse(message)
        names, self.unsure = self.unsure, []
        if names:
            named = [{"name": name, "confidence": 0.45 - 0.05 * place} for place, name in enumerate(names)]
            parsed["intent"] = {"name": "nlu_fallback", "confidence": 0.4}
            parsed["intent_ranking"] = [parsed["intent"], *named]
        return parsed

    def forget(self, fold_after: int = FOLD_AFTER) -> None:
        """Begins anew with everybody."""
        empty(self.store.engine, [*turns.metadata.sorted_tables, *self.store.Base.metadata.sorted_tables])
        self.store.fold_after = fold_after
        self.down = self.actions.down = False
        self.before_answer = lambda: None
        self.unsure = []

    def turn(self, turn: Turn) -> TurnResult:
        if self.down:
            raise DialogueDown("rasa is down")
        asked = AskedTurn(**turn.__dict__)
        try:
            answer = self.loop.run_until_complete(take_turn(self.agent, asked))
        except TurnInterrupted as interruption:
            raise DialogueDown(str(interruption)) from interruption
        self.before_answer()
        return turn_result(answer)

"""The Rasa channel that the worker calls: one POST a turn, answered with its replies."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.action_endpoint import ActionEndpoint
from bot.channels.catalog_watch import CatalogWatch
from bot.channels.interruption import TurnInterrupted
from bot.channels.turns import CHANNEL, AskedTurn, take_turn
from bot.logs import mask_phones
from bot.nlu.components.runner import run_straight
from bot.settings import actions_key, channel_token, read_settings
from bot.watchdog import watchdog

logger = logging.getLogger(__name__)
# Within Rasa's lock of 60 s; an action is given up before.
TURN_SECONDS = 55.0


class GatewayInput(InputChannel):
    """Mounted at ``/webhooks/gateway``. ``POST turn`` takes an AskedTurn as JSON.

    200 with the answer; 400 for a broken request; 401 without the token; 503 when the turn could not be finished: ask again.
    """

    def __init__(self) -> None:
        mask_phones()
        self.settings = read_settings()
        self.in_flight: dict[tuple[str, str], asyncio.Task[dict[str, Any]]] = {}
        self.endpoint = ActionEndpoint(self.settings.action_endpoint_url, actions_key(self.settings))

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GatewayInput:
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("gateway_turns")
        watch = CatalogWatch(self.settings.database_url)

        @blueprint.listener("after_server_start")
        async def begin_watching(_app: Any, _loop: Any) -> None:
            watch.begin()
            watchdog.begin()

        @blueprint.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @blueprint.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            return await self.turn(request)

        return blueprint

    async def turn(self, request: Request) -> HTTPResponse:
        given = request.headers.get("authorization", "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, f"Bearer {channel_token(self.settings)}".encode()):
            return response.json({"error": "this door is for the worker"}, status=401)
        try:
            asked = AskedTurn(**request.json)
        except TypeError as error:
            return response.json({"error": f"not a turn: {error}"}, status=400)
        try:
            # A caller that goes away does not end the turn; the same turn asked again waits for the one under way.
            return response.json(await asyncio.shield(self._task(request.app.ctx.agent, asked)))
        except TurnInterrupted as interruption:
            logger.warning("turn interrupted: %s", interruption)
            told = {"error": str(interruption), "crashed": interruption.crashed, "away": interruption.away}
            return response.json(told, status=503)

    def _task(self, agent: Any, asked: AskedTurn) -> asyncio.Task[dict[str, Any]]:
        key = (asked.conversation, asked.message_id)
        task = self.in_flight.get(key)
        if task is None:
            # A model that was loaded again comes with an endpoint of its own.
            if agent.processor is not None:
                agent.processor.action_endpoint = self.endpoint
                run_straight(agent)
            task = asyncio.ensure_future(_watched(agent, asked))
            self.in_flight[key] = task
            task.add_done_callback(lambda _done: self.in_flight.pop(key, None))
        return task


async def _watched(agent: Any, asked: AskedTurn) -> dict[str, Any]:
    with watchdog.watch("a turn", TURN_SECONDS):
        return await take_turn(agent, asked)

"""Whether the gateway lives, and whether all parts are ready."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.services.ports import Json
from bot.web.security.scopes import Open

CHECK_SECONDS = 2.0
LONGEST_REASON = 200

logger = logging.getLogger(__name__)
routes = Blueprint("health")

Check = Callable[[], None]


class Readiness:
    """The parts' checks, each in a thread of its own and at most once at a time, so that a hung one delays no other."""

    def __init__(self, checks: Mapping[str, Check], seconds: float = CHECK_SECONDS) -> None:
        self._checks = dict(checks)
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(max(1, len(self._checks)), thread_name_prefix="readiness")
        self._running: dict[str, asyncio.Future[None]] = {}

    async def parts(self) -> dict[str, Json]:
        """For each part {"ready"} and, where it is not, the reason in words."""
        reasons = await asyncio.gather(*(self._reason(name) for name in self._checks))
        return {
            name: {"ready": True} if reason is None else {"ready": False, "reason": reason}
            for name, reason in zip(self._checks, reasons, strict=True)
        }

    async def _reason(self, name: str) -> str | None:
        running = self._running.get(name)
        if running is None:
            running = asyncio.get_running_loop().run_in_executor(self._pool, self._checks[name])
            self._running[name] = running
            running.add_done_callback(lambda _: self._running.pop(name, None))
        await asyncio.wait({running}, timeout=self._seconds)
        if not running.done():
            return f"no answer within {self._seconds:g} s"
        problem = running.exception()
        if problem is None:
            return None
        logger.info("%s is not ready: %s", name, problem)
        return (str(problem) or type(problem).__name__)[:LONGEST_REASON]

    def close(self) -> None:
        """A check that hangs is not waited for."""
        self._pool.shutdown(wait=False)


@routes.get("/healthz", name="alive", ctx_needs=Open.TO_ALL)
async def say_alive(request: Request) -> HTTPResponse:
    return json({"status": "alive"})


@routes.get("/readyz", name="ready", ctx_needs=Open.TO_ALL)
async def say_ready(request: Request) -> HTTPResponse:
    readiness: Readiness = request.app.ctx.readiness
    parts = await readiness.parts()
    waiting = [name for name, part in parts.items() if not part["ready"]]
    status = {"status": "not ready" if waiting else "ready", "waiting_for": waiting, "parts": parts}
    return json(status, status=503 if waiting else 200)

"""The sandbox put together: Ghala, Meta's Graph API and the phone in one Sanic app."""

from __future__ import annotations

import asyncio
import itertools
import logging

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.sandbox import desk, guard, pages
from bot.sandbox.api import sent
from bot.sandbox.config import SandboxConfig
from bot.sandbox.courier import Courier
from bot.sandbox.ghala import products
from bot.sandbox.ghala.api import GhalaSide
from bot.sandbox.http import Refusal
from bot.sandbox.keep import routes as keep_routes
from bot.sandbox.meta import switches
from bot.sandbox.meta.graph import GraphRefusal, GraphSide
from bot.sandbox.phone import routes as phone_routes
from bot.sandbox.state import Sandbox

LARGEST_BODY = 5 * 1024 * 1024

logger = logging.getLogger(__name__)
_number = itertools.count(1)


def create_app(config: SandboxConfig) -> Sanic:
    """A fresh app, its state under ``app.ctx.sandbox``. One database file belongs to one app at a time."""
    app = Sanic(f"sandbox-{next(_number)}", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    app.config.RESPONSE_TIMEOUT = 700
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 1.0
    sandbox = app.ctx.sandbox = Sandbox(config)
    products.restock_if_changed(sandbox)
    guard.install(app, config)
    GhalaSide(sandbox).mount_all(app)
    GraphSide(sandbox).mount_all(app)
    phone_routes.mount_all(app, sandbox)
    keep_routes.mount_all(app, sandbox)
    desk.mount_all(app, sandbox)
    switches.mount_all(app, sandbox)
    pages.mount_all(app, sandbox)
    app.error_handler.add(Exception, _refused)
    app.register_listener(_start_courier, "after_server_start")
    app.register_listener(_close, "after_server_stop")
    return app


def serve(config: SandboxConfig) -> None:
    """Runs until the process is told to stop. Raises OpenToNetwork."""
    guard.demand_loopback(config)
    create_app(config).run(config.host, config.port, access_log=False, motd=False, register_sys_signals=True)


def _refused(request: Request, problem: Exception) -> HTTPResponse:
    """Errors that no handler saw, in the form of the side that was called."""
    if isinstance(problem, SanicException):
        status, words = problem.status_code or 500, str(problem)
    else:
        logger.error("%s %s failed", request.method, request.path, exc_info=problem)
        status, words = 500, "The sandbox itself broke; its log says how."
    if request.path.startswith("/graph/"):
        return sent(GraphRefusal(status, 100 if status < 500 else 1, words).answer())
    code = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}.get(status, "error")
    return sent(Refusal(status, code, words).answer())


async def _start_courier(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
    sandbox: Sandbox = app.ctx.sandbox
    if sandbox.config.gateway_url is not None:
        app.ctx.courier = loop.create_task(Courier(sandbox, sandbox.config.gateway_url).run())


async def _close(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
    courier: asyncio.Task[None] | None = getattr(app.ctx, "courier", None)
    if courier is not None:
        courier.cancel()
        await asyncio.gather(courier, return_exceptions=True)
    app.ctx.sandbox.store.close()

"""The gateway as a Sanic application."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping

from sanic import Sanic

from bot.services.ports import Clock, Reader, UnitOfWorkFactory
from bot.settings import Settings
from bot.watchdog import watchdog
from bot.web import errors, health, metrics, metrics_page, pages
from bot.web.api import cases, conversations, orders, turns
from bot.web.api.order_request import PlaceOrder
from bot.web.connection import DEADLINE_SECONDS, WireProtocol
from bot.web.gateway import Gateway
from bot.web.health import Check, Readiness
from bot.web.receipts import page as receipts
from bot.web.security import bearer
from bot.web.security.request_guard import FramedRequest
from bot.web.security.scopes import demand_declared
from bot.web.webhooks import ghala, whatsapp

LARGEST_BODY = 3 * 1024 * 1024
BLUEPRINTS = (
    whatsapp.routes,
    ghala.routes,
    orders.routes,
    cases.routes,
    conversations.routes,
    turns.routes,
    receipts.routes,
    health.routes,
    metrics_page.routes,
    pages.routes,
)
# Sanic keeps a register of applications by name; tests make several in one process.
_numbers = itertools.count(1)


def create_app(
    settings: Settings,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    checks: Mapping[str, Check],
    *,
    reading: UnitOfWorkFactory | None = None,
    place_order: PlaceOrder | None = None,
    reader: Reader | None = None,
) -> Sanic:
    """``checks`` raise with a readable reason while their part is not ready; the one called ``database`` also says whether
    ``duka_database_up``.

    ``reading`` is asked for read-only units of work where they come from elsewhere than ``unit_of_work``, such as from a
    replica. Without ``place_order`` and ``reader`` POST /api/orders answers 501. Raises Undeclared for a route that does not say what
    it needs.
    """
    app = Sanic(f"duka-gateway-{next(_numbers)}", request_class=FramedRequest, configure_logging=False)
    app.config.update(_habits())
    app.ctx.gateway = Gateway(settings, unit_of_work, reading or unit_of_work, clock)
    app.ctx.readiness = Readiness(checks)
    app.ctx.place_order, app.ctx.reader = place_order, reader
    errors.install(app)
    metrics.install(app, app.ctx.gateway.measures)
    bearer.install(app)
    app.ctx.gateway.measures.registry.register(
        metrics.Depths(app.ctx.gateway.reading, checks.get("database", lambda: None))
    )
    for blueprint in BLUEPRINTS:
        app.blueprint(blueprint)
    demand_declared(app)
    app.after_server_stop(_close)
    return app


def serve(app: Sanic, settings: Settings) -> None:
    """Serves in this process until it is told to stop."""
    app.after_server_start(_begin_watch)
    app.run(settings.host, settings.port, workers=1, debug=False, access_log=False, motd=False, protocol=WireProtocol)


def _begin_watch(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
    watchdog.begin()


async def _close(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
    app.ctx.readiness.close()
    await loop.run_in_executor(None, app.ctx.gateway.close)


def _habits() -> dict[str, object]:
    return {
        "REQUEST_MAX_SIZE": LARGEST_BODY,
        "REQUEST_TIMEOUT": 20,
        "RESPONSE_TIMEOUT": 30,
        "REQUEST_DEADLINE": DEADLINE_SECONDS,
        # Longer than the pools of those who call us keep a connection, so that none of their posts meets a closed one.
        "KEEP_ALIVE_TIMEOUT": 75,
        "FALLBACK_ERROR_FORMAT": "json",
        "REGISTER": False,
    }

"""Ghala's events: orders, payments, refunds, products."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.providers.ghala.webhook import read_event
from bot.web.gateway import gateway_of
from bot.web.json_body import read_object
from bot.web.security.scopes import Open
from bot.web.webhooks import signed

routes = Blueprint("ghala")


@routes.post("/api/webhooks/ghala", name="events", ctx_needs=Open.SIGNED)
async def take_event(request: Request) -> HTTPResponse:
    gateway, raw = gateway_of(request), signed.from_ghala(request)
    incoming = [read_event(read_object(raw), raw, gateway.clock())]
    return json({"received": len(incoming), "stored": await gateway.store(incoming)})

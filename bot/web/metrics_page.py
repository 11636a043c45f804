"""The counters, for Prometheus to fetch."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot.web.gateway import gateway_of
from bot.web.security.scopes import Open

routes = Blueprint("metrics")


@routes.get("/metrics", name="page", ctx_needs=Open.TO_ALL)
async def show_metrics(request: Request) -> HTTPResponse:
    gateway = gateway_of(request)
    return raw(await gateway.in_thread(gateway.measures.page), content_type=CONTENT_TYPE_LATEST)

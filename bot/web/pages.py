"""The start page and the API described."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, text

from bot.web.api.description import described
from bot.web.gateway import gateway_of
from bot.web.html import Markup, fill, joined, page
from bot.web.security.scopes import Open

DESCRIPTION = Path(__file__).parent / "api" / "openapi.yaml"

routes = Blueprint("pages")


@routes.get("/", name="start", ctx_needs=Open.TO_ALL)
async def show_start(request: Request) -> HTTPResponse:
    settings = gateway_of(request).settings
    links = [
        ("/docs", "The API", "every route, with what it takes and answers"),
        ("/readyz", "Ready?", "which parts answer, and which one is missing"),
        ("/metrics", "Counters", "for Prometheus"),
    ]
    if settings.is_sandbox:
        links.insert(0, (settings.sandbox_url, "The phone", "chat with the shop, pay, move parcels"))
    rows = joined([fill("start_link", link=link, name=name, words=words) for link, name, words in links])
    mode = "sandbox mode: nothing leaves this machine by default" if settings.is_sandbox else "production mode"
    return page(settings.shop_name, fill("start", shop=settings.shop_name, mode=mode, rows=rows))


@routes.get("/docs", name="docs", ctx_needs=Open.TO_ALL)
async def show_docs(request: Request) -> HTTPResponse:
    return page("The API", _docs())


@routes.get("/openapi.yaml", name="openapi", ctx_needs=Open.TO_ALL)
async def show_openapi(request: Request) -> HTTPResponse:
    return text(_description(), content_type="application/yaml; charset=utf-8")


@lru_cache(maxsize=1)
def _description() -> str:
    return DESCRIPTION.read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _docs() -> Markup:
    return described(_description())

"""Where a customer's talk stands, over HTTP."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.services.awaiting import awaiting_of
from bot.web.gateway import gateway_of
from bot.web.security.scopes import Scope

routes = Blueprint("conversations")


@routes.get("/api/conversations/<msisdn:str>", name="shown", ctx_needs=Scope.CASES_READ)
async def show_conversation(request: Request, msisdn: str) -> HTTPResponse:
    """``msisdn`` as WhatsApp writes it, digits with the country code. Who never wrote is asked nothing."""
    conversation = f"wa:{msisdn.removeprefix('+')}"
    awaited = await gateway_of(request).read(lambda uow: awaiting_of(uow, conversation))
    return json({"awaiting": awaited.value if awaited else None})

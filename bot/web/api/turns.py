"""What was understood of a message, for the phone page and for review."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.services.ports import Json
from bot.veil import Veil
from bot.web.api.explained import explained
from bot.web.errors import Refusal
from bot.web.gateway import gateway_of
from bot.web.security.bearer import is_laptop
from bot.web.security.scopes import Scope

routes = Blueprint("turns")


@routes.get("/api/turns/<wamid:path>", name="understood", ctx_needs=Scope.CASES_READ, ctx_laptop=True)
async def show_turn(request: Request, wamid: str) -> HTTPResponse:
    """404 until the message's turn is over, and for messages we do not know. In sandbox mode a caller on the same machine needs no
    token and reads all of it. With ``explained=true`` also why its words were read so."""
    gateway, message_id = gateway_of(request), unquote(wamid)
    understood = await gateway.read(lambda uow: uow.inbox.understood(message_id))
    if understood is None:
        raise Refusal(404, "not_found", "No turn of this message is over.")
    shown = understood if is_laptop(request) else _veiled(understood)
    if request.args.get("explained") == "true":
        shown = {**shown, "explained": await explained(gateway, shown)}
    return json(shown)


def _veiled(understood: Json) -> Json:
    """Without the codes in what the customer wrote and in what was found in it."""
    hidden = {name: _hidden(understood.get(name)) for name in ("text", "entities", "details")}
    return {name: hidden.get(name, value) for name, value in understood.items()}


def _hidden(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _hidden(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_hidden(each) for each in value]
    return Veil().over(value) if isinstance(value, str) else value

"""What was understood of a message, for the phone page and for review."""

from __future__ import annotations

from urllib.parse import unquote

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.web.gateway import gateway_of
from bot.web.refusals import Refusal
from bot.web.scopes import Scope

routes = Blueprint("turns")


@routes.get("/api/turns/<wamid:path>", name="understood", ctx_needs=Scope.CASES_READ, ctx_laptop=True)
async def show_turn(request: Request, wamid: str) -> HTTPResponse:
    """404 until the message's turn is over, and for messages we do not know. In sandbox mode a caller on the same machine needs no
    token."""
    message_id = unquote(wamid)
    understood = await gateway_of(request).read(lambda uow: uow.inbox.understood(message_id))
    if understood is None:
        raise Refusal(404, "not_found", "No turn of this message is over.")
    return json(understood)

"""The sandbox's own HTTP API: plain functions put on routes, their refusals turned into answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.sandbox.api import call_of, sent
from bot.sandbox.guard import demand_json
from bot.sandbox.http import Answer, Call, Refusal
from bot.sandbox.state import Sandbox

Action = Callable[[Sandbox, Call], Awaitable[Answer]]


def mount(app: Sanic, sandbox: Sandbox, method: str, path: str, action: Action) -> None:
    async def route(request: Request, **params: str) -> HTTPResponse:
        call = call_of(request, params, request.path)
        try:
            demand_json(call)
            return sent(await action(sandbox, call))
        except Refusal as refusal:
            return sent(refusal.answer())

    app.add_route(route, path, methods=[method], name=f"{method} {path}")

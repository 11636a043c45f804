"""WhatsApp's messages and statuses, from Meta itself or forwarded by Ghala."""

from __future__ import annotations

import hmac

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json, text

from bot.providers.whatsapp.webhook import read_webhook
from bot.web.errors import Refusal
from bot.web.gateway import gateway_of
from bot.web.json_body import read_object
from bot.web.security.scopes import Open
from bot.web.webhooks import signed

routes = Blueprint("whatsapp")

PLAIN = {"X-Content-Type-Options": "nosniff"}


@routes.get("/api/webhooks/whatsapp", name="verification", ctx_needs=Open.SIGNED)
async def answer_verification(request: Request) -> HTTPResponse:
    """Meta asks once whether this address is ours; it gets its challenge back."""
    right = gateway_of(request).settings.whatsapp_verify_token
    given, challenge = request.args.get("hub.verify_token", ""), request.args.get("hub.challenge", "")
    known = bool(right) and hmac.compare_digest(_bytes(given), _bytes(right))
    if request.args.get("hub.mode") != "subscribe" or not challenge or not known:
        raise Refusal(403, "not_verified", "The verify token is not ours.")
    return text(challenge[:1000], headers=PLAIN)


@routes.post("/api/webhooks/whatsapp", name="webhook", ctx_needs=Open.SIGNED)
async def take_from_meta(request: Request) -> HTTPResponse:
    return await _take(request, signed.from_meta(request))


@routes.post("/api/messages/incoming", name="forwarded", ctx_needs=Open.SIGNED)
async def take_from_ghala(request: Request) -> HTTPResponse:
    """The same body, for shops whose number Ghala holds; the signature is Ghala's."""
    return await _take(request, signed.from_ghala(request))


async def _take(request: Request, raw: bytes) -> HTTPResponse:
    gateway = gateway_of(request)
    incoming = read_webhook(read_object(raw), raw, gateway.clock())
    return json({"received": len(incoming), "stored": await gateway.store(incoming)})


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogateescape")

"""The raw body of a webhook, once its sender is proven."""

from __future__ import annotations

from sanic.request import Request

from bot.web.errors import Refusal
from bot.web.gateway import gateway_of
from bot.web.metrics import route_of
from bot.web.security.signatures import SignatureRefused, verify_ghala, verify_meta


def from_meta(request: Request) -> bytes:
    """Raises Refusal 401, and counts it."""
    settings = gateway_of(request).settings
    try:
        verify_meta(settings.whatsapp_app_secret, request.headers, request.body)
    except SignatureRefused as problem:
        raise _refusal(request, problem) from problem
    return request.body


def from_ghala(request: Request) -> bytes:
    """Raises Refusal 401, and counts it."""
    gateway = gateway_of(request)
    settings = gateway.settings
    scheme, secret = settings.ghala_signature_scheme, settings.ghala_webhook_secret
    try:
        verify_ghala(scheme, secret, request.headers, request.body, gateway.clock())
    except SignatureRefused as problem:
        raise _refusal(request, problem) from problem
    return request.body


def _refusal(request: Request, problem: SignatureRefused) -> Refusal:
    gateway_of(request).measures.refused(route_of(request), problem.reason)
    return Refusal(401, "bad_signature", f"The signature is refused: {problem.reason}.")

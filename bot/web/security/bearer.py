"""Who may use the HTTP API: the holder of a JWT signed (HS256) with the shop's own secret, for what its ``scope`` names."""

from __future__ import annotations

import ipaddress
from typing import Any

import jwt
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.services.ports import Json
from bot.web.errors import Refusal, answer_refusal
from bot.web.gateway import gateway_of
from bot.web.security.scopes import Scope


def install(app: Sanic) -> None:
    """Before any handler runs, its route's scope is demanded."""

    @app.on_request
    async def demand(request: Request) -> HTTPResponse | None:
        about = getattr(request.route, "ctx", None)
        needs = getattr(about, "needs", None)
        if not isinstance(needs, Scope) or (getattr(about, "laptop", False) and is_laptop(request)):
            return None
        try:
            request.ctx.holder = await _holder(request, needs)
        except Refusal as problem:
            # Raised from here it would meet no handler of errors where another error is being answered.
            return answer_refusal(request, problem)
        return None


def holder_of(request: Request) -> str:
    """Whom the token of this request names (``sub``), or nothing."""
    return str(request.ctx.holder)


async def _holder(request: Request, needs: Scope) -> str:
    """Raises Refusal 401, or 403 naming the scope that is missing."""
    claims = _claims(request)
    holder, token_id, issued_at = (claims.get(name) for name in ("sub", "jti", "iat"))
    gateway = gateway_of(request)
    if await gateway.read(lambda uow: uow.revoked_tokens.hold(str(token_id or ""), str(holder or ""), issued_at)):
        raise Refusal(401, "token_revoked", "The token has been revoked.")
    if not _allows(claims, needs, gateway.settings.is_sandbox):
        words = f"The token's scope does not name {needs.value}, which this call needs."
        raise Refusal(403, "insufficient_scope", words, scope=needs.value)
    return str(holder or "")


def _claims(request: Request) -> Json:
    """Of a token that is ours and has not ended. Raises Refusal 401."""
    secret = gateway_of(request).settings.jwt_secret
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refusal(401, "token_missing", "Send a token: 'Authorization: Bearer <token>'.")
    if not secret:
        raise Refusal(401, "token_refused", "No JWT_SECRET is set, so no token is accepted.")
    demanded: Any = {"verify_aud": False, "require": ["exp"]}
    try:
        return dict(jwt.decode(token.strip(), secret, algorithms=["HS256"], options=demanded))
    except jwt.ExpiredSignatureError:
        raise Refusal(401, "token_expired", "The token has expired.") from None
    except jwt.MissingRequiredClaimError:
        raise Refusal(401, "token_refused", "The token has no exp claim: a token must end.") from None
    except (jwt.InvalidTokenError, ValueError):
        raise Refusal(401, "token_refused", "The token is not one of ours.") from None


def _allows(claims: Json, needs: Scope, is_sandbox: bool) -> bool:
    """``scope`` is a text with blanks between its words, or a list. A laptop's token made by hand may do without."""
    if "scope" not in claims:
        return is_sandbox
    written = claims["scope"]
    words = written.split() if isinstance(written, str) else written if isinstance(written, list) else []
    return needs.value in words


def is_laptop(request: Request) -> bool:
    """In sandbox mode a caller on the same machine."""
    return gateway_of(request).settings.is_sandbox and _is_loopback(request.ip)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False

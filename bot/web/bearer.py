"""Who may use the HTTP API: the holder of a JWT signed (HS256) with the shop's own secret."""

from __future__ import annotations

import ipaddress

import jwt
from sanic.request import Request

from bot.web.gateway import gateway_of
from bot.web.refusals import Refusal


def demand_token(request: Request) -> str:
    """Whom the token names (``sub``), or nothing. An ``exp`` or ``nbf`` claim is honoured where there is one. Raises Refusal
    401."""
    secret = gateway_of(request).settings.jwt_secret
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refusal(401, "token_missing", "Send a token: 'Authorization: Bearer <token>'.")
    if not secret:
        raise Refusal(401, "token_refused", "No JWT_SECRET is set, so no token is accepted.")
    try:
        claims = jwt.decode(token.strip(), secret, algorithms=["HS256"], options={"verify_aud": False})
    except jwt.ExpiredSignatureError:
        raise Refusal(401, "token_expired", "The token has expired.") from None
    except (jwt.InvalidTokenError, ValueError):
        raise Refusal(401, "token_refused", "The token is not one of ours.") from None
    return str(claims.get("sub") or "")


def demand_token_unless_laptop(request: Request) -> None:
    """In sandbox mode a caller on the same machine needs no token. Raises Refusal 401."""
    if not (gateway_of(request).settings.is_sandbox and _is_loopback(request.ip)):
        demand_token(request)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False

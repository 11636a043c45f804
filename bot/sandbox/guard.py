"""Who may call the sandbox: programs and its own pages, but no page from elsewhere that a browser on this machine has open.

The sandbox asks for no key, so a page of the internet must not reach it through the developer's browser: neither under a
name of its own that leads to this machine (the Host header tells) nor from its own place (the Origin header tells).
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.sandbox.api import sent
from bot.sandbox.config import SandboxConfig
from bot.sandbox.http import Call, Refusal


class OpenToNetwork(ValueError):
    """The sandbox would listen beyond this machine without having been told so."""


def install(app: Sanic, config: SandboxConfig) -> None:
    own = urlsplit(config.public_url).hostname or ""

    async def guard(request: Request) -> HTTPResponse | None:
        try:
            demand_known_host(request.host, own)
            demand_same_origin(request.headers.get("origin"), request.host)
        except Refusal as refusal:
            return sent(refusal.answer())
        return None

    app.register_middleware(guard, "request")


def demand_loopback(config: SandboxConfig) -> None:
    """Raises OpenToNetwork."""
    if not config.open_to_network and not is_loopback(config.host):
        raise OpenToNetwork(
            f"The sandbox would listen on {config.host}, where others could speak as any customer: it asks for no key."
        )


def demand_known_host(host: str, own: str) -> None:
    """Raises Refusal 403 unless ``host``, of any port, is this machine's or the sandbox's ``own``."""
    name = _name(host)
    if name != own.lower() and not is_loopback(name):
        raise Refusal(
            403, "unknown_host", f"This sandbox answers to this machine's names and to {own}, not to this one."
        )


def demand_same_origin(origin: str | None, host: str) -> None:
    """Raises Refusal 403 for a browser's call from a page that is not the sandbox's. Programs send no Origin."""
    if origin is not None and origin.partition("://")[2].lower() != host.lower():
        raise Refusal(403, "foreign_page", "Only the sandbox's own pages may call it from a browser.")


def demand_json(call: Call) -> None:
    """Raises Refusal 415 for a body of another type: no page from elsewhere can send JSON to this machine unasked."""
    given = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if call.body and given != "application/json":
        raise Refusal(415, "json_only", "Send it with the header Content-Type: application/json.")


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""

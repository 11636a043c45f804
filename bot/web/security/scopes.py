"""What each route demands of its caller. Every route names it, as ``ctx_needs``; one that does not cannot be served."""

from __future__ import annotations

from enum import Enum

from sanic import Sanic


class Scope(str, Enum):
    """The words of a token's ``scope`` claim."""

    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    # The rider's: to show a customer's code, and nothing else.
    DELIVER = "deliver"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"


class Open(str, Enum):
    """``SIGNED``: no token, the route itself proves its sender by a signature or the verify token."""

    TO_ALL = "all"
    SIGNED = "signed"


class Undeclared(Exception):
    """A route does not say what it needs."""


def demand_declared(app: Sanic) -> None:
    """Raises Undeclared naming the first route that does not say what it needs."""
    for route in app.router.routes:
        if not isinstance(getattr(route.ctx, "needs", None), (Scope, Open)):
            raise Undeclared(f"the route /{route.path} does not say what it needs (ctx_needs)")

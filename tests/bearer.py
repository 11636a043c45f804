"""Tokens for the HTTP API, as the shop's own programs hold them."""

from __future__ import annotations

import time
from typing import Any

import jwt


def token(secret: str, **claims: Any) -> str:
    """For an hour; a claim that is None is left out. Without a ``scope`` it is good for everything in sandbox mode only."""
    made = {"sub": "desk", "exp": int(time.time()) + 3600, **claims}
    return jwt.encode({name: value for name, value in made.items() if value is not None}, secret, "HS256")

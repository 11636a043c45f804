"""The rider at the door, whose app asks the shop whether the customer's code is right."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import quote

import aiohttp
import jwt

from bot.sandbox.http import Document, Refusal
from bot.sandbox.state import Sandbox

ANSWER_SECONDS = 10.0
TOKEN_SECONDS = 300


async def show_code(sandbox: Sandbox, order: Document, code: Any) -> None:
    """Ghala knows no codes, so the shop's own door is asked. Raises Refusal with the shop's words where it says no."""
    token = jwt.encode(
        {"sub": "rider", "scope": "deliver", "exp": int(time.time()) + TOKEN_SECONDS},
        sandbox.config.jwt_secret,
        "HS256",
    )
    path = f"/api/orders/{quote(str(order.get('order_number') or order['id']), safe='')}/deliver"
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
            url, headers = f"{sandbox.config.gateway_url}".rstrip("/") + path, {"Authorization": f"Bearer {token}"}
            async with session.post(url, json={"code": code}, headers=headers) as answer:
                said = await answer.json(content_type=None) if answer.status >= 300 else {}
    except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as problem:
        words = f"The shop cannot be asked for the code now: {type(problem).__name__}."
        raise Refusal(503, "shop_away", words) from problem
    if answer.status >= 300:
        error = said.get("error", {}) if isinstance(said, dict) else {}
        raise Refusal(
            answer.status, str(error.get("code", "wrong_code")), str(error.get("message", "The shop says no.")), "code"
        )

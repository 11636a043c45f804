"""How Rasa reaches the action server."""

from __future__ import annotations

import asyncio
from json import loads
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.channels.interruption import TurnInterrupted

# Longer than the slowest honest action (an order and a payment, each with its retries), shorter than Rasa's lock of 60 s.
TIMEOUT_SECONDS = 40


class ActionEndpoint(EndpointConfig):
    """One kept connection instead of one per call, and a failing action server ends the turn instead of being skipped.

    On Python 3.10 the time-out of asyncio, and so of aiohttp, is not the built-in TimeoutError.
    """

    def __init__(self, url: str, key: str, seconds: float = TIMEOUT_SECONDS) -> None:
        super().__init__(url=url, headers={"Authorization": f"Bearer {key}"}, enable_selective_domain=True)
        self.seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    async def request(self, method: str = "post", json: Any = None, **_unused: Any) -> Any:
        """Raises ClientResponseError where the action declined (400), TurnInterrupted on everything else that is no answer."""
        session = self._open_session()
        try:
            async with session.request(method, self.url, json=json, headers=self.headers) as response:
                status, reason, said = response.status, response.reason or "", await response.text()
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            why = f"action {json['next_action']}: {type(error).__name__} {error}"
            is_away = isinstance(error, aiohttp.ClientConnectorError)
            raise TurnInterrupted(why, crashed=_broke_off(error), away=is_away) from error
        if status == 400:
            raise ClientResponseError(400, reason, said)
        if status != 200:
            raise TurnInterrupted(f"action {json['next_action']}: the action server answered {status}")
        try:
            return loads(said)
        except ValueError as error:
            raise TurnInterrupted(f"action {json['next_action']}: the answer is no JSON") from error

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.seconds))
        return self._session


def _broke_off(error: Exception) -> bool:
    """The connection stood and ended without an answer: the action server died meanwhile."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return False
    return isinstance(error, (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, aiohttp.ClientPayloadError))

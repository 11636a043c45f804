"""How Rasa reaches the action server."""

from __future__ import annotations

from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.channels.interruption import TurnInterrupted

# Longer than the slowest honest action (an order and a payment, each with its retries), shorter than Rasa's lock of 60 s.
TIMEOUT_SECONDS = 40


class ActionEndpoint(EndpointConfig):
    """One kept connection instead of one per call, and a failing action server ends the turn instead of being skipped."""

    def __init__(self, url: str, key: str) -> None:
        super().__init__(url=url, headers={"Authorization": f"Bearer {key}"}, enable_selective_domain=True)
        self._session: aiohttp.ClientSession | None = None

    async def request(self, method: str = "post", json: Any = None, **_unused: Any) -> Any:
        """Raises ClientResponseError where the action declined (400), TurnInterrupted on everything else that is no answer."""
        session = self._open_session()
        try:
            async with session.request(method, self.url, json=json, headers=self.headers) as response:
                if response.status == 400:
                    raise ClientResponseError(400, response.reason or "", await response.text())
                if response.status != 200:
                    raise TurnInterrupted(f"action {json['next_action']}: the action server answered {response.status}")
                return await response.json()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TurnInterrupted(f"action {json['next_action']}: {type(error).__name__} {error}") from error

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS))
        return self._session

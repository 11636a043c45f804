"""Wakes those who wait for something to change on a phone."""

from __future__ import annotations

import asyncio
from collections import defaultdict


class Bell:
    """One doorbell for each phone, rung from the loop on which the waiters wait."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    def ring(self, msisdn: str) -> None:
        for waiter in self._waiting.get(msisdn, ()):
            waiter.set()

    def ring_all(self) -> None:
        for msisdn in list(self._waiting):
            self.ring(msisdn)

    async def wait(self, msisdn: str, seconds: float) -> None:
        """Returns at the next ring, or after so many seconds."""
        waiter = asyncio.Event()
        self._waiting[msisdn].add(waiter)
        try:
            await asyncio.wait_for(waiter.wait(), seconds)
        except asyncio.TimeoutError:
            return
        finally:
            self._waiting[msisdn].discard(waiter)
            if not self._waiting[msisdn]:
                del self._waiting[msisdn]

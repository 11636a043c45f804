"""Waiting for the rest of a request."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from bot.web.connection import WireProtocol


def test_what_comes_the_moment_it_is_waited_for_is_not_missed() -> None:
    async def wait_and_receive() -> None:
        protocol: Any = WireProtocol.__new__(WireProtocol)
        protocol.transport = SimpleNamespace(resume_reading=lambda: None)
        protocol._data_received = asyncio.Event()
        protocol._http = SimpleNamespace(due=asyncio.get_running_loop().time() + 60)
        waiting = asyncio.ensure_future(protocol.receive_more())
        # when the bytes come right after the wait began
        await asyncio.sleep(0)
        protocol._data_received.set()
        # then it ends
        await asyncio.wait_for(waiting, 2)

    asyncio.run(wait_and_receive())

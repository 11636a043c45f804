"""A Sanic app in a thread of this process, for as long as a ``with`` block lasts."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

from sanic import Sanic

START_SECONDS = 10.0


class _Served(threading.Thread):
    def __init__(self, app: Sanic, listener: socket.socket, protocol: type[Any] | None) -> None:
        super().__init__(name=app.name, daemon=True)
        self.app = app
        self.listener = listener
        self.protocol = {"protocol": protocol} if protocol else {}
        self.answering = threading.Event()
        self.problem: BaseException | None = None
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()

    def run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as problem:
            self.problem = problem
            raise
        finally:
            self.answering.set()
            self._loop.close()

    async def _serve(self) -> None:
        # Sanic's server object has no types.
        server: Any = await self.app.create_server(
            sock=self.listener, return_asyncio_server=True, access_log=False, **self.protocol
        )
        for step in (server.startup, server.before_start, server.after_start, server.start_serving):
            await step()
        self.answering.set()
        await self._over.wait()
        await server.before_stop()
        await server.close()
        for connection in list(server.connections):
            connection.abort()
        await _cancelled(asyncio.all_tasks() - {asyncio.current_task()})
        await server.after_stop()

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self.join(START_SECONDS)


async def _cancelled(tasks: set[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.contextmanager
def serving(app: Sanic, listener: socket.socket, protocol: type[Any] | None = None) -> Iterator[None]:
    """Raises what the start raised."""
    # Sanic rewrites its own methods when it starts; only in this mode may one process start more than one app.
    Sanic.test_mode = True
    served = _Served(app, listener, protocol)
    served.start()
    served.answering.wait(START_SECONDS)
    if served.problem is not None:
        raise served.problem
    try:
        yield
    finally:
        served.end()

"""A sandbox in a thread of this process, on a port of its own, for as long as a ``with`` block lasts."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from sanic import Sanic

from bot.sandbox.app import create_app
from bot.sandbox.config import SandboxConfig

START_SECONDS = 10.0


@dataclass(frozen=True)
class SandboxServer:
    """A running sandbox. ``url`` has no slash at its end; ``config`` is the given one with its real port and address."""

    url: str
    config: SandboxConfig

    @property
    def ghala_url(self) -> str:
        return f"{self.url}/ghala/v1"

    @property
    def graph_url(self) -> str:
        return f"{self.url}/graph/v23.0"


class _Runner(threading.Thread):
    def __init__(self, app: Sanic, sock: socket.socket) -> None:
        super().__init__(name=app.name, daemon=True)
        self._app = app
        self._sock = sock
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self.ready = threading.Event()
        self.problem: BaseException | None = None

    def run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as problem:
            self.problem = problem
            self.ready.set()
            raise
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        server = await self._app.create_server(sock=self._sock, return_asyncio_server=True, access_log=False)
        assert server is not None
        await server.startup()
        await server.before_start()
        await server.after_start()
        await server.start_serving()
        self.ready.set()
        await self._stop.wait()
        await server.before_stop()
        await server.close()
        for connection in list(server.connections):
            connection.abort()
        await server.after_stop()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self.join(START_SECONDS)


@contextlib.contextmanager
def running(config: SandboxConfig, port: int = 0) -> Iterator[SandboxServer]:
    """Serves ``config`` on a free port, or on the given one, whatever port the config names. Raises what the start raised."""
    sock = socket.create_server((config.host, port))
    url = f"http://{config.host}:{sock.getsockname()[1]}"
    config = dataclasses.replace(config, port=sock.getsockname()[1], public_url=url)
    runner = _Runner(create_app(config), sock)
    runner.start()
    runner.ready.wait(START_SECONDS)
    if runner.problem is not None:
        raise runner.problem
    try:
        yield SandboxServer(url, config)
    finally:
        runner.stop()

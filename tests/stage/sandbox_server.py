"""A sandbox in a thread of this process, on a port of its own, for as long as a ``with`` block lasts."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from sanic import Sanic

from bot.sandbox.app import create_app
from bot.sandbox.config import SandboxConfig
from bot.sandbox.http import Document

START_SECONDS = 10.0
ANSWER_SECONDS = 30.0


@dataclass(frozen=True)
class SandboxServer:
    """A running sandbox. ``url`` has no slash at its end; ``config`` is the given one with its real address."""

    url: str
    config: SandboxConfig

    @property
    def ghala_url(self) -> str:
        return f"{self.url}/ghala/v1"

    @property
    def graph_url(self) -> str:
        return f"{self.url}/graph/v23.0"

    def ask(self, method: str, path: str, json: Document | None = None) -> requests.Response:
        """Calls the sandbox's own API, such as ``ask("POST", "/reset")``."""
        return requests.request(method, self.url + path, json=json, timeout=ANSWER_SECONDS)

    def ask_ghala(
        self,
        method: str,
        path: str,
        json: Document | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Calls Ghala with the right API key and, if given, this idempotency key."""
        sent = {"Authorization": f"Bearer {self.config.api_key}", **(headers or {})}
        if key is not None:
            sent["Idempotency-Key"] = key
        return requests.request(method, self.ghala_url + path, json=json, headers=sent, timeout=ANSWER_SECONDS)

    def ask_graph(self, json: Document) -> requests.Response:
        """Posts to Graph's messages with the right token."""
        headers = {"Authorization": f"Bearer {self.config.access_token}"}
        url = f"{self.graph_url}/{self.config.phone_number_id}/messages"
        return requests.post(url, json=json, headers=headers, timeout=ANSWER_SECONDS)


class _Runner(threading.Thread):
    def __init__(self, app: Sanic, sock: socket.socket) -> None:
        super().__init__(name=app.name, daemon=True)
        self._app = app
        self._sock = sock
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()
        self.ready = threading.Event()
        self.problem: BaseException | None = None

    def run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as problem:
            self.problem = problem
            raise
        finally:
            self.ready.set()
            self._loop.close()

    async def _serve(self) -> None:
        # Sanic leaves the methods of this class without types.
        server: Any = await self._app.create_server(sock=self._sock, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.after_start()
        await server.start_serving()
        self.ready.set()
        await self._end.wait()
        await server.before_stop()
        await server.close()
        await _end_connections(server)
        await server.after_stop()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self.join(START_SECONDS)


async def _end_connections(server: Any) -> None:
    for connection in list(server.connections):
        connection.abort()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@contextlib.contextmanager
def running(config: SandboxConfig, port: int = 0) -> Iterator[SandboxServer]:
    """Serves ``config`` on a free port or the given one, never on its own. Raises what the start raised."""
    # Sanic rewrites its own methods at a start; only in this mode can one process start more than one app.
    Sanic.test_mode = True
    sock = socket.create_server((config.host, port))
    url = f"http://{config.host}:{sock.getsockname()[1]}"
    config = dataclasses.replace(config, port=sock.getsockname()[1], public_url=url)
    try:
        runner = _Runner(create_app(config), sock)
    except BaseException:
        sock.close()
        raise
    runner.start()
    runner.ready.wait(START_SECONDS)
    if runner.problem is not None:
        raise runner.problem
    try:
        yield SandboxServer(url, config)
    finally:
        runner.stop()

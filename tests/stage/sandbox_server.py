"""A sandbox in a thread of this process, on a port of its own, for as long as a ``with`` block lasts."""

from __future__ import annotations

import contextlib
import dataclasses
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import requests
from sanic import Sanic

from bot.sandbox.app import create_app
from bot.sandbox.config import SandboxConfig
from bot.sandbox.http import Document
from tests.stage.served import serving

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


@contextlib.contextmanager
def running(config: SandboxConfig, port: int = 0) -> Iterator[SandboxServer]:
    """Serves ``config`` on a free port or the given one, never on its own. Raises what the start raised."""
    sock = socket.create_server((config.host, port))
    url = f"http://{config.host}:{sock.getsockname()[1]}"
    config = dataclasses.replace(config, port=sock.getsockname()[1], public_url=url)
    # The test mode also counts while the app is made.
    Sanic.test_mode = True
    try:
        app = create_app(config)
    except BaseException:
        sock.close()
        raise
    with serving(app, sock):
        yield SandboxServer(url, config)

"""A gateway in a thread of this process, on a free loopback port, for as long as a ``with`` block lasts."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

from sanic import Sanic

from bot.web.connection import WireProtocol
from tests.stage.served import serving


@contextlib.contextmanager
def running(app: Sanic, port: int = 0) -> Iterator[str]:
    """The address, without a slash at its end. Raises what the start raised."""
    listener = socket.create_server(("127.0.0.1", port))
    with serving(app, listener, WireProtocol):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"

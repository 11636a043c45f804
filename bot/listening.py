"""Whether an address can be listened on, asked before a server tries: Sanic ends with exit code 0 when it cannot."""

from __future__ import annotations

import socket
from typing import Any


class PortTaken(Exception):
    """The message names who wanted the port, the reason against it, and the setting to change."""


def demand_free(host: str, port: int, part: str, setting: str) -> None:
    """Raises PortTaken."""
    reason = reason_against(host, port)
    if reason:
        raise PortTaken(
            f"Port {port} for {part} cannot be had: {reason}. End what holds it, or set {setting} to another port."
        )


class Start:
    """Notes whether a Sanic app began to serve; ``note`` is a listener of its ``after_server_start``.

    Somebody may take the port between the question and the start, and Sanic then only writes a line.
    """

    def __init__(self) -> None:
        self._began = False

    def note(self, _app: Any, _loop: Any) -> None:
        self._began = True

    def demand(self, port: int, part: str) -> None:
        """Raises PortTaken where it never began."""
        if not self._began:
            raise PortTaken(f"Port {port} for {part} could not be had; the lines above say why.")


def reason_against(host: str, port: int) -> str:
    """Why nobody can listen there now; nothing where it is free."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except (OSError, OverflowError) as error:
        return (getattr(error, "strerror", None) or str(error)).lower()
    return ""

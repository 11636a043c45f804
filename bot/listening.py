"""Whether an address can be listened on, asked before a server tries: Sanic ends with exit code 0 when it cannot."""

from __future__ import annotations

import socket


class PortTaken(Exception):
    """The message names who wanted the port, the reason against it, and the setting to change."""


def demand_free(host: str, port: int, part: str, setting: str) -> None:
    """Raises PortTaken."""
    reason = reason_against(host, port)
    if reason:
        raise PortTaken(
            f"Port {port} for {part} cannot be had: {reason}. End what holds it, or set {setting} to another port."
        )


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

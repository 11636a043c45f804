"""Whether the ports that the parts want are free, asked before any of them starts."""

from __future__ import annotations

import socket
from collections.abc import Iterable

from bot.run.parts import Part


def blocked_ports(parts: Iterable[Part]) -> list[str]:
    """One sentence for each port that a part wants and cannot have, naming the part and the setting to change."""
    return [
        f"Port {part.door.port} for {part.name} cannot be had: {reason}. "
        f"End what holds it, or set {part.door.setting} to another port."
        for part in parts
        if part.door is not None and (reason := _reason_against(part.door.port))
    ]


def _reason_against(port: int) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            return (error.strerror or str(error)).lower()
    return ""

"""Whether the ports that the parts want are free, asked before any of them starts."""

from __future__ import annotations

from collections.abc import Iterable

from bot.listening import PortTaken, demand_free
from bot.workshop.run.parts import Part


def blocked_ports(parts: Iterable[Part]) -> list[str]:
    """One sentence for each port that a part wants and cannot have, naming the part and the setting to change."""
    return [sentence for part in parts if (sentence := _against(part))]


def _against(part: Part) -> str:
    try:
        if part.door is not None:
            demand_free("127.0.0.1", part.door.port, part.name, part.door.setting)
    except PortTaken as taken:
        return str(taken)
    return ""

"""A shop of real processes to put under load."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.processes.shop_processes import PARTS, ShopProcesses, open_shop

ENOUGH_STOCK = 1_000_000


@contextmanager
def loaded_shop() -> Iterator[ShopProcesses]:
    """Served from a temporary folder; its sandbox keeps no pair rate and sells without end, and one phone may write all the
    time."""
    commands = {
        "sandbox": f"exec {sys.executable} -m benchmarks.load.sandbox",
        "worker": f"MAX_MESSAGES_A_MINUTE=0 exec {sys.executable} -m bot worker",
    }
    with tempfile.TemporaryDirectory() as folder, open_shop(Path(folder), commands) as shop:
        shop.ask("PUT", "/shop/products/MF-5KG", {"stock": ENOUGH_STOCK})
        yield shop


def memory(shop: ShopProcesses) -> dict[str, tuple[int, int]]:
    """RSS and PSS of each part in kB, as the kernel counts them."""
    return {name: _memory_of(shop.pid(name)) for name in PARTS}


def _memory_of(pid: int) -> tuple[int, int]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    sizes = {name: int(size.split()[0]) for name, size in (line.split(":", 1) for line in lines)}
    return sizes["Rss"], sizes["Pss"]


def processor_seconds(shop: ShopProcesses, name: str) -> float:
    """What a part has used of the processor since it started."""
    fields = Path(f"/proc/{shop.pid(name)}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100

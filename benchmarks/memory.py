"""What the processes take: memory when ready and after load, and the processor while nobody writes."""

from __future__ import annotations

import argparse
import sys
import time
from itertools import count

from benchmarks.load.shop import loaded_shop, memory, processor_seconds
from benchmarks.load.table import megabytes, print_table
from benchmarks.load.talker import Talker
from tests.processes.shop_processes import PARTS

# The worker looks less often when nobody has written for 20 s.
QUIET_SECONDS, WATCHED_SECONDS = 25.0, 20.0
_phones = count(254_766_000_001)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=40)
    journeys = parser.parse_args().journeys
    with loaded_shop() as shop:
        ready = memory(shop)
        for _ in range(journeys):
            Talker(shop, str(next(_phones))).whole_journey()
        loaded = memory(shop)
        time.sleep(QUIET_SECONDS)
        before = {name: processor_seconds(shop, name) for name in PARTS}
        time.sleep(WATCHED_SECONDS)
        idle = {name: (processor_seconds(shop, name) - before[name]) / WATCHED_SECONDS for name in PARTS}
    sizes: dict[str, tuple[int, ...]] = {name: (*ready[name], *loaded[name]) for name in PARTS}
    sizes["together"] = tuple(sum(column) for column in zip(*sizes.values(), strict=True))
    idle["together"] = sum(idle.values())
    rows = [(name, *map(megabytes, each), f"{idle[name]:.1%}") for name, each in sizes.items()]
    heads = ("process", "RSS ready", "PSS ready", "RSS loaded", "PSS loaded", "idle CPU")
    print_table(f"Processes, before and after {journeys} journeys", heads, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())

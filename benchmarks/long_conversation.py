"""Whether a loyal customer gets slower: hundreds of turns of one conversation, and what grows with them."""

from __future__ import annotations

import argparse
import sys
from itertools import cycle, islice
from pathlib import Path

from benchmarks.load.shop import loaded_shop, memory
from benchmarks.load.table import megabytes, milliseconds, percentile, print_table
from benchmarks.load.talker import Talker
from tests.processes.shop_processes import ShopProcesses

PHONE = "254777000001"
# Each is answered at once and leaves nothing open behind the last.
LINES = ("Hi, I need maize flour", "2", "3 bags", "What time do you open?", "cancel")
BLOCK = 100


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=500)
    turns = parser.parse_args().turns
    rows = []
    with loaded_shop() as shop:
        talker = Talker(shop, PHONE)
        lines = cycle(LINES)
        for first in range(0, turns, BLOCK):
            spans = [talker.says(line) for line in islice(lines, min(BLOCK, turns - first))]
            rows.append((f"{first + 1} to {first + len(spans)}", *_times(spans), *_sizes(shop)))
    heads = ("turns", "p50", "p95", "longest", "rasa PSS", "actions PSS", "worker PSS", "gateway PSS", "tracker file")
    print_table("One customer, one conversation", heads, rows)
    return 0


def _times(spans: list[float]) -> list[str]:
    return [milliseconds(percentile(spans, share)) for share in (0.5, 0.95, 1.0)]


def _sizes(shop: ShopProcesses) -> list[str]:
    pss = {name: sizes[1] for name, sizes in memory(shop).items()}
    tracker = Path(shop.settings.tracker_url.removeprefix("sqlite:///"))
    parts = ("rasa", "actions", "worker", "gateway")
    return [*(megabytes(pss[name]) for name in parts), megabytes(tracker.stat().st_size / 1024)]


if __name__ == "__main__":
    sys.exit(main())

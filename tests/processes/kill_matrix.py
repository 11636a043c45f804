"""``python -m tests.processes.kill_matrix [--seed N] [--only NAME]``: every process killed at every step of the journey.

Each cell is a journey of its own with one ``kill -9``: as soon as the step was accepted, and twice a little later, drawn from
the seed. "Redone" counts turns and sends that were taken up again, so it tells how often the kill hit work in hand.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bot.storage.tables import inbox, outbox
from tests.processes.accounts import rows
from tests.processes.journey import STANDARD, Customer
from tests.processes.killing import journey_with_kills, moment_name, stock_up
from tests.processes.shop_processes import PARTS, ShopProcesses, open_shop

DELAY_RANGES = ((0.0, 0.0), (0.005, 0.06), (0.06, 0.2))
ROW = "{:<9} {:<24} {:>7} {:>8} {:>7}  {}"


@dataclass(frozen=True)
class Cell:
    name: str
    place: int
    delay: float


@dataclass(frozen=True)
class Outcome:
    cell: Cell
    seconds: float
    bubbles: int
    redone: int
    wrong: Sequence[str]

    def line(self) -> str:
        moment = moment_name(self.cell.place, self.cell.delay)
        verdict = "ok" if not self.wrong else "WRONG: " + "; ".join(self.wrong)
        return ROW.format(self.cell.name, moment, f"{self.seconds:.1f}", self.bubbles, self.redone, verdict)


def cells(seed: int, names: Sequence[str]) -> list[Cell]:
    dice = random.Random(seed)
    every = [
        Cell(name, place, dice.uniform(*delays))
        for name in PARTS
        for place in range(len(STANDARD))
        for delays in DELAY_RANGES
    ]
    return [cell for cell in every if cell.name in names]


def tried(shop: ShopProcesses, cell: Cell, phone: str) -> Outcome:
    begun = time.monotonic()
    try:
        wrong = journey_with_kills(shop, phone, cell.name, {cell.place: cell.delay})
    except AssertionError as stuck:
        wrong = [str(stuck).splitlines()[0]]
        shop.wait_until_ready()
    customer = Customer(shop, phone)
    seconds = time.monotonic() - begun
    return Outcome(cell, seconds, len(customer.bubbles()), _redone(customer), wrong)


def _redone(customer: Customer) -> int:
    """Attempts beyond the first, over all that came in and went out for this customer."""
    conversation = f"wa:{customer.phone}"
    found = [
        *rows(customer, inbox, inbox.c.conversation == conversation),
        *rows(customer, outbox, outbox.c.conversation == conversation),
    ]
    return sum(max(0, each.attempts - 1) for each in found)


def main(arguments: Sequence[str] | None = None) -> int:
    """1 when any cell went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.processes.kill_matrix", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=PARTS, action="append")
    given = parser.parse_args(arguments)
    phones = count(254_722_000_001)
    outcomes = []
    print(ROW.format("killed", "when", "seconds", "bubbles", "redone", "result"))
    with tempfile.TemporaryDirectory() as folder, open_shop(Path(folder)) as shop:
        stock_up(shop)
        for cell in cells(given.seed, given.only or PARTS):
            outcomes.append(tried(shop, cell, str(next(phones))))
            print(outcomes[-1].line(), flush=True)
    _sum_up(outcomes)
    return 1 if any(each.wrong for each in outcomes) else 0


def _sum_up(outcomes: Sequence[Outcome]) -> None:
    print(f"\n{'killed':<9} {'journeys':>8} {'wrong':>6} {'redone':>7} {'slowest':>8}")
    for name in PARTS:
        own = [each for each in outcomes if each.cell.name == name]
        if own:
            wrong, redone = sum(bool(each.wrong) for each in own), sum(bool(each.redone) for each in own)
            print(f"{name:<9} {len(own):>8} {wrong:>6} {redone:>7} {max(each.seconds for each in own):>6.1f} s")


if __name__ == "__main__":
    sys.exit(main())

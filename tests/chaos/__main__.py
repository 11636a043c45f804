"""``python -m tests.chaos``: journeys under kills, freezes and faults; the last line is the verdict.

    python -m tests.chaos --journeys 300 --kills 150 --freezes 20 --seed 1
    python -m tests.chaos --freeze-each        every part stands still once, for a minute
    python -m tests.chaos --clocks             every part once a minute ahead and once behind (needs libfaketime)

Exit code 1 where a customer was not answered, was answered, ordered or paid twice, or waited longer than may be.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.chaos.clocks import clocks_apart
from tests.chaos.customers import Crowd
from tests.chaos.freezes import freeze_each
from tests.chaos.kept_shop import KeptShop, kept_shop
from tests.chaos.trouble import Plan, Trouble
from tests.processes.killing import stock_up

SETTLE_SECONDS = 20.0
REPORT_SECONDS = 15.0
ENDLESS = 100_000


def main(arguments: Sequence[str] | None = None) -> int:
    given = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="chaos") as folder:
        if given.freeze_each:
            return freeze_each(Path(folder), given.database_url, given.at_once)
        if given.clocks:
            return clocks_apart(Path(folder), given.database_url, given.at_once)
        plan = Plan(given.kills, given.freezes, given.faults, given.seed)
        with kept_shop(Path(folder), given.database_url) as shop:
            return chaos(shop, plan, given.journeys, given.at_once)


def chaos(shop: KeptShop, plan: Plan, journeys: int, at_once: int) -> int:
    """0 when nobody was left without an answer and nothing happened twice."""
    begun = time.monotonic()
    stock_up(shop)  # type: ignore[arg-type]
    crowd, trouble = Crowd(shop, at_once, ENDLESS), Trouble(shop, plan)
    with ExitStack() as after:
        after.callback(trouble.stop)
        crowd.begin()
        trouble.begin()
        # Customers come as long as there is trouble.
        while not trouble.is_over or len(crowd.visits) < journeys:
            time.sleep(REPORT_SECONDS)
            print(f"  {time.monotonic() - begun:4.0f} s  {len(crowd.visits)} journeys, {trouble}", flush=True)
        crowd.stop()
        crowd.join()
    time.sleep(SETTLE_SECONDS)
    crowd.check_accounts()
    return report(crowd, trouble, time.monotonic() - begun)


def report(crowd: Crowd, trouble: Trouble, seconds: float) -> int:
    made = trouble.made
    wrong = [(visit.phone, each) for visit in crowd.visits for each in visit.wrong]
    unanswered = sum(visit.unanswered for visit in crowd.visits)
    twice = _kinds(wrong)
    print(f"\n  {'part':<10}{'kills':>7}{'freezes':>9}")
    for part in sorted({each.split()[-1] for each in made if each.startswith(("kill", "freeze"))}):
        print(f"  {part:<10}{made[f'kill {part}']:>7}{made[f'freeze {part}']:>9}")
    kills = sum(count for name, count in made.items() if name.startswith("kill "))
    freezes = sum(count for name, count in made.items() if name.startswith("freeze "))
    faults = sum(count for name, count in made.items() if name.startswith("fault "))
    waits = sorted(each.seconds for visit in crowd.visits for each in visit.waited if each.seconds is not None)
    print(f"  faults of Ghala, Meta and webhooks: {faults}")
    print(f"  parts started again by the runner: {sum('started again' in each for each in crowd.shop.started_again())}")
    if waits:
        print(f"  answers: median {waits[len(waits) // 2]:.1f} s, slowest {waits[-1]:.1f} s, of {len(waits)}")
    stopped = [(visit.phone, visit.stopped) for visit in crowd.visits if visit.stopped]
    for phone, each in (*stopped, *wrong)[:20]:
        print(f"  WRONG {phone}: {each[:1000]}")
    good = not wrong and not unanswered
    print(
        f"{'passed' if good else 'FAILED'}: {len(crowd.visits)} journeys in {seconds:.0f} s, seed {trouble.plan.seed}, "
        f"{kills} kills, {freezes} freezes; unanswered {unanswered}, answered twice {twice['words']}, "
        f"ordered or paid twice or not at all {twice['money']}"
    )
    return 0 if good else 1


def _kinds(wrong: Sequence[tuple[str, str]]) -> Counter[str]:
    money = ("orders", "payments", "receipt")
    return Counter("money" if any(word in each for word in money) else "words" for _phone, each in wrong)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--journeys", type=int, default=300)
    parser.add_argument("--kills", type=int, default=150, help="kill -9, shared evenly between the parts")
    parser.add_argument(
        "--freezes", type=int, default=20, help="SIGSTOP for a minute, unless the runner ends it before"
    )
    parser.add_argument("--faults", type=int, default=60, help="of Ghala, Meta and the webhooks")
    parser.add_argument("--at-once", type=int, default=8, help="customers at the same time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database-url", default="", help="an empty PostgreSQL; without one it is SQLite")
    parser.add_argument("--freeze-each", action="store_true")
    parser.add_argument("--clocks", action="store_true")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())

"""Every part stands still once, in turn, while customers talk: who is lost, who is stuck, when it goes on."""

from __future__ import annotations

import signal
import time
from pathlib import Path

from tests.chaos.customers import Crowd
from tests.chaos.kept_shop import KeptShop, kept_shop
from tests.processes.killing import stock_up
from tests.processes.shop_processes import PARTS

FREEZE_SECONDS = 60.0
WARM_UP_SECONDS = 5.0
# Within so many seconds of the freeze all who waited must have their answer.
SERVED_AGAIN_SECONDS = 20.0
ENDLESS = 10_000
ROW = "  {:<10} {:>10} {:>6} {:>15} {:>14}"


def freeze_each(folder: Path, database_url: str, at_once: int) -> int:
    """Prints a row a part; 0 when no turn was lost, nobody is stuck, and all were served again in time."""
    print(ROW.format("frozen", "turns lost", "stuck", "served again", "slowest answer"))
    good = True
    with kept_shop(folder, database_url) as shop:
        stock_up(shop)  # type: ignore[arg-type]
        for place, part in enumerate(PARTS):
            good = _freeze(shop, part, at_once, 254_734_000_001 + place * ENDLESS) and good
    print(f"{'passed' if good else 'FAILED'}: each part frozen for {FREEZE_SECONDS:.0f} s, {at_once} customers")
    return 0 if good else 1


def _freeze(shop: KeptShop, part: str, at_once: int, first_phone: int) -> bool:
    crowd = Crowd(shop, at_once, ENDLESS, first_phone)
    crowd.begin()
    time.sleep(WARM_UP_SECONDS)
    pid, frozen_at = shop.send(part, signal.SIGSTOP), time.monotonic()
    time.sleep(FREEZE_SECONDS)
    if shop.pid(part) == pid:
        shop.send(part, signal.SIGCONT)
    crowd.stop()
    crowd.join()
    crowd.check_accounts()
    steps = [each for visit in crowd.visits for each in visit.waited]
    waits = [each.seconds for each in steps if each.seconds is not None]
    # All who waited when it stood still, or wrote soon after, have been answered by then.
    asked = [each for each in steps if each.seconds is not None and each.at < frozen_at + SERVED_AGAIN_SECONDS / 2]
    again = max((each.at + (each.seconds or 0.0) - frozen_at for each in asked), default=0.0)
    lost, stuck = sum(len(visit.wrong) for visit in crowd.visits), sum(bool(visit.unanswered) for visit in crowd.visits)
    print(ROW.format(part, lost, stuck, f"{again:.1f} s", f"{max(waits, default=0):.1f} s"), flush=True)
    for visit in crowd.visits:
        for each in visit.wrong:
            print(f"    WRONG {visit.phone}: {each[:300]}")
    return not lost and not stuck and again <= SERVED_AGAIN_SECONDS

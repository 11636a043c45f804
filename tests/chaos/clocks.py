"""Every part once a minute ahead and once a minute behind all others: nobody waits for the difference, nobody is stuck."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.workshop.run.parts import procfile_of, read_parts
from tests.chaos.customers import Crowd
from tests.chaos.kept_shop import kept_shop
from tests.processes.killing import stock_up
from tests.processes.shop_processes import PARTS, ROOT, settings_of

SECONDS_APART = (60, -60)
JOURNEYS = 12
# Beyond what the slowest answer takes with clocks that agree.
MOST_DELAY_SECONDS = 2.0
LIBRARY = "libfaketime.so.1"
ROW = "  {:<10} {:>8} {:>7} {:>8} {:>14} {:>15}"


@dataclass(frozen=True)
class Outcome:
    stuck: int
    wrong: Sequence[str]
    median: float
    slowest: float


def clocks_apart(folder: Path, database_url: str, at_once: int) -> int:
    """Prints a row a part and direction; 0 when nobody was stuck and no answer came later than it may."""
    library = next(iter(Path("/usr/lib").glob(f"*/faketime/{LIBRARY}")), None)
    if library is None:
        print(f"{LIBRARY} is not there: apt-get install faketime")
        return 2
    print(ROW.format("clock of", "differs", "stuck", "wrong", "median answer", "slowest answer"))
    agreed = _played(folder, database_url, at_once, "", 0, library)
    _print_row("nobody", 0, agreed)
    good = not agreed.stuck and not agreed.wrong
    for part in PARTS:
        for seconds in SECONDS_APART:
            outcome = _played(folder, database_url, at_once, part, seconds, library)
            _print_row(part, seconds, outcome)
            late = outcome.slowest > agreed.slowest + MOST_DELAY_SECONDS
            good = good and not (outcome.stuck or outcome.wrong or late)
    print(f"{'passed' if good else 'FAILED'}: {JOURNEYS} journeys for each, {at_once} customers at once")
    return 0 if good else 1


def _print_row(part: str, seconds: int, outcome: Outcome) -> None:
    row = (
        part,
        f"{seconds:+} s",
        outcome.stuck,
        len(outcome.wrong),
        f"{outcome.median:.1f} s",
        f"{outcome.slowest:.1f} s",
    )
    print(ROW.format(*row), flush=True)
    for each in outcome.wrong:
        print(f"    WRONG {each[:300]}")


def _played(folder: Path, database_url: str, at_once: int, part: str, seconds: int, library: Path) -> Outcome:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        procfile = Path(own) / "Procfile"
        procfile.write_text("".join(_lines(Path(own), part, seconds, library)), encoding="utf-8")
        with kept_shop(Path(own), database_url, procfile=procfile) as shop:
            stock_up(shop)  # type: ignore[arg-type]
            # With a database that outlives this shop the phones must be new ones.
            first_phone = 254_735_000_001 + 1000 * (PARTS.index(part) + 1 if part else 0) + 100 * (seconds > 0)
            crowd = Crowd(shop, at_once, JOURNEYS, first_phone)
            crowd.begin()
            crowd.join()
            crowd.check_accounts()
            restarted = shop.started_again()
    waits = sorted(each.seconds for visit in crowd.visits for each in visit.waited if each.seconds is not None)
    wrong = [f"{visit.phone}: {each}" for visit in crowd.visits for each in (visit.stopped, *visit.wrong) if each]
    wrong += restarted
    stuck = sum(bool(visit.unanswered) for visit in crowd.visits)
    return Outcome(stuck, wrong, waits[len(waits) // 2] if waits else 0.0, waits[-1] if waits else 0.0)


def _lines(folder: Path, part: str, seconds: int, library: Path) -> Iterator[str]:
    """The Procfile, with ``part`` behind a clock that differs. What counts seconds goes on as before."""
    settings = settings_of(folder)
    other = f"LD_PRELOAD={library} FAKETIME={seconds:+}s FAKETIME_DONT_FAKE_MONOTONIC=1 "
    for each in read_parts(ROOT / procfile_of(settings), settings):
        yield f"{each.name}: {other if each.name == part else ''}{each.command}\n"

"""How long a customer waits: from the message being accepted to the reply on the phone, and where that time goes."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import sqlalchemy as sa

from benchmarks.load.shop import loaded_shop
from benchmarks.load.table import milliseconds, percentile, print_table
from benchmarks.load.talker import Talker
from bot.storage.database import make_engine
from bot.storage.tables import inbox, outbox
from tests.processes.shop_processes import ShopProcesses

CROWDS = (1, 4, 12)
_phones = count(254_744_000_001)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=24, help="standard journeys for each number of customers")
    journeys = parser.parse_args().journeys
    rows = []
    with loaded_shop() as shop:
        Talker(shop, str(next(_phones))).whole_journey()
        for crowd in CROWDS:
            first_id = _last_inbox_id(shop)
            waited = _talk(shop, crowd, journeys)
            rows.append(_row(f"{crowd} at once: on the phone", waited))
            rows += [_row(f"    {name}", spans) for name, spans in _inside(shop, first_id).items()]
    print_table("Turns of the standard journey", ("customers", "turns", "p50", "p95", "longest"), rows)
    return 0


def _talk(shop: ShopProcesses, crowd: int, journeys: int) -> list[float]:
    talkers = [Talker(shop, str(next(_phones))) for _ in range(journeys)]
    with ThreadPoolExecutor(crowd) as pool:
        return [span for spans in pool.map(Talker.whole_journey, talkers) for span in spans]


def _row(name: str, spans: list[float]) -> tuple[object, ...]:
    shown = (percentile(spans, 0.5), percentile(spans, 0.95), max(spans))
    return name, len(spans), *(milliseconds(each) for each in shown)


def _last_inbox_id(shop: ShopProcesses) -> int:
    engine = make_engine(shop.settings.database_url)
    with engine.connect() as connection:
        return int(
            connection.execution_options(read_only=True).execute(sa.select(sa.func.max(inbox.c.id))).scalar() or 0
        )


def _inside(shop: ShopProcesses, after_id: int) -> dict[str, list[float]]:
    """Spans by what the database and Rasa noted of each turn."""
    engine = make_engine(shop.settings.database_url)
    key = outbox.c.conversation + "/" + sa.cast(inbox.c.id, sa.String) + "/" + inbox.c.kind + "-0"
    query = (
        sa.select(inbox.c.received_at, inbox.c.understood, outbox.c.created_at, outbox.c.sent_at)
        .join(outbox, outbox.c.key == key)
        .where(inbox.c.id > after_id, inbox.c.state == "done")
    )
    with engine.connect() as connection:
        turns = list(connection.execution_options(read_only=True).execute(query))
    return {
        "stored until answered (worker)": [(each.created_at - each.received_at).total_seconds() for each in turns],
        "of that, Rasa and its actions": [each.understood["milliseconds"] / 1000 for each in turns],
        "answered until sent": [(each.sent_at - each.created_at).total_seconds() for each in turns if each.sent_at],
    }


if __name__ == "__main__":
    sys.exit(main())

"""Catalogs of many merchants in turn: the same answers as from fresh indexes, the first message of a cold one, and memory."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import sqlalchemy as sa

from benchmarks.load.table import percentile
from benchmarks.nlu.figure import Figure
from benchmarks.nlu.grown_catalog import grown
from benchmarks.nlu.holdout import ROOT
from benchmarks.nlu.speed import P50_BAR
from bot.commerce.catalog import Catalog
from bot.nlu.goods import live_catalog
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.index_cache import IndexCache
from bot.nlu.goods.order_lines import read_order_lines
from bot.nlu.goods.stored_index import loaded, made_with, stored
from bot.services.ports import IndexMarks, KeptIndex
from bot.storage import migrate
from bot.storage.database import make_engine
from bot.storage.unit_of_work import SqlUnitOfWork, utc_now

MERCHANTS = (1, 10, 1000)
PRODUCTS = 1000
# So many catalogs are different; of a thousand merchants many have the same goods, but each an index of its own.
_DIFFERENT = 20
_TEXTS_A_CATALOG, _WARM = 60, 300
COLD_BAR, MEMORY_BAR, P95_BAR = 60.0, 366.0, 5.0


def figures(texts: Sequence[str], seed: int) -> list[Figure]:
    """Linux only, else without memory."""
    shop = live_catalog.read_csv(live_catalog.csv_path())
    catalogs = [grown(shop, PRODUCTS, seed + each) for each in range(_DIFFERENT)]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/indexes.db"
        different, asked, body = _keep(url, catalogs, texts, seed)
        runs = [_in_a_process(url, count, texts, seed) for count in MERCHANTS]
    return [
        Figure("answers other than those of a fresh index", different / asked, "%", asked, bar=0.0, at_most=True),
        Figure(f"stored, {PRODUCTS:,} products", body / 1000, "kB", _DIFFERENT),
        *(figure for count, run in zip(MERCHANTS, runs, strict=True) for figure in _of_run(count, run)),
    ]


def _of_run(count: int, run: dict[str, list[float]]) -> Iterator[Figure]:
    of = f"{count:,} catalog{'s' if count > 1 else ''}"
    cold, warm = run["cold"], run["warm"]
    yield Figure(f"cold first message p50, {of}", percentile(cold, 0.5), "ms", len(cold), bar=COLD_BAR, at_most=True)
    yield Figure(f"cold first message p95, {of}", percentile(cold, 0.95), "ms", len(cold), bar=COLD_BAR, at_most=True)
    yield Figure(f"parse p50, {of}", percentile(warm, 0.5), "ms", len(warm), bar=P50_BAR, at_most=True)
    yield Figure(f"parse p95, {of}", percentile(warm, 0.95), "ms", len(warm), bar=P95_BAR, at_most=True)
    [kept], [size], [rss] = run["kept"], run["size"], run["rss"]
    yield Figure(f"indexes kept, {of}", size, "MB", round(kept))
    yield Figure(f"memory of Rasa's model and them, {of}", rss, "MB", bar=MEMORY_BAR, at_most=True)


def _keep(url: str, catalogs: Sequence[Catalog], texts: Sequence[str], seed: int) -> tuple[int, int, float]:
    """Stores the indexes; how many messages are read otherwise by them than by fresh ones, of how many, and bytes of one."""
    engine, dice = make_engine(url), random.Random(seed)
    migrate.upgrade(engine)
    different, asked, sizes = 0, 0, []
    for merchant, catalog in enumerate(catalogs):
        fresh = CatalogIndex(catalog)
        body = stored(fresh)
        sizes.append(len(body))
        with SqlUnitOfWork(engine, utc_now) as uow:
            uow.catalog_indexes.take(merchant, "bench", 60.0)
            uow.catalog_indexes.put(
                merchant, "bench", KeptIndex(IndexMarks(catalog.wording, made_with()), body), fresh.problems
            )
            uow.commit()
        kept = loaded(body)
        for text in (*dice.sample(texts, _TEXTS_A_CATALOG // 2), *_own(catalog, dice, _TEXTS_A_CATALOG // 2)):
            asked += 1
            different += _lines(text, fresh) != _lines(text, kept)
    engine.dispose()
    return different, asked, sum(sizes) / len(sizes)


def _own(catalog: Catalog, dice: random.Random, count: int) -> Iterator[str]:
    """Messages that ask for goods of the catalog, every other one with a slip."""
    for at, product in enumerate(dice.sample(catalog.products, count)):
        name = product.name.lower()
        slip = dice.randrange(1, len(name) - 1)
        yield f"nipe {name[:slip] + name[slip + 1 :] if at % 2 else name} {dice.choice(('mbili', '3', ''))}"


def _lines(text: str, index: CatalogIndex) -> list[dict[str, object]]:
    return [line.as_dict() for line in read_order_lines(text, index, "order_items")]


def _in_a_process(url: str, count: int, texts: Sequence[str], seed: int) -> dict[str, list[float]]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.nlu.many_catalogs", url, str(count), str(seed)],
        cwd=ROOT, input=json.dumps([*texts]), capture_output=True, text=True, check=True,
    )  # fmt: skip
    run: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return run


def _run(url: str, count: int, seed: int, texts: Sequence[str]) -> dict[str, list[float]]:
    """In Rasa's place: one message to each merchant, the index read from the database, then as many to those that are kept."""
    from benchmarks.nlu.rasa_model import RasaModel

    model, cache, dice = RasaModel(), IndexCache(), random.Random(seed)
    for text in texts[:20]:
        model.raw(text)
    cold, warm = list[float](), list[float]()
    engine = make_engine(url)
    for merchant in range(count):
        cold.append(_timed(model, cache, engine, merchant, dice.choice(texts)))
    # What is asked makes them grow, and some have to go: those that stay are the last ones.
    kept = range(max(0, count - len(cache) // 2), count) if count > len(cache) else range(count)
    for _ in range(_WARM):
        warm.append(_timed(model, cache, engine, dice.choice(kept), dice.choice(texts)))
    model.close()
    return {"cold": cold, "warm": warm, "kept": [len(cache)], "size": [cache.size / 1e6], "rss": [_resident()]}


def _timed(model: object, cache: IndexCache, engine: sa.engine.Engine, merchant: int, text: str) -> float:
    since = time.perf_counter()
    live_catalog.publish(cache.get(merchant, "1", lambda: _load(engine, merchant % _DIFFERENT)))
    model.raw(text)  # type: ignore[attr-defined]
    return (time.perf_counter() - since) * 1000


def _load(engine: sa.engine.Engine, merchant: int) -> CatalogIndex:
    with SqlUnitOfWork(engine, utc_now, read_only=True) as uow:
        kept = uow.catalog_indexes.get(merchant)
    if kept is None:
        raise LookupError(f"no index of merchant {merchant} is stored")
    return loaded(kept.body)


def _resident() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    sizes = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(sizes["VmRSS"].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.load(sys.stdin))))

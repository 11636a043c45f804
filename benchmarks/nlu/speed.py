"""Time of a parse through the trained graph as the catalog grows, and the memory of a process that has loaded it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.load.table import percentile
from benchmarks.nlu.figure import Figure
from benchmarks.nlu.grown_catalog import grown
from benchmarks.nlu.holdout import ROOT
from benchmarks.nlu.rasa_model import MODEL, RasaModel, read_note
from bot.nlu.goods import live_catalog

MIDDLE, LARGE = 3_000, 10_000
MOST_GROWTH = 1.5
MIDDLE_P95_BAR = 5.0
P50_BAR, P95_BAR, MEMORY_BAR, TRAIN_BAR = 2.0, 4.0, 260.0, 60.0
TRAIN_NOTE = ROOT / "var" / "reports" / "nlu-train.json"
_LOAD = """
import json, sys
from benchmarks.nlu.rasa_model import RasaModel
from pathlib import Path
model = RasaModel(Path(sys.argv[1]))
model.raw("nipe unga mbili na maziwa")
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(json.dumps({name: int(status[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM")}))
"""


def parse_figures(model: RasaModel, texts: Sequence[str], seed: int) -> list[Figure]:
    """Each of ``texts`` parsed with the shop's own catalog and with a large one."""
    shop = live_catalog.read_csv(live_catalog.csv_path())
    try:
        small = _spans(model, texts)
        live_catalog.publish(grown(shop, MIDDLE, seed))
        middle = _spans(model, texts)
        live_catalog.publish(grown(shop, LARGE, seed))
        large = _spans(model, texts)
    finally:
        live_catalog.withdraw()
    p50, p95 = percentile(large, 0.5) / percentile(small, 0.5), percentile(large, 0.95) / percentile(small, 0.95)
    return [
        *_times(f"{len(shop)} products", small),
        *_times(f"{MIDDLE:,} products", middle, MIDDLE_P95_BAR),
        *_times(f"{LARGE:,} products", large),
        Figure("growth of the p50 with the catalog", p50, "×", bar=MOST_GROWTH, at_most=True),
        Figure("growth of the p95 with the catalog", p95, "×", bar=MOST_GROWTH, at_most=True),
    ]


def memory_figures(model: Path = MODEL) -> list[Figure]:
    """A fresh process that loads the model and parses once, without Rasa's web server; Linux only, else nothing."""
    if not Path("/proc/self/status").exists():
        return []
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, str(model)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    sizes = json.loads(done.stdout.splitlines()[-1])
    return [
        Figure("memory after load (RSS, fresh process)", sizes["VmRSS"], "MB", bar=MEMORY_BAR, at_most=True),
        Figure("memory at its highest while loading", sizes["VmHWM"], "MB"),
        Figure("model file", model.stat().st_size / 1e6, "MB"),
    ]


def train_figures() -> list[Figure]:
    """The seconds of a training as last measured with ``--train``; nothing when never measured."""
    note = read_note(TRAIN_NOTE)
    if note is None:
        return []
    when = f"nothing cached; measured {note['at']}, load {note['load']}"
    return [Figure("training, nothing cached", note["seconds"], "s", bar=TRAIN_BAR, at_most=True, note=when)]


def keep_train_seconds(seconds: float, at: str, load: str) -> None:
    TRAIN_NOTE.parent.mkdir(parents=True, exist_ok=True)
    TRAIN_NOTE.write_text(json.dumps({"seconds": round(seconds, 1), "at": at, "load": load}), encoding="utf-8")


def _spans(model: RasaModel, texts: Sequence[str]) -> list[float]:
    # The first messages fill Rasa's and our own caches of what does not depend on the message.
    for text in texts[:20]:
        model.raw(text)
    spans = []
    for text in texts:
        since = time.perf_counter()
        model.raw(text)
        spans.append(time.perf_counter() - since)
    return spans


def _times(name: str, spans: Sequence[float], p95_bar: float = P95_BAR) -> list[Figure]:
    return [
        Figure(f"parse p50, {name}", percentile(spans, 0.5) * 1000, "ms", len(spans), bar=P50_BAR, at_most=True),
        Figure(f"parse p95, {name}", percentile(spans, 0.95) * 1000, "ms", len(spans), bar=p95_bar, at_most=True),
    ]

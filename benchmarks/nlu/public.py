"""Our classifier, as it ships, on public benchmarks: trained on their training part, asked their test part once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.nlu import metrics
from benchmarks.nlu.contenders import Shipped
from benchmarks.nlu.figure import Figure
from benchmarks.nlu.holdout import ROOT, Example
from benchmarks.nlu.verdict import Verdict
from bot.commerce.catalog import Catalog

PLACE_VARIABLE = "DUKA_BENCHMARKS"
UNKNOWN = "NO_NODES_DETECTED"


@dataclass(frozen=True)
class Published:
    """What others reached, from the README beside the data, and the bars of this project, as shares."""

    title: str
    bar: float
    others: str
    area_bar: float | None = None
    area_others: str = ""


BENCHMARKS = {
    "massive_sw": Published("MASSIVE sw", 0.84, "linear SVM 83.2"),
    "hint3_curekart": Published(
        "HINT3 curekart", 0.85, "Rasa 84.1, SVM 83.4, Dialogflow 75.0, BERT 83.6", 0.86, "Rasa 0.801, best 0.856"
    ),
    "hint3_sofmattress": Published(
        "HINT3 sofmattress", 0.76, "Rasa 69.3, SVM 75.3, Dialogflow 73.2, BERT 73.6", 0.87, "Rasa 0.792, best 0.869"
    ),
    "hint3_powerplay11": Published(
        "HINT3 powerplay11", 0.62, "Rasa 49.1, SVM 61.5, Haptik 67.3, BERT 58.5", 0.77, "Rasa 0.709, best 0.766"
    ),
}


def folder() -> Path | None:
    """Where the benchmarks lie: ``DUKA_BENCHMARKS``, else beside the repository; None when they are not at hand."""
    named = os.environ.get(PLACE_VARIABLE)
    place = Path(named) if named else ROOT.parent / "shared" / "benchmarks"
    return place if place.is_dir() else None


def figures(place: Path, settings: dict[str, Any]) -> Iterator[Figure]:
    """Accuracy on messages in scope, and for HINT3 the AUROC of the confidence against messages that are not."""
    for name, published in BENCHMARKS.items():
        if (place / name).is_dir():
            yield from _measured(place / name, published, settings)


def _measured(place: Path, published: Published, settings: dict[str, Any]) -> Iterator[Figure]:
    train, tests = _examples(place / "train.jsonl"), _examples(place / "test.jsonl")
    verdicts = _verdicts(train, tests, settings)
    known = [(test.intent, verdict) for test, verdict in zip(tests, verdicts, strict=True) if test.intent != UNKNOWN]
    strange = [verdict.confidence for test, verdict in zip(tests, verdicts, strict=True) if test.intent == UNKNOWN]
    right = metrics.accuracy([intent for intent, _ in known], [verdict.intent for _, verdict in known])
    yield Figure.share(f"{published.title}, intents", right, published.bar, note=published.others)
    if (place / "dev.jsonl").exists():
        # What the others trained on is the train part alone; this says what more of the same would bring.
        verdicts = _verdicts([*train, *_examples(place / "dev.jsonl")], tests, settings)
        more = metrics.accuracy([test.intent for test in tests], [verdict.intent for verdict in verdicts])
        yield Figure.share(f"{published.title}, intents, trained on train and dev", more)
    if strange and published.area_bar is not None:
        yield _area(published, [verdict.confidence for _, verdict in known], strange)


def _verdicts(train: Sequence[Example], tests: Sequence[Example], settings: dict[str, Any]) -> list[Verdict]:
    # No catalog: nothing of theirs is masked as goods of ours.
    classifier = Shipped(settings, Catalog())
    classifier.fit(train)
    return [classifier.verdict(test.text) for test in tests]


def _area(published: Published, known: Sequence[float], strange: Sequence[float]) -> Figure:
    area = metrics.auroc(known, strange)
    interval = metrics.auroc_interval(area, len(known), len(strange))
    count = len(known) + len(strange)
    name = f"{published.title}, out of scope AUROC"
    return Figure(name, area, "", count, interval, published.area_bar, note=published.area_others)


def _examples(path: Path) -> list[Example]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Example(row["text"], row["intent"]) for row in map(json.loads, filter(None, lines))]

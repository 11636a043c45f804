"""Classifiers side by side: the same training sentences, the same holdout."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.load.table import percentile
from benchmarks.nlu import contenders, metrics, rasa_model
from benchmarks.nlu.contenders import Contender
from benchmarks.nlu.holdout import LANGUAGES, OUT_OF_SCOPE, Example, Labelled

HEADS = (
    "classifier", "accuracy", "95 % interval", *(f"F1 {lang}" for lang in LANGUAGES), "F1 all", "OOS AUROC",
    "train s", "p50 ms", "p95 ms", "model MB",
)  # fmt: skip
SPACY_EPOCHS = 6
NAMES = ("shop", "logreg", "svm", "spacy", "diet")


@dataclass(frozen=True)
class Score:
    """One row; ``reason`` says why a classifier was not measured."""

    name: str
    right: metrics.Share = field(default_factory=lambda: metrics.Share(0, 0))
    macro: dict[str, float] | None = None
    area: float = math.nan
    train_seconds: float = math.nan
    p50: float = math.nan
    p95: float = math.nan
    megabytes: float = math.nan
    reason: str = ""

    def cells(self) -> tuple[str, ...]:
        """The row of the table; see HEADS."""
        if self.reason:
            return self.name, self.reason, *[""] * (len(HEADS) - 2)
        low, high = self.right.interval
        macro = self.macro or {}
        return (
            self.name,
            f"{self.right.value:.1%}",
            f"{low * 100:.1f}–{high * 100:.1f}",
            *(_percent(macro.get(name, math.nan)) for name in (*LANGUAGES, "all")),
            f"{self.area:.3f}",
            f"{self.train_seconds:.1f}",
            f"{self.p50 * 1000:.2f}",
            f"{self.p95 * 1000:.2f}",
            f"{self.megabytes:.1f}",
        )


def compare(names: Sequence[str], training: Sequence[Example], rows: Sequence[Labelled], seed: int) -> Iterator[Score]:
    """One score after the other, in the order of ``names``."""
    makers: dict[str, Callable[[], Contender]] = {
        "shop": lambda: contenders.Shipped(rasa_model.classifier_settings()),
        "logreg": lambda: contenders.logistic_regression(seed),
        "svm": lambda: contenders.support_vectors(seed),
        "spacy": lambda: contenders.SpacyCategoriser(seed, SPACY_EPOCHS),
        "diet": rasa_model.Diet,
    }
    for name in names:
        if name == "diet" and not rasa_model.has_tensorflow():
            yield Score(rasa_model.Diet.name, reason="not installed: make tensorflow")
        else:
            yield measure(makers[name](), training, rows)


def measure(contender: Contender, training: Sequence[Example], rows: Sequence[Labelled]) -> Score:
    """Trains the contender and asks it every message of the holdout, one at a time."""
    since = time.perf_counter()
    contender.fit(training)
    train_seconds = time.perf_counter() - since
    contender.verdict("warm")
    verdicts, spans = [], []
    for row in rows:
        since = time.perf_counter()
        verdicts.append(contender.verdict(row.text))
        spans.append(time.perf_counter() - since)
    truth, said = [row.intent for row in rows], [verdict.intent for verdict in verdicts]
    strange = [v.strangeness for v, row in zip(verdicts, rows, strict=True) if row.intent == OUT_OF_SCOPE]
    own = [v.strangeness for v, row in zip(verdicts, rows, strict=True) if row.intent != OUT_OF_SCOPE]
    return Score(
        contender.name,
        metrics.accuracy(truth, said),
        _macro(rows, said),
        metrics.auroc(strange, own),
        train_seconds,
        percentile(spans, 0.5),
        percentile(spans, 0.95),
        contender.megabytes(),
    )


def _macro(rows: Sequence[Labelled], said: Sequence[str]) -> dict[str, float]:
    pairs = {
        lang: [(row.intent, a) for row, a in zip(rows, said, strict=True) if row.lang == lang] for lang in LANGUAGES
    }
    pairs["all"] = [(row.intent, a) for row, a in zip(rows, said, strict=True)]
    return {name: metrics.macro_f1([t for t, _ in own], [a for _, a in own]) for name, own in pairs.items()}


def _percent(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.1%}"

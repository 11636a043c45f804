"""Pictures as SVG that stands in the page itself."""

from __future__ import annotations

import io
from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure as Canvas

from benchmarks.nlu.metrics import Bin

_INK, _ACCENT = "#33404d", "#1f7a5c"
# Without a salt the ids inside an SVG differ from run to run.
mpl.rcParams["svg.hashsalt"] = "duka"


def confusion_matrix(truth: Sequence[str], said: Sequence[str]) -> str:
    """A row a right intent, a column a said one; shading by share of the row, counts written in."""
    names = sorted({*truth, *said})
    place = {name: at for at, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)), dtype=int)
    for a, b in zip(truth, said, strict=True):
        counts[place[a], place[b]] += 1
    size = max(4.0, 0.27 * len(names) + 2)
    canvas = Canvas(figsize=(size, size))
    axes = canvas.subplots()
    axes.imshow(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1), cmap="Greens", vmin=0, vmax=1)
    for row, column in zip(*np.nonzero(counts), strict=True):
        is_right = row == column
        axes.text(
            column, row, str(counts[row, column]), ha="center", va="center", fontsize=6,
            color="white" if is_right else "#a1260d", fontweight="normal" if is_right else "bold",
        )  # fmt: skip
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set_xlabel("said", color=_INK)
    axes.set_ylabel("right", color=_INK)
    return _svg(canvas, "Confusion matrix of the intents")


def reliability_curve(bins: Sequence[Bin]) -> str:
    """Accuracy over confidence; on the diagonal a confidence means what it says. Below, how many answers each has."""
    canvas = Canvas(figsize=(5, 5))
    curve, counts = canvas.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": (3, 1)})
    curve.plot((0, 1), (0, 1), linestyle="--", color="#9aa5b1", linewidth=1)
    curve.plot([each.confidence for each in bins], [each.accuracy for each in bins], marker="o", color=_ACCENT)
    curve.set_ylabel("share right", color=_INK)
    curve.set_ylim(0, 1.03)
    counts.bar([(each.low + each.high) / 2 for each in bins], [each.count for each in bins], width=0.09, color=_ACCENT)
    counts.set_ylabel("messages", color=_INK)
    counts.set_xlabel("confidence", color=_INK)
    counts.set_xlim(0, 1)
    return _svg(canvas, "Reliability curve")


def _svg(canvas: Canvas, label: str) -> str:
    sink = io.StringIO()
    canvas.savefig(sink, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    written = sink.getvalue()
    start = written.index("<svg")
    return written[start:].replace("<svg", f'<svg role="img" aria-label="{label}"', 1)

"""Measures the understanding: ``python -m benchmarks.nlu``. Prints one table and writes ``var/reports/nlu.html``."""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from datetime import datetime, timezone
from pathlib import Path

# Before Rasa, which switches warnings on that its own matplotlib then gives.
import matplotlib.figure  # noqa: F401

from benchmarks.nlu import comparison, fields, many_catalogs, public, speed
from benchmarks.nlu.holdout import HOLDOUT, ROOT, Example, Labelled, read_holdout, read_training, shopping_texts
from benchmarks.nlu.page import Section, page, write
from benchmarks.nlu.rasa_model import MODEL, RasaModel, classifier_settings, train_seconds
from benchmarks.nlu.report import Report
from benchmarks.nlu.understanding import answer
from bot.nlu.goods import live_catalog

REPORT = ROOT / "var" / "reports" / "nlu.html"
PARTS = ("holdout", "fields", "speed", "catalogs", "public")
_PARSES = 300


def main() -> int:
    # Rasa switches warnings on again; what its packages say of each other is no news to the reader of a table.
    warnings.simplefilter("ignore", DeprecationWarning)
    options = _options()
    since, begun, load = time.perf_counter(), datetime.now(timezone.utc), _load()
    report = Report()
    training = read_training()
    rows = read_holdout(options.holdout) if options.holdout.is_file() else []
    if options.train:
        speed.keep_train_seconds(train_seconds(), f"{begun:%Y-%m-%d %H:%M} UTC", load)
    wanted = options.only or _default_parts(options.quick)
    _measure(report, wanted, rows, training, options.seed)
    told = f"seed {options.seed}, {os.cpu_count()} cores, load {load} at the start and {_load()} at the end"
    title = f"{len(rows)} messages of the holdout, {len(training):,} training sentences, {told}, {time.perf_counter() - since:.0f} s"
    report.print(f"How messages are understood: {title}")
    head = (
        Section("What this is")
        .say(f"Measured {begun:%Y-%m-%d %H:%M} UTC: {title}.")
        .say(
            "Intervals hold the true figure in 95 of 100 cases: Wilson's for shares, Hanley and McNeil's for AUROC, 400 draws for F1."
        )
    )
    write(options.report, page("How messages are understood", [head, *report.sections]))
    print(f"  the whole report: {os.path.relpath(options.report)}")
    return 0


def _measure(report: Report, wanted: list[str], rows: list[Labelled], training: list[Example], seed: int) -> None:
    live_catalog.withdraw()
    if {"holdout", "fields", "speed"} & {*wanted}:
        _through_rasa(report, wanted, rows, training, seed)
    if "catalogs" in wanted:
        _many_catalogs(report, training, seed)
    names = [name for name in comparison.NAMES if name in wanted]
    if names and rows:
        report.comparison(list(comparison.compare(names, training, rows, seed)))
    if "public" in wanted:
        _public(report)


def _through_rasa(report: Report, wanted: list[str], rows: list[Labelled], training: list[Example], seed: int) -> None:
    model = RasaModel(MODEL)
    try:
        if "holdout" in wanted and rows:
            report.holdout(answer(rows, model), training, seed)
        if "fields" in wanted:
            note = "Messages of other hands, as tests/nlu/fields.md labels them; what is seen where none is counts as wrong."
            report.add("What is said beside the goods", fields.figures(model), note)
        if "speed" in wanted:
            texts = shopping_texts(training, _PARSES, seed)
            figures = [*speed.parse_figures(model, texts, seed), *speed.memory_figures(), *speed.train_figures()]
            note = "Parses go through the whole trained graph in this process, order lines and all, one at a time."
            report.add("Speed and memory", figures, note)
    finally:
        model.close()


def _many_catalogs(report: Report, training: list[Example], seed: int) -> None:
    note = f"Each of {many_catalogs.PRODUCTS:,} products, in turn, their indexes read from a database; a process of its own each."
    figures = many_catalogs.figures(shopping_texts(training, _PARSES, seed), seed)
    report.add("Catalogs of many merchants", figures, note)


def _public(report: Report) -> None:
    place = public.folder()
    if place is None:
        print(f"  public benchmarks: not at hand; {public.PLACE_VARIABLE} may name their folder")
        return
    settings = classifier_settings()
    seed = f"Trained with seed {settings['seed']} and strength {settings['strength']}, as config.yml has them; nothing was tuned here."
    print(f"  public benchmarks: {seed}")
    report.add(
        "Public benchmarks", list(public.figures(place, settings)), seed, "In brackets: figures published for others."
    )


def _default_parts(is_quick: bool) -> list[str]:
    slow = ("spacy", "diet") if is_quick else ()
    return [*PARTS, *(name for name in comparison.NAMES if name not in slow)]


def _load() -> str:
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nlu", description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="leave out spaCy and DIET, the slow classifiers")
    parser.add_argument(
        "--only", action="append", choices=[*PARTS, *comparison.NAMES], help="only this part; may be repeated"
    )
    parser.add_argument("--train", action="store_true", help="also time the training with nothing cached")
    parser.add_argument("--holdout", type=Path, default=HOLDOUT, help="the labelled messages")
    parser.add_argument("--report", type=Path, default=REPORT, help="where the page is written")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

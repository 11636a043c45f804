"""A conditional random field that labels the parts of a message, trained from annotated examples."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.nlu.goods.index import Goods
from bot.nlu.goods.parse import Reading, read
from bot.nlu.tagging.examples import ADDRESS, Example
from bot.nlu.tagging.features import (
    EDGE,
    STEPS,
    Unit,
    asked_features,
    clauses_of,
    features,
    from_afar,
    further_at,
    pairs_at,
    units_of,
)
from bot.nlu.tagging.proposals import proposals
from bot.nlu.tagging.reach import reaching
from bot.nlu.text.spans import Span
from bot.nlu.text.tokens import covered

OUTSIDE = "O"
# Between the names of features, none of which has it.
_BETWEEN = "\0"
Scores = npt.NDArray[np.float32]
# A feature that was seen once says nothing of the next message; more rounds make the examples fit better and others not.
_SETTINGS = {"c1": 0.1, "c2": 0.01, "max_iterations": 35, "feature.minfreq": 2}


class Tagger:
    """A trained model; :func:`train` writes it.

    Two questions are asked of each message, with nearly the same features, so the weights are added up here once for both:
    this takes half the time of asking the library twice, gives what it would, and a running assistant need not load it.
    """

    def __init__(self, path: Path) -> None:
        """Raises FileNotFoundError, and ValueError for what is no model."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                self._tags: list[str] = arrays["tags"].tolist()
                named = bytes(arrays["features"]).decode()
                self._weights: Scores = arrays["weights"]
                self._transitions: Scores = arrays["transitions"]
        except (KeyError, zipfile.BadZipFile, EOFError) as problem:
            raise ValueError(f"{path}: no model of a tagger") from problem
        self._rows = {feature: row for row, feature in enumerate(named.split(_BETWEEN))}
        self._unseen = (len(self._rows),) * len(STEPS)
        self._nothing = [len(self._rows)]
        # What is in no example is not kept, so that this ends with the model.
        self._near: dict[str, tuple[int, ...]] = {}
        self._edges = self._steps(EDGE)

    def spans(self, reading: Reading) -> tuple[list[Span], list[Span]]:
        """Where no question was open, and where it was the one for the place; both in order of place."""
        units = units_of(reading)
        if not units:
            return [], []
        asked = self._scores(units) + self._of_questions(units, ("", ADDRESS))
        unasked, if_asked = (_by_tokens(units, spans_of(tags)) for tags in self._likeliest(asked))
        return unasked, if_asked

    def _scores(self, units: Sequence[Unit]) -> Scores:
        """Of each tag for each unit, whatever is asked, shape (units, tags)."""
        near = [[*zip(*map(self._steps, unit.own), strict=True)] for unit in units]
        rows = [self._rows_at(at, units, near) for at in range(len(units))]
        clauses = [*clauses_of(units)]
        # A sign has nothing of its clause.
        of_clauses = self._sums([[*map(self._row, seen)] or self._nothing for _run, seen in clauses])
        return self._sums(rows) + np.repeat(of_clauses, [len(run) for run, _seen in clauses], axis=0)

    def _sums(self, rows: Sequence[Sequence[int]]) -> Scores:
        """What the weights of each of some ``rows``, none of them empty, add up to."""
        begins = [0, *accumulate(map(len, rows[:-1]))]
        return np.add.reduceat(self._weights.take([*chain.from_iterable(rows)], axis=0), begins, axis=0)

    def _rows_at(self, at: int, units: Sequence[Unit], near: Sequence[Sequence[tuple[int, ...]]]) -> list[int]:
        """Those of what the unit is and of what stands around it; ``near`` has for each unit its rows by steps."""
        places = [(at + step, place) for place, step in enumerate(STEPS)]
        seen = [near[other][place] if 0 <= other < len(near) else (self._edges[place],) for other, place in places]
        around = map(self._row, (*further_at(at, units), *pairs_at(at, units)))
        return [*chain.from_iterable(seen), *around]

    def _steps(self, seen: str) -> tuple[int, ...]:
        """Its rows, one a step."""
        rows = self._near.get(seen)
        if rows is None:
            rows = tuple(self._row(from_afar(seen, step)) for step in STEPS)
            if rows != self._unseen:
                self._near[seen] = rows
        return rows

    def _of_questions(self, units: Sequence[Unit], questions: Sequence[str]) -> Scores:
        """What comes to them by each, shape (questions, units, tags)."""
        rows = [[*map(self._row, own)] for asked in questions for own in asked_features(units, asked)]
        return self._sums(rows).reshape(len(questions), len(units), -1)

    def _row(self, feature: str) -> int:
        return self._rows.get(feature, len(self._rows))

    def _likeliest(self, scores: Scores) -> list[list[str]]:
        """By Viterbi's algorithm, for scores of shape (questions, units, tags)."""
        best = np.empty_like(scores)
        best[:, 0] = scores[:, 0]
        for at in range(1, scores.shape[1]):
            through = best[:, at - 1, :, None] + self._transitions
            np.add(np.maximum.reduce(through, axis=1), scores[:, at], out=best[:, at])
        came_from = (best[:, :-1, :, None] + self._transitions).argmax(axis=2)
        return [
            self._path(int(last), before) for last, before in zip(best[:, -1].argmax(axis=1), came_from, strict=True)
        ]

    def _path(self, last: int, came_from: npt.NDArray[np.int64]) -> list[str]:
        path = [last]
        for before in came_from[::-1]:
            path.append(int(before[path[-1]]))
        return [self._tags[place] for place in reversed(path)]


def _by_tokens(units: Sequence[Unit], spans: Iterable[Span]) -> list[Span]:
    return [Span(span.label, units[span.start].start, units[span.end - 1].end) for span in spans]


def spans_in(reading: Reading, tagger: Tagger | None) -> tuple[list[Span], list[Span]]:
    """Without a trained model what the rules propose."""
    unasked, if_asked = tagger.spans(reading) if tagger is not None else (proposals(reading), proposals(reading))
    return reaching(reading, unasked), reaching(reading, if_asked)


def train(examples: Iterable[Example], catalog: Goods, path: Path) -> None:
    """Fits a model to the examples, read against ``catalog``, and writes it to ``path``."""
    # Only training needs the library.
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs")
    trainer.set_params(_SETTINGS)
    for example in examples:
        reading = read(example.text, catalog)
        units = units_of(reading)
        asked = example.asked if example.asked == ADDRESS else ""
        trainer.append(_with(features(units), units, asked), tags_of(_marked(example, reading, units), len(units)))
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "crf"
        trainer.train(str(written))
        _save(written, path)


def _save(written: Path, path: Path) -> None:
    """The weights of the library's model as arrays; the last row is that of features that were never seen."""
    import pycrfsuite

    library = pycrfsuite.Tagger()
    library.open(str(written))
    info = library.info()
    tags = {tag: place for place, tag in enumerate(info.labels)}
    rows = {feature: row for row, feature in enumerate(info.attributes)}
    weights = np.zeros((len(rows) + 1, len(tags)), np.float32)
    for (feature, tag), weight in info.state_features.items():
        weights[rows[feature], tags[tag]] = weight
    transitions = np.zeros((len(tags), len(tags)), np.float32)
    for (before, tag), weight in info.transitions.items():
        transitions[tags[before], tags[tag]] = weight
    features = np.frombuffer(_BETWEEN.join(rows).encode(), np.uint8)
    with path.open("wb") as file:
        np.savez_compressed(file, tags=[*tags], features=features, weights=weights, transitions=transitions)


def _with(seen: Sequence[list[str]], units: Sequence[Unit], asked: str) -> list[list[str]]:
    return [[*own, *more] for own, more in zip(seen, asked_features(units, asked), strict=True)]


def _marked(example: Example, reading: Reading, units: Sequence[Unit]) -> Iterator[Span]:
    """The parts of the example by its units; of two that share one the first counts."""
    last = 0
    for part in example.parts:
        tokens = covered(reading.tokens, part.start, part.end)
        places = [at for at, unit in enumerate(units) if unit.start < tokens.stop and tokens.start < unit.end]
        if places and places[0] >= last:
            last = places[-1] + 1
            yield Span(part.label, places[0], last)


def tags_of(spans: Iterable[Span], length: int) -> list[str]:
    """One tag each: the label of its span, or O outside. Two spans of one label never touch, so that nothing need say where
    one begins."""
    tags = [OUTSIDE] * length
    for span in spans:
        tags[span.start : span.end] = [span.label] * (span.end - span.start)
    return tags


def spans_of(tags: Sequence[str]) -> Iterator[Span]:
    """The other way round."""
    start = 0
    for tag, run in groupby(tags):
        end = start + len(list(run))
        if tag != OUTSIDE:
            yield Span(tag, start, end)
        start = end

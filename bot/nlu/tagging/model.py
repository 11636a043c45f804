"""A conditional random field that labels the parts of a message, trained from annotated examples."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.nlu.goods.index import Goods
from bot.nlu.goods.parse import Reading, read
from bot.nlu.tagging.examples import ADDRESS, Example
from bot.nlu.tagging.features import Unit, asked_features, features, units_of
from bot.nlu.tagging.proposals import proposals
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

    def spans(self, reading: Reading) -> tuple[list[Span], list[Span]]:
        """Where no question was open, and where it was the one for the place; both in order of place."""
        units = units_of(reading)
        if not units:
            return [], []
        scores = self._scores(features(units))
        asked = [scores + self._scores(asked_features(units, question)) for question in ("", ADDRESS)]
        unasked, if_asked = (_by_tokens(units, spans_of(tags)) for tags in self._likeliest(np.stack(asked)))
        return unasked, if_asked

    def tags(self, seen: Sequence[Sequence[str]]) -> list[str]:
        """The likeliest row of tags for the features of at least one unit."""
        return self._likeliest(self._scores(seen)[None])[0]

    def _scores(self, seen: Sequence[Sequence[str]]) -> Scores:
        """Of each tag for each unit, shape (units, tags)."""
        row_of, unseen = self._rows.get, len(self._rows)
        rows = [[unseen, *(row for each in own if (row := row_of(each)) is not None)] for own in seen]
        begins = np.cumsum([0, *map(len, rows[:-1])])
        return np.add.reduceat(self._weights[[*chain.from_iterable(rows)]], begins, axis=0)

    def _likeliest(self, scores: Scores) -> list[list[str]]:
        """By Viterbi's algorithm, for scores of shape (questions, units, tags)."""
        best, came_from = scores[:, 0], []
        for at in range(1, scores.shape[1]):
            through = best[:, :, None] + self._transitions
            came_from.append(through.argmax(axis=1))
            best = through.max(axis=1) + scores[:, at]
        return [
            self._path(int(last), [before[question] for before in reversed(came_from)])
            for question, last in enumerate(best.argmax(axis=1))
        ]

    def _path(self, last: int, came_from: Iterable[npt.NDArray[np.int64]]) -> list[str]:
        path = [last]
        for before in came_from:
            path.append(int(before[path[-1]]))
        return [self._tags[place] for place in reversed(path)]


def _by_tokens(units: Sequence[Unit], spans: Iterable[Span]) -> list[Span]:
    return [Span(span.label, units[span.start].start, units[span.end - 1].end) for span in spans]


def spans_in(reading: Reading, tagger: Tagger | None) -> tuple[list[Span], list[Span]]:
    """Without a trained model what the rules propose."""
    return tagger.spans(reading) if tagger is not None else (proposals(reading), proposals(reading))


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

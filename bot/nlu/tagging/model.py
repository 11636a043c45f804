"""A conditional random field that labels the parts of a message, trained from annotated examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pycrfsuite

from bot.commerce.catalog import Catalog
from bot.nlu.goods.parse import Reading, read
from bot.nlu.tagging.examples import ADDRESS, Example
from bot.nlu.tagging.features import Unit, asked_features, features, units_of
from bot.nlu.tagging.proposals import proposals
from bot.nlu.text.spans import Span
from bot.nlu.text.tokens import covered

OUTSIDE = "O"
_BEGINS, _INSIDE = "B-", "I-"
# A feature that was seen once says nothing of the next message; more rounds make the examples fit better and others not.
_SETTINGS = {"c1": 0.1, "c2": 0.01, "max_iterations": 50, "feature.minfreq": 2}


class Tagger:
    """A trained model; :func:`train` writes it, one thread at a time may ask it."""

    def __init__(self, written: bytes) -> None:
        """Raises ValueError for what is no model."""
        self._tagger = pycrfsuite.Tagger()
        # It reads from the bytes as long as it lives.
        self._written = written
        self._tagger.open_inmemory(written)

    def spans(self, reading: Reading) -> tuple[list[Span], list[Span]]:
        """Where no question was open, and where it was the one for the place; both in order of place."""
        units = units_of(reading)
        seen = features(units)
        return tuple(self._labelled(units, seen, asked) for asked in ("", ADDRESS))  # type: ignore[return-value]

    def _labelled(self, units: Sequence[Unit], seen: Sequence[list[str]], asked: str) -> list[Span]:
        tags = self._tagger.tag(_with(seen, units, asked)) if units else []
        return [Span(span.label, units[span.start].start, units[span.end - 1].end) for span in spans_of(tags)]


def spans_in(reading: Reading, tagger: Tagger | None) -> tuple[list[Span], list[Span]]:
    """Without a trained model what the rules propose."""
    return tagger.spans(reading) if tagger is not None else (proposals(reading), proposals(reading))


def train(examples: Iterable[Example], catalog: Catalog, path: Path) -> None:
    """Fits a model to the examples, read against ``catalog``, and writes it to ``path``."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs")
    trainer.set_params(_SETTINGS)
    for example in examples:
        reading = read(example.text, catalog)
        units = units_of(reading)
        asked = example.asked if example.asked == ADDRESS else ""
        trainer.append(_with(features(units), units, asked), tags_of(_marked(example, reading, units), len(units)))
    trainer.train(str(path))


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
    """One tag each, as the field's textbooks have them: B- begins a span, I- is inside, O outside."""
    tags = [OUTSIDE] * length
    for span in spans:
        tags[span.start : span.end] = [_INSIDE + span.label] * (span.end - span.start)
        tags[span.start] = _BEGINS + span.label
    return tags


def spans_of(tags: Sequence[str]) -> Iterator[Span]:
    """The other way round; an I- that continues nothing begins a span."""
    start, label = 0, ""
    for at, tag in enumerate([*tags, OUTSIDE]):
        goes_on = bool(label) and tag == _INSIDE + label
        if label and not goes_on:
            yield Span(label, start, at)
        if not goes_on:
            start, label = at, tag[2:] if tag != OUTSIDE else ""

"""The classifiers that are compared, each trained from nothing on the same sentences."""

from __future__ import annotations

import importlib
import pickle
import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from benchmarks.nlu.holdout import Example
from benchmarks.nlu.verdict import Verdict
from bot.commerce.catalog import Catalog
from bot.nlu.goods import live_catalog
from bot.nlu.goods.parse import read
from bot.nlu.intent.features import features
from bot.nlu.intent.model import Blocks, IntentModel, train

_MEGABYTE = 1e6


class Contender(Protocol):
    """Fitted once, then asked one message at a time."""

    name: str

    def fit(self, examples: Sequence[Example]) -> None: ...

    def verdict(self, text: str) -> Verdict: ...

    def megabytes(self) -> float:
        """The size of what is stored, in millions of bytes."""
        ...


class Shipped:
    """What stands in ``config.yml``, without Rasa around it; ``catalog`` is what goods are masked against."""

    name = "ShopIntentClassifier (ships)"

    def __init__(self, settings: Mapping[str, Any], catalog: Catalog | None = None) -> None:
        self._settings = settings
        self._catalog = catalog if catalog is not None else live_catalog.current()
        self._model: IntentModel | None = None

    def fit(self, examples: Sequence[Example]) -> None:
        blocks = [self._blocks(example.text) for example in examples]
        labels = [example.intent for example in examples]
        self._model = train(blocks, labels, strength=self._settings["strength"], seed=self._settings["seed"])

    def verdict(self, text: str) -> Verdict:
        model = self._trained()
        return Verdict(dict(model.ranking(self._blocks(text), len(model.labels))))

    def megabytes(self) -> float:
        with tempfile.TemporaryDirectory() as folder:
            self._trained().save(Path(folder))
            return sum(path.stat().st_size for path in Path(folder).iterdir()) / _MEGABYTE

    def _blocks(self, text: str) -> Blocks:
        return features(read(text, self._catalog))

    def _trained(self) -> IntentModel:
        if self._model is None:
            raise ValueError("Ask a classifier only after fit().")
        return self._model


class WordsAndLetters:
    """A scikit-learn classifier over TF-IDF of words (1–2) and of letters within words (2–5), nothing masked."""

    def __init__(self, name: str, machine: Any) -> None:
        self.name = name
        self._machine = machine

    def fit(self, examples: Sequence[Example]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline, make_union

        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
        self._machine = make_pipeline(make_union(words, letters), self._machine)
        # As an array: calibration counts the examples of a class by comparing the labels with it at once.
        labels = np.array([example.intent for example in examples])
        self._machine.fit([example.text for example in examples], labels)

    def verdict(self, text: str) -> Verdict:
        shares = self._machine.predict_proba([text])[0]
        return Verdict({str(name): float(share) for name, share in zip(self._machine.classes_, shares, strict=True)})

    def megabytes(self) -> float:
        return len(pickle.dumps(self._machine)) / _MEGABYTE


class SpacyCategoriser:
    """spaCy's text categoriser on a blank pipeline: a small network and a bag of words together."""

    name = "spaCy textcat"
    _DROPOUT = 0.2
    _BATCH = 64

    def __init__(self, seed: int, epochs: int) -> None:
        self._seed, self._epochs = seed, epochs
        self._pipeline: Any = None

    def fit(self, examples: Sequence[Example]) -> None:
        spacy: Any = importlib.import_module("spacy")
        training: Any = importlib.import_module("spacy.training")

        spacy.util.fix_random_seed(self._seed)
        self._pipeline = spacy.blank("xx")
        categoriser = self._pipeline.add_pipe("textcat")
        for intent in sorted({example.intent for example in examples}):
            categoriser.add_label(intent)
        prepared = [
            training.Example.from_dict(
                self._pipeline.make_doc(each.text), {"cats": self._cats(each.intent, categoriser)}
            )
            for each in examples
        ]
        optimizer = self._pipeline.initialize(lambda: prepared)
        dice = random.Random(self._seed)
        for _ in range(self._epochs):
            dice.shuffle(prepared)
            for start in range(0, len(prepared), self._BATCH):
                self._pipeline.update(prepared[start : start + self._BATCH], drop=self._DROPOUT, sgd=optimizer)

    def verdict(self, text: str) -> Verdict:
        return Verdict(dict(self._pipeline(text).cats))

    def megabytes(self) -> float:
        return len(self._pipeline.to_bytes()) / _MEGABYTE

    @staticmethod
    def _cats(intent: str, categoriser: Any) -> dict[str, float]:
        return {label: float(label == intent) for label in categoriser.labels}


def logistic_regression(seed: int) -> Contender:
    from sklearn.linear_model import LogisticRegression

    return WordsAndLetters(
        "LogisticRegression, words + letters", LogisticRegression(C=10, max_iter=200, random_state=seed)
    )


def support_vectors(seed: int) -> Contender:
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.svm import LinearSVC

    machine = CalibratedClassifierCV(LinearSVC(C=0.5, random_state=seed), cv=3)
    return WordsAndLetters("linear SVM, calibrated, words + letters", machine)

"""A linear model over sparse features, stored as plain arrays: no pickled code is ever loaded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from bot.nlu.intent.vocabulary import Blocks, Places, Vocabulary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]

_FOLDS = 3
_AT_ONCE = 2
_TEMPERATURES = np.geomspace(0.05, 2.0, 60)
_ABSENT = -3.0
# 0 counts every example alike, 1 every label.
_EVENING = 0.5
_LABEL_PARTS = 5
# Of the messages that reach an assistant, the part taken to belong to none of its labels.
_STRANGERS = 0.1
# Of so many examples each, one must have a run of letters: of 12,000 two. Rarer ones say nothing of the next message, where
# there are many examples, and are most of all there are. They count as unknown.
_EXAMPLES_TO_A_RUN = 5000


@dataclass
class IntentModel:
    """``weights`` has a row a feature and a column a label, in ``steps`` of the row; ``temperature`` calibrates the
    confidences.

    In whole steps, 127 to the largest weight of a row, the weights take half of what short floats take, are made floats faster,
    and decide alike.
    """

    labels: list[str]
    vocabulary: Vocabulary
    rarity: Floats
    weights: Bytes
    steps: Floats
    bias: Floats
    temperature: float

    @cached_property
    def rarest(self) -> float:
        """The rarity of a feature seen once: looked up for every message, so found once."""
        return _rarest(self.rarity)

    def confidences(self, blocks: Blocks) -> Floats:
        """A probability for each label, adding up to one; all equal when no feature of the message is known."""
        rows, values = self._vector(blocks)
        if not len(rows):
            return np.full(len(self.labels), 1 / len(self.labels), dtype=np.float32)
        known = self.weights.take(rows, axis=0).astype(np.float32)
        # "@" would part even so small a product among threads, and wait for them: on a busy machine for longer than all
        # else takes.
        decision = np.einsum("r,rl->l", values * self.steps.take(rows), known) + self.bias
        return _softmax(decision[None, :] / self.temperature)[0]

    def ranking(self, blocks: Blocks, length: int) -> list[tuple[str, float]]:
        """The ``length`` most likely labels with their confidences, best first."""
        confidences = self.confidences(blocks)
        order = np.argsort(-confidences, kind="stable")[:length]
        return [(self.labels[place], float(confidences[place])) for place in order]

    def knows_a_word(self, blocks: Blocks) -> bool:
        """Whether any word of the message, masks aside, was in two messages of the training data or more."""
        words = [word for word in blocks[0] if word.startswith("w ") and word[2:].isalpha()]
        return bool((self.rarity[self.vocabulary.columns([words])] < self.rarest).any())

    def _vector(self, blocks: Blocks) -> tuple[Places, Floats]:
        """Columns and values of one message; each block has length one, of which unknown features take their part."""
        found = self.vocabulary.columns(blocks)
        unknown = np.array([*map(len, blocks)]) - self.vocabulary.parted(found)
        columns, times = np.unique(found, return_counts=True)
        weighed = (1 + np.log(times.astype(np.float32))) * self.rarity[columns]
        block = np.repeat(np.arange(len(blocks)), self.vocabulary.parted(columns))
        lengths = np.sqrt(np.bincount(block, weighed * weighed, len(blocks)) + unknown * self.rarest**2)
        return columns, (weighed / lengths[block]).astype(np.float32)

    def save(self, folder: Path) -> None:
        """Writes ``model.npz`` and ``model.json`` into ``folder``."""
        np.savez_compressed(
            folder / "model.npz", rarity=self.rarity, weights=self.weights, steps=self.steps, bias=self.bias
        )
        named = {
            "labels": self.labels,
            "temperature": self.temperature,
            "vocabularies": self.vocabulary.names(),
        }
        (folder / "model.json").write_text(json.dumps(named, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Reads what :meth:`save` wrote. Raises FileNotFoundError when it is not there."""
        named = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        with np.load(folder / "model.npz", allow_pickle=False) as arrays:
            rarity, weights, steps, bias = (arrays[name] for name in ("rarity", "weights", "steps", "bias"))
        vocabulary = Vocabulary(named["vocabularies"])
        return cls(named["labels"], vocabulary, rarity, weights, steps, bias, float(named["temperature"]))


def train(examples: Sequence[Blocks], labels: Sequence[str], *, strength: float = 1.0, seed: int = 7) -> IntentModel:
    """Fits a linear support vector machine and calibrates it on held-out folds.

    ``strength`` is the inverse of the regularisation. Raises ValueError without examples.
    """
    if not examples:
        raise ValueError("An intent model needs at least one example.")
    features, rarity, matrix = _counted(examples)
    names = sorted(set(labels))
    truth = np.array([names.index(label) for label in labels])
    temperature = _calibrate(matrix, truth, len(names), strength, seed)
    weights, bias = _fit(matrix, truth, len(names), strength, seed)
    # Half precision moves no confidence by more than a thousandth and halves the memory of a running assistant.
    return IntentModel(names, Vocabulary(features), rarity, *_in_steps(weights), bias, temperature)


def _in_steps(weights: Floats) -> tuple[Bytes, Floats]:
    largest = np.abs(weights).max(axis=1)
    steps = np.where(largest, largest / np.iinfo(np.int8).max, 1).astype(np.float32)
    return np.round(weights / steps[:, None]).astype(np.int8), steps


def _counted(examples: Sequence[Blocks]) -> tuple[list[list[str]], Floats, csr_matrix]:
    """Features of the examples by block; how rare each is; and the vectors of the examples, one a row."""
    from scipy.sparse import hstack

    known: list[list[str]] = []
    rarities, vectors = [], []
    for block in range(len(examples[0])):
        places, counts = _counts([example[block] for example in examples])
        seen = np.bincount(counts.indices, minlength=len(places))
        rarity = (np.log((1 + len(examples)) / (1 + seen)) + 1).astype(np.float32)
        kept = np.flatnonzero(seen >= (len(examples) // _EXAMPLES_TO_A_RUN if block else 1))
        names = [*places]
        known.append([names[place] for place in kept])
        rarities.append(rarity[kept])
        vectors.append(_weighed(counts, rarity)[:, kept])
    return known, np.concatenate(rarities), hstack(vectors, format="csr")


def _counts(rows: Sequence[Sequence[str]]) -> tuple[dict[str, int], csr_matrix]:
    """Features in order, each with its place, and how often each row has them."""
    from scipy.sparse import csr_matrix

    places = {feature: place for place, feature in enumerate(sorted({feature for row in rows for feature in row}))}
    columns = np.fromiter((places[feature] for row in rows for feature in row), dtype=np.int32)
    starts = np.cumsum([0, *map(len, rows)])
    counts = csr_matrix((np.ones(len(columns), np.float32), columns, starts), shape=(len(rows), len(places)))
    counts.sum_duplicates()
    return places, counts


def _weighed(counts: csr_matrix, rarity: Floats) -> csr_matrix:
    """What a model makes of a message, for all rows at once."""
    from sklearn.preprocessing import normalize

    weighed = counts.copy()
    weighed.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    return normalize(weighed, copy=False)


def _rarest(rarity: Floats) -> float:
    return float(rarity.max()) if len(rarity) else 1.0


def _fit(
    matrix: csr_matrix, truth: npt.NDArray[np.int64], count: int, strength: float, seed: int
) -> tuple[Floats, Floats]:
    # Only training needs scikit-learn; a running assistant saves its memory and start-up time.
    from sklearn.svm import LinearSVC

    weights = np.zeros((matrix.shape[1], count), dtype=np.float32)
    bias = np.full(count, _ABSENT, dtype=np.float32)
    present = np.unique(truth)
    if len(present) == 1:
        bias[present] = 1.0
        return weights, bias
    machine = LinearSVC(C=strength, random_state=seed, class_weight=_evened(truth)).fit(matrix, truth)
    if len(present) == 2:
        weights[:, present] = np.stack([-machine.coef_[0], machine.coef_[0]], axis=1)
        bias[present] = [-machine.intercept_[0], machine.intercept_[0]]
    else:
        weights[:, present], bias[present] = machine.coef_.T, machine.intercept_
    return weights, bias


def _evened(truth: npt.NDArray[np.int64]) -> dict[int, float]:
    """Examples of a rare label count for more, those of a frequent one for less."""
    present, counts = np.unique(truth, return_counts=True)
    shares = (len(truth) / (len(present) * counts)) ** _EVENING
    return {int(label): float(share) for label, share in zip(present, shares, strict=True)}


def _calibrate(matrix: csr_matrix, truth: npt.NDArray[np.int64], count: int, strength: float, seed: int) -> float:
    """The temperature under which held-out messages are least surprising, strangers among them.

    Strangers are the messages of labels that the fold's machine was never shown: of them it should say nothing sure.
    """
    if len(truth) < 10 * _FOLDS:
        return 0.3
    dice = np.random.default_rng(seed)
    fold, left_out = dice.permutation(len(truth)) % _FOLDS, dice.permutation(count) % _LABEL_PARTS

    def surprises(held: int) -> npt.NDArray[np.float64]:
        """Of the fold's own messages and, if there are any, of strangers."""
        known = left_out[truth] != held if count >= _LABEL_PARTS else np.ones(len(truth), dtype=bool)
        seen = known & (fold != held)
        weights, bias = _fit(matrix[seen], truth[seen], count, strength, seed)
        labels, asked = np.unique(truth[seen]), known & (fold == held)
        own = _surprises(matrix[asked] @ weights + bias, np.eye(count, dtype=np.float32)[truth[asked]])
        if known.all():
            return (1 - _STRANGERS) * own
        anything = np.isin(np.arange(count), labels) / np.float32(len(labels))
        return (1 - _STRANGERS) * own + _STRANGERS * _surprises(matrix[~known] @ weights + bias, anything)

    # The machines learn outside the interpreter's lock.
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return float(_TEMPERATURES[int(np.argmin(sum(pool.map(surprises, range(_FOLDS)))))])


def _surprises(decisions: Floats, shares: Floats) -> npt.NDArray[np.float64]:
    """The mean log loss against ``shares`` (of each label, or a row a message) under each temperature."""
    return np.array([-np.mean(np.sum(shares * np.log(_softmax(decisions / t) + 1e-9), axis=1)) for t in _TEMPERATURES])


def _softmax(scores: npt.NDArray[Any]) -> Floats:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (shifted / shifted.sum(axis=1, keepdims=True)).astype(np.float32)

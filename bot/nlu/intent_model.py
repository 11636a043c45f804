"""A linear model over sparse features, stored as plain arrays: no pickled code is ever loaded."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]
Blocks = Sequence[Sequence[str]]

_FOLDS = 3
_TEMPERATURES = np.geomspace(0.05, 2.0, 60)
_ABSENT = -3.0


@dataclass
class IntentModel:
    """``weights`` has a row a feature and a column a label; confidences are calibrated by ``temperature``."""

    labels: list[str]
    vocabularies: list[dict[str, int]]
    rarity: Floats
    weights: Floats
    bias: Floats
    temperature: float

    def confidences(self, blocks: Blocks) -> Floats:
        """A probability for each label, adding up to one; all equal when no feature of the message is known."""
        rows, values = _vector(blocks, self.vocabularies, self.rarity)
        if not len(rows):
            return np.full(len(self.labels), 1 / len(self.labels), dtype=np.float32)
        decision = values @ self.weights[rows] + self.bias
        return _softmax(decision[None, :] / self.temperature)[0]

    def ranking(self, blocks: Blocks, length: int) -> list[tuple[str, float]]:
        """The ``length`` most likely labels with their confidences, best first."""
        confidences = self.confidences(blocks)
        order = np.argsort(-confidences, kind="stable")[:length]
        return [(self.labels[place], float(confidences[place])) for place in order]

    def knows_a_word(self, blocks: Blocks) -> bool:
        """Whether any whole word of the message, masks aside, was in the training data."""
        return any(word in self.vocabularies[0] for word in blocks[0] if word.startswith("w ") and word[2:].isalpha())

    def save(self, folder: Path) -> None:
        """Writes ``model.npz`` and ``model.json`` into ``folder``."""
        np.savez_compressed(
            folder / "model.npz", rarity=self.rarity, weights=self.weights.astype(np.float16), bias=self.bias
        )
        named = {
            "labels": self.labels,
            "temperature": self.temperature,
            "vocabularies": [list(vocabulary) for vocabulary in self.vocabularies],
            "starts": [next(iter(vocabulary.values()), 0) for vocabulary in self.vocabularies],
        }
        (folder / "model.json").write_text(json.dumps(named, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Reads what :meth:`save` wrote. Raises FileNotFoundError when it is not there."""
        named = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        with np.load(folder / "model.npz", allow_pickle=False) as arrays:
            rarity, weights, bias = arrays["rarity"], arrays["weights"].astype(np.float32), arrays["bias"]
        vocabularies = [
            {feature: start + place for place, feature in enumerate(features)}
            for start, features in zip(named["starts"], named["vocabularies"], strict=True)
        ]
        return cls(named["labels"], vocabularies, rarity, weights, bias, float(named["temperature"]))


def train(examples: Sequence[Blocks], labels: Sequence[str], *, strength: float = 1.0, seed: int = 7) -> IntentModel:
    """Fits a linear support vector machine and calibrates it on held-out folds.

    ``strength`` is the inverse of the regularisation. Raises ValueError without examples.
    """
    if not examples:
        raise ValueError("An intent model needs at least one example.")
    vocabularies, rarity = _vocabularies(examples)
    matrix = _matrix(examples, vocabularies, rarity)
    names = sorted(set(labels))
    truth = np.array([names.index(label) for label in labels])
    temperature = _calibrate(matrix, truth, len(names), strength, seed)
    weights, bias = _fit(matrix, truth, len(names), strength, seed)
    return IntentModel(names, vocabularies, rarity, weights, bias, temperature)


def _vocabularies(examples: Sequence[Blocks]) -> tuple[list[dict[str, int]], Floats]:
    """Features seen in two messages or more, each with its column, and how rare each is."""
    vocabularies: list[dict[str, int]] = []
    rarity: list[float] = []
    least = 2 if len(examples) > 200 else 1
    for block in range(len(examples[0])):
        seen = Counter(feature for example in examples for feature in set(example[block]))
        kept = sorted(feature for feature, count in seen.items() if count >= least)
        vocabularies.append({feature: len(rarity) + place for place, feature in enumerate(kept)})
        rarity += [float(np.log((1 + len(examples)) / (1 + seen[feature])) + 1) for feature in kept]
    return vocabularies, np.array(rarity, dtype=np.float32)


def _vector(
    blocks: Blocks, vocabularies: Sequence[dict[str, int]], rarity: Floats
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Columns and values of one message; each block has length one, of which unknown features take their part."""
    rows: list[npt.NDArray[np.int64]] = []
    values: list[Floats] = []
    rarest = float(rarity.max()) if len(rarity) else 1.0
    for features, vocabulary in zip(blocks, vocabularies, strict=True):
        counts = Counter(map(vocabulary.get, features))
        unknown = counts.pop(None, 0)
        if counts:
            columns = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
            times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
            weighed = (1 + np.log(times)) * rarity[columns]
            rows.append(columns)
            length = np.sqrt(np.dot(weighed, weighed) + unknown * rarest**2)
            values.append((weighed / length).astype(np.float32))
    if not rows:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    return np.concatenate(rows), np.concatenate(values)


def _matrix(examples: Sequence[Blocks], vocabularies: Sequence[dict[str, int]], rarity: Floats) -> csr_matrix:
    from scipy.sparse import csr_matrix

    vectors = [_vector(example, vocabularies, rarity) for example in examples]
    starts = np.cumsum([0] + [len(rows) for rows, _ in vectors])
    columns = np.concatenate([rows for rows, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    return csr_matrix((values, columns, starts), shape=(len(examples), len(rarity)))


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
    machine = LinearSVC(C=strength, random_state=seed).fit(matrix, truth)
    if len(present) == 2:
        weights[:, present] = np.stack([-machine.coef_[0], machine.coef_[0]], axis=1)
        bias[present] = [-machine.intercept_[0], machine.intercept_[0]]
    else:
        weights[:, present], bias[present] = machine.coef_.T, machine.intercept_
    return weights, bias


def _calibrate(matrix: csr_matrix, truth: npt.NDArray[np.int64], count: int, strength: float, seed: int) -> float:
    """The temperature under which held-out messages are least surprising."""
    if len(truth) < 10 * _FOLDS:
        return 0.3
    fold = np.random.default_rng(seed).permutation(len(truth)) % _FOLDS
    decisions = np.zeros((len(truth), count), dtype=np.float32)
    for held in range(_FOLDS):
        weights, bias = _fit(matrix[fold != held], truth[fold != held], count, strength, seed)
        decisions[fold == held] = matrix[fold == held] @ weights + bias
    losses = [-np.mean(np.log(_softmax(decisions / t)[np.arange(len(truth)), truth] + 1e-9)) for t in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _softmax(scores: npt.NDArray[Any]) -> Floats:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (shifted / shifted.sum(axis=1, keepdims=True)).astype(np.float32)

"""Measures of answers against labels, each with how far chance may carry it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Z95 = 1.959964
_RESAMPLES = 400
Interval = tuple[float, float]


@dataclass(frozen=True)
class Share:
    """``hits`` out of ``of``; both may be fractions, as the two halves of an F1 are."""

    hits: float
    of: float

    @property
    def value(self) -> float:
        """Between 0 and 1; not a number when nothing was counted."""
        return self.hits / self.of if self.of else math.nan

    @property
    def interval(self) -> Interval:
        """Wilson's score interval at 95 %."""
        return wilson(self.hits, self.of)


@dataclass(frozen=True)
class LabelScore:
    """How one label fared: ``support`` is how often it was right to say it, ``said`` how often it was said."""

    hits: int
    support: int
    said: int

    @property
    def precision(self) -> float:
        return self.hits / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.support if self.support else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.support + self.said) if self.support + self.said else 0.0


@dataclass(frozen=True)
class Bin:
    """Answers whose confidence lies in ``low``–``high``: how sure they were on average and how often right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def wilson(hits: float, of: float) -> Interval:
    """Wilson's score interval at 95 % for ``hits`` out of ``of``; the whole range when nothing was counted."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, Z95**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = Z95 * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def accuracy(truth: Sequence[str], said: Sequence[str]) -> Share:
    return Share(sum(a == b for a, b in zip(truth, said, strict=True)), len(truth))


def label_scores(truth: Sequence[str], said: Sequence[str]) -> dict[str, LabelScore]:
    """A score for every label that was right or was said."""
    support, spoken = Counter(truth), Counter(said)
    hits = Counter(a for a, b in zip(truth, said, strict=True) if a == b)
    return {label: LabelScore(hits[label], support[label], spoken[label]) for label in sorted(support | spoken)}


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    """The plain mean of the F1 of the labels that occur in ``truth``; not a number without any."""
    scores = [score.f1 for score in label_scores(truth, said).values() if score.support]
    return sum(scores) / len(scores) if scores else math.nan


def micro_f1(hits: int, said: int, support: int) -> Share:
    """F1 as a share: hits out of the mean of what was said and what there was. Its interval is an approximation."""
    return Share(hits, (said + support) / 2)


def confusions(truth: Sequence[str], said: Sequence[str]) -> list[tuple[tuple[str, str], int]]:
    """Pairs of right and said label that differ, the most frequent first."""
    wrong = Counter((a, b) for a, b in zip(truth, said, strict=True) if a != b)
    return sorted(wrong.items(), key=lambda item: (-item[1], item[0]))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """How often a positive scores above a negative, ties counting half; not a number when either is missing."""
    if not len(positive) or not len(negative):
        return math.nan
    values = np.concatenate([np.asarray(positive, float), np.asarray(negative, float)])
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean_ranks = np.cumsum(counts) - (counts - 1) / 2
    above = mean_ranks[places][: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return float(above / (len(positive) * len(negative)))


def auroc_interval(area: float, positives: int, negatives: int) -> Interval:
    """The 95 % interval of Hanley and McNeil (Radiology 1982)."""
    if math.isnan(area):
        return 0.0, 1.0
    one, two = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (positives - 1) * (one - area**2) + (negatives - 1) * (two - area**2)
    reach = Z95 * math.sqrt(max(0.0, variance) / (positives * negatives))
    return max(0.0, area - reach), min(1.0, area + reach)


def threshold_at(negative: Sequence[float], most: float) -> float:
    """The lowest score at or above which at most the share ``most`` of ``negative`` lies."""
    allowed = int(most * len(negative) + 1e-9)
    ordered = sorted(negative, reverse=True)
    if allowed >= len(ordered):
        return -math.inf
    return math.nextafter(ordered[allowed], math.inf)


def at_or_above(scores: Sequence[float], threshold: float) -> Share:
    return Share(sum(score >= threshold for score in scores), len(scores))


def reliability(confidences: Sequence[float], rights: Sequence[bool], bins: int = 10) -> list[Bin]:
    """The answers in ``bins`` equal ranges of confidence, empty ranges left out."""
    found: list[Bin] = []
    places = [min(bins - 1, int(confidence * bins)) for confidence in confidences]
    for place in sorted(set(places)):
        inside = [at for at, where in enumerate(places) if where == place]
        sure = sum(confidences[at] for at in inside) / len(inside)
        right = sum(rights[at] for at in inside) / len(inside)
        found.append(Bin(place / bins, (place + 1) / bins, len(inside), sure, right))
    return found


def calibration_error(bins: Sequence[Bin]) -> float:
    """ECE: the mean distance between confidence and accuracy, each bin counting by its answers."""
    count = sum(each.count for each in bins)
    return sum(each.count * abs(each.confidence - each.accuracy) for each in bins) / count if count else math.nan


def resampled(
    truth: Sequence[str], said: Sequence[str], measure: Callable[[list[str], list[str]], float], seed: int
) -> Interval:
    """A 95 % interval by drawing the messages anew with replacement, 400 times: for measures that are no share."""
    if not truth:
        return 0.0, 1.0
    dice = np.random.default_rng(seed)
    draws = dice.integers(0, len(truth), size=(_RESAMPLES, len(truth)))
    values = [measure([truth[at] for at in draw], [said[at] for at in draw]) for draw in draws]
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)

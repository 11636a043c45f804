"""Messages that say nearly the same, as one example with a count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.workshop.review.reasons import REASONS
from bot.workshop.review.training_words import key_of

# Of 100; below it are "nimelipa" and "sijalipa", above it a letter more or less in a sentence.
NEARLY_SAME = 92


@dataclass(frozen=True)
class Found:
    """One message as it may be shown."""

    text: str
    ranking: tuple[tuple[str, float], ...]
    reasons: tuple[str, ...]
    unknown_goods: tuple[str, ...] = ()

    @property
    def suggested(self) -> str:
        return self.ranking[0][0]


@dataclass(frozen=True)
class Example:
    """What most of ``count`` messages said, with the reasons of all."""

    text: str
    ranking: tuple[tuple[str, float], ...]
    reasons: tuple[str, ...]
    unknown_goods: tuple[str, ...]
    count: int

    @property
    def suggested(self) -> str:
        return self.ranking[0][0]


def folded(found: Iterable[Found]) -> list[Example]:
    """Most frequent first. The same words are one example even where a model of another day ranked them differently."""
    same: dict[str, list[Found]] = {}
    for each in found:
        same.setdefault(key_of(each.text), []).append(each)
    groups: dict[str, list[Found]] = {}
    for key in sorted(same, key=lambda key: (-len(same[key]), key)):
        nearest = process.extractOne(key, groups.keys(), scorer=fuzz.ratio, score_cutoff=NEARLY_SAME)
        groups.setdefault(nearest[0] if nearest else key, []).extend(same[key])
    return sorted(map(_example, groups.values()), key=lambda each: (-each.count, each.ranking[0][1], each.text))


def _example(group: Sequence[Found]) -> Example:
    text = Counter(each.text for each in group).most_common(1)[0][0]
    # The model of today is the one that will be trained further.
    shown = [each for each in group if each.text == text][-1]
    reasons = {reason for each in group for reason in each.reasons}
    unknown = dict.fromkeys(goods for each in group for goods in each.unknown_goods)
    return Example(text, shown.ranking, tuple(each for each in REASONS if each in reasons), tuple(unknown), len(group))

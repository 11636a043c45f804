"""Holdout messages that the training data knows, wholly or nearly: what they answer proves little."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from benchmarks.nlu.holdout import Example, Labelled

NEAR = 90.0
_SIGNS = re.compile(r"\W+")


def bare(text: str) -> str:
    """Words only, in small letters."""
    return _SIGNS.sub(" ", text.lower()).strip()


def exact_copies(rows: Iterable[Labelled], training: Iterable[Example]) -> set[str]:
    """Ids of messages whose bare words stand in the training data."""
    known = {bare(example.text) for example in training}
    return {row.id for row in rows if bare(row.text) in known}


def near_copies(rows: Iterable[Labelled], training: Sequence[Example]) -> set[str]:
    """Ids of messages that share 90 % or more of their letters, in order, with a training sentence."""
    known = list({bare(example.text): None for example in training})
    return {
        row.id
        for row in rows
        if process.extractOne(bare(row.text), known, scorer=fuzz.ratio, score_cutoff=NEAR) is not None
    }

"""The features that a model knows, found by their checksums."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

Blocks = Sequence[Sequence[str]]
Places = npt.NDArray[np.int64]
# Between features, none of which has it.
_BETWEEN = "\0"


class Vocabulary:
    """Each feature has a column; the features of a block stand side by side.

    All of a message are looked up at once in sorted checksums. In a dict they would take ten times the memory, most of which
    is cold when a message comes, and waiting for it once a feature takes longer than all else.
    """

    def __init__(self, names: Blocks) -> None:
        self._written = [_BETWEEN.join(block).encode() for block in names]
        self._starts = _starts(names)
        checksums = _checksums(names)
        self._columns = np.argsort(checksums).astype(np.int32)
        self._checksums = checksums[self._columns]

    def names(self) -> list[list[str]]:
        """As they were given."""
        return [written.decode().split(_BETWEEN) if written else [] for written in self._written]

    def columns(self, blocks: Blocks) -> Places:
        """Of every known feature, each time that it is there, in order."""
        if not len(self._checksums):
            return np.empty(0, np.int64)
        sought = _checksums(blocks)
        # Near ones are looked for one after the other, which finds them in the processor's cache.
        sought.sort()
        places = self._checksums.searchsorted(sought)
        columns = self._columns.take(places[self._checksums.take(places, mode="clip") == sought])
        columns.sort()
        return columns

    def parted(self, columns: Places) -> Places:
        """How many of ``columns``, which are in order, are of each block."""
        return np.diff(columns.searchsorted(self._starts))


def _starts(blocks: Blocks) -> Places:
    """Where each begins, and where the last ends."""
    return np.cumsum([0, *map(len, blocks)])


def _checksums(blocks: Blocks) -> Places:
    """One a feature; what is in two blocks has two. Others in another process, so nobody may store them."""
    sizes = [*map(len, blocks)]
    checksums = np.fromiter(map(hash, chain.from_iterable(blocks)), np.int64, sum(sizes))
    return checksums + np.repeat(np.arange(len(sizes)), sizes)

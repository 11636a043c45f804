"""The indexes of many merchants in a bounded number of bytes: those that were used last."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.index_size import size_of
from bot.nlu.words.groups import on_change

# What Rasa's process may spend on catalogs: some forty of a thousand products.
MOST_BYTES = 48_000_000
# What was asked for is kept with an index and makes it grow: all are weighed again after so many uses.
_WEIGHED_EVERY = 64


@dataclass
class _Kept:
    version: str
    index: CatalogIndex
    # When it was loaded.
    weight: int

    @property
    def size(self) -> int:
        return self.weight + self.index.asked_bytes


class IndexCache:
    """``get`` is safe from several threads; two that want the same one at once load it once.

    The one that was just asked for stays, however large it is.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._uses = 0
        self._lock = threading.Lock()
        self._loading: dict[int, threading.Lock] = {}
        on_change(self.clear)

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes, of all that are kept."""
        with self._lock:
            return sum(each.size for each in self._kept.values())

    def get(self, merchant: int, version: str, load: Callable[[], CatalogIndex]) -> CatalogIndex:
        """The index of ``merchant`` at ``version``; where it is not kept, what ``load`` returns. What that raises goes through."""
        found = self._find(merchant, version)
        if found is not None:
            return found
        with self._lock:
            loading = self._loading.setdefault(merchant, threading.Lock())
        try:
            with loading:
                found = self._find(merchant, version)
                return found if found is not None else self._put(merchant, version, load())
        finally:
            with self._lock:
                self._loading.pop(merchant, None)

    def forget(self, merchant: int) -> None:
        with self._lock:
            self._kept.pop(merchant, None)

    def clear(self) -> None:
        """All, as when other words are put to use."""
        with self._lock:
            self._kept.clear()

    def _find(self, merchant: int, version: str) -> CatalogIndex | None:
        with self._lock:
            kept = self._kept.get(merchant)
            if kept is None or kept.version != version:
                return None
            self._kept.move_to_end(merchant)
            self._uses += 1
            if self._uses % _WEIGHED_EVERY == 0:
                self._shed()
            return kept.index

    def _put(self, merchant: int, version: str, index: CatalogIndex) -> CatalogIndex:
        kept = _Kept(version, index, size_of(index))
        with self._lock:
            self._kept[merchant] = kept
            self._kept.move_to_end(merchant)
            self._shed()
        return index

    def _shed(self) -> None:
        total = sum(each.size for each in self._kept.values())
        while total > self.most_bytes and len(self._kept) > 1:
            total -= self._kept.popitem(last=False)[1].size

"""Words and what stands under them in a few flat arrays: a tenth of what dicts of sets take, and stored as they stand."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar
from zlib import crc32

Parts = dict[str, Any]
Places = frozenset[int]
_NONE: Places = frozenset()
V = TypeVar("V")
_MOST_KEPT, _LONGEST_KEPT = 4096, 64
# Of a table so many answers are kept at hand, with so many places together.
_MOST_ASKED, _MOST_PLACES = 512, 8192
# In CPython, of one answer with its word, and of one place in it.
ANSWER_BYTES, PLACE_BYTES = 220, 40


class Kept(dict[str, V]):
    """What was found for words is kept at hand, since most come again and again: of so many, then it begins anew."""

    def keep(self, word: str, found: V) -> V:
        if len(self) >= _MOST_KEPT:
            self.clear()
        if len(word) <= _LONGEST_KEPT:
            self[word] = found
        return found

    @property
    def asked_bytes(self) -> int:
        return len(self) * ANSWER_BYTES


class Texts:
    """Strings by their place."""

    __slots__ = ("_ends", "_text")

    def __init__(self, text: bytes, ends: array[int]) -> None:
        self._text, self._ends = text, ends

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        written = [text.encode(errors="surrogatepass") for text in texts]
        return cls(b"".join(written), _ends(map(len, written)))

    def parts(self) -> Parts:
        return {"text": self._text, "ends": self._ends}

    @classmethod
    def from_parts(cls, parts: Parts) -> Texts:
        return cls(parts["text"], parts["ends"])

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, at: int) -> str:
        return self.written(at).decode(errors="surrogatepass")

    def written(self, at: int) -> bytes:
        """As bytes."""
        return self._text[self._ends[at - 1] if at else 0 : self._ends[at]]


class WordTable:
    """From words to rows of whole numbers; both also by the place of the word in the table."""

    __slots__ = ("_hashes", "_numbers", "_row_ends", "_words")

    def __init__(self, words: Texts, hashes: array[int], numbers: array[int], row_ends: array[int]) -> None:
        self._words, self._hashes, self._numbers, self._row_ends = words, hashes, numbers, row_ends

    @classmethod
    def of(cls, rows: Mapping[str, Iterable[int]]) -> WordTable:
        """Rows keep their order."""
        words = sorted(rows, key=lambda word: (_hash(word.encode(errors="surrogatepass")), word))
        found = [[*rows[word]] for word in words]
        hashes = array("I", (_hash(word.encode(errors="surrogatepass")) for word in words))
        return cls(Texts.of(words), hashes, array("I", (each for row in found for each in row)), _ends(map(len, found)))

    def parts(self) -> Parts:
        return {"words": self._words.parts(), "hashes": self._hashes, "numbers": self._numbers, "ends": self._row_ends}

    @classmethod
    def from_parts(cls, parts: Parts) -> WordTable:
        return cls(Texts.from_parts(parts["words"]), parts["hashes"], parts["numbers"], parts["ends"])

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[str]:
        return (self._words[at] for at in range(len(self._words)))

    def __contains__(self, word: str) -> bool:
        return self.place(word) >= 0

    def place(self, word: str) -> int:
        """-1 where the table does not have the word."""
        written = word.encode(errors="surrogatepass")
        sought = _hash(written)
        at = bisect_left(self._hashes, sought)
        while at < len(self._hashes) and self._hashes[at] == sought:
            if self._words.written(at) == written:
                return at
            at += 1
        return -1

    def word(self, at: int) -> str:
        return self._words[at]

    def row(self, at: int) -> array[int]:
        return self._numbers[self._row_ends[at - 1] if at else 0 : self._row_ends[at]]

    def get(self, word: str) -> array[int] | None:
        at = self.place(word)
        return self.row(at) if at >= 0 else None

    def first(self, word: str) -> int | None:
        """The first number of its row."""
        row = self.get(word)
        return row[0] if row else None


class PlaceTable:
    """From words to the products they stand for, by their places in the catalog."""

    __slots__ = ("_asked", "_kept", "_table")

    def __init__(self, table: WordTable) -> None:
        self._table = table
        self._asked: dict[str, Places | None] = {}
        self._kept = 0

    @classmethod
    def of(cls, rows: Mapping[str, Iterable[int]]) -> PlaceTable:
        return cls(WordTable.of({word: sorted(places) for word, places in rows.items()}))

    def parts(self) -> Parts:
        return self._table.parts()

    @classmethod
    def from_parts(cls, parts: Parts) -> PlaceTable:
        return cls(WordTable.from_parts(parts))

    def __contains__(self, word: str) -> bool:
        return self._found(word) is not None

    def get(self, word: str, default: Places = _NONE) -> Places:
        found = self._found(word)
        return default if found is None else found

    @property
    def asked_bytes(self) -> int:
        """About how many bytes the answers take that are kept at hand."""
        return len(self._asked) * ANSWER_BYTES + self._kept * PLACE_BYTES

    def _found(self, word: str) -> Places | None:
        try:
            return self._asked[word]
        except KeyError:
            row = self._table.get(word)
        found = None if row is None else frozenset(row)
        if len(self._asked) >= _MOST_ASKED or self._kept >= _MOST_PLACES:
            self._asked, self._kept = {}, 0
        self._asked[word] = found
        self._kept += len(found or ())
        return found


def _hash(written: bytes) -> int:
    return crc32(written)


def _ends(lengths: Iterable[int]) -> array[int]:
    ends, end = array("I"), 0
    for length in lengths:
        end += length
        ends.append(end)
    return ends

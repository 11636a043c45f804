"""What the words of a catalog name, phrase by phrase, in flat arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.nlu.goods.mention import Hits
from bot.nlu.text.word_table import ANSWER_BYTES, PLACE_BYTES, Parts, WordTable

_NONE: Hits = frozenset()
_IS_HEAD, _IS_FIRM, _IS_PART = 1, 2, 4
# So many phrases are kept at hand as they were found, with so many places together.
_MOST_ASKED, _MOST_PLACES = 1024, 16384
# In CPython, beside its first set of places.
_PHRASE_BYTES = 200


@dataclass(frozen=True, slots=True)
class Phrase:
    """``exact`` products have the phrase as name or alias; ``inside`` ones have it as whole words of one.

    ``is_head`` when it is the thing that a genitive tells more of, as "sabuni" in "sabuni ya kuoga". ``is_firm`` when it names
    goods wherever it stands; "cooking" of "cooking oil" does so only where goods are wished for. ``kin`` have another word that
    means the same: brown bread beside the "mkate" that the white one is also called.
    """

    exact: Hits = _NONE
    inside: Hits = _NONE
    is_head: bool = False
    is_firm: bool = True
    kin: Hits = _NONE
    is_part: bool = False

    @property
    def broad(self) -> Hits:
        return self.exact | self.inside


_NOT_ASKED = Phrase()


class PhraseTable:
    """Of one catalog. Each row is what the phrase is, how many are exact, how many inside, and the places of all."""

    __slots__ = ("_asked", "_kept", "_table")

    def __init__(self, table: WordTable) -> None:
        self._table = table
        self._asked: dict[str, Phrase | None] = {}
        self._kept = 0

    @classmethod
    def of(cls, phrases: Mapping[str, Phrase]) -> PhraseTable:
        return cls(WordTable.of({key: _row(phrase) for key, phrase in phrases.items()}))

    def parts(self) -> Parts:
        return self._table.parts()

    @classmethod
    def from_parts(cls, parts: Parts) -> PhraseTable:
        return cls(WordTable.from_parts(parts))

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    @property
    def asked_bytes(self) -> int:
        """About how many bytes the phrases take that are kept at hand."""
        return len(self._asked) * (ANSWER_BYTES + _PHRASE_BYTES) + self._kept * PLACE_BYTES

    def get(self, key: str) -> Phrase | None:
        found = self._asked.get(key, _NOT_ASKED)
        if found is not _NOT_ASKED:
            return found
        row = self._table.get(key)
        found = None if row is None else _phrase([*row])
        if len(self._asked) >= _MOST_ASKED or self._kept >= _MOST_PLACES:
            self._asked, self._kept = {}, 0
        self._asked[key] = found
        self._kept += 0 if row is None else len(row)
        return found


def _row(phrase: Phrase) -> list[int]:
    kind = _IS_HEAD * phrase.is_head | _IS_FIRM * phrase.is_firm | _IS_PART * phrase.is_part
    places = [*sorted(phrase.exact), *sorted(phrase.inside), *sorted(phrase.kin)]
    return [kind, len(phrase.exact), len(phrase.inside), *places]


def _phrase(row: list[int]) -> Phrase:
    kind, exact, inside, *places = row
    inside += exact
    return Phrase(
        frozenset(places[:exact]),
        frozenset(places[exact:inside]),
        bool(kind & _IS_HEAD),
        bool(kind & _IS_FIRM),
        frozenset(places[inside:]),
        bool(kind & _IS_PART),
    )

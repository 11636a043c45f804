"""Titles of the rows of a list: as short as WhatsApp takes them, and each still told from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

ELLIPSIS = "…"
# Join or dress the sign before them; by themselves they are nothing to read.
_JOINERS = "\u200d\ufe0e\ufe0f"
LONGEST_NAMED_SIZE = 3


@dataclass(frozen=True)
class RowTitle:
    """``rest`` are the words that the title leaves out, for the description below it; empty where it says all."""

    title: str
    rest: str = ""


@dataclass(frozen=True)
class _Name:
    """``folded`` are its words as they are compared."""

    words: tuple[str, ...]
    folded: tuple[str, ...]

    @classmethod
    def of(cls, written: str) -> _Name:
        words = tuple(word for word in written.split() if any(sign.isprintable() for sign in word)) or (ELLIPSIS,)
        return cls(words, tuple(word.casefold() for word in words))

    def __str__(self) -> str:
        return " ".join(self.words)


def units(text: str) -> int:
    """Its length in UTF-16, where most emoji are two. WhatsApp's description says "characters" and not which; this count is
    never below any of those."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def distinct_titles(names: Sequence[str], limit: int) -> list[RowTitle]:
    """One for each of ``names``, in their order, of at most ``limit`` units and never empty.

    A name that fits is its title. Of one that does not, first the words go that it shares with its siblings, the foremost
    first, then others from its end, sizes last; never so many that it could be another of the names. Different names, different
    titles.
    """
    rows = [_Name.of(name) for name in names]
    titles = {str(row): RowTitle(str(row)) for row in rows if units(str(row)) <= limit}
    for row in rows:
        if str(row) not in titles:
            titles[str(row)] = _shortened(row, [other for other in rows if other != row], limit, titles)
    return [titles[str(row)] for row in rows]


def _shortened(row: _Name, others: Sequence[_Name], limit: int, titles: dict[str, RowTitle]) -> RowTitle:
    kept, title = _fewer_words(row, others, limit)
    taken = {each.title.casefold() for each in titles.values()}
    if units(title) <= limit and title.casefold() not in taken:
        return RowTitle(title, " ".join(word for place, word in enumerate(row.words) if place not in kept))
    return RowTitle(next(each for each in _cut_titles(title, limit) if each.casefold() not in taken), str(row))


def _fewer_words(row: _Name, others: Sequence[_Name], limit: int) -> tuple[set[int], str]:
    """The places of the words that stay, and the title they make; it may still be too long."""
    shared = _shared(row, others)
    rivals = [set(other.folded) for other in others if not set(row.folded) <= set(other.folded)]
    kept = set(range(len(row.words)))
    title = str(row)
    for place in _least_telling_first(row, shared):
        if units(title) <= limit:
            break
        left = kept - {place}
        if left and not any({row.folded[each] for each in left} <= rival for rival in rivals):
            kept, title = left, _joined(row, left, shared)
    return kept, title


def _shared(row: _Name, others: Sequence[_Name]) -> set[str]:
    """The words that all its siblings have too: those of ``others`` that have half of its words at least."""
    mine = set(row.folded)
    siblings = [set(other.folded) for other in others if 2 * len(mine & set(other.folded)) >= len(mine)]
    return mine.intersection(*siblings) if siblings else set()


def _least_telling_first(row: _Name, shared: set[str]) -> list[int]:
    """The places of its words: those shared with all siblings from the front; of the rest from the back, sizes last."""

    def telling(place: int) -> tuple[bool, bool, int]:
        is_shared = row.folded[place] in shared
        return (not is_shared, not is_shared and _is_size(row, place), place if is_shared else -place)

    return sorted(range(len(row.words)), key=telling)


def _is_size(row: _Name, place: int) -> bool:
    """It has a number in it, or ends the name as M or XXL do."""
    word = row.words[place]
    return any(sign.isdigit() for sign in word) or (place == len(row.words) - 1 and len(word) <= LONGEST_NAMED_SIZE)


def _joined(row: _Name, kept: set[int], shared: set[str]) -> str:
    """An ellipsis stands where words were left out that siblings do not share; what is lost at the front needs none."""
    said: list[str] = []
    for place, word in enumerate(row.words):
        if place in kept:
            said.append(word)
        elif said and row.folded[place] not in shared and not said[-1].endswith(ELLIPSIS):
            said[-1] += ELLIPSIS
    return " ".join(said)


def _cut_titles(title: str, limit: int) -> Iterator[str]:
    """Within ``limit``, none twice: its beginning, then its two ends, then its beginning with a number."""
    for behind in (0, limit // 2):
        yield beginning(title, limit - 1 - behind) + ELLIPSIS + _ending(title, behind)
    number = 2
    while True:
        mark = f"{ELLIPSIS} {number}"
        yield beginning(title, limit - units(mark)) + mark
        number += 1


def beginning(text: str, most: int, length: Callable[[str], int] = units) -> str:
    """As much of it as is no longer than ``most``, without a blank or half a picture at its end."""
    text = text[: max(0, most)]
    while text and length(text) > most:
        text = text[:-1]
    return text.rstrip().rstrip(_JOINERS)


def _ending(text: str, most: int) -> str:
    text = text[max(0, len(text) - most) :]
    while units(text) > most:
        text = text[1:]
    return text.lstrip().lstrip(_JOINERS)

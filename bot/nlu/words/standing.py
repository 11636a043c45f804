"""Where a word stands in the packs in use, and what the words of that group do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.nlu.fields.sites import GROUP, SAME_AS, key_of
from bot.nlu.words.groups import Asked, asked, current, on_change, spelt
from bot.nlu.words.packs import Entry


@dataclass(frozen=True)
class Standing:
    """``entry`` as it is written in ``group`` on ``line`` of ``file``; ``does`` says what the words of that group do."""

    group: str
    entry: str
    file: str
    line: int
    does: str

    @property
    def at(self) -> str:
        """``data/words/sw.yml:120``."""
        return f"{self.file}:{self.line}"

    @property
    def root(self) -> str:
        """``roles`` of ``roles.order``."""
        return self.group.partition(".")[0]


def standings(*spellings: str) -> tuple[Standing, ...]:
    """Every place at which one of ``spellings`` stands, or is meant by an entry with signs; each once."""
    about = asked()
    found = dict.fromkeys(entry for word in dict.fromkeys(spellings) for entry in _entries(word))
    return tuple(
        Standing(entry.group, entry.word, entry.file, entry.line, _does(entry.group, about)) for entry in found
    )


def _entries(word: str) -> Iterator[Entry]:
    yield from _by_word().get(word, ())
    meant = [entry for pattern, entry in _with_signs() if pattern.fullmatch(word)]
    # Of the many ways in which a group may describe a word the first is enough.
    yield from {entry.group: entry for entry in reversed(meant)}.values()


@lru_cache(maxsize=1)
def _by_word() -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in current().entries:
        for word in _spellings(entry):
            found.setdefault(word, []).append(entry)
    return found


def _spellings(entry: Entry) -> Iterable[str]:
    """Names of places by their words in small letters, each of those that one place has."""
    return map(key_of, entry.word.split(SAME_AS)) if entry.group.startswith(f"{GROUP}.") else (entry.word,)


@lru_cache(maxsize=1)
def _with_signs() -> tuple[tuple[re.Pattern[str], Entry], ...]:
    read = ((spelt(entry.word), entry) for entry in current().entries)
    return tuple((pattern, entry) for pattern, entry in read if pattern is not None)


on_change(_by_word.cache_clear)
on_change(_with_signs.cache_clear)


def _does(group: str, about: Mapping[str, Asked]) -> str:
    """Of the group that a reader asks for by name: "roles" where the word stands in "roles.order"."""
    parts = group.split(".")
    above = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((about[name].what for name in above if name in about and about[name].what), "")

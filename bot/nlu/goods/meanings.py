"""What goods and their qualities are called in all languages: ``shati`` and ``tisho`` beside the shirts of any catalog.

``called`` names the same goods (``data/goods``), ``wider`` several kinds at once, and ``qualities`` what tells one from
another: colours, sizes, for whom. Which of these words a shop has is for its catalog to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.nlu.goods.stem import stem
from bot.nlu.text.spelling import SpellingIndex
from bot.nlu.text.tokens import fold
from bot.nlu.words.groups import made, words
from bot.nlu.words.packs import Packs, names_of

_MEASURES = "measures"
_WORD = re.compile(r"[^\W_]+")
# So many words the longest phrase has that stands for goods: "kioo cha simu".
LONGEST_PHRASE = 3


@dataclass(frozen=True)
class Meanings:
    """``classes`` of each stemmed word or phrase; ``wider`` words with the heads they cover; ``kinds`` of those that are
    qualities: "black" is one of the colours; ``measures`` beside numbers by any of their words: "nchi" is "inch"."""

    classes: Mapping[str, tuple[str, ...]]
    wider: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]
    measures: Mapping[str, str]
    spelling: SpellingIndex


def _meanings(packs: Packs) -> Meanings:
    stem.cache_clear()
    members: dict[str, dict[str, None]] = {}
    kinds: dict[str, str] = {}
    measures: dict[str, str] = {}
    for path, said in _said(packs, "called"):
        members.setdefault(_phrase(path[-1]), {}).update(dict.fromkeys((_phrase(path[-1]), *said)))
    for path, said in _said(packs, "qualities"):
        name = _phrase(path[-1])
        if path[1] == _MEASURES:
            measures.update(dict.fromkeys(said, name))
            continue
        members.setdefault(name, {}).update(dict.fromkeys((name, *said)))
        kinds.update(dict.fromkeys((name, *said), path[1]))
    wider: dict[str, dict[str, None]] = {}
    for path, said in _said(packs, "wider"):
        wider.setdefault(_phrase(path[-1]), {}).update(dict.fromkeys(said))
    classes: dict[str, list[str]] = {}
    for name, said_so in members.items():
        for phrase in said_so:
            classes.setdefault(phrase, []).append(name)
    return Meanings(
        {phrase: tuple(names) for phrase, names in classes.items()},
        {phrase: tuple(heads) for phrase, heads in wider.items()},
        kinds,
        measures,
        SpellingIndex.of(phrase for phrase in (*classes, *wider) if len(phrase) > 4 and phrase not in kinds),
    )


def _said(packs: Packs, group: str) -> Iterator[tuple[tuple[str, ...], Iterable[str]]]:
    for path, entries in packs.lists(group):
        yield names_of(path), [_phrase(entry.word) for entry in entries]


def _phrase(said: str) -> str:
    return " ".join(stem(fold(word)) for word in _WORD.findall(said))


words("wider", "Words for goods of several kinds, with the words of names that they cover")
words("qualities", "What tells goods of one kind from each other: colours, sizes, for whom")
MEANINGS = made("called", _meanings, "What goods are called: under the word of their names all others")

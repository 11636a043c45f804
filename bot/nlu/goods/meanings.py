"""What goods and their qualities are called in all languages: ``shati`` and ``tisho`` beside the shirts of any catalog.

``called`` names the same goods (``data/goods``), ``wider`` several kinds at once, ``marks`` and ``signs`` tell what goods are
whose names do not say it, and ``qualities`` what tells one from another: colours, sizes, for whom. Which of these words a shop
has is for its catalog to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.nlu.goods.stem import stem
from bot.nlu.text.spelling import SpellingIndex
from bot.nlu.text.tokens import fold
from bot.nlu.words.groups import made, words
from bot.nlu.words.packs import Packs, names_of

_MEASURES = "measures"
_OF_ANYTHING = ("shapes", "states")
_SHORTEST_SPELT = 5
_VOWELS = frozenset("aeiou")
_WORD = re.compile(r"[^\W_]+")
# So many words the longest phrase has that stands for goods: "kioo cha simu".
LONGEST_PHRASE = 3


@dataclass(frozen=True)
class Meanings:
    """``classes`` of each stemmed word or phrase; ``wider`` words with the heads they cover; ``kinds`` of those that are
    qualities: "black" is one of the colours; ``measures`` beside numbers by any of their words: "nchi" is "inch". ``marks`` of
    makers and ``signs``, written as one word, with the goods they stand for."""

    classes: Mapping[str, tuple[str, ...]]
    wider: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]
    measures: Mapping[str, str]
    marks: Mapping[str, tuple[str, ...]]
    signs: Mapping[str, tuple[str, ...]]
    spelling: SpellingIndex


def _meanings(packs: Packs) -> Meanings:
    stem.cache_clear()
    called, qualities, wider = [*_said(packs, "called")], [*_qualities(packs)], _wider(packs)
    kinds = {phrase: each.kind for each in qualities for phrase in (each.name, *each.said)}
    classes = _classes([*called, *qualities], frozenset(each.name for each in called) - kinds.keys())
    spelt = (phrase for phrase in (*classes, *wider) if len(phrase) >= _SHORTEST_SPELT and phrase not in kinds)
    marks, signs = (_standing_for(packs, group) for group in ("marks", "signs"))
    return Meanings(classes, wider, kinds, _measures(packs), marks, signs, SpellingIndex.of(spelt))


def _qualities(packs: Packs) -> Iterator[_Said]:
    return (each for each in _said(packs, "qualities") if each.kind != _MEASURES)


def _measures(packs: Packs) -> dict[str, str]:
    measuring = (each for each in _said(packs, "qualities") if each.kind == _MEASURES)
    return {phrase: each.name for each in measuring for phrase in each.said}


def _wider(packs: Packs) -> dict[str, tuple[str, ...]]:
    wider: dict[str, dict[str, None]] = {}
    for each in _said(packs, "wider"):
        wider.setdefault(each.name, {}).update(dict.fromkeys(each.said))
    return {wide: tuple(heads) for wide, heads in wider.items()}


def _standing_for(packs: Packs, group: str) -> dict[str, tuple[str, ...]]:
    """From each of the ``group``, with nothing between its words, to the goods it stands for."""
    goods: dict[str, dict[str, None]] = {}
    for path, entries in packs.lists(group):
        name = _phrase(names_of(path)[-1])
        for entry in entries:
            goods.setdefault("".join(_WORD.findall(fold(entry.word))), {})[name] = None
    return {mark: tuple(names) for mark, names in goods.items()}


def _classes(named: Iterable[_Said], own: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The classes of each phrase. One with a class of its ``own`` ("smokie") is no other word for another one, unless that is one
    for it too: "ndengu" and "green gram"."""
    found: dict[str, dict[str, None]] = {}
    for each in named:
        for phrase in (each.name, *each.said):
            found.setdefault(phrase, {})[each.name] = None
    found = {**_plurals(found), **found}
    return {phrase: _own(phrase, found) if phrase in own else tuple(names) for phrase, names in found.items()}


def _own(phrase: str, found: Mapping[str, dict[str, None]]) -> tuple[str, ...]:
    return (phrase, *(name for name in found[phrase] if name != phrase and phrase in found[name]))


def _plurals(found: Mapping[str, dict[str, None]]) -> dict[str, dict[str, None]]:
    """ "vipanya" beside "kipanya": by the beginnings of words, where they end as such words do."""
    return {
        many + word[len(one) :]: names
        for one, many in map(str.split, _PLURALS)
        for word, names in found.items()
        if word.startswith(one) and word[-1] in _VOWELS and len(word) > _SHORTEST_SPELT and word not in names
    }


class _Said(NamedTuple):
    """One list of a pack: of which kind, under which name, and its phrases."""

    kind: str
    name: str
    said: Sequence[str]


def _said(packs: Packs, group: str) -> Iterator[_Said]:
    for path, entries in packs.lists(group):
        names = names_of(path)
        yield _Said(names[1], _phrase(names[-1]), [_phrase(entry.word) for entry in entries])


def _phrase(said: str) -> str:
    return " ".join(stem(fold(word)) for word in _WORD.findall(said))


_PLURALS = words("plurals", "How words begin that name one, and how they do that name several")
words("wider", "Words for goods of several kinds, with the words of names that they cover")
words("marks", "Under the word of their names the makers of goods, and what their makers call them")
words("signs", "Under the word of their names what stands in names of such goods where their maker makes others too")
words("qualities", "What tells goods of one kind from each other: colours, sizes, for whom")
MEANINGS = made("called", _meanings, "What goods are called: under the word of their names all others")


def is_goods(word: str) -> bool:
    """Whether goods of some trade are called by the stemmed ``word``, or told apart by it; what is long or cold may be anything."""
    meanings = MEANINGS.value
    return word in meanings.wider or (word in meanings.classes and meanings.kinds.get(word) not in _OF_ANYTHING)

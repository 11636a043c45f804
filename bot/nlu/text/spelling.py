"""Finds the word a misspelt word stands for, by an index of near spellings instead of a scan."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA

_LONGEST = 24
_MOST_CANDIDATES = 48
_DOUBLED = re.compile(r"(.)\1")
_VOWELS = frozenset("aeiou")
_SOUNDS = (
    (re.compile(r"ph"), "f"), (re.compile(r"ck|q|c(?![eiyh])"), "k"), (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"x"), "ks"), (re.compile(r"z"), "s"), (re.compile(r"v"), "f"), (re.compile(r"ee|y"), "i"),
    (re.compile(r"oo|w"), "u"), (re.compile(r"dh|th"), "t"), (re.compile(r"r"), "l"),
    (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip


@dataclass(frozen=True)
class Spelling:
    """``word`` is the right spelling; ``score`` is 1.0 for the same word and falls with each difference."""

    word: str
    score: float
    distance: int


@dataclass
class SpellingIndex:
    """Near spellings of a fixed set of words; a look-up compares at most 48 of them, however many there are."""

    _near: dict[str, list[str]] = field(default_factory=dict)
    _sounds: dict[str, str] = field(default_factory=dict)
    comparisons: int = 0

    @classmethod
    def of(cls, words: Iterable[str]) -> SpellingIndex:
        index = cls()
        for word in words:
            if 3 <= len(word) <= _LONGEST and word.isalpha() and word not in index._sounds:
                heard = index._sounds[word] = sounds(word)
                # A word of three letters is met only by words that sound the same.
                for key in _keys(word, heard) if len(word) > 3 else ("~" + heard,):
                    index._near.setdefault(key, []).append(word)
                index._near.setdefault("!" + _consonants(word), []).append(word)
        return index

    def nearest(self, word: str) -> Spelling | None:
        """The known word that ``word`` misspells, or None when none is near enough."""
        if 3 <= len(word) <= _LONGEST and not _VOWELS & set(word) and "y" not in word:
            return self._by_bones(word)
        if not 4 <= len(word) <= _LONGEST:
            return None
        best: Spelling | None = None
        heard = sounds(word)
        for candidate in self.candidates(word):
            self.comparisons += 1
            distance = _slip(word, heard, candidate, self._sounds[candidate])
            if distance is None:
                continue
            found = Spelling(candidate, 1 - distance / max(len(word), len(candidate)), distance)
            if best is None or (found.distance, -found.score, found.word) < (best.distance, -best.score, best.word):
                best = found
        return best

    def _by_bones(self, word: str) -> Spelling | None:
        """ "mlk", "sgr": a word written without vowels, where it can be one word only."""
        meant = self._near.get("!" + word, [])
        return Spelling(meant[0], 0.8, 1) if len(set(meant)) == 1 else None

    def candidates(self, word: str) -> list[str]:
        """Known words that share a near spelling with ``word``, at most 48."""
        found: dict[str, None] = {}
        for key in _keys(word, sounds(word)):
            for candidate in self._near.get(key, ()):
                found[candidate] = None
                if len(found) >= _MOST_CANDIDATES:
                    return list(found)
        return list(found)


@lru_cache(maxsize=1024)
def sounds(word: str) -> str:
    """The word as it is heard: letters that customers mix up become one."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def is_close(word: str, target: str) -> bool:
    """Whether ``word`` may be meant as ``target`` where the words beside it say so: nearer than chance, no more."""
    heard, target_heard = sounds(word), sounds(target)
    if heard == target_heard:
        return True
    if len(word) == 3 and len(target) == 4 and target.startswith(word):
        return True
    if min(len(word), len(target)) < 4 or heard[0] != target_heard[0]:
        return False
    return OSA.distance(word, target) <= 2 and OSA.distance(heard, target_heard) <= 1


@lru_cache(maxsize=256)
def _keys(word: str, heard: str) -> dict[str, None]:
    keys: dict[str, None] = {word: None, "~" + heard: None}
    for at in range(len(word)):
        keys[word[:at] + word[at + 1 :]] = None
    for at in range(len(heard)):
        keys["~" + heard[:at] + heard[at + 1 :]] = None
    bones = _bones(heard)
    if len(bones) >= 4:
        keys["#" + bones] = None
        keys.update({"#" + bones[:at] + bones[at + 1 :]: None for at in range(1, len(bones))})
    return keys


def _bones(heard: str) -> str:
    return heard[0] + "".join(char for char in heard[1:] if char not in _VOWELS)


def _consonants(word: str) -> str:
    return _DOUBLED.sub(r"\1", "".join(char for char in word if char not in _VOWELS))


def _slip(word: str, heard: str, target: str, target_heard: str) -> int | None:
    """The number of differences when it is small enough for the length, else None."""
    distance = OSA.distance(word, target, score_cutoff=3)
    if distance > 3 or not _same_beginning(word, heard, target, target_heard):
        return None
    if heard == target_heard:
        return distance
    shortest = min(len(word), len(target))
    if shortest <= 3:
        return None
    if shortest <= 5:
        return distance if distance == 1 and _is_mild(word, target) else None
    if distance == 1:
        return distance
    heard_distance = OSA.distance(heard, target_heard, score_cutoff=2)
    allowed = 2 if shortest >= 8 or heard_distance <= 1 or _bones(heard) == _bones(target_heard) else 1
    return distance if distance <= allowed + (shortest >= 8 and heard_distance <= 1) else None


def _same_beginning(word: str, heard: str, target: str, target_heard: str) -> bool:
    return heard[0] == target_heard[0] or (word[:2] == target[1::-1] and word[2:] == target[2:])


def _is_mild(word: str, target: str) -> bool:
    """A slip of one letter that a short word survives: not one consonant for another, which makes another word."""
    if len(word) != len(target):
        return True
    pairs = [(a, b) for a, b in zip(word, target, strict=True) if a != b]
    return len(pairs) == 2 or all(letter in _VOWELS for letter in pairs[0]) or set(pairs[0]) == {"g", "j"}

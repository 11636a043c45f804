"""Finds the word a misspelt word stands for, by an index of near spellings instead of a scan."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from rapidfuzz.distance import OSA

from bot.nlu.text.word_table import Parts, Texts

_LONGEST = 24
_MOST_CANDIDATES = 48
_DOUBLED = re.compile(r"(.)\1")
_VOWELS = frozenset("aeiou")
_NOWHERE = array("I")
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


class SpellingIndex:
    """Near spellings of a fixed set of words; a look-up compares at most 48 of them, however many there are.

    Of a near spelling only its checksum is kept: who looks up compares the words themselves.
    """

    __slots__ = ("_ends", "_heard", "_keys", "_places", "_words", "comparisons")

    def __init__(self, words: Texts, heard: Texts, keys: array[int], ends: array[int], places: array[int]) -> None:
        self._words, self._heard = words, heard
        self._keys, self._ends, self._places = keys, ends, places
        self.comparisons = 0

    @classmethod
    def of(cls, words: Iterable[str]) -> SpellingIndex:
        fit = [word for word in dict.fromkeys(words) if 3 <= len(word) <= _LONGEST and word.isalpha()]
        heard = [sounds(word) for word in fit]
        near: dict[int, list[int]] = {}
        for place, word in enumerate(fit):
            # A word of three letters is met only by words that sound the same.
            keys = _keys(word, heard[place]) if len(word) > 3 else ("~" + heard[place],)
            for key in (*keys, "!" + _consonants(word)):
                near.setdefault(_checksum(key), []).append(place)
        known, ends, places = array("I", sorted(near)), array("I"), array("I")
        for checksum in known:
            places.extend(near[checksum])
            ends.append(len(places))
        return cls(Texts.of(fit), Texts.of(heard), known, ends, places)

    def parts(self) -> Parts:
        words, heard = self._words.parts(), self._heard.parts()
        return {"words": words, "heard": heard, "keys": self._keys, "ends": self._ends, "places": self._places}

    @classmethod
    def from_parts(cls, parts: Parts) -> SpellingIndex:
        words, heard = Texts.from_parts(parts["words"]), Texts.from_parts(parts["heard"])
        return cls(words, heard, parts["keys"], parts["ends"], parts["places"])

    def nearest(self, word: str) -> Spelling | None:
        """The known word that ``word`` misspells, or None when none is near enough."""
        if 3 <= len(word) <= _LONGEST and not _VOWELS & set(word) and "y" not in word:
            return self._by_bones(word)
        if not 4 <= len(word) <= _LONGEST:
            return None
        best: Spelling | None = None
        heard = sounds(word)
        for place in self._candidates(word, heard):
            self.comparisons += 1
            candidate = self._words[place]
            distance = _slip(word, heard, candidate, self._heard[place])
            if distance is None:
                continue
            found = Spelling(candidate, 1 - distance / max(len(word), len(candidate)), distance)
            if best is None or (found.distance, -found.score, found.word) < (best.distance, -best.score, best.word):
                best = found
        return best

    def _by_bones(self, word: str) -> Spelling | None:
        """ "mlk", "sgr": a word written without vowels, where it can be one word only."""
        meant = [known for known in map(self._words.__getitem__, self._near("!" + word)) if _consonants(known) == word]
        return Spelling(meant[0], 0.8, 1) if len(meant) == 1 else None

    def candidates(self, word: str) -> list[str]:
        """Known words that share a near spelling with ``word``, at most 48."""
        return [self._words[place] for place in self._candidates(word, sounds(word))]

    def _candidates(self, word: str, heard: str) -> list[int]:
        found: dict[int, None] = {}
        for key in _keys(word, heard):
            for candidate in self._near(key):
                found[candidate] = None
                if len(found) >= _MOST_CANDIDATES:
                    return list(found)
        return list(found)

    def _near(self, key: str) -> array[int]:
        checksum = _checksum(key)
        at = bisect_left(self._keys, checksum)
        if at == len(self._keys) or self._keys[at] != checksum:
            return _NOWHERE
        return self._places[self._ends[at - 1] if at else 0 : self._ends[at]]


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


def _checksum(key: str) -> int:
    return crc32(key.encode(errors="surrogatepass"))


def _bones(heard: str) -> str:
    return heard[0] + "".join(char for char in heard[1:] if char not in _VOWELS)


def _consonants(word: str) -> str:
    return _DOUBLED.sub(r"\1", "".join(char for char in word if char not in _VOWELS))


def _slip(word: str, heard: str, target: str, target_heard: str) -> int | None:
    """The number of differences when it is small enough for the length, else None."""
    distance = OSA.distance(word, target, score_cutoff=3)
    if distance > 3 or not _same_beginning(word, heard, target, target_heard):
        return None
    is_slip = heard == target_heard or _are_few(distance, word, heard, target, target_heard)
    return distance if is_slip else None


def _are_few(distance: int, word: str, heard: str, target: str, target_heard: str) -> bool:
    shortest = min(len(word), len(target))
    if shortest <= 5:
        return shortest > 3 and distance == 1 and _is_mild(word, target)
    return distance == 1 or distance <= _most_differences(shortest, heard, target_heard)


def _most_differences(shortest: int, heard: str, target_heard: str) -> int:
    """A longer word survives more, and one that is heard as nearly the same."""
    is_heard_alike = OSA.distance(heard, target_heard, score_cutoff=2) <= 1
    if shortest >= 8:
        return 2 + is_heard_alike
    return 2 if is_heard_alike or _bones(heard) == _bones(target_heard) else 1


def _same_beginning(word: str, heard: str, target: str, target_heard: str) -> bool:
    return heard[0] == target_heard[0] or (word[:2] == target[1::-1] and word[2:] == target[2:])


def _is_mild(word: str, target: str) -> bool:
    """A slip of one letter that a short word survives: not one consonant for another, which makes another word."""
    if len(word) != len(target):
        return True
    pairs = [(a, b) for a, b in zip(word, target, strict=True) if a != b]
    return len(pairs) == 2 or all(letter in _VOWELS for letter in pairs[0]) or set(pairs[0]) == {"g", "j"}

"""Texts made against one pattern: its own words and repeats, said over and over, and ended so that it fails."""

from __future__ import annotations

import random
import re
import sre_constants
import sre_parse
import string
from collections.abc import Iterator
from typing import Any

SEED = 20_261_130
# What ends a text so that hardly anything matches to the end.
ENDS = ("\0", "x")
MOST_WORDS = 12
GENERAL = (
    " ", "\n", " \n", "\t", "a", "na ", "a ", "x,", ",", ", ", ". ", ".", ";", "-", "- ", "_", "'", "\"", "(", ")(", "@", "a@",
    "a.", "a@a", "a@a.", "1", "1 ", "1.", "1,", "12", "0", "+", "+254 ", "0712 ", "1-", "1/", "1:", "/", "=", "A1", "ab1 ", "é",
    "é ", "ĳ", "ß", "😀", "\u200b", "٣", "½", "?", "! ", "*", "a'", "a-", "a1-", "call me ", "save ", "www.", "http://", "{", "{{",
    "[a](", "<", "ba", "kata", "aab", "bcdfg", "to my ", "no, ", "ksh ", "$", "\\", "\r\n", "\x1f", "a\n", "1\n", "\n1. ",
)  # fmt: skip


def texts(pattern: re.Pattern[str], length: int) -> Iterator[tuple[str, str]]:
    """Kind and text; the same ones for the same pattern, each ``length`` letters long but for its end."""
    units = list(dict.fromkeys([*GENERAL, *_own(pattern)]))
    ends = (*ENDS, *_refused(pattern))
    for unit in units:
        if unit:
            whole = (unit * (length // len(unit) + 1))[:length]
            for end in ends:
                yield f"{unit[:24]!r}*n+{end!r}", whole + end
    for before, unit in _pumps(pattern):
        whole = before + (unit * (length // len(unit) + 1))[: max(0, length - len(before))]
        for end in ends:
            yield f"{before[:24]!r}+{unit[:24]!r}*n+{end!r}", whole + end


def _own(pattern: re.Pattern[str]) -> list[str]:
    chance = random.Random(SEED)
    tree = sre_parse.parse(pattern.pattern, pattern.flags)
    words = list(dict.fromkeys(word for word in _literals(tree) if word.strip()))
    chosen = words if len(words) <= MOST_WORDS else chance.sample(words, MOST_WORDS)
    said = [_sample(tree, chance) for _ in range(4)]
    alone = [unit for word in chosen for unit in (word, f"{word} ")]
    return [*alone, " ".join(chosen), *said, *(f"{each} " for each in said), *(f"{each}, " for each in said)]


def _literals(tree: Any) -> Iterator[str]:
    """Runs of letters that the pattern has."""
    run = ""
    for kind, value in tree:
        if kind is sre_constants.LITERAL:
            run += chr(value)
            continue
        if run:
            yield run
            run = ""
        for inner in _inside(kind, value):
            yield from _literals(inner)
    if run:
        yield run


def _refused(pattern: re.Pattern[str]) -> list[str]:
    """Letters that the pattern says it goes on without: ``,`` of ``[^,.]*``."""
    found: list[str] = []
    for _, value in _all(sre_parse.parse(pattern.pattern, pattern.flags), sre_constants.IN):
        if value[0][0] is sre_constants.NEGATE:
            found += [chr(letter) for kind, letter in value if kind is sre_constants.LITERAL]
    return list(dict.fromkeys(found))[:4]


def _all(tree: Any, wanted: Any) -> Iterator[tuple[Any, Any]]:
    for kind, value in tree:
        if kind is wanted:
            yield kind, value
        for inner in _inside(kind, value):
            yield from _all(inner, wanted)


def _inside(kind: Any, value: Any) -> list[Any]:
    if kind in (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT):
        return [value[2]]
    if kind is sre_constants.SUBPATTERN:
        return [value[3]]
    if kind is sre_constants.BRANCH:
        return list(value[1])
    if kind in (sre_constants.ASSERT, sre_constants.ASSERT_NOT):
        return [value[1]]
    return []


def _pumps(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """For each repeat without a near end: a way to it, and what it repeats. What follows it is left to fail."""
    chance = random.Random(SEED)
    found = list(_repeats(sre_parse.parse(pattern.pattern, pattern.flags), "", chance))
    return list(dict.fromkeys((before, unit) for before, unit in found if unit))


def _repeats(tree: Any, before: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    for kind, value in tree:
        if kind in (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT) and value[1] >= 8:
            units = list(dict.fromkeys(_sample(value[2], chance) for _ in range(4)))
            yield from ((before, unit) for unit in units)
            yield from (("", before + unit) for unit in units)
            yield from ((before + " ", unit) for unit in units)
            yield from (("", f"{before} {unit}") for unit in units)
            yield ("", f"{before} ")
        for inner in _inside(kind, value):
            yield from _repeats(inner, before, chance)
        before += _sample([(kind, value)], chance)


def _sample(tree: Any, chance: random.Random) -> str:
    """A text that the tree matches, or nearly: what looks around itself is left out."""
    return "".join(_one(kind, value, chance) for kind, value in tree)


def _one(kind: Any, value: Any, chance: random.Random) -> str:
    if kind is sre_constants.LITERAL:
        return chr(value)
    if kind in (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT):
        least, most, inner = value
        times = min(most, max(least, chance.choice((least, 1, 2))))
        return "".join(_sample(inner, chance) for _ in range(times))
    if kind is sre_constants.SUBPATTERN:
        return _sample(value[3], chance)
    if kind is sre_constants.BRANCH:
        return _sample(chance.choice(value[1]), chance)
    if kind in (sre_constants.ANY, sre_constants.NOT_LITERAL):
        return chance.choice("a1 ")
    return _letter_in(value, chance) if kind is sre_constants.IN else ""


def _letter_in(choices: Any, chance: random.Random) -> str:
    fitting = [letter for letter in string.printable + "é" if _fits(letter, choices)]
    likely = [letter for letter in fitting if letter in "aA1 ,.-_@\n"]
    return chance.choice(likely or fitting or ["a"])


def _fits(letter: str, choices: Any) -> bool:
    negated = choices[0][0] is sre_constants.NEGATE
    found = any(_is_one(letter, kind, value) for kind, value in choices if kind is not sre_constants.NEGATE)
    return found != negated


def _is_one(letter: str, kind: Any, value: Any) -> bool:
    if kind is sre_constants.LITERAL:
        return ord(letter) == value
    if kind is sre_constants.RANGE:
        return bool(value[0] <= ord(letter) <= value[1])
    return {
        sre_constants.CATEGORY_DIGIT: letter.isdigit(),
        sre_constants.CATEGORY_NOT_DIGIT: not letter.isdigit(),
        sre_constants.CATEGORY_SPACE: letter.isspace(),
        sre_constants.CATEGORY_NOT_SPACE: not letter.isspace(),
        sre_constants.CATEGORY_WORD: letter.isalnum() or letter == "_",
        sre_constants.CATEGORY_NOT_WORD: not (letter.isalnum() or letter == "_"),
    }.get(value, False)

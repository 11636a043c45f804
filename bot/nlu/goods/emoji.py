"""Goods named by an emoji: "🍞 2 na 🥚". The picture means a family of goods and never says which pack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.mention import Hits, Mention
from bot.nlu.text.numbers import NUMBER_WORDS
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import UNITS
from bot.nlu.words.groups import lists
from bot.nlu.words.lexicon import ROLES

_SCORE = 0.8
_WORDS = lists("emoji", "What a picture means, the first that the shop has")
_LISTING = frozenset((",", ".", ";", "\n", "+", "&", "-", "•", ":", "x"))


def pictured(tokens: Sequence[Token], index: CatalogIndex, worded: Sequence[Mention]) -> list[Mention]:
    """Mentions of goods by picture alone; a picture beside its own word, or outside the list, only adorns."""
    if not any(token.norm in _WORDS for token in tokens):
        return []
    named = frozenset().union(*(mention.broad | mention.hits for mention in worded))
    found: list[Mention] = []
    for at, end in _pictures(tokens):
        hits = _hits(tokens[at], index)
        is_next = bool(found) and found[-1].end == at
        if hits and hits.isdisjoint(named) and (is_next or _is_item(tokens, at, end, bool(worded))):
            found.append(Mention(at, end, hits, True, _SCORE, hits))
    return found


def _pictures(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Each with the same ones behind it."""
    at = 0
    for picture, same in groupby(tokens, attrgetter("norm")):
        end = at + sum(1 for _ in same)
        if picture in _WORDS:
            yield at, end
        at = end


def _hits(token: Token, index: CatalogIndex) -> Hits:
    for word in _WORDS.get(token.norm, ()):
        phrase = index.find(word.split())
        if phrase is not None and phrase.broad:
            return phrase.exact or phrase.inside
    return frozenset()


def _is_item(tokens: Sequence[Token], at: int, end: int, has_words: bool) -> bool:
    """At the beginning, behind a verb or a link of the list, or between a number and the next item."""
    if not has_words or not at:
        return True
    before = tokens[at - 1].norm
    if before in _LISTING or ROLES.get(before) in ("and", "order", "add", "remove", "ask", "of", "subtract"):
        return True
    after = tokens[end].norm if end < len(tokens) else ","
    is_counted = tokens[at - 1].is_number or before in NUMBER_WORDS or before in UNITS
    return is_counted and (after in _LISTING or ROLES.get(after) == "and")

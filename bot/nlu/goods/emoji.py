"""Goods named by an emoji: "🍞 2 na 🥚". The picture means a family of goods and never says which pack."""

from __future__ import annotations

from collections.abc import Sequence

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
    at = 0
    while at < len(tokens):
        end = at + 1
        while end < len(tokens) and tokens[end].norm == tokens[at].norm:
            end += 1
        hits = _hits(tokens[at], index)
        is_next = bool(found) and found[-1].end == at
        if hits and not hits & named and (is_next or _is_item(tokens, at, end, bool(worded))):
            found.append(Mention(at, end, hits, True, _SCORE, hits))
        at = end if tokens[at].norm in _WORDS else at + 1
    return found


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

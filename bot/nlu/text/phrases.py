"""Phrases of one or more words, found in the tokens of a message without trying every length at every word."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.nlu.text.tokens import Token
from bot.nlu.words.groups import derived, on_change


class Phrases:
    """The phrases of a group or table of words; they follow it."""

    def __init__(self, group: Collection[str]) -> None:
        self._group = group
        self._begins: dict[str, int] = {}
        self._ends: dict[str, int] = {}
        self._index()
        on_change(self._index)

    def _index(self) -> None:
        self._begins.clear()
        self._ends.clear()
        for phrase in self._group:
            parts = phrase.split()
            for first, lengths in ((parts[0], self._begins), (parts[-1], self._ends)):
                lengths[first] = max(len(parts), lengths.get(first, 0))

    def at(self, tokens: Sequence[Token], place: int) -> str:
        """The longest phrase that begins at ``place``; nothing where none does."""
        # Asked at every word of every message, and nearly always in vain.
        longest = self._begins.get(tokens[place].norm) if 0 <= place < len(tokens) else None
        if longest is None:
            return ""
        for width in range(min(longest, len(tokens) - place), 0, -1):
            said = joined(tokens, place, place + width)
            if said in self._group:
                return said
        return ""

    def before(self, tokens: Sequence[Token], end: int) -> str:
        """The longest phrase that ends straight before ``end``."""
        longest = self._ends.get(tokens[end - 1].norm) if 0 < end <= len(tokens) else None
        if longest is None:
            return ""
        for width in range(min(longest, end), 0, -1):
            said = joined(tokens, end - width, end)
            if said in self._group:
                return said
        return ""

    def within(self, tokens: Sequence[Token]) -> bool:
        """Whether any phrase stands in ``tokens``."""
        return any(self.at(tokens, place) for place in range(len(tokens)))


def first_words(*groups: Collection[str]) -> Collection[str]:
    """Of all their phrases: where none of them stands, none begins."""
    return derived(lambda: {phrase.split()[0] for group in groups for phrase in group})


def joined(tokens: Sequence[Token], start: int, end: int) -> str:
    return tokens[start].norm if end - start == 1 else " ".join(token.norm for token in tokens[start:end])


def width(phrase: str) -> int:
    """In tokens."""
    return phrase.count(" ") + 1 if phrase else 0

"""The sentences of a message, as far as signs part them."""

from __future__ import annotations

from bot.nlu.text.tokens import tokenise

_ENDS = frozenset((".", "?", "!", ";", "\n"))
_LEAST_WORDS, _MOST = 2, 5


def sentences_in(text: str) -> list[str]:
    """At most five, those of one word left out; a full stop within a number or a name parts nothing."""
    parts: list[str] = []
    start = 0
    for token in tokenise(text):
        if token.norm in _ENDS and (
            token.norm != "." or text[token.end : token.end + 1].isspace() or token.end == len(text)
        ):
            parts.append(text[start : token.end].strip())
            start = token.end
    parts.append(text[start:].strip())
    return [part for part in parts if len(part.split()) >= _LEAST_WORDS][:_MOST]

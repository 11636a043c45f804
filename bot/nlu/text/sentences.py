"""The sentences of a message, as far as signs part them."""

from __future__ import annotations

import re

# A full stop within a number or a name parts nothing.
_ENDS = re.compile(r"(?<=[?!;\n])\s*|(?<=\.)\s+")
_LEAST_WORDS, _MOST = 2, 5


def sentences_in(text: str) -> list[str]:
    """At most five, those of one word left out."""
    parts = (part.strip() for part in _ENDS.split(text))
    return [part for part in parts if len(part.split()) >= _LEAST_WORDS][:_MOST]

"""Tells English from Swahili (Sheng counts as Swahili) in one short message."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.nlu.text.tokens import Token, tokenise
from bot.nlu.words.groups import shapes, words

Code = Literal["en", "sw"]

_ENGLISH = words("language.en", "They say that English is spoken")
# English, but at home in Swahili too: one of them alone says nothing.
_BORROWED = words("language.borrowed", "English, and at home in other languages too: one of them alone says nothing")
_SWAHILI = words("language.sw", "They say that Swahili or Sheng is spoken")
# Who opens so speaks it; "sawa" and "asante" are said in English talk too.
_OPENING = words("language.opening_sw", "Who opens so speaks it")
_SWAHILI_BEGINNING = shapes("language_shapes.sw_beginning", "How Swahili words begin")
_ENGLISH_ENDING = re.compile(
    r"[a-z]{3,}(?:ing|tion|ed|ly|ment|ness|ould|ght|ck|sh|th)|(?=[a-z]*[b-df-hj-np-tv-z]\Z)[a-z]+?(?:ee|oo|ea|ou)[a-z]{2,}"
)
_SWAHILI_SHAPE = re.compile(
    r"(?:m[bt]?w?|n[dgjyz]?|ki|vi|ma|ch|ny|ng|mb|nd)?[aeiou]?(?:[bcdfghjklmnprstvwyz]{1,2}[aeiou]){2,}"
)
# Our own texts tell customers of both languages to type these; alone they speak neither.
_KEYWORDS = words(
    "language.keywords", "Our own texts tell customers of all languages to type these; alone they speak none"
)
_NEUTRAL = words("language.neutral", "Of no language")


@dataclass(frozen=True)
class Detected:
    """``name`` None when the message says nothing of its language ("2", "mpesa", a name)."""

    name: Code | None
    confidence: float

    def as_dict(self) -> dict[str, str | float | None]:
        """As it stands in the parse result."""
        return {"name": self.name, "confidence": round(self.confidence, 3)}


def detect_language(text: str | None) -> Detected:
    """Weighs each word by list, then by its form; confidence is the share of the winner, less for little evidence."""
    telling = [token for token in tokenise(text) if token.is_word and token.norm not in _NEUTRAL]
    if all(token.norm in _KEYWORDS for token in telling):
        return Detected(None, 0.0)
    english, swahili = _weights(telling)
    total = english + swahili
    if total < 0.5 or english == swahili:
        return Detected(None, 0.0)
    name: Code = "en" if english > swahili else "sw"
    return Detected(name, max(english, swahili) / total * min(1.0, 0.5 + total / 4))


def _weights(tokens: Iterable[Token]) -> tuple[float, float]:
    """How much the words speak for English and for Swahili."""
    english = swahili = 0.0
    for token in tokens:
        weight_en, weight_sw = _by_list(token.norm) or _by_form(token.norm, token.text)
        # By its form alone a word is of no language that no pack in use speaks.
        english += weight_en if _ENGLISH else 0.0
        swahili += weight_sw if _SWAHILI else 0.0
    return english, swahili


def _by_list(word: str) -> tuple[float, float] | None:
    """What a known word says for English and for Swahili; None for an unknown one."""
    if word in _OPENING:
        return (0.0, 2.0)
    if word in _SWAHILI:
        return (0.0, 0.5 if len(word) < 3 else 1.0)
    if word in _ENGLISH:
        return (0.8 if len(word) < 2 else 1.0, 0.0)
    return (0.4, 0.0) if word in _BORROWED else None


def _by_form(word: str, written: str) -> tuple[float, float]:
    """What the letters of an unknown word say for English and for Swahili; a name says nothing."""
    if len(word) < 4 or written[:1].isupper():
        return (0.0, 0.0)
    if _SWAHILI_BEGINNING.fullmatch(word):
        return (0.0, 0.7)
    if _ENGLISH_ENDING.fullmatch(word):
        return (0.6, 0.0)
    return (0.0, 0.2) if _SWAHILI_SHAPE.fullmatch(word) else (0.0, 0.0)

"""The form in which words of goods are compared."""

from __future__ import annotations

from functools import lru_cache

from bot.nlu.words.groups import on_change
from bot.nlu.words.lexicon import OF, ROLES


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The word without an English plural ending; connectives of all noun classes become one."""
    if ROLES.get(word) == "of":
        return OF
    if len(word) > 4 and word.endswith("ie"):
        return word[:-2] + "y"
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("aves"):
        return word[:-3] + "f"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("oes", "ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1]


on_change(stem.cache_clear)

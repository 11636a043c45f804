"""Answers of a word or two, as the open question may take them."""

from __future__ import annotations

import re

from bot.nlu.words.groups import table, tagged

_PACKS = table("answers.packs", str, "The one or the other end of several packs", ("largest", "smallest"))
_LANGUAGES = tagged("language_names", "%s", re.IGNORECASE)


def pack_pointed_at(text: str) -> str:
    """``largest`` or ``smallest``, where a word of it says so."""
    said = {_PACKS[word] for word in text.lower().split() if word in _PACKS}
    return next((pack for pack in ("largest", "smallest") if pack in said), "")


def language_named(text: str) -> str:
    """The language whose name is all of it, as on a button: that is in the language itself."""
    return next((language for language, name in _LANGUAGES.items() if name.fullmatch(text)), "")

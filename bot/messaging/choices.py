"""A tap, or words that mean a tap: the number of a choice, its label, or nearly its label."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process, utils

from bot.services.ports import Choice

NEARLY = 90
ORDINALS = {
    "first": 1, "1st": 1, "ya kwanza": 1, "wa kwanza": 1, "kwanza": 1,
    "second": 2, "2nd": 2, "ya pili": 2, "wa pili": 2, "pili": 2,
    "third": 3, "3rd": 3, "ya tatu": 3, "wa tatu": 3,
    "fourth": 4, "4th": 4, "ya nne": 4, "fifth": 5, "5th": 5, "ya tano": 5,
}  # fmt: skip
_FILLERS = re.compile(r"\b(?:the|one|number|no|option|hiyo|ile|namba|nambari|nataka|please|pls|tafadhali)\b|[.)#!]")


def typed_choice(text: str, offered: Sequence[Choice]) -> Choice | None:
    """The one choice that ``text`` means among those just offered, or None."""
    if not offered or len(text) > 60:
        return None
    spoken = " ".join(_FILLERS.sub(" ", text.lower()).split())
    place = int(spoken) if spoken.isascii() and spoken.isdigit() and len(spoken) <= 2 else ORDINALS.get(spoken, 0)
    if 1 <= place <= len(offered):
        return offered[place - 1]
    labels = {position: choice.title for position, choice in enumerate(offered)}
    near = process.extract(
        text, labels, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=NEARLY, limit=2
    )
    # Two labels nearly alike ("Sugar 1kg", "Sugar 2kg") are told apart only by an exact one.
    if len(near) == 1 or (near and near[0][1] == 100 and near[1][1] < 100):
        return offered[near[0][2]]
    return None

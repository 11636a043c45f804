"""A tap, or words that mean a tap: the number of a choice, its label, or nearly its label."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process, utils

from bot.services.ports import Choice, Offer

NEARLY = 90
ORDINALS = {
    "first": 1, "1st": 1, "ya kwanza": 1, "wa kwanza": 1, "kwanza": 1,
    "second": 2, "2nd": 2, "ya pili": 2, "wa pili": 2, "pili": 2,
    "third": 3, "3rd": 3, "ya tatu": 3, "wa tatu": 3,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "moja": 1, "mbili": 2, "tatu": 3, "nne": 4, "tano": 5,
    "fourth": 4, "4th": 4, "ya nne": 4, "fifth": 5, "5th": 5, "ya tano": 5,
}  # fmt: skip
_FILLERS = re.compile(
    r"\b(?:the|one|number|no|option|hiyo|ile|namba|nambari|nataka|please|pls|tafadhali|tu|just|only)\b"
)
_SIGNS = re.compile(r"[.)#!]")


def typed_choice(text: str, offer: Offer) -> Choice | None:
    """The one choice that ``text`` means among those just offered, or None. Numbers count where ``Offer`` says so."""
    offered = offer.choices
    if not offered or len(text) > 60:
        return None
    place = _place(text) if offer.takes_numbers else 0
    if 1 <= place <= len(offered):
        return offered[place - 1]
    labels = {position: choice.title for position, choice in enumerate(offered)}
    near = process.extract(
        text, labels, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=NEARLY, limit=2
    )
    # Two labels nearly alike ("Sugar 1kg", "Sugar 2kg") are told apart only by an exact one.
    if len(near) == 1 or (near and near[0][1] == 100 and near[1][1] < 100):
        return offered[near[0][2]]
    return _product_named(text, offered)


def _product_named(text: str, offered: Sequence[Choice]) -> Choice | None:
    """A word or two that stand in the label of one product only: "tray", "the 5kg"."""
    said = set(_words(text).split()) - {"moja", "mmoja"}
    products = [each for each in offered if "sku" in (each.payload.get("entities") or {})]
    named = [each for each in products if said and said <= set(each.title.lower().split())]
    return named[0] if len(named) == 1 else None


def _place(text: str) -> int:
    """The number said, by digits, word or order; 0 where something else was said too."""
    spoken = _words(text)
    if spoken.isascii() and spoken.isdigit() and len(spoken) <= 2:
        return int(spoken)
    return ORDINALS.get(spoken, 0)


def _words(text: str) -> str:
    plain = " ".join(_SIGNS.sub(" ", text.lower()).split())
    return " ".join(_FILLERS.sub(" ", plain).split()) or plain

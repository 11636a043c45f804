"""Words that mean a tap: the number of a choice, its label, or nearly its label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from bot.nlu.text.numbers import said_number
from bot.nlu.words.groups import pattern, table

NEARLY = 90
_ORDINALS = table("ordinals", int, "The how manieth of a list", map(str, range(1, 11)))
_FILLERS = pattern(r"\b(?:<<choices.fillers>>|<<courtesy>>)\b", 0, "Beside a choice, of no weight")
_SIGNS = re.compile(r"[.)#!]")


@dataclass(frozen=True)
class Label:
    """What stands on a choice; of a product the words may be fewer, and say how many."""

    title: str
    is_product: bool = False


@dataclass(frozen=True)
class Chosen:
    """``at`` counts from 0; ``quantity`` is empty where none was said."""

    at: int
    quantity: str = ""


def typed_choice(text: str, offered: Sequence[Label], takes_numbers: bool) -> Chosen | None:
    """The one choice that ``text`` means among those just offered, or None."""
    if not offered or len(text) > 60:
        return None
    place = _place(text) if takes_numbers else 0
    if 1 <= place <= len(offered):
        return Chosen(place - 1)
    labels = {position: choice.title for position, choice in enumerate(offered)}
    near = process.extract(
        text, labels, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=NEARLY, limit=2
    )
    # Two labels nearly alike ("Sugar 1kg", "Sugar 2kg") are told apart only by an exact one.
    if len(near) == 1 or (near and near[0][1] == 100 and near[1][1] < 100):
        return Chosen(near[0][2])
    return _product_named(text, offered)


def _product_named(text: str, offered: Sequence[Label]) -> Chosen | None:
    """A word or two that stand in the label of one product only, and maybe how many: "tray", "the 5kg", "1kg mbili"."""
    said = _words(text).split()
    found = [
        Chosen(at, "".join(rest))
        for at, each in enumerate(offered)
        if each.is_product and (rest := _beside_label(said, each)) is not None
    ]
    return found[0] if len(found) == 1 else None


def _beside_label(said: Sequence[str], choice: Label) -> list[str] | None:
    """What stands beside words of the label: nothing, or one number; None for anything else."""
    label = set(choice.title.lower().split())
    rest = [word for word in said if word not in label]
    numbers = [str(_count(word)) for word in rest if _count(word)]
    return numbers if len(rest) < len(said) and len(numbers) == len(rest) <= 1 else None


def _count(word: str) -> int:
    digits = word.removeprefix("x").removesuffix("x")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 3 else said_number(word)


def _place(text: str) -> int:
    """The number said, by digits, word or order; 0 where something else was said too."""
    spoken = _words(text)
    if spoken.isascii() and spoken.isdigit() and len(spoken) <= 2:
        return int(spoken)
    return _ORDINALS.get(spoken) or said_number(spoken)


def _words(text: str) -> str:
    plain = " ".join(_SIGNS.sub(" ", text.lower()).split())
    return " ".join(_FILLERS.sub(" ", plain).split()) or plain

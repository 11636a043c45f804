"""Units a shop sells by, measures, and the size of a pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from bot.nlu.text.numbers import plain
from bot.nlu.words.groups import derived, table, words

Kind = Literal["mass", "volume", "count"]

UNITS = table("units", str, "What goods are counted by")
_VESSELS = words("measure_habits.vessels", "Units that are sold by themselves too")
# In any form: "vikombe" is a "kikombe".
VESSELS = derived(lambda: {word for word, unit in UNITS.items() if unit in {UNITS.get(vessel) for vessel in _VESSELS}})

DOZEN_WORDS = words("dozen", "Twelve")


def _measure(path: str) -> tuple[Kind, float]:
    """ "mass.1000" is what stands under 1000 grams."""
    kind, _, factor = path.partition(".")
    if kind not in ("mass", "volume"):
        raise ValueError("measures stand under mass (how many grams) or volume (how many millilitres)")
    return cast(Kind, kind), float(factor)


MEASURES = table("measures", _measure, "Measures: under mass the grams, under volume the millilitres of one")
SPOKEN_MEASURES = words("measure_habits.spoken", "Measures that are words of speech, not short forms")
LONE_MEASURES = words("measure_habits.one", "Alone they are one of that measure")
_NEEDS_DIGITS = words("measure_habits.behind_digits", "A measure only straight behind digits")

LOOSE_GOODS = words("goods.loose", "Sold by the piece where no pack is named")


@dataclass(frozen=True)
class Amount:
    """``value`` in grams, millilitres or single items."""

    kind: Kind
    value: float

    def text(self) -> str:
        """As on a shelf label: "2kg", "500ml", "250g", "1l"; a count as its number."""
        if self.kind == "count":
            return f"{plain(self.value)}"
        small, large = ("g", "kg") if self.kind == "mass" else ("ml", "l")
        if self.value >= 1000:
            return f"{plain(self.value / 1000)}{large}"
        return f"{plain(self.value)}{small}"


def measured(value: float, measure: str) -> Amount:
    """``measured(2, "kg")`` is 2,000 g."""
    kind, factor = MEASURES[measure]
    return Amount(kind, round(value * factor, 3))


def needs_digits(measure: str) -> bool:
    """True for the short forms that are a measure only straight after digits ("5 g", never "g" alone)."""
    return measure in _NEEDS_DIGITS

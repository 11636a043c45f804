"""Units a shop sells by, measures, and the size of a pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.nlu.text.numbers import plain

Kind = Literal["mass", "volume", "count"]

_UNIT_FORMS = {
    "bag": "bag bags bg bgs mfuko mifuko begi",
    "packet": "packet packets pkt pkts pckt pckts pct pack packs paket paketi pakiti pakti pckg pakt pkti packt pk pks",
    "tray": "tray trays trei trey treys sinia",
    "bunch": "bunch bunches fungu mafungu mkungu mikungu shada mashada bnch",
    "piece": "piece pieces pc pcs pice peice peices single singles",
    "bottle": "bottle bottles botl chupa machupa btl",
    "tin": "tin tins kopo makopo mkebe mikebe",
    "can": "cans",
    "crate": "crate crates kreti kret",
    "sack": "sack sacks gunia magunia",
    "roll": "roll rolls rolli",
    "jar": "jar jars mtungi mitungi",
    "jerrican": "jerrican jerricans jerrycan jerrycans jerican mtungo dumu madumu debe madebe galoni gallon",
    "bucket": "bucket buckets ndoo",
    "carton": "carton cartons katoni ctn",
    "basin": "basin basins karai makarai beseni",
    "heap": "heap heaps kifungu vifungu",
    "box": "box boxes boksi maboksi sanduku",
    "sachet": "sachet sachets sacheti",
    "bale": "bale bales bandali",
    "cup": "cup cups kikombe vikombe",
    "head": "head heads kichwa vichwa",
    "tube": "tube tubes",
    "bar": "bar bars mche miche kipande vipande",
    "loaf": "loaf loaves",
    "slice": "slice slices",
    "cylinder": "cylinder cylinders",
}
UNITS: dict[str, str] = {form: unit for unit, forms in _UNIT_FORMS.items() for form in forms.split()}

DOZEN_WORDS = frozenset("dozen dozens dazani dazan dazini dazeni dazen dozeni dozn dzn doz".split())
ROLL_WORDS = frozenset(_UNIT_FORMS["roll"].split())

_MEASURE_FORMS: dict[tuple[Kind, float], str] = {
    (
        "mass",
        1000,
    ): "kg kgs kilo kilos kilogram kilograms kilogramu kilogramme kilogrammes kgz kl klo kiro kilu klio kilgo",
    ("mass", 1): "g gm gms gram grams gramu grm grms gr",
    ("volume", 1000): "l lt ltr ltrs lts litre litres liter liters lita litr ls lta ltre lits rita",
    ("volume", 1): "ml mls mil millilitre millilitres milliliter milliliters mililita",
}
MEASURES: dict[str, tuple[Kind, float]] = {
    form: measure for measure, forms in _MEASURE_FORMS.items() for form in forms.split()
}
SPOKEN_MEASURES = frozenset(
    "kilo kilos kiro kilu klio lta ltre rita lita gramu gram grams litre litres liter liters kg".split()
)
LONE_MEASURES = frozenset("kilo kilos kiro kilu lta ltre rita lita litre liter kg kgs ltr".split())
_NEEDS_DIGITS = frozenset("g l ls gr lt lts kl mil".split())

LOOSE_GOODS = frozenset(
    "egg mayai yai mandazi maandazi banana ndizi candle mshumaa mishumaa match matchbox kiberiti viberiti".split()
)


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

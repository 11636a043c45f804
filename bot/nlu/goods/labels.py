"""The numbers that stand in the names of a catalog: which products are "42", "0.5", "20 watt", "gauge 28"."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from math import isnan, nan

from bot.commerce.catalog import Product
from bot.nlu.goods.meanings import MEANINGS
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import NUMBER_WORDS, Number, plain, read_number
from bot.nlu.text.tokens import Token, tokenise
from bot.nlu.text.units import MEASURES, UNITS, measured
from bot.nlu.text.word_table import Parts, Places, PlaceTable, WordTable
from bot.nlu.words.groups import words

_BY_SIGNS = frozenset("x*-")
_BY = words("sizes.by", "Between the sides of what is so wide and so long")
_CUES = words("sizes.follows", "Before a number that is a size")
_LEAST_BARE_AMOUNT = 13
_COUNTED = ("piece", "roll")
# "omena ya robo" are the 250 g.
_PARTS = {250.0: "0.25", 500.0: "0.5", 750.0: "0.75"}
# "300-17", "4x6x8".
_LONGEST_MODEL, _MOST_SIDES = 5, 3


class Labels:
    """Of one catalog, by what stands on the label: a number alone, with the word behind it, with the word before it."""

    def __init__(
        self,
        places: PlaceTable,
        prices: PlaceTable,
        with_word: WordTable,
        lone: array[float],
        measures: frozenset[str],
        units: frozenset[str],
        has_models: bool,
    ) -> None:
        self._places, self._prices, self._with_word, self._lone = places, prices, with_word, lone
        self._measures, self.units, self._has_models = measures, units, has_models

    @classmethod
    def of(cls, products: Sequence[Product], tokens_of: Callable[[str], Sequence[Token]] = tokenise) -> Labels:
        found: dict[str, set[int]] = {}
        prices: dict[str, set[int]] = {}
        for place, product in enumerate(products):
            prices.setdefault(repr(float(product.price)), set()).add(place)
            for name in (product.name, *product.aliases):
                for label in (*_labels(tokens_of(name)), *_models(tokens_of(name))):
                    found.setdefault(label, set()).add(place)
        with_word = WordTable.of(dict.fromkeys(_worded(found), ()))
        names = [tokens_of(product.name) for product in products]
        lone = array("d", map(_lone_number, names))
        measures = frozenset(label.partition(" ")[2] for label in found if label[0].isdigit())
        measures &= {*MEANINGS.value.measures.values()}
        has_models = any(label.startswith("=") for label in found)
        return cls(
            PlaceTable.of(found), PlaceTable.of(prices), with_word, lone, measures, _units(names), has_models
        )  # fmt: skip

    def parts(self) -> Parts:
        return {
            "places": self._places.parts(),
            "prices": self._prices.parts(),
            "with_word": self._with_word.parts(),
            "lone": self._lone,
            "measures": sorted(self._measures),
            "units": sorted(self.units),
            "has_models": self._has_models,
        }

    @classmethod
    def from_parts(cls, parts: Parts) -> Labels:
        places, prices = PlaceTable.from_parts(parts["places"]), PlaceTable.from_parts(parts["prices"])
        with_word = WordTable.from_parts(parts["with_word"])
        measures, units = frozenset(parts["measures"]), frozenset(parts["units"])
        return cls(places, prices, with_word, parts["lone"], measures, units, parts["has_models"])

    @property
    def asked_bytes(self) -> int:
        return self._places.asked_bytes + self._prices.asked_bytes

    def model(self, tokens: Sequence[Token], at: int) -> tuple[int, Places]:
        """Where the model ends that is written as one word at ``at``, and which products have it; ``at`` and none for none."""
        may_begin = tokens[at].norm in NUMBER_WORDS or any(token.is_number for token in tokens[at : at + 2])
        if not self._has_models or not may_begin:
            return at, frozenset()
        end, places = self._dimensions(tokens, at)
        if places:
            return end, places
        for end in range(min(len(tokens), at + _LONGEST_MODEL), at + 1, -1):
            places = self.places(_joined(tokens[at:end])) if _is_model(tokens, at, end) else Places()
            if places:
                return end, places
        return at, frozenset()

    def _dimensions(self, tokens: Sequence[Token], at: int) -> tuple[int, Places]:
        """ "6 by 6", "tano kwa sita", of what is "6x6" on the label."""
        numbers: list[str] = []
        while len(numbers) < _MOST_SIDES and (number := read_number(tokens, at)) is not None:
            numbers.append(written(number.value).replace(".", ""))
            at = number.end
            if at >= len(tokens) or not _is_by(tokens[at]):
                break
            at += 1
        return at, self.places("=" + "".join(numbers)) if len(numbers) > 1 else frozenset()

    def amounts(self, value: str) -> Places:
        """Products whose packs hold so much, whatever the measure."""
        return self.places(f"~{value}")

    def at_price(self, price: float) -> Places:
        return self._prices.get(repr(float(price)))

    def measures_by(self, token: Token) -> bool:
        """Whether on labels numbers stand with that measure: "3 Years"."""
        return word_of(token) in self._measures and stem(token.norm) in MEANINGS.value.measures

    def lone_number(self, place: int) -> float | None:
        """The only number in the name of a product."""
        number = self._lone[place]
        return None if isnan(number) else number

    def has_word(self, value: str) -> bool:
        """Whether on a label a word says what ``value`` is: "3 inch", "Size 3"."""
        return value in self._with_word

    def places(self, label: str) -> Places:
        return self._places.get(label)


def _worded(labels: Iterable[str]) -> Iterable[str]:
    for label in labels:
        first, _, last = label.partition(" ")
        if last and first[0].isdigit():
            yield first
        elif first in _CUES:
            yield last


def _lone_number(tokens: Sequence[Token]) -> float:
    """The only number of a name; of none or several, NaN."""
    found, at = list[float](), 0
    while at < len(tokens):
        number = read_number(tokens, at)
        found += [number.value] if number is not None else []
        at = number.end if number is not None else at + 1
    return found[0] if len(found) == 1 else nan


def _is_one_word(parts: Sequence[Token]) -> bool:
    said = [part for part in (parts[0], parts[-1]) if part.is_word or part.is_number]
    is_mixed = len(said) > 1 and any(part.is_number for part in said)
    return is_mixed and all(map(_are_joined, parts, parts[1:]))


def _are_joined(one: Token, other: Token) -> bool:
    """With nothing between them, or a blank between figures: "300 18"."""
    return one.end == other.start or (one.is_number and other.is_number and one.end + 1 == other.start)


def _is_model(tokens: Sequence[Token], at: int, end: int) -> bool:
    """ "2kg" and "20w" say how much, or a size; the 2 of "h614 2kg" is no part of the model."""
    parts, after = tokens[at:end], tokens[end] if end < len(tokens) else None
    if not _is_one_word(parts) or (len(parts) == 2 and parts[0].is_number and _is_measure(parts[1])):
        return False
    is_apart = parts[-1].is_number and parts[-2].end != parts[-1].start
    return not (is_apart and after is not None and _is_measure(after))


def _is_by(token: Token) -> bool:
    return token.norm in _BY or token.norm in _BY_SIGNS


def _is_measure(token: Token) -> bool:
    return token.norm in MEASURES or token.norm in UNITS or stem(token.norm) in MEANINGS.value.measures


def _joined(parts: Sequence[Token]) -> str:
    # "3.00-17", "300-17" and "300 17" are one.
    said = (part.norm for part in parts if (part.is_word or part.is_number) and not _is_by(part))
    return "=" + "".join(word.replace(".", "") for word in said)


def _models(tokens: Sequence[Token]) -> Iterable[str]:
    """ "A15", "20W50", "300-17" as one word, with the parts of longer ones."""
    for at in range(len(tokens)):
        for end in range(at + 2, min(len(tokens), at + _LONGEST_MODEL) + 1):
            if _is_model(tokens, at, end):
                yield _joined(tokens[at:end])


def _units(names: Iterable[Sequence[Token]]) -> frozenset[str]:
    """Words that stand in names only straight behind figures: "mah" of "Power Bank 10000mAh"."""
    behind, elsewhere = set[str](), set[str]()
    for tokens in names:
        for before, token in zip([None, *tokens], tokens, strict=False):
            if token.is_word:
                (behind if before is not None and before.is_number else elsewhere).add(stem(token.norm))
    return frozenset(behind - elsewhere - MEANINGS.value.kinds.keys())


def _labels(tokens: Sequence[Token]) -> Iterable[str]:
    at = 0
    while at < len(tokens):
        number = read_number(tokens, at)
        if number is not None:
            yield from _labels_of(tokens, at, number)
        at = number.end if number is not None else at + 1


def _labels_of(tokens: Sequence[Token], at: int, number: Number) -> Iterable[str]:
    """ "unga 2" are two of it, whatever its packs hold; "sprite 500" is the bottle, and "za 5" the dumbbells of 5 kg."""
    value, after = written(number.value), tokens[number.end] if number.end < len(tokens) else None
    if after is not None:
        yield from _with_word_behind(number, after)
    if _is_pack(number, after):
        return
    yield value
    # "Micro 1m" is no micro one.
    is_measure = after is not None and stem(after.norm) in MEANINGS.value.measures
    if at and tokens[at - 1].is_word and not is_measure:
        yield f"{word_of(tokens[at - 1])} {value}"


def _with_word_behind(number: Number, after: Token) -> Iterable[str]:
    # How many pieces or rolls a pack holds is read as such.
    if after.is_word and UNITS.get(after.norm) not in _COUNTED:
        yield f"{written(number.value)} {word_of(after)}"
    if after.norm in MEASURES:
        yield f"~{written(number.value)}"
        part = _PARTS.get(measured(number.value, after.norm).value)
        yield from [part] if part else ()


def _is_pack(number: Number, after: Token | None) -> bool:
    is_amount = after is not None and (after.norm in MEASURES or after.norm in UNITS)
    return is_amount and float(number.value).is_integer() and number.value < _LEAST_BARE_AMOUNT


def written(value: float) -> str:
    return str(plain(value))


def word_of(token: Token) -> str:
    """The word beside a number in the form in which labels have it: "nchi" and "inches" are one."""
    word = stem(token.norm)
    # A "6 pack" is one thing, "6 packs" are six.
    return MEANINGS.value.measures.get(word, token.norm if token.norm in UNITS else word)

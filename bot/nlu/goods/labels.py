"""The numbers that stand in the names of a catalog: which products are "42", "0.5", "20 watt", "gauge 28"."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from math import isnan, nan

from bot.commerce.catalog import Product
from bot.nlu.goods.meanings import MEANINGS
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import plain, read_number
from bot.nlu.text.tokens import Token, tokenise
from bot.nlu.text.units import MEASURES, UNITS
from bot.nlu.text.word_table import Parts, Places, PlaceTable, WordTable
from bot.nlu.words.groups import words

_CUES = words("sizes.follows", "Before a number that is a size")
LEAST_BARE_AMOUNT = 13


class Labels:
    """Of one catalog, by what stands on the label: a number alone, with the word behind it, with the word before it."""

    def __init__(
        self, places: PlaceTable, prices: PlaceTable, with_word: WordTable, lone: array[float], units: frozenset[str]
    ) -> None:
        self._places, self._prices, self._with_word, self._lone, self.units = places, prices, with_word, lone, units

    @classmethod
    def of(cls, products: Sequence[Product], tokens_of: Callable[[str], Sequence[Token]] = tokenise) -> Labels:
        found: dict[str, set[int]] = {}
        prices: dict[str, set[int]] = {}
        for place, product in enumerate(products):
            prices.setdefault(repr(float(product.price)), set()).add(place)
            for name in (product.name, *product.aliases):
                for label in _labels(tokens_of(name)):
                    found.setdefault(label, set()).add(place)
        with_word = WordTable.of(dict.fromkeys(_worded(found), ()))
        names = [tokens_of(product.name) for product in products]
        lone = array("d", map(_lone_number, names))
        return cls(PlaceTable.of(found), PlaceTable.of(prices), with_word, lone, _units(names))

    def parts(self) -> Parts:
        return {
            "places": self._places.parts(),
            "prices": self._prices.parts(),
            "with_word": self._with_word.parts(),
            "lone": self._lone,
            "units": sorted(self.units),
        }

    @classmethod
    def from_parts(cls, parts: Parts) -> Labels:
        places, prices = PlaceTable.from_parts(parts["places"]), PlaceTable.from_parts(parts["prices"])
        with_word = WordTable.from_parts(parts["with_word"])
        return cls(places, prices, with_word, parts["lone"], frozenset(parts["units"]))

    @property
    def asked_bytes(self) -> int:
        return self._places.asked_bytes + self._prices.asked_bytes

    def at_price(self, price: float) -> Places:
        return self._prices.get(repr(float(price)))

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
        if number is None:
            at += 1
            continue
        value, end = written(number.value), number.end
        is_amount = end < len(tokens) and tokens[end].norm in MEASURES
        # "unga 2" are two of it, whatever its packs hold; "sprite 500" is the bottle.
        is_count = end < len(tokens) and tokens[end].norm in UNITS
        if is_count or (is_amount and number.value < LEAST_BARE_AMOUNT):
            at = end
            continue
        yield value
        if number.end < len(tokens) and tokens[number.end].is_word:
            yield f"{value} {word_of(tokens[number.end])}"
        if at and tokens[at - 1].is_word:
            yield f"{word_of(tokens[at - 1])} {value}"
        at = number.end


def written(value: float) -> str:
    return str(plain(value))


def word_of(token: Token) -> str:
    """The word beside a number in the form in which labels have it: "nchi" and "inches" are one."""
    word = stem(token.norm)
    return MEANINGS.value.measures.get(word, word)

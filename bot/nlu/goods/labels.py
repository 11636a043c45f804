"""The numbers that stand in the names of a catalog: which products are "42", "0.5", "20 watt", "gauge 28"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.commerce.catalog import Product
from bot.nlu.goods.meanings import MEANINGS
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import plain, read_number
from bot.nlu.text.tokens import Token, tokenise
from bot.nlu.text.units import MEASURES, UNITS

Places = frozenset[int]
LEAST_BARE_AMOUNT = 13


class Labels:
    """Of one catalog, by what stands on the label: a number alone, with the word behind it, with the word before it."""

    def __init__(self, products: Sequence[Product]) -> None:
        found: dict[str, set[int]] = {}
        prices: dict[float, set[int]] = {}
        for place, product in enumerate(products):
            prices.setdefault(float(product.price), set()).add(place)
            for name in (product.name, *product.aliases):
                for label in _labels(tokenise(name)):
                    found.setdefault(label, set()).add(place)
        self._prices = {price: frozenset(places) for price, places in prices.items()}
        self._with_unit = frozenset(label.split()[0] for label in found if " " in label and label[0].isdigit())
        self._places: Mapping[str, Places] = {label: frozenset(places) for label, places in found.items()}

    def at_price(self, price: float) -> Places:
        return self._prices.get(price, frozenset())

    def has_unit(self, value: str) -> bool:
        """Whether a word stands behind ``value`` on a label: "3 inch"."""
        return value in self._with_unit

    def places(self, label: str) -> Places:
        return self._places.get(label, frozenset())


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

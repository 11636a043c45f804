"""What goods are whose names do not say it: a "Superfoam Deluxe 4x6x8" is a mattress, an "LG 50UR7800 4K" is a TV."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from bot.commerce.catalog import Product
from bot.nlu.goods.meanings import LONGEST_PHRASE, MEANINGS, is_goods
from bot.nlu.goods.stem import stem
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import MEASURES, UNITS
from bot.nlu.words.groups import words

# So many words and figures the longest mark or sign has: "pick n peel", "20 w 50".
_LONGEST = 4
_JOINERS = words("goods.shelf_joiners", "In the name of a shelf, between two kinds of goods")
_WITH = words("goods.with", "In a name: what else it comes with")
_FLAVOURS = words("goods.flavours", "Which taste")


def goods_by_mark(product: Product, tokens_of: Callable[[str], Sequence[Token]]) -> tuple[str, ...]:
    """What the maker's mark in the name stands for: its only goods, or those of which a sign is there too. Nothing where the name
    or an alias says what it is."""
    name = _said(_without_extras(tokens_of(product.name)))
    found = _marks_in(name)
    if not found or _says_goods(name, {place for places in found.values() for place in places}):
        return ()
    if any(_says_goods(_said(tokens_of(alias)), ()) for alias in product.aliases):
        return ()
    return tuple(dict.fromkeys(_by_marks(found)))


def _without_extras(name: Sequence[Token]) -> Sequence[Token]:
    """Before what it comes with: "Complete with Grill & Burner"."""
    return name[: next((at for at, token in enumerate(name) if at and token.norm in _WITH), len(name))]


def _marks_in(name: Sequence[Token]) -> dict[str, range]:
    """The marks and signs with their places; the spark of a "Spark Plug" is none."""
    found = {run: places for run, places in _runs(name) if run in MEANINGS.value.marks or run in MEANINGS.value.signs}
    return {run: places for run, places in found.items() if not _is_within_goods(name, places)} if found else {}


def _is_within_goods(name: Sequence[Token], places: range) -> bool:
    around = (
        range(start, end)
        for start in range(max(0, places.stop - LONGEST_PHRASE), places.start + 1)
        for end in range(places.stop, min(len(name), start + LONGEST_PHRASE) + 1)
    )
    return any(_phrase(name, run) in MEANINGS.value.classes for run in around if len(run) > len(places))


def _phrase(name: Sequence[Token], places: range) -> str:
    return " ".join(stem(name[place].norm) for place in places)


def _by_marks(found: Collection[str]) -> list[str]:
    made = [MEANINGS.value.marks.get(run, ()) for run in found]
    signed = {goods for run in found for goods in MEANINGS.value.signs.get(run, ())}
    told = [goods for names in made for goods in names if goods in signed]
    return told or [names[0] for names in made if len(names) == 1]


def goods_of_shelf(titles: Collection[str], tokens_of: Callable[[str], Sequence[Token]]) -> list[str]:
    """The goods that name a category or subcategory: those of "Sofas" are sofas, those of "Gas & Water" one of the two."""
    words = [[stem(token.norm) for token in _said(tokens_of(title)) if token.norm not in _JOINERS] for title in titles]
    named = dict.fromkeys(goods for title in words for goods in (" ".join(title), *title))
    return [goods for goods in named if is_goods(goods) and goods not in MEANINGS.value.kinds]


def says_goods(product: Product, tokens_of: Callable[[str], Sequence[Token]]) -> bool:
    """Whether what goods are called stands in the name or an alias."""
    names = [_said(tokens_of(name)) for name in (product.name, *product.aliases)]
    return any(_ends_goods(name, at, ()) for name in names for at in range(len(name)))


def _said(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.is_word or token.is_number]


def _runs(name: Sequence[Token]) -> Iterator[tuple[str, range]]:
    """All words and figures in a row as one word, with their places."""
    for start in range(len(name)):
        for end in range(start + 1, min(start + _LONGEST, len(name)) + 1):
            yield "".join(token.norm for token in name[start:end]), range(start, end)


def _says_goods(name: Sequence[Token], marks: Collection[int]) -> bool:
    """Whether goods stand before the first of the ``marks``, or end the name, qualities and flavours aside."""
    first = min(marks, default=0)
    last = next((at for at in range(len(name) - 1, -1, -1) if not _is_aside(name, at)), 0)
    return any(_ends_goods(name, at, marks) for at in (*range(first), last))


def _is_aside(name: Sequence[Token], at: int) -> bool:
    token, is_counted = name[at], at > 0 and name[at - 1].is_number
    if not token.is_word or (is_counted and (_is_measure(token) or token.norm in UNITS)):
        return True
    return stem(token.norm) in MEANINGS.value.kinds or token.norm in _FLAVOURS


def _ends_goods(name: Sequence[Token], at: int, marks: Collection[int]) -> bool:
    """Whether the word at ``at`` ends what goods are called, and more than a mark; a "512GB SSD" only tells of them."""
    if _is_aside(name, at) or _is_of_measure(name, at):
        return False
    runs = (range(start, at + 1) for start in range(max(0, at + 1 - LONGEST_PHRASE), at + 1))
    return any(is_goods(_phrase(name, run)) for run in runs if not {*run} <= {*marks})


def _is_of_measure(name: Sequence[Token], at: int) -> bool:
    return at > 1 and name[at - 2].is_number and _is_measure(name[at - 1])


def _is_measure(token: Token) -> bool:
    return token.norm in MEASURES or stem(token.norm) in MEANINGS.value.measures

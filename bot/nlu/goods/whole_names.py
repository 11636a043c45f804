"""Products by their names in full, with the signs, sizes and numbers that stand in them: "T-Bone Steak w/ Mash", "Jordan 4"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.commerce.catalog import Product
from bot.nlu.text.tokens import Token, tokenise
from bot.nlu.text.units import MEASURES
from bot.nlu.text.word_table import Parts, WordTable

# A name of one word is found as any other word of goods is.
_LEAST = 2
# No token has it.
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class WholeName:
    """Tokens ``start``–``end`` are the name of the ``products``, by their places in the catalog."""

    start: int
    end: int
    products: frozenset[int]


class WholeNames:
    """Of one catalog."""

    def __init__(self, names: WordTable, by_first: WordTable) -> None:
        self._names, self._by_first = names, by_first

    @classmethod
    def of(cls, products: Iterable[Product], tokens_of: Callable[[str], Sequence[Token]] = tokenise) -> WholeNames:
        found: dict[str, list[int]] = {}
        for place, product in enumerate(products):
            name = [token.norm for token in tokens_of(product.name)]
            if sum(map(_is_said, name)) >= _LEAST and not _is_goods_and_pack(name):
                found.setdefault(_BETWEEN.join(name), []).append(place)
        names, by_first = WordTable.of(found), dict[str, list[int]]()
        for written in sorted(found, key=lambda each: -len(each.split(_BETWEEN))):
            by_first.setdefault(next(filter(_is_said, written.split(_BETWEEN))), []).append(names.place(written))
        return cls(names, WordTable.of(by_first))

    def parts(self) -> Parts:
        return {"names": self._names.parts(), "by_first": self._by_first.parts()}

    @classmethod
    def from_parts(cls, parts: Parts) -> WholeNames:
        return cls(WordTable.from_parts(parts["names"]), WordTable.from_parts(parts["by_first"]))

    def find(self, tokens: Sequence[Token]) -> list[WholeName]:
        """The longest ones, in order and without overlap."""
        found: list[WholeName] = []
        at = 0
        while at < len(tokens):
            whole = self._at(tokens, at)
            if whole is not None:
                found.append(whole)
            at = whole.end if whole is not None else at + 1
        return found

    def _at(self, tokens: Sequence[Token], at: int) -> WholeName | None:
        for place in self._by_first.get(tokens[at].norm) or ():
            end = _end(self._names.word(place).split(_BETWEEN), tokens, at)
            if end:
                return WholeName(at, end, frozenset(self._names.row(place)))
        return None


def _end(name: Sequence[str], tokens: Sequence[Token], at: int) -> int:
    """Where ``name`` ends that begins at ``at``, 0 where another one does. Its signs may be left out; of signs beside them it
    has none, so that "milk, bread" is no "Milk Bread"."""
    for part in name:
        is_there = at < len(tokens) and tokens[at].norm == part
        if not is_there and _is_said(part):
            return 0
        at += is_there
    return at


def _is_goods_and_pack(name: Sequence[str]) -> bool:
    """ "Maize Flour 2kg": goods and pack are read each by itself, in any order."""
    *goods, number, measure = name if len(name) > _LEAST else ("", "", "")
    return all(map(str.isalpha, goods)) and number[:1].isdigit() and measure in MEASURES


def _is_said(word: str) -> bool:
    return word[:1].isalnum()

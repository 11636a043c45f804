"""Which names of products a customer can say: one that is no more than a sign, a number or a word of any sentence would be
found in messages that mean something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.commerce.catalog import Product
from bot.nlu.goods.meanings import is_goods
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import NUMBER_WORDS
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import MEASURES, UNITS
from bot.nlu.words.lexicon import EVERYDAY_WORDS, GOODS_ELSEWHERE, ROLES

Problem = tuple[str, str]
_SHOWN = 40


def sayable(
    products: Iterable[Product], tokens_of: Callable[[str], Sequence[Token]]
) -> tuple[list[Product], list[Problem]]:
    """The products with the names alone that can be said, and the codes of those that have none, with what is wrong."""
    found: list[Product] = []
    problems: list[Problem] = []
    for product in products:
        names = [name for name in (product.name, *product.aliases) if _can_be_said(tokens_of(name))]
        if len(names) > len(product.aliases):
            found.append(product)
            continue
        name = product.name if product.name in names else ""
        found.append(replace(product, name=name, aliases=tuple(each for each in product.aliases if each in names)))
        if not names:
            problems.append((product.sku, f"has no name that a customer could say: '{product.name[:_SHOWN]}'"))
    return found, problems


def _can_be_said(tokens: Sequence[Token]) -> bool:
    words = [token.norm for token in tokens if token.is_word]
    if not any(len(word) > 1 for word in words):
        return False
    return any(token.is_number for token in tokens) or not all(map(_is_of_any_sentence, words))


def _is_of_any_sentence(word: str) -> bool:
    if word in GOODS_ELSEWHERE or is_goods(stem(word)):
        return False
    return len(word) == 1 or any(word in words for words in (ROLES, NUMBER_WORDS, UNITS, MEASURES, EVERYDAY_WORDS))

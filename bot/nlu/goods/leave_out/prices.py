"""Numbers that are money or a sum though no coin is named beside them: what goods cost, never how many."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from bot.nlu.goods.element import Element
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.mention import Mention
from bot.nlu.text.numbers import Number
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import MEASURES, UNITS
from bot.nlu.words.groups import words
from bot.nlu.words.lexicon import ROLES

COINS = words("money.coins", "Names of money")
_LEAST_MONEY = 50
_LEAST_SUM = 100
_POSSESSING = words("money.having", "Before a sum: what the customer has")
_BEHIND_HAVING = words("money.behind_having", "Between what says that the customer has it and the sum")
_BEFORE_MONEY = words("money.leads", "Before a number: it is money")
_RATES = words("money.rates", "Between goods and what one of them costs")
_WORTH = words("money.worth", "Behind a sum: goods for so much")
_ARTICLES = words("articles.definite", "The one that is known")
_ONES = words("pronouns.ones", "They stand for goods")
_SUMS = words("money.sums", "A sum of all")
_MAKING = words("money.making", "Between a sum and its number")
_RULING = ("order", "add", "subtract", "remove", "set", "to")
_TIMES = ("x", "*", "×")
_FARTHEST = 2


def is_price(
    tokens: Sequence[Token], at: int, number: Number, unit: str | None, mentions: Mapping[int, Mention]
) -> bool:
    """ "airtime ya 100", "unga at 185", "oil 3l (890)", "total should be 360": what it costs, not how many."""
    behind = tokens[number.end : number.end + 2]
    if behind and behind[0].norm in COINS:
        # In "bale 1 ksh 1900" the coins are those of the number behind them.
        return not (len(behind) > 1 and behind[1].is_number)
    if unit is not None:
        return False
    if number.value >= _LEAST_MONEY and _is_worth(tokens, number, mentions):
        return True
    if not at:
        return False
    if _is_bracketed(tokens, at, number.end):
        return _has_money_in_brackets(tokens)
    return number.value >= _LEAST_MONEY and _is_led_by_money(tokens, at, number.end)


def _has_money_in_brackets(tokens: Sequence[Token]) -> bool:
    return any(_is_money(token) and _is_bracketed(tokens, at, at + 1) for at, token in enumerate(tokens))


def _is_led_by_money(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether what stands before the number ``at``–``end`` says that it is money."""
    before, after = tokens[at - 1].norm, tokens[end].norm if end < len(tokens) else ""
    if before in _BEFORE_MONEY or ROLES.get(before) == "of":
        return True
    if before in _ARTICLES and after in _ONES:
        return True
    return _is_sum(tokens, at) or (not _leads_on(tokens, end) and (before in _RATES or _is_purse(tokens, at)))


def without_sums(elements: list[Element], tokens: Sequence[Token], index: CatalogIndex) -> list[Element]:
    """Without the numbers that would be a hundred packs or more and stand beside no goods, or are the pack's price."""
    if not any(element.kind == "goods" for element in elements):
        return elements
    return [
        element
        for at, element in enumerate(elements)
        if element.kind != "number"
        or element.value < _LEAST_SUM
        or (_is_beside_goods(elements, at, tokens) and not _is_shelf_price(elements, at, index))
    ]


def _is_money(token: Token) -> bool:
    return token.is_number and float(token.norm) >= _LEAST_MONEY


def _is_bracketed(tokens: Sequence[Token], start: int, end: int) -> bool:
    return start > 0 and end < len(tokens) and tokens[start - 1].norm == "(" and tokens[end].norm == ")"


def _is_worth(tokens: Sequence[Token], number: Number, mentions: Mapping[int, Mention]) -> bool:
    """ "mia tano ya unga", "500 worth of flour": for how much money."""
    after = tokens[number.end].norm if number.end < len(tokens) else ""
    return after in _WORTH or (ROLES.get(after) == "of" and number.end + 1 in mentions)


def _is_sum(tokens: Sequence[Token], at: int) -> bool:
    """ "total should be 360", "jumla inakuwa 560"."""
    place = at - 1
    while place > 0 and at - place < 5 and tokens[place].norm in _MAKING:
        place -= 1
    return tokens[place].norm in _SUMS


def _is_purse(tokens: Sequence[Token], at: int) -> bool:
    """ "niko na 200 tu", "i only have 500": what the customer has to spend."""
    before = [token.norm for token in tokens[max(0, at - 3) : at]]
    return any(
        word in _POSSESSING and all(other in _BEHIND_HAVING for other in before[place + 1 :])
        for place, word in enumerate(before)
    )


def _leads_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word that may be counted stands at ``at``: "i have 200 cups"."""
    if at >= len(tokens) or not tokens[at].is_word:
        return False
    return tokens[at].norm in UNITS or tokens[at].norm in MEASURES or tokens[at].norm not in ROLES


def _is_beside_goods(elements: Sequence[Element], at: int, tokens: Sequence[Token]) -> bool:
    element = elements[at]
    if _is_multiplied(element, tokens):
        return True
    before = elements[:at]
    if before and _is_ruling(before[-1]):
        return element.start - before[-1].end <= _FARTHEST
    if before and _is_dash(before[-1], tokens):
        before = before[:-1]
    after = _beyond(elements[at + 1 :], ("size", "size_name", "of"))
    if after is not None and after.kind in ("goods", "strange", "unit"):
        return after.start - element.end <= 2 * _FARTHEST
    owner = _beyond(reversed(before), ("size", "size_name", "unit", "of"))
    return owner is not None and owner.kind in ("goods", "strange") and element.start - owner.end <= 2 * _FARTHEST


def _is_multiplied(element: Element, tokens: Sequence[Token]) -> bool:
    """ "sugar x 100"."""
    return element.start > 0 and tokens[element.start - 1].norm in _TIMES


def _is_dash(element: Element, tokens: Sequence[Token]) -> bool:
    return element.kind == "break" and tokens[element.start].norm == "-"


def _is_ruling(element: Element) -> bool:
    return element.kind == "verb" and element.word in _RULING


def _beyond(elements: Iterable[Element], kinds: Container[str]) -> Element | None:
    """The first that is of none of these kinds."""
    return next((element for element in elements if element.kind not in kinds), None)


def _is_shelf_price(elements: Sequence[Element], at: int, index: CatalogIndex) -> bool:
    """ "sugar 1kg 155": straight behind the size stands just what that pack costs."""
    goods = elements[at - 2].mention if at > 1 and elements[at - 1].kind == "size" else None
    return goods is not None and any(float(index.products[place].price) == elements[at].value for place in goods.hits)

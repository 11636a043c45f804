"""One of several goods ("fanta au coke"), and what is wished for only in another case ("if there is none, bring the 800g")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.nlu.goods.element import Element
from bot.nlu.goods.parse import Reading
from bot.nlu.text.phrases import Phrases
from bot.nlu.text.tokens import Token, as_written
from bot.nlu.words.groups import words

if TYPE_CHECKING:
    from bot.nlu.goods.order_lines import OrderLine

_OR = words("alternatives.or", "Between goods of which one is wished for")
_ANY = words("alternatives.any", "It does not matter which")
_MISSING = words("alternatives.missing", "Before what is wished for where something is not to be had")
_GONE = words("alternatives.gone", "Behind an if: what is spoken of is not to be had")
_CONDITIONS = words("conditions")
_SOON = 6
_BETWEEN = words("alternatives.between", "Before goods of which one is wished for")
_SAID_MISSING, _SAID_ANY, _SAID_BETWEEN = Phrases(_MISSING), Phrases(_ANY), Phrases(_BETWEEN)
_SOON_BEHIND = 2
_SENTENCE_ENDS = frozenset((".", "\n", ";", "!"))


def otherwise_in(reading: Reading) -> range:
    """The tokens of a sentence's part that says what to bring where something is not to be had, from its first word to the end
    of the sentence; empty where there is none, or nothing is wished for before it."""
    tokens = as_written(reading.tokens)
    for at in range(1, len(tokens)):
        if (_SAID_MISSING.at(tokens, at) or _is_gone_condition(tokens, at)) and any(
            each.kind == "goods" and each.end <= at for each in reading.elements
        ):
            end = next((place for place in range(at, len(tokens)) if _ends(tokens, place)), len(tokens))
            return range(at, end)
    return range(0)


def _is_gone_condition(tokens: Sequence[Token], at: int) -> bool:
    """ "If the basmati is over": the word for it stands soon behind the if, in its clause."""
    if tokens[at].norm not in _CONDITIONS:
        return False
    for token in tokens[at + 1 : at + 1 + _SOON]:
        if token.norm in _GONE:
            return True
        if not (token.is_word or token.is_number):
            return False
    return False


def without_otherwise(reading: Reading, elements: list[Element]) -> list[Element]:
    """The elements without those of that part."""
    other = otherwise_in(reading)
    return [element for element in elements if element.start not in other] if other else elements


def one_of(lines: list[OrderLine], tokens: Sequence[Token]) -> list[OrderLine]:
    """Goods with an "or" between them made one line, with the candidates of all of them."""
    joined: list[OrderLine] = []
    for line in lines:
        if joined and _are_alternatives(joined[-1], line, tokens):
            joined[-1] = _joined(joined[-1], line, tokens)
        else:
            joined.append(line)
    return joined


def _are_alternatives(one: OrderLine, other: OrderLine, tokens: Sequence[Token]) -> bool:
    if one.change in ("remove", "subtract") or not 0 <= one.at < other.at:
        return False
    if any(token.norm in _OR for token in tokens[one.at : other.at]):
        return True
    # "Between basmati and pishori", "kati ya basmati na pishori".
    return (
        any(_SAID_BETWEEN.before(tokens, one.at - at) for at in range(_SOON_BEHIND) if one.at > at)
        and other.at - one.at <= _SOON
    )


def _joined(one: OrderLine, other: OrderLine, tokens: Sequence[Token]) -> OrderLine:
    candidates = tuple(dict.fromkeys((*one.candidates, *other.candidates)))
    joins = [token.text for token in tokens[one.at : other.at] if token.norm in _OR] or ["/"]
    return replace(
        other,
        product=f"{one.product} {joins[-1]} {other.product}",
        sku=candidates[0] if len(candidates) == 1 else None,
        candidates=candidates,
        quantity=one.quantity if other.quantity is None else other.quantity,
        verb=one.verb or other.verb,
        choice="any" if _SAID_ANY.within(tokens) else "either",
    )


def _ends(tokens: Sequence[Token], at: int) -> bool:
    """A full stop within a number or a name ends nothing."""
    return tokens[at].norm in _SENTENCE_ENDS

"""What a product's name says about its pack: the goods, the amount, and words such as tray or bunch."""

from __future__ import annotations

from dataclasses import dataclass

from bot.commerce.catalog import Product
from bot.nlu.text.numbers import read_number
from bot.nlu.text.tokens import Token, tokenise
from bot.nlu.text.units import DOZEN_WORDS, MEASURES, UNITS, Amount, measured
from bot.nlu.words.groups import table, words

_SIZE_NAMES = table("goods.pack_sizes", str, "Sizes in the name of a product")
_JOINERS = words("goods.joiners", "Between a unit and its goods in the name of a product")


@dataclass(frozen=True)
class Pack:
    """``words`` is the name without its size; ``amount`` None when the name states none."""

    words: tuple[str, ...]
    amount: Amount | None
    units: frozenset[str]
    size_name: str | None


def pack_of(product: Product) -> Pack:
    """Reads ``product.name``; units named in its aliases ("tray ya mayai") count as units of the pack."""
    words, amount, units, size_name = _read_name(tokenise(product.name))
    for alias in product.aliases:
        parts = [token.norm for token in tokenise(alias)]
        if len(parts) > 1:
            units.update(UNITS[part] for part in parts if part in UNITS)
    return Pack(tuple(words), amount, frozenset(units), size_name)


def _read_name(tokens: list[Token]) -> tuple[list[str], Amount | None, set[str], str | None]:
    words: list[str] = []
    amount: Amount | None = None
    units: set[str] = set()
    size_name: str | None = None
    at = 0
    while at < len(tokens):
        found, end = _amount_at(tokens, at)
        word = tokens[at].norm
        if found is not None:
            amount, at = found, end
            continue
        if word in UNITS and at > 0 and not _tells_more(tokens, at):
            units.add(UNITS[word])
        elif word in _SIZE_NAMES and at > 0:
            size_name = _SIZE_NAMES[word]
        elif word[:1].isalnum() and not (word in _JOINERS and at > 0 and tokens[at - 1].norm in UNITS):
            words.append(word)
        at += 1
    return words, amount, units, size_name


def _tells_more(tokens: list[Token], at: int) -> bool:
    """ "Roll On", "Cup Cakes": a unit in the midst of a name is part of it."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after is not None and after.is_word and after.norm not in _JOINERS and after.norm not in UNITS


def _amount_at(tokens: list[Token], at: int) -> tuple[Amount | None, int]:
    """ "2kg", "Half Dozen", "of 30", "4 Rolls", "50s" beginning at ``tokens[at]``."""
    number = read_number(tokens, at)
    if number is None:
        return None, at
    after = tokens[number.end].norm if number.end < len(tokens) else ""
    if after in MEASURES:
        return measured(number.value, after), number.end + 1
    if after in DOZEN_WORDS:
        return Amount("count", number.value * 12), number.end + 1
    if after in UNITS or after == "s":
        return Amount("count", number.value), number.end + 1
    is_pack_count = at > 0 and tokens[at - 1].norm in _JOINERS
    return (Amount("count", number.value), number.end) if is_pack_count else (None, at)

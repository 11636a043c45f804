"""What a product's name says about its pack: the goods, the amount, and words such as tray or bunch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.commerce.catalog import Product
from bot.nlu.goods.meanings import MEANINGS, is_goods
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import read_number
from bot.nlu.text.tokens import Token, tokenise
from bot.nlu.text.units import DOZEN_WORDS, MEASURES, UNITS, VESSELS, Amount, measured
from bot.nlu.words.groups import table, words
from bot.nlu.words.lexicon import GOODS_ELSEWHERE

_SIZE_NAMES = table("goods.pack_sizes", str, "Sizes in the name of a product")
_SINGLE = words("goods.single", "In a name: one piece of what else is sold in packs")
_JOINERS = words("goods.joiners", "Between a unit and its goods in the name of a product")


@dataclass(frozen=True, slots=True)
class Pack:
    """``words`` is the name without its size and units, ``full`` with its units; ``amount`` None when the name states none."""

    words: tuple[str, ...]
    full: tuple[str, ...]
    amount: Amount | None
    units: frozenset[str]
    size_name: str | None


def pack_of(product: Product, tokens_of: Callable[[str], Sequence[Token]] = tokenise) -> Pack:
    """Reads ``product.name``; units named in its aliases ("tray ya mayai") count as units of the pack."""
    words, full, amount, units, size_name = _read_name(tokens_of(product.name))
    for alias in product.aliases:
        parts = [token.norm for token in tokens_of(alias)]
        if len(parts) > 1:
            units.update(UNITS[part] for part in parts if part in UNITS)
    return Pack(tuple(words), tuple(full), amount, frozenset(units), size_name)


def _read_name(tokens: Sequence[Token]) -> tuple[list[str], list[str], Amount | None, set[str], str | None]:
    words: list[str] = []
    full: list[str] = []
    amount: Amount | None = None
    units: set[str] = set()
    size_name: str | None = None
    at = 0
    while at < len(tokens):
        found, end = _amount_at(tokens, at)
        word = tokens[at].norm
        if found is not None:
            amount, at = _telling(amount, found), end
            continue
        if _is_unit(tokens, at) and not _is_head(tokens, at, words):
            units.add(_unit_of(word))
            full.append(word)
        elif at > 0 and _is_size(word):
            size_name = _SIZE_NAMES.get(word)
        elif word[:1].isalnum() and not _joins_unit(tokens, at):
            words.append(word)
            full.append(word)
        at += 1
    return words, full, amount, units, size_name


def _telling(amount: Amount | None, more: Amount) -> Amount:
    """ "Containers 750ml (50 pcs)" are told apart by what one holds."""
    return amount if amount is not None and amount.kind != "count" and more.kind == "count" else more


def _is_unit(tokens: Sequence[Token], at: int) -> bool:
    is_unit = tokens[at].norm in UNITS or tokens[at].norm in _SINGLE
    return is_unit and at > 0 and not (_tells_more(tokens, at) or _is_of_goods(tokens, at))


def _is_of_goods(tokens: Sequence[Token], at: int) -> bool:
    """The bar of a "Sound Bar" is no unit of it, but an "Egg Tray" is one of eggs."""
    before, word = (stem(token.norm) for token in tokens[at - 1 : at + 1])
    return f"{before} {word}" in MEANINGS.value.classes and not is_goods(before)


def _unit_of(word: str) -> str:
    return UNITS.get(word, "piece")


def _is_head(tokens: Sequence[Token], at: int, before: Sequence[str]) -> bool:
    """ "Kenpoly Basin", "School Bag": where no goods stand before the unit, it is what is sold and no unit of it."""
    is_behind_amount = not tokens[at - 1].is_word or tokens[at - 1].norm in MEASURES
    is_vessel = tokens[at].norm in VESSELS and not is_behind_amount
    return is_vessel and not any(word in GOODS_ELSEWHERE or _names_goods(stem(word)) for word in before)


def _names_goods(word: str) -> bool:
    """Not by what they are like or made of alone."""
    return is_goods(word) and word not in MEANINGS.value.kinds


def _is_size(word: str) -> bool:
    return word in _SIZE_NAMES or MEANINGS.value.kinds.get(stem(word)) == "sizes"


def _joins_unit(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].norm in _JOINERS and at > 0 and tokens[at - 1].norm in UNITS


def _tells_more(tokens: Sequence[Token], at: int) -> bool:
    """ "Roll On", "Cup Cakes": a unit in the midst of a name is part of it."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    number = read_number(tokens, at + 1)
    if number is not None and number.end < len(tokens):
        # "Hot Dog Rolls 6 Pack", "Laptop Bag 14 Inch".
        behind, is_vessel = tokens[number.end].norm, tokens[at].norm in VESSELS
        return behind in UNITS or (is_vessel and behind not in MEASURES and stem(behind) in MEANINGS.value.measures)
    return after is not None and after.is_word and after.norm not in _JOINERS and after.norm not in UNITS


def _amount_at(tokens: Sequence[Token], at: int) -> tuple[Amount | None, int]:
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


def told_apart(packs: list[Pack]) -> list[Pack]:
    """The packs, with a unit as part of the name where without it the name would be but a part of another: "Black Forest Slice"
    beside "Black Forest Cake", "Socket Single" beside "Socket Double"."""
    parts = {run for pack in packs for run in _parts(pack.words)}
    return [replace(pack, words=pack.full, units=frozenset()) if _is_short(pack, parts) else pack for pack in packs]


def _is_short(pack: Pack, parts: set[tuple[str, ...]]) -> bool:
    return pack.amount is None and pack.full != pack.words and pack.words in parts


def _parts(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (words[:end] for end in range(1, len(words)))

"""Finds where in a message a delivery place is named."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlu.catalog_index import CatalogIndex, stem
from bot.nlu.lexicon import PLACES, ROLES
from bot.nlu.normaliser import Token
from bot.nlu.numbers import NUMBER_WORDS
from bot.nlu.units import UNITS

_SURE = frozenset(
    "deliver delivered delivery nipelekee nipelekewe unipelekee mnipelekee pelekea peleka ipelekwe zipelekwe "
    "ipeleke drop ship "
    "address anwani adress adres location naishi live stay staying iko upelekee mpelekee".split()
)
_LIKELY = frozenset(
    "to at in kwa niko nko mpaka hadi leta niletee mniletee uniletee nitumie tuma send bring near karibu from".split()
)
_LINKS = frozenset(
    "to at in kwa kwenye my is ni the order it them hapa huku yangu yake ya please pls tafadhali mahali zangu "
    "vitu hizo hii hizi "
    "these this that everything me us home nyumbani kwangu leo kesho today niko be should will can zote yote".split()
)
_CLOSING = frozenset(
    "nalipa nitalipa nilipe ntalipa pay paying lipa malipo kulipa then halafu alafu ukifika mpesa airtel cash "
    "card visa keshi".split()
)
_TRAILING = frozenset(
    "na and please pls plz tafadhali leo asap today kesho haraka sawa ok thanks asante for i will ill im am would like "
    "want by with via nita nataka naomba , . ! ; - : ? \n".split(" ")
) | {"\n"}
_SEPARATORS = frozenset((",", ".", ";", "\n", "!", "?"))


def find_address(tokens: Sequence[Token], index: CatalogIndex, closed: frozenset[int]) -> tuple[int, int] | None:
    """Token places ``(start, end)`` of the first delivery place in the message, or None."""
    for at, token in enumerate(tokens):
        if at in closed or not token.is_word:
            continue
        start = _start(tokens, at, index, closed)
        if start is not None:
            end = _end(tokens, start, index, closed)
            if end > start:
                return start, end
    return None


def whole_address(tokens: Sequence[Token], closed: frozenset[int]) -> tuple[int, int] | None:
    """The place in a message that is known to give one: all of it but the words that lead in and trail off."""
    start, end = 0, len(tokens)
    while start < end and (
        tokens[start].norm in _SURE | _LIKELY | _LINKS or tokens[start].norm in _SEPARATORS or start in closed
    ):
        if tokens[start].norm in ("near", "karibu"):
            break
        start += 1
    stop = next((at for at in range(start, end) if tokens[at].norm in _CLOSING), end)
    stop = _trimmed(tokens, start, stop, closed)
    return (start, stop) if stop > start else None


def _start(tokens: Sequence[Token], at: int, index: CatalogIndex, closed: frozenset[int]) -> int | None:
    word = tokens[at].norm
    if word in PLACES and not index.knows(stem(word)) and _is_place(tokens, at, index):
        return at
    if word not in _SURE and word not in _LIKELY:
        return None
    place = at + 1
    while place < len(tokens) and (tokens[place].norm in _LINKS or tokens[place].norm == ":"):
        place += 1
    if place >= len(tokens) or place in closed or not tokens[place].is_word:
        return None
    is_linked = word in _SURE and (
        place == at + 1
        or any(token.norm in ("to", "at", "in", "kwa", "is", "ni", ":") for token in tokens[at + 1 : place])
    )
    if _is_place(tokens, place, index) or (is_linked and _may_be_place(tokens[place].norm, index)):
        return place
    return None


def _is_place(tokens: Sequence[Token], at: int, index: CatalogIndex) -> bool:
    token = tokens[at]
    if token.norm in PLACES:
        return True
    return at > 0 and token.text[:1].isupper() and not token.text.isupper() and _may_be_place(token.norm, index)


def _may_be_place(word: str, index: CatalogIndex) -> bool:
    return not (word in ROLES or word in NUMBER_WORDS or word in UNITS or index.knows(stem(word))) and len(word) > 2


def _end(tokens: Sequence[Token], start: int, index: CatalogIndex, closed: frozenset[int]) -> int:
    end = start + 1
    while end < len(tokens) and not _stops(tokens, end, index):
        end += 1
    return _trimmed(tokens, start, end, closed)


def _stops(tokens: Sequence[Token], at: int, index: CatalogIndex) -> bool:
    token, before = tokens[at], tokens[at - 1]
    if token.norm in _CLOSING or token.norm in ("\n", "?"):
        return True
    if ROLES.get(token.norm) in ("order", "add", "remove", "subtract", "set", "ask", "refuse") and token.norm not in (
        "is",
        "top",
    ):
        return True
    begins_anew = before.norm in _SEPARATORS or ROLES.get(before.norm) == "and" or before.is_number
    return begins_anew and index.knows(stem(token.norm)) and token.norm not in PLACES and token.text[:1].islower()


def _trimmed(tokens: Sequence[Token], start: int, end: int, closed: frozenset[int]) -> int:
    while end > start and (
        tokens[end - 1].norm in _TRAILING or (end - 1 in closed and ROLES.get(tokens[end - 2].norm) == "and")
    ):
        end -= 1
    return end

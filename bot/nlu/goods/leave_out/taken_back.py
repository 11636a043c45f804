"""What a customer takes back within one message: a number or size denied, or put right by the one behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.nlu.goods.element import Element, ElementKind
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import Amount
from bot.nlu.words.groups import derived, words
from bot.nlu.words.lexicon import ROLES

_INSTEAD = words("instead", "In the place of something")
_POINTING = words("pointing", "They point at what was said")
_RETRACTING = words("corrections.retract", "What was just said does not count")
_BESIDE_RETRACTING = words("corrections.beside", "Stand beside such a word")
_SAYING = words("corrections.said", "What was said before is said again")
_DENYING = words("corrections.deny", "The number or size behind it does not count")
_TOO_MUCH = words("corrections.too_much", "Too much of something")
_NOT_ENOUGH = words("corrections.not_enough", "Does not suffice")
_JUDGING = words("corrections.judging", "Before a judgement on an amount: is, too")
_ASKING_HOW = words("questions.how", "Ask how")
_NOT = words("corrections.not", "Deny what is said of an amount")
_ENOUGH = words("corrections.enough", "Suffices; denied, the amount is too small")
_TOO_FEW = words("corrections.too_few", "Two words: the amount is too small")
_REMAKING = words("corrections.remaking", "Two words: the amount is put right by what follows")
_THAT = words("pronouns.that", "That which was said")
_ONES = words("pronouns.ones", "They stand for goods")
_PACKS = words("goods.packs", "Behind a number: the pack of so many")
_LEADING_BACK = derived(lambda: _RETRACTING | _BESIDE_RETRACTING)
_DEFINITE = words("articles.definite")
_DOZEN = 12
_FARTHEST_NAME = 7
_FARTHEST = 8
_COUNTS = ("number", "count")
_BETWEEN = ("goods", "of", "unit", "size", "size_name", "number", "count")


def corrected(elements: list[Element], tokens: Sequence[Token], index: CatalogIndex) -> list[Element]:
    """Without what is taken back: "ziwe nne si mbili", "mbili, hapana tatu", "sio ile ya 5kg"."""
    elements = _without_retracted(elements, tokens)
    kept: list[Element] = []
    at = 0
    while at < len(elements):
        denied, end = _denied(elements, at, tokens)
        kept += denied
        if end == at:
            element, end = _as_pack_count(elements, at, tokens, index)
            kept.append(element)
        at = end
    return kept


def _without_retracted(elements: list[Element], tokens: Sequence[Token]) -> list[Element]:
    dropped = _not_enough(elements, tokens)
    for at, element in enumerate(elements):
        if element.kind in (*_COUNTS, "size"):
            dropped.update(_retracted(elements, at, tokens) or _said_before(elements, at, tokens))
        elif element.kind == "goods":
            dropped.update(_renamed(elements, at, tokens))
    return [element for at, element in enumerate(elements) if at not in dropped]


def _not_enough(elements: Sequence[Element], tokens: Sequence[Token]) -> set[int]:
    """ "iwe tatu, mbili haitoshi": the number that will not do, where another was said; "sita ni nyingi" wants none."""
    amounts = [at for at, element in enumerate(elements) if element.kind in (*_COUNTS, "size")]
    short = {at for at in amounts if _falls_short(_words_behind(elements[at], tokens, 3))}
    numbers = (at for at in amounts if elements[at].kind in _COUNTS)
    too_much = {at for at in numbers if _is_too_much(_words_behind(elements[at], tokens, 4))}
    return (short if len(amounts) > len(short) else set()) | too_much


def _words_behind(element: Element, tokens: Sequence[Token], most: int) -> list[str]:
    return [token.norm for token in tokens[element.end : element.end + most]]


def _is_too_much(behind: list[str]) -> bool:
    is_judged = bool(behind) and behind[0] in _JUDGING and not any(word in _ASKING_HOW for word in behind)
    return is_judged and any(word in _TOO_MUCH for word in behind)


def _falls_short(behind: list[str]) -> bool:
    if behind[:1] and behind[0] in _NOT_ENOUGH:
        return True
    is_denied = any(word in _NOT for word in behind[:2])
    return (is_denied and any(word in _ENOUGH for word in behind)) or (
        behind[:1] != [] and " ".join(behind[:2]) in _TOO_FEW
    )


def _retracted(elements: Sequence[Element], at: int, tokens: Sequence[Token]) -> list[int]:
    """The places of what the number or size at ``at`` puts right; of goods named again with it, also the goods."""
    start, first_seen = elements[at].start, max(0, elements[at].start - _FARTHEST)
    while start > first_seen and _leads_back(tokens[start - 1].norm):
        start -= 1
    lead = [token.norm for token in tokens[start : elements[at].start]]
    is_remade = _is_remade(lead)
    if not is_remade and _RETRACTING.isdisjoint(lead):
        return []
    clause = _clause_before(elements, at, start)
    if is_remade and _goods_among(elements, clause) > 1:
        return []
    gone = _put_right(elements, at, clause)
    return [*gone, *_retracting_verbs(elements, at, start)] if gone else []


def _is_remade(lead: Sequence[str]) -> bool:
    """Whether the words before an amount say that it takes the place of another: "badala yake weka"."""
    return " ".join(lead[-2:]) in _REMAKING and (lead[-1] in _THAT or len(lead) > 2)


def _clause_before(elements: Sequence[Element], at: int, start: int) -> list[int]:
    """The places of the amounts and goods that end before token ``start``, nearest first; of two goods at most."""
    clause: list[int] = []
    for place in range(at - 1, max(0, at - _FARTHEST) - 1, -1):
        if elements[place].end > start:
            continue
        if elements[place].kind not in _BETWEEN or _goods_among(elements, clause) > 1:
            break
        clause.append(place)
    return clause


def _goods_among(elements: Sequence[Element], places: Sequence[int]) -> int:
    return sum(elements[place].kind == "goods" for place in places)


def _put_right(elements: Sequence[Element], at: int, clause: Sequence[int]) -> list[int]:
    """The place of the amount in ``clause`` that the one at ``at`` puts right, and of its goods if they follow again."""
    kinds = ("size",) if elements[at].kind == "size" else _COUNTS
    first = next((place for place in clause if elements[place].kind in kinds), None)
    if first is None:
        return []
    if at + 1 == len(elements) or elements[at + 1].kind != "goods":
        return [first]
    later = clause[: clause.index(first)]
    same = next((place for place in later if _are_same(elements[place], elements[at + 1])), None)
    return [] if same is None else [first, same]


def _leads_back(word: str) -> bool:
    return word in _LEADING_BACK or ROLES.get(word) in ("order", "set", "to")


def _said_before(elements: Sequence[Element], at: int, tokens: Sequence[Token]) -> list[int]:
    """ "nilisema kilo kumi, fanya iwe kilo kumi na tano": the size that was said is put right by the one behind "iwe"."""
    if elements[at].kind != "size":
        return []
    before = at - 1
    while before >= 0 and elements[before].kind in ("verb", "break"):
        before -= 1
    if before < 0 or elements[before].kind != "size":
        return []
    said = tokens[max(0, elements[before].start - 3) : elements[before].start]
    is_set = _last_verb(elements[before + 1 : at]) in ("to", "set")
    return [before] if is_set and any(token.norm in _SAYING for token in said) else []


def _last_verb(elements: Sequence[Element]) -> str:
    return next((element.word for element in reversed(elements) if element.kind == "verb"), "")


def _renamed(elements: Sequence[Element], at: int, tokens: Sequence[Token]) -> list[int]:
    """ "unga.. sorry si unga, ni mchele", "mchele kilo moja, wait, mchele kilo mbili": goods taken back at once.

    Their places and those of their amounts; of goods only denied, where others are named behind them.
    """
    before = _goods_before(elements, at)
    if before is None or not _are_equal(elements[before], elements[at]):
        return []
    amounts = [before, *_amounts_beside(elements, before)]
    lead = [token.norm for token in tokens[max(elements[place].end for place in amounts) : elements[at].start]]
    if not _takes_back(lead):
        return []
    if lead[-1] in _DENYING:
        return amounts if any(element.kind == "goods" for element in elements[at + 1 :]) else []
    is_counted = bool(_amounts_beside(elements, at))
    return [*amounts, *_retracting_verbs(elements, at, elements[before].end)] if is_counted else []


def _goods_before(elements: Sequence[Element], at: int) -> int | None:
    return next((place for place in range(at - 1, -1, -1) if elements[place].kind == "goods"), None)


def _takes_back(lead: Sequence[str]) -> bool:
    """Whether the words between two sayings do nothing but take back the first."""
    return not _RETRACTING.isdisjoint(lead) and all(_leads_back(word) or word in _DENYING for word in lead)


def _amounts_beside(elements: Sequence[Element], at: int) -> list[int]:
    """The places of the amounts straight behind the goods at ``at``, else of those straight before them."""
    end, start = at + 1, at
    while end < len(elements) and (elements[end].is_modifier or elements[end].kind == "of"):
        end += 1
    while end == at + 1 and start and (elements[start - 1].is_modifier or elements[start - 1].kind == "of"):
        start -= 1
    return [place for place in range(start, end) if place != at]


def _are_equal(one: Element, other: Element) -> bool:
    return one.mention is not None and other.mention is not None and one.mention.hits == other.mention.hits


def _retracting_verbs(elements: Sequence[Element], at: int, start: int) -> list[int]:
    """The "no" of a correction denies nothing."""
    near = range(max(0, at - _FARTHEST), at)
    return [place for place in near if elements[place].start >= start and elements[place].word == "not"]


def _are_same(one: Element, other: Element) -> bool:
    return one.mention is not None and other.mention is not None and bool(one.mention.hits & other.mention.hits)


def _denied(elements: Sequence[Element], at: int, tokens: Sequence[Token]) -> tuple[list[Element], int]:
    """What a "not" or "instead of" at ``at`` denies, and the place behind it; ``at`` itself when it denies nothing.

    A number is gone with it; a size stays as one that is not wanted.
    """
    element = elements[at]
    is_instead = tokens[element.start].norm in _INSTEAD
    if element.kind != "verb" or not (is_instead or element.word in ("not", "refuse")):
        return [], at
    place = _denied_place(elements, at, tokens)
    if place is None:
        return [], at
    is_number = elements[place].kind == "number"
    if is_number and element.word == "refuse":
        return [], at
    end = _behind_ones(elements, place + 1, tokens)
    if not _follows_alike(elements, at, place) and not _stands_alone(elements, end, is_instead):
        return [], at
    if is_number and is_instead and _is_size_of(elements, end):
        # "Badala ya hizo mbili za 1L".
        return [replace(elements[end + 1], kind="denied")], end + 2
    return [] if is_number else [replace(elements[place], kind="denied")], end


def _is_size_of(elements: Sequence[Element], at: int) -> bool:
    return [each.kind for each in elements[at : at + 2]] == ["of", "size"]


def _denied_place(elements: Sequence[Element], at: int, tokens: Sequence[Token]) -> int | None:
    """The place of the number or size that the verb at ``at`` points at."""
    place = next((place for place in range(at + 1, len(elements)) if elements[place].kind != "of"), None)
    return place if place is not None and _points_at(elements[at], elements[place], tokens) else None


def _follows_alike(elements: Sequence[Element], at: int, place: int) -> bool:
    """In "ziwe nne si mbili" what is denied stands behind another of its kind."""
    return at > 0 and elements[at - 1].kind == elements[place].kind


def _behind_ones(elements: Sequence[Element], at: int, tokens: Sequence[Token]) -> int:
    """The place behind a "one" at ``at``: "not the big one"."""
    is_one = at < len(elements) and elements[at].kind == "of" and tokens[elements[at].start].norm in _ONES
    return at + is_one


def _points_at(verb: Element, element: Element, tokens: Sequence[Token]) -> bool:
    between = tokens[verb.end : element.start]
    return element.kind in ("number", "size", "size_name") and all(
        token.norm in _POINTING or ROLES.get(token.norm) == "of" for token in between
    )


def _stands_alone(elements: Sequence[Element], end: int, is_instead: bool) -> bool:
    """In "no 2kg sugar" the goods are denied; in "badala ya 2 maziwa iwe 3" only the number is."""
    rest = elements[end:]
    goods = next((at for at, other in enumerate(rest) if not other.is_modifier), len(rest))
    if is_instead and goods and rest[goods:] and rest[goods].kind == "goods":
        # "Instead of the two 1kg sugars" says which goods give way.
        return False
    if not rest or rest[0].kind not in ("goods", "of", "strange"):
        return True
    is_set_later = any(other.is_modifier for other in rest) and sum(other.kind == "goods" for other in rest) == 1
    return is_instead and rest[0].kind == "goods" and is_set_later


def _as_pack_count(
    elements: Sequence[Element], at: int, tokens: Sequence[Token], index: CatalogIndex
) -> tuple[Element, int]:
    """ "tissue ya 4", "tray of 30 eggs", "tissue 10 pack" and "eggs in the half dozen packs" name the pack of so many; with the
    place behind it."""
    element, end = elements[at], at + 1
    if element.kind == "closed" and element.value:
        return _as_bare_size(elements, at, index), end
    value = _number_in_pack(element)
    is_pack = _is_pack(elements, end, tokens) or (_is_known(tokens, element) and _is_packet(elements, end))
    near = elements[max(0, at - _FARTHEST_NAME) : at + 4] if is_pack or _is_of_goods(elements, at) else ()
    if value < 2 or not any(_has_pack_of(other, value, index) for other in near):
        return element, end
    is_told = _is_known(tokens, element) and _are_pieces(elements[:at], value)
    kind: ElementKind = "of" if is_told else "size"
    return replace(element, kind=kind, amount=Amount("count", value)), end + is_pack


def _number_in_pack(element: Element) -> float:
    """Half a dozen too; a whole one is how many are wanted."""
    if element.kind == "count" and element.word == "dozen" and element.amount is not None:
        return element.amount.value if element.amount.value < _DOZEN else 0
    return element.value if element.kind == "number" else 0


def _are_pieces(before: Sequence[Element], count: float) -> bool:
    """In "12 eggs in the half dozen packs" the eggs are counted, of which so many make packs."""
    goods = max((at for at, element in enumerate(before) if element.kind == "goods"), default=0)
    said = before[goods - 1] if goods else None
    return said is not None and said.kind == "number" and said.value > count and said.value % count == 0


def _is_known(tokens: Sequence[Token], element: Element) -> bool:
    return element.start > 0 and tokens[element.start - 1].norm in _DEFINITE


def _is_packet(elements: Sequence[Element], at: int) -> bool:
    return at < len(elements) and elements[at].kind == "unit" and elements[at].word == "packet"


def _is_of_goods(elements: Sequence[Element], at: int) -> bool:
    """ "Tissue ya 4", "pakiti ya kumi"."""
    return at > 1 and elements[at - 1].kind == "of" and elements[at - 2].kind in ("goods", "unit")


def _is_pack(elements: Sequence[Element], at: int, tokens: Sequence[Token]) -> bool:
    return at < len(elements) and elements[at].kind == "unit" and tokens[elements[at].start].norm in _PACKS


def _as_bare_size(elements: Sequence[Element], at: int, index: CatalogIndex) -> Element:
    """In "maziwa ya 500" and "500 ya maziwa" what looks like a price is just the millilitres of a pack."""
    element, beside = elements[at], [*elements[max(0, at - 2) : at], *elements[at + 2 : at + 3]]
    for place in (place for goods in beside if goods.mention is not None for place in goods.mention.hits):
        amount = index.packs[place].amount
        if amount is not None and amount.kind != "count" and amount.value == element.value:
            return replace(element, kind="size", amount=amount)
    return element


def _has_pack_of(goods: Element, count: float, index: CatalogIndex) -> bool:
    amounts = [index.packs[place].amount for place in goods.mention.hits] if goods.mention else []
    return any(amount and amount.kind == "count" and amount.value == count for amount in amounts)

"""What a customer tells beside an order: goods named in a statement ("nauza mandazi kwa base") are not wished for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile, takewhile

from bot.nlu.goods.element import Element
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.leave_out.telling import COPULAS, REASONS, is_doing, is_finite, prepares, tells
from bot.nlu.goods.parse import Reading
from bot.nlu.goods.stem import stem
from bot.nlu.text.tokens import Token
from bot.nlu.words.groups import words
from bot.nlu.words.lexicon import GOODS_ELSEWHERE, ROLES

_FARTHEST = 8
_THEIRS = words("possessives.behind", "Whose something is, behind it")
_OURS = words("possessives.before", "Whose something is, before it")
_WHO = words("people.subjects", "Who does something")
_HAVING = words("verbs.having", "Somebody or something has")
_OCCASIONS = words("occasions", "When or for what goods are used")
_PLACING = words("place.prepositions", "Before a place in a story")
_ABLE = words("verbs.able", "Before a verb: a wish or what can be")
_WISHING = ("order", "add", "remove", "subtract", "set", "refuse", "not", "keep", "swap", "to")
_BEING = words("verbs.being", "Something is somewhere")
_CONSUMING = words("verbs.consuming", "To eat or drink")
_HAVE = words("verbs.have", "To have; behind somebody it tells, else it asks")
_HOLDERS = words("people.holders", "Who has something, and must")
_FOR = words("purposes", "What follows says what for")
_SOME = words("articles.some", "Before a thing, of no weight")
_ABOUT_TO = words("verbs.about_to", "Before a verb: somebody is about to")
_WITH = words("number_habits.joiners")
_ASKING = ("ask_price", "ask_availability")


def without_remarks(reading: Reading, elements: list[Element], intent: str | None) -> list[Element]:
    """The elements without goods that a statement names, as long as it leaves some that are wished for.

    What is counted is wished for, whatever is said around it.
    """
    elements = _without_headings(reading, elements)
    goods = [at for at, element in enumerate(elements) if element.kind == "goods"]
    if len(goods) < 2:
        return elements
    told: set[int] = set()
    for at in goods:
        if not _is_counted(elements, at) and _is_told(reading, elements, at, told, intent in _ASKING):
            told.add(at)
    if len(told) == len(goods):
        return elements
    return [element for at, element in enumerate(elements) if at not in told]


def _is_counted(elements: Sequence[Element], at: int) -> bool:
    """Whether an amount stands straight beside the goods at ``at`` that is not the one of the goods before them."""
    return _is_counted_behind(elements, at) or _is_counted_before(elements, at)


def _is_counted_behind(elements: Sequence[Element], at: int) -> bool:
    after = at + 1
    while after < len(elements) and elements[after].kind == "of" and elements[after].start == elements[after - 1].end:
        after += 1
    return after < len(elements) and _is_amount(elements[after]) and elements[after].start == elements[after - 1].end


def _is_counted_before(elements: Sequence[Element], at: int) -> bool:
    before = at - 1
    while before >= 0 and elements[before].kind == "of" and elements[before].end == elements[before + 1].start:
        before -= 1
    if before < 0 or not _is_amount(elements[before]) or elements[before].end != elements[before + 1].start:
        return False
    while before >= 0 and elements[before].is_modifier:
        before -= 1
    return before < 0 or elements[before].kind != "goods"


def _is_amount(element: Element) -> bool:
    return element.is_modifier and element.kind != "size_name"


def _is_told(reading: Reading, elements: Sequence[Element], at: int, told: set[int], is_asking: bool) -> bool:
    if _is_behind_statement(reading, elements, at, told) or _is_consumed(reading.tokens, elements[at]):
        return True
    if _hits(elements[at]):
        return _is_sold_but_told(reading, elements, at, is_asking)
    return _is_strange_and_told(reading, elements, at, is_asking)


def _is_sold_but_told(reading: Reading, elements: Sequence[Element], at: int, is_asking: bool) -> bool:
    """Whether goods that the shop has are said to be for something, made, or what a statement is made of."""
    tokens, goods = reading.tokens, elements[at]
    if _is_purpose(tokens, goods) or _is_made(tokens, goods):
        return True
    is_shown = _is_of_another(reading, elements, at) or _word_before(tokens, goods) in _OURS
    return is_shown and _is_subject(reading, goods, is_asking)


def _is_strange_and_told(reading: Reading, elements: Sequence[Element], at: int, is_asking: bool) -> bool:
    """Whether words that no product has tell of people, places or what is done, and name nothing to be bought."""
    tokens, named = reading.tokens, elements[at]
    return (
        _is_subject(reading, named, is_asking, 0 if _is_ruled(elements, at) else 4)
        or is_doing(tokens[named.start].norm)
        or (not is_asking and _is_part_of_goods(tokens, elements, at))
        or not _WHO.isdisjoint(token.norm for token in tokens[named.start : named.end])
        or _is_owned(tokens, elements, at)
        or _word_before(tokens, named) in _PLACING
        or _is_closing(tokens, elements, at)
    )


def _word_before(tokens: Sequence[Token], element: Element) -> str:
    return tokens[element.start - 1].norm if element.start else ""


def _is_behind_statement(reading: Reading, elements: Sequence[Element], at: int, told: set[int]) -> bool:
    """Whether the verb that stands nearest before the goods, in their own clause, states something."""
    tokens, start = reading.tokens, elements[at].start
    is_strange = not _hits(elements[at])
    owners = _owners(elements, at)
    for place in range(start - 1, max(-1, start - 1 - _FARTHEST), -1):
        token = tokens[place]
        if not token.is_word or token.is_number:
            return False
        is_next = place == start - 1
        if _states(tokens, place, reading.index, is_strange) or _is_doing_with(token.norm, is_next, is_strange):
            return True
        owner = owners.get(place)
        if owner is not None and not _leads_on(elements[owner], is_strange or is_next):
            return elements[owner].kind == "goods" and owner in told
    return False


def _owners(elements: Sequence[Element], at: int) -> dict[int, int]:
    """By token the place of the element that it belongs to, for the elements shortly before ``at``."""
    near = range(max(0, at - _FARTHEST), at)
    return {place: number for number in near for place in range(elements[number].start, elements[number].end)}


def _is_doing_with(word: str, is_next: bool, is_strange: bool) -> bool:
    """Whether the verb ``word`` prepares the goods behind it or, straight behind it, does something with unknown ones."""
    if not is_next and not is_strange:
        return False
    return prepares(word) or (is_next and is_strange and is_doing(word))


def _leads_on(element: Element, joins: bool) -> bool:
    """Whether the clause goes on over ``element``; over an "and" only where it ``joins``."""
    return element.kind in ("of", "strange", "size_name", "unit") or (element.word == "and" and joins)


def _without_headings(reading: Reading, elements: list[Element]) -> list[Element]:
    if ":" not in reading.text:
        return elements
    headings = {at for at, each in enumerate(elements) if each.kind == "goods" and _is_heading(reading, elements, at)}
    return [element for at, element in enumerate(elements) if at not in headings]


def _is_heading(reading: Reading, elements: Sequence[Element], at: int) -> bool:
    """ "staff tea today: coffee 2, yoghurt 30", "For staff tea: 2 soda": what the list is for. In "bread: 2" the goods are the
    list's own."""
    tokens = reading.tokens
    colons = [place for place, token in enumerate(tokens) if token.norm == ":"]
    if len(colons) != 1 or elements[at].end > colons[0]:
        return False
    if colons[0] == len(tokens) - 1:
        # "These things for the house:", and the list comes in the next bubble.
        return not _is_counted(elements, at)
    return _leads_to_goods(tokens, elements, at, colons[0])


def _leads_to_goods(tokens: Sequence[Token], elements: Sequence[Element], at: int, colon: int) -> bool:
    goods = elements[at]
    behind = [element for element in elements[at + 1 :] if element.kind not in ("strange", "of", "closed")]
    if goods.end < colon or _is_for_something(tokens, goods):
        behind = _without_first_amounts(behind, colon)
    return bool(behind) and behind[0].kind == "goods" and behind[0].start > colon


def _is_for_something(tokens: Sequence[Token], goods: Element) -> bool:
    clause = takewhile(lambda token: token.is_word, reversed(tokens[max(0, goods.start - _FARTHEST) : goods.start]))
    return any(token.norm in _FOR for token in clause)


def _without_first_amounts(elements: Sequence[Element], start: int) -> list[Element]:
    """Without the amounts behind token ``start`` that come first."""
    return list(dropwhile(lambda element: element.is_modifier and element.start > start, elements))


def _is_ruled(elements: Sequence[Element], at: int) -> bool:
    return at > 0 and elements[at - 1].kind == "verb" and elements[at - 1].word in _WISHING


def _states(tokens: Sequence[Token], place: int, index: CatalogIndex, with_copulas: bool) -> bool:
    word = tokens[place].norm
    if word in REASONS or (word in _HAVE and _is_holding(tokens, place)):
        return True
    if word in _HAVING:
        return True
    if with_copulas and word in COPULAS and ROLES.get(word) != "ask":
        return True
    return tells(word) and not _may_be_goods(word, index)


def _is_holding(tokens: Sequence[Token], place: int) -> bool:
    """ "i have guests", "one must have": no "can i have"."""
    before = [token.norm for token in tokens[max(0, place - 2) : place]]
    return bool(before) and before[-1] in _HOLDERS and before[0] not in _ABLE


def _may_be_goods(word: str, index: CatalogIndex) -> bool:
    return index.knows(stem(word)) or word in GOODS_ELSEWHERE


def _hits(element: Element) -> frozenset[int]:
    return element.mention.hits if element.mention is not None else frozenset()


def _is_subject(reading: Reading, goods: Element, is_asking: bool, reach: int = 4) -> bool:
    """ "stima zmepotea tena", "jiko la hapa ni la zamani": the statement is made of what is named."""
    tokens = reading.tokens
    for place in range(goods.start + 1, min(goods.end + reach, len(tokens))):
        word, is_behind = tokens[place].norm, place >= goods.end
        if not tokens[place].is_word or word in REASONS or (is_behind and word in _PLACING):
            return False
        if _tells_of_subject(word, reading.index, is_asking):
            return True
        if is_behind and ROLES.get(word, "filler") not in ("filler", "of"):
            return False
    return False


def _tells_of_subject(word: str, index: CatalogIndex, is_asking: bool) -> bool:
    return (word in COPULAS and not is_asking) or (tells(word) and not _may_be_goods(word, index))


def _is_purpose(tokens: Sequence[Token], goods: Element) -> bool:
    """ "sugar for my tea": what it is for; a part of a name alone ("for the salad") is no goods behind any "for"."""
    before = [token.norm for token in tokens[max(0, goods.start - 2) : goods.start]]
    if len(before) < 2 or before[0] not in _FOR:
        return False
    is_exact = goods.mention is not None and goods.mention.exact
    return before[1] in _OURS or (not is_exact and before[1] in _SOME)


def _is_made(tokens: Sequence[Token], goods: Element) -> bool:
    """ "chai nishatengeneza": the customer makes it."""
    return goods.end < len(tokens) and prepares(tokens[goods.end].norm)


def _is_consumed(tokens: Sequence[Token], goods: Element) -> bool:
    """ "tumeamua kunywa maji", "we decided to drink water": what is taken of what is there, unless it is wished for."""
    verb = _consuming_verb(tokens, goods)
    if verb is None:
        return False
    before = [token.norm for token in tokens[max(0, verb - 2) : verb]]
    if not before or any(ROLES.get(word) in ("order", "add", "ask", "of", "and") for word in before):
        return False
    return before[-1] in _WHO or before[-1] in _ABOUT_TO or is_finite(before[-1])


def _consuming_verb(tokens: Sequence[Token], goods: Element) -> int | None:
    """The place of a verb straight before the goods, or first among the words that name them."""
    verb = next((at for at in (goods.start, goods.start - 1) if at >= 0 and tokens[at].norm in _CONSUMING), None)
    return None if verb == goods.start and goods.end - goods.start < 2 else verb


def _is_part_of_goods(tokens: Sequence[Token], elements: Sequence[Element], at: int) -> bool:
    """ "unga iko na wadudu": what is found in the goods named before it."""
    start = elements[at].start
    is_found = start > 2 and tokens[start - 1].norm in _WITH and tokens[start - 2].norm in _BEING
    return is_found and any(element.kind == "goods" and element.end == start - 2 for element in elements[:at])


def _is_of_another(reading: Reading, elements: Sequence[Element], at: int) -> bool:
    """ "biashara ya chai imekuwa ngumu": of the business something is said, and not of the tea."""
    start = elements[at].start
    if start < 2 or ROLES.get(reading.tokens[start - 1].norm) != "of" or at < 1 or elements[at - 1].kind != "of":
        return False
    head = elements[at - 2] if at > 1 else None
    return head is None or head.end < start - 1 or head.kind == "strange"


def _is_owned(tokens: Sequence[Token], elements: Sequence[Element], at: int) -> bool:
    """ "my doctor", "wifi yangu": the customer's own, unless a verb straight before it does something with it."""
    goods = elements[at]
    after = tokens[goods.end].norm if goods.end < len(tokens) else ""
    inside = {token.norm for token in tokens[goods.start : goods.end]}
    before = tokens[goods.start - 1].norm if goods.start else ""
    return not _is_ruled(elements, at) and (before in _OURS or after in _THEIRS or bool(inside & _THEIRS))


def _is_closing(tokens: Sequence[Token], elements: Sequence[Element], at: int) -> bool:
    """ "…, brown bread moja, gym life": several unknown words behind a list whose items all had their amounts."""
    goods = elements[at]
    is_phrase = goods.end - goods.start > 1 or (goods.end < len(tokens) and tokens[goods.end].norm in _OCCASIONS)
    if not is_phrase or any(element.kind == "goods" for element in elements[at + 1 :]):
        return False
    if tokens[goods.end - 1].norm in GOODS_ELSEWHERE or tokens[goods.start].norm in GOODS_ELSEWHERE:
        return False
    return _ends_counted_list(elements[:at])


def _ends_counted_list(before: Sequence[Element]) -> bool:
    """Whether the last item of the list had an amount, and a comma or full stop ends it."""
    if len(before) < 2 or before[-1].kind != "break" or before[-1].word == "and":
        return False
    return before[-2].is_modifier or (before[-2].kind == "goods" and len(before) > 2 and before[-3].is_modifier)

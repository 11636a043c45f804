"""Words no product has, in the place of goods: a line that nothing fits, so that the customer is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.nlu.goods.element import Element
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.meanings import is_goods
from bot.nlu.goods.mention import Hits, Mention
from bot.nlu.goods.parse import Reading
from bot.nlu.goods.respell import is_function, is_verb
from bot.nlu.goods.stem import stem
from bot.nlu.text.tokens import Token
from bot.nlu.words.groups import shapes, words
from bot.nlu.words.lexicon import GOODS_ELSEWHERE, OF

_LONGEST = 6
_MOST = 8
_OPENING = ("order", "add", "remove", "subtract", "ask", "not", "refuse")
_CHANGING = ("order", "add", "remove", "subtract", "set")
_ARTICLES = words("articles.all", "Before a thing")
_DEFINITE = words("articles.definite", "The one that is known")
_TO_DO = shapes("verb_shapes.to_do", "What something is for: to cook")
_PREPOSITIONS = words("prepositions", "Before a place or a time")
_BEFORE_ITEMS = words("lists.before_items", "Before an item of a list")
_PLACES_OF_SALE = words("place.of_sale", "Places where things are sold")
_PARTING = words("lists.parting", "Where the list of things ends")
Run = tuple[int, int]


def with_strange_goods(reading: Reading, is_changing: bool = False) -> list[Element]:
    """The elements with unknown goods ("viatu mbili", "dawa ya mbu") as goods, and without all other unknown words.

    Beside goods that the shop sells an unknown word must stand as an item of the list: a story told beside an order
    is no order. Who is changing a basket tells reasons beside the goods, and only goods of other shops are asked for.
    """
    elements = list(reading.elements)
    if not 0 < sum(element.kind == "strange" for element in elements) <= _MOST:
        return elements
    runs = _runs(reading)
    chosen, ends = dict(_chosen(reading, runs, is_changing)), dict(runs)
    result: list[Element] = []
    at = 0
    while at < len(elements):
        if at in chosen:
            _take_in(reading, result, elements[at].start, elements[chosen[at] - 1].end)
        elif at not in ends:
            result.append(elements[at])
        else:
            _tell_more(reading, result, elements[at : ends[at]])
        at = ends.get(at, at + 1)
    return result


def _chosen(reading: Reading, runs: list[Run], is_changing: bool) -> list[Run]:
    """The runs that name goods: the items of the list, or where there is no list and nothing else, all of them."""
    items = _items(reading, runs)
    has_goods = any(element.kind == "goods" for element in reading.elements)
    if is_changing and has_goods:
        items = [run for run in items if _is_called_goods(reading, run)]
    return items if items or has_goods else runs


def _is_called_goods(reading: Reading, run: Run) -> bool:
    return reading.elements[run[0]].mention is not None or bool(_words(reading, run) & GOODS_ELSEWHERE)


def _take_in(reading: Reading, before: list[Element], start: int, end: int) -> None:
    """Adds the unknown words to what is ``before`` them: as goods, or to the goods that they only tell more of.

    In "mkate mbili white na moja brown" a lone "brown" is that bread, in "bread, the brown one" the bread meant.
    """
    own = next((each.mention for each in reading.elements if each.start == start and each.end == end), None)
    hits = own.hits if own is not None else _narrowed(reading, before, start) if end - start == 1 else frozenset()
    if hits is None:
        return
    is_known = bool(hits)
    hits = hits or _hinted_at(reading, start, end)
    mention = Mention(
        start, end, hits, is_known, 0.9 if is_known else 0.0, hits, is_firm=own is None, is_hint=bool(hits) > is_known
    )
    before.append(Element("goods", start, end, mention=mention))


def _hinted_at(reading: Reading, start: int, end: int) -> Hits:
    """Of a message that names nothing else what the words may hint at: "khaki" at khaki trousers, "wimbi" at its flour."""
    if any(element.kind == "goods" for element in reading.elements):
        return frozenset()
    return reading.index.hinted_at([stem(token.norm) for token in reading.tokens[start:end] if token.is_word])


def _tell_more(reading: Reading, before: list[Element], words: Sequence[Element]) -> None:
    if len(words) == 1:
        _narrowed(reading, before, words[0].start)


def _narrowed(reading: Reading, before: list[Element], at: int) -> Hits | None:
    """What the word at ``at`` means beside the last goods; None when it only told more of them, which is now done."""
    last = next((place for place in range(len(before) - 1, -1, -1) if before[place].kind == "goods"), None)
    if last is None:
        return frozenset()
    hits = _kin(reading, before[last], at)
    mention = before[last].mention
    if not hits or mention is None or not _is_beside(reading, before[last + 1 :], at):
        return hits
    before[last] = replace(before[last], mention=replace(mention, hits=hits, broad=hits))
    return None


def _is_beside(reading: Reading, between: Sequence[Element], at: int) -> bool:
    """Whether nothing parts the word at ``at`` from the goods: the list's signs, or one amount; before "the" both may."""
    between = [element for element in between if element.kind != "of"]
    other = [element for element in between if element.word not in (",", ".")]
    if not other:
        return True
    numbers = sum(element.kind in ("number", "count") for element in other)
    is_pointed = reading.tokens[at - 1].norm in _DEFINITE
    return numbers <= 1 and all(element.is_modifier for element in (other if is_pointed else between))


def _kin(reading: Reading, last: Element, at: int) -> Hits:
    """The products of the family named ``last`` that the word at ``at`` describes."""
    if last.mention is None or not last.mention.hits:
        return frozenset()
    index, word = reading.index, stem(reading.tokens[at].norm)
    first, head = stem(reading.tokens[last.start].norm), stem(reading.tokens[last.end - 1].norm)
    for named in ([word, head], [first, OF, word], [first, word]):
        phrase = index.find(named)
        if phrase is not None and phrase.exact:
            return phrase.exact
    return _described_of(index, head, word) or _described_of(index, first, word)


def _described_of(index: CatalogIndex, family: str, word: str) -> Hits:
    """Those of a family of goods that ``word`` tells from others of it."""
    phrase = index.find([family])
    if phrase is None:
        return frozenset()
    described = phrase.broad & index.described.get(word)
    return described if described < phrase.broad else frozenset()


def _runs(reading: Reading) -> list[Run]:
    """Places in the elements of unknown words in a row, with a connective between them or without."""
    runs: list[Run] = []
    at = 0
    while at < len(reading.elements):
        end = _end(reading, at)
        if at < end <= at + _LONGEST:
            runs.append((at, end))
        at = max(end, at + 1)
    return runs


def _end(reading: Reading, at: int) -> int:
    elements, end = reading.elements, at
    while end < len(elements) and elements[end].kind == "strange":
        if end > at and _is_new_thought(reading, elements[end - 1].end, elements[end].start):
            break
        end += 1
        is_linked = end + 1 < len(elements) and elements[end].kind == "of" and elements[end + 1].kind == "strange"
        end += 1 if is_linked else 0
    return end


def _is_new_thought(reading: Reading, start: int, end: int) -> bool:
    """ "we are fasting so dates 2": what stands between two unknown words may part them."""
    return any(token.norm in _PARTING for token in reading.tokens[start:end])


def _items(reading: Reading, runs: list[Run]) -> list[Run]:
    """The runs that are items of the list; one found is a place where the list goes on ("nyama na dhania")."""
    items: list[Run] = []
    for run in runs:
        if _is_item(reading, run, frozenset(end for _, end in items)):
            items.append(run)
    return items


def _is_item(reading: Reading, run: Run, item_ends: frozenset[int]) -> bool:
    at, end = run
    if _is_purpose(reading, reading.elements[at].start) or _is_place(reading.tokens, reading.elements[end - 1].end):
        return False
    words = _words(reading, run)
    if words & GOODS_ELSEWHERE or _stands_as_item(reading, run, item_ends):
        return True
    # What other trades sell may have more behind it, as "gumboots size 8".
    return any(is_goods(stem(word)) for word in words) and _is_asked_for(reading, run, item_ends)


def _is_asked_for(reading: Reading, run: Run, item_ends: frozenset[int]) -> bool:
    """Whether it stands where the list goes on, or a question is behind it at the beginning: "primer hamna?"."""
    elements, (at, end) = reading.elements, run
    if at:
        return _continues_list(elements, at, item_ends, reading.tokens) and _is_straight_behind(elements, at)
    return end < len(elements) and elements[end].kind == "verb" and elements[end].word == "ask"


def _is_straight_behind(elements: Sequence[Element], at: int) -> bool:
    """Behind a verb, or an item with nothing but breaks between: in "kilo kumi, nipo Sinza karibu na shule" stands more."""
    while at > 1 and elements[at - 1].kind == "break" and elements[at - 2].end == elements[at - 1].start:
        at -= 1
    return elements[at - 1].kind != "break"


def _stands_as_item(reading: Reading, run: Run, item_ends: frozenset[int]) -> bool:
    """Whether an amount is said of the run, or it stands where the list goes on and nothing but a break behind it."""
    elements, (at, end) = reading.elements, run
    behind = elements[_behind_price(elements, end) :][:1]
    touching = [element for element in behind if element.start == elements[end - 1].end]
    if at and _is_amount_of(elements, at):
        return all(element.kind != "goods" for element in touching)
    if _has_modifier(touching) or _is_known_item(elements, at, touching):
        return True
    return at > 0 and _are_breaks(behind) and _continues_list(elements, at, item_ends, reading.tokens)


def _has_modifier(elements: Sequence[Element]) -> bool:
    return any(element.is_modifier for element in elements)


def _are_breaks(elements: Sequence[Element]) -> bool:
    return all(element.kind == "break" for element in elements)


def _is_known_item(elements: Sequence[Element], at: int, touching: Sequence[Element]) -> bool:
    """What the catalog calls so, behind a verb or at the head of the list: "toa jameson weka …", "milk, bread"."""
    if elements[at].mention is None:
        return False
    if not at:
        return [element.word for element in touching] == [","]
    return elements[at - 1].kind == "verb" and elements[at - 1].word in _CHANGING


def _is_place(tokens: Sequence[Token], end: int) -> bool:
    """ "petrol station", "phone shop": where such goods are sold."""
    return any(token.norm in _PLACES_OF_SALE for token in tokens[end - 1 : end + 1])


def _words(reading: Reading, run: Run) -> set[str]:
    at, end = run
    return {token.norm for token in reading.tokens[reading.elements[at].start : reading.elements[end - 1].end]}


def _behind_price(elements: Sequence[Element], at: int) -> int:
    """ "airtime ya 100", "reflector za boda": what it costs or is for tells nothing of where the item ends."""
    kinds = [element.kind for element in elements[at : at + 2]]
    if kinds == ["of", "closed"]:
        return at + 2
    is_of_word = kinds[:1] == ["of"] and (len(kinds) == 1 or elements[at + 1].start > elements[at].end)
    return at + 1 if is_of_word else at


def _is_purpose(reading: Reading, start: int) -> bool:
    """ "charcoal for the nyama choma", "jik ya kufulia nguo": what the goods are for."""
    before = [token.norm for token in reading.tokens[max(0, start - 2) : start]]
    if before and _TO_DO.match(before[-1]) and is_verb(before[-1]) and not is_function(before[-1]):
        return True
    if before[-1:] and before[-1] in _PREPOSITIONS:
        return True
    return len(before) == 2 and before[0] in _PREPOSITIONS and before[1] in _ARTICLES


def _is_amount_of(elements: Sequence[Element], at: int) -> bool:
    """ "mbili za X", "2 X": the amount stands straight before, and not behind goods that it counts."""
    before = elements[at - 1]
    if before.kind == "of" and at > 1:
        before, at = elements[at - 2], at - 1
    is_free = at < 2 or _leaves_free(elements[at - 2])
    return before.is_modifier and is_free and before.end >= elements[at].start - (1 if elements[at].kind == "of" else 0)


def _leaves_free(element: Element) -> bool:
    """Whether an amount behind ``element`` may be of what follows it; in "iwe 2 X" it is of what was named before."""
    is_set = element.kind == "verb" and element.word == "to"
    return element.is_modifier or (element.kind in ("break", "verb") and not is_set)


def _continues_list(elements: Sequence[Element], at: int, item_ends: frozenset[int], tokens: Sequence[Token]) -> bool:
    """Straight behind a verb of ordering or asking, or behind the comma or "na" that ends the item before."""
    if at > 1 and elements[at - 1].kind == "of" and elements[at - 2].word == "add":
        # "mkate moja na ingine ya brown".
        at -= 1
    if not at or not _is_near(elements[at - 1], elements[at], tokens):
        return False
    before = elements[at - 1]
    if before.kind == "verb":
        return before.word in _OPENING and not _is_answered(elements, at - 1)
    return before.kind == "break" and before.word != "." and _ends_item(elements, at - 1, item_ends)


def _is_near(before: Element, element: Element, tokens: Sequence[Token]) -> bool:
    """With nothing between them but an article or the like."""
    start = element.start
    return before.end == start or (before.end == start - 1 and tokens[start - 1].norm in _BEFORE_ITEMS)


def _is_answered(elements: Sequence[Element], at: int) -> bool:
    """Whether the question at ``at`` is one about goods before it."""
    return elements[at].word == "ask" and any(element.kind == "goods" for element in elements[:at])


def _ends_item(elements: Sequence[Element], at: int, item_ends: frozenset[int]) -> bool:
    """Whether an item of the list, or the verb that begins it, stands before the break at ``at``."""
    last = next((element for element in reversed(elements[:at]) if element.kind != "break"), None)
    if last is None or at in item_ends:
        return last is not None
    return last.kind == "goods" or last.is_modifier or _is_asked(last)


def _is_asked(element: Element) -> bool:
    return element.kind == "verb" and element.word in _OPENING

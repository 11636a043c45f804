"""Reads the order lines of a message: which products, how many, and what is to be done with them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import Any, Literal

from bot.nlu.goods.alternatives import one_of, without_otherwise
from bot.nlu.goods.assign import Draft, drafts, share
from bot.nlu.goods.choose import Asked, Choice, bare_size, choose
from bot.nlu.goods.element import Element
from bot.nlu.goods.index import CatalogIndex, Goods
from bot.nlu.goods.leave_out.told import without_remarks
from bot.nlu.goods.leave_out.unknown import with_strange_goods
from bot.nlu.goods.parse import Reading, read
from bot.nlu.goods.respell import is_narrative
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import NUMBER_WORDS, plain
from bot.nlu.text.tokens import MAX_TOKENS, Token, as_written
from bot.nlu.text.units import DOZEN_WORDS, UNITS, Amount
from bot.nlu.words.groups import words
from bot.nlu.words.lexicon import HAD_WORDS, ROLES, RUN_OUT_WORDS

Change = Literal["set", "add", "subtract", "remove"]

ORDER_LINE_INTENTS = frozenset(("order_items", "remove_item", "change_quantity", "ask_price", "ask_availability"))
_ASKING = ("ask_price", "ask_availability")
_HINTING = ("order_items", *_ASKING)
_LONGEST_HINT = 3
_MOST_LINES = 60
# Of where a message was read to.
_WORDS_TOLD, _LETTERS_TOLD = 5, 60
_LEAST_PRICE = 20
_MEASURE_UNITS = {"mass": ("g", "kg"), "volume": ("ml", "litre")}
_WHOLE_NAMES = ("jar", "jerrican")
_WISHING = ("order", "add")
_ASKING_OR_WISHING = ("ask", "order", "add")
_CHANGING = ("add", "subtract", "remove", "set")
_REFUSING = ("remove", "refuse", "not")
_RULING = ("order", "add", "subtract", "remove", "set", "refuse", "keep", "swap")


_INSTEAD = words("instead", "In the place of something")
_AGAIN = words("again", "Once more")
_MORE_THAN = words("telling.more_than", "Not run out: more than")
_CONDITIONS = words("conditions", "If")
_ARTICLES = words("articles.indefinite", "One of something")


@dataclass(frozen=True)
class OrderLine:
    """One mention of goods. ``sku`` only when one pack is meant beyond doubt; ``quantity`` None when none was said; ``verb`` is
    what rules it, as ``roles`` in ``data/words`` has it, empty for none; ``choice`` is ``either`` where one of several goods is
    wished for, ``any`` where it does not matter which. ``at`` is the token where the goods begin, -1 for a line without."""

    product: str | None
    sku: str | None
    candidates: tuple[str, ...]
    quantity: float | None
    unit: str | None
    size: str | None
    change: Change
    score: float
    verb: str = ""
    choice: str = ""
    at: int = -1

    def as_dict(self) -> dict[str, Any]:
        """The line as it stands in the parse result."""
        said = {name: value for name, value in (("verb", self.verb), ("choice", self.choice)) if value}
        return {
            "product": self.product,
            "sku": self.sku,
            "candidates": list(self.candidates),
            "quantity": None if self.quantity is None else plain(self.quantity),
            "unit": self.unit,
            "size": self.size,
            "change": self.change,
            "score": round(self.score, 3),
            **said,
        }


@dataclass(frozen=True)
class _Wish:
    """One goods, the elements that are its own, and the verb that rules it."""

    goods: Element
    own: list[Element]
    role: str | None


def read_order_lines(text: str | None, catalog: Goods, intent: str | None) -> list[OrderLine]:
    """Lines in the order of mention; none for an intent that has none. Without an intent only goods the shop sells."""
    if intent is not None and intent not in ORDER_LINE_INTENTS:
        return []
    return lines_of(read(text, catalog), intent)


def stopped_at(reading: Reading) -> str:
    """The last words that are read of a message with more in it than is read of one; nothing where all of it is."""
    goods = [element for element in reading.elements if element.kind == "goods"]
    tokens = reading.tokens
    if len(goods) > _MOST_LINES:
        end = goods[_MOST_LINES - 1].end
    elif len(tokens) == MAX_TOKENS and reading.text[tokens[-1].end :].strip():
        end = len(tokens)
    else:
        return ""
    return " ".join(reading.written(max(0, end - _WORDS_TOLD), end).split())[-_LETTERS_TOLD:]


def lines_of(reading: Reading, intent: str | None) -> list[OrderLine]:
    """As :func:`read_order_lines`, of a message already read."""
    elements = _elements_for(reading, intent)
    goods = [at for at, element in enumerate(elements) if _is_named(element, intent)]
    if not goods:
        return _hint(reading, intent) or _line_without_goods(elements, intent)
    goods, elements = _cut_off(goods, elements)
    owned = share(elements, goods)
    wishes = [_Wish(elements[at], own, _role(elements, at)) for at, own in zip(goods, owned, strict=True)]
    wishes = _only_wanted(_turned(_without_headings(_swapped(wishes)), intent), elements, list(reading.tokens), intent)
    mixed = len({_kind(wish.role, intent) for wish in wishes}) > 1
    lines: list[OrderLine] = []
    for wish, parts in zip(wishes, _drafts_of(wishes), strict=True):
        wanted = _not_denied(wish, parts) if intent == "order_items" else parts
        lines.extend(_line(reading, wish, draft, _change(wish, draft, intent, mixed), intent) for draft in wanted)
    return (lines if intent in _ASKING else one_of(lines, as_written(reading.tokens)))[:_MOST_LINES]


def _cut_off(goods: list[int], elements: list[Element]) -> tuple[list[int], list[Element]]:
    return (goods[:_MOST_LINES], elements[: goods[_MOST_LINES]]) if len(goods) > _MOST_LINES else (goods, elements)


def _hint(reading: Reading, intent: str | None) -> list[OrderLine]:
    """ "nipe bale": where all that is wished for or asked about is a word of sentences, but stands in names, which of those."""
    rest = _behind_verbs(reading) if intent in _HINTING else []
    words = [reading.tokens[at] for at in rest]
    is_said = 0 < len(words) <= _LONGEST_HINT and all(word.is_word and word.norm not in NUMBER_WORDS for word in words)
    hits = reading.index.hinted_at([stem(word.norm) for word in words]) if is_said else None
    if not hits:
        return []
    skus = tuple(reading.index.products[place].sku for place in choose(tuple(hits), Asked(), reading.index).places)
    change = _changed(None, False, intent, False)
    return [OrderLine(reading.written(rest[0], rest[-1] + 1), None, skus, None, None, None, change, 0.0)]


def _behind_verbs(reading: Reading) -> list[int]:
    """The places of words and numbers behind the last verb of wishing or asking; none where there is none."""
    verbs = [element.end for element in reading.elements if _is_verb(element, _ASKING_OR_WISHING)]
    tokens = reading.tokens
    return [at for at in range(max(verbs, default=len(tokens)), len(tokens)) if tokens[at].norm[0].isalnum()]


def _elements_for(reading: Reading, intent: str | None) -> list[Element]:
    """With an intent, what is only told or wished for in another case left out, and goods in that the shop has not."""
    if intent is None:
        return list(reading.elements)
    is_changing = intent in ("remove_item", "change_quantity")
    return without_otherwise(reading, without_remarks(reading, with_strange_goods(reading, is_changing), intent))


def _is_named(element: Element, intent: str | None) -> bool:
    return element.kind == "goods" and (intent is not None or bool(_hits(element)))


def _not_denied(wish: _Wish, parts: list[Draft]) -> list[Draft]:
    """Of "not the 2kg, the 1kg one" the second."""
    wanted = [draft for draft in parts if draft.is_contrast] if wish.role == "not" else []
    return wanted or parts


def _is_verb(element: Element, roles: Container[str]) -> bool:
    return element.kind == "verb" and element.word in roles


def _has_amount(wish: _Wish) -> bool:
    return any(element.is_modifier for element in wish.own)


def _hits(element: Element) -> frozenset[int]:
    return element.mention.hits if element.mention is not None else frozenset()


def _role(elements: Sequence[Element], at: int) -> str | None:
    """The verb that rules the goods at ``at``: one behind it in its own clause when none stands before it there."""
    if _is_behind_not(elements, at):
        return "not"
    begin = next((place for place in range(at - 1, -1, -1) if elements[place].kind == "break"), -1)
    own = elements[begin + 1 : at]
    if any(_is_verb(element, _RULING) for element in own):
        return _last_ruling(own)
    return _role_behind(elements, at) or _role_of_before(elements[:at])


def _role_of_before(elements: Sequence[Element]) -> str | None:
    """The verb that still rules behind ``elements``; a refusal ends with its sentence: "don't send a rider. 2 soda"."""
    ends = (at for at, each in enumerate(elements) if each.kind == "break" and each.word == ".")
    end = max(ends, default=-1)
    role = _last_ruling(elements)
    return role if role not in ("refuse", "not") or _last_ruling(elements[end + 1 :]) == role else None


def _is_behind_not(elements: Sequence[Element], at: int) -> bool:
    """ "not the 2kg sugar": nothing but a size may stand between."""
    before = at - 1
    while before > 0 and elements[before].kind in ("size", "size_name"):
        before -= 1
    return at > 0 and _is_verb(elements[before], ("not",))


def _role_behind(elements: Sequence[Element], at: int) -> str | None:
    """The verb behind the goods in their clause that changes them; a refusal only at its end."""
    for place, element in enumerate(elements[at + 1 :], at + 1):
        if element.kind in ("break", "goods"):
            return None
        if _is_verb(element, ("to",)) and place + 1 < len(elements) and elements[place + 1].is_modifier:
            # "Rosecoco iwe kilo nne".
            return "set"
        if _is_verb(element, _CHANGING) or (_is_verb(element, ("refuse",)) and _ends_clause(elements, place)):
            return element.word
    return None


def _ends_clause(elements: Sequence[Element], at: int) -> bool:
    return at + 1 == len(elements) or elements[at + 1].kind == "break"


def _last_ruling(elements: Sequence[Element]) -> str | None:
    """The last verb of an order; one straight after a refusal ("don't add") is refused with it."""
    role: str | None = None
    was_refusal = False
    for at, element in enumerate(elements):
        if _is_verb(element, _RULING) and not was_refusal and not _is_refused_before(elements, at):
            role = element.word
        was_refusal = _is_verb(element, ("refuse",))
    return role


def _is_refused_before(elements: Sequence[Element], at: int) -> bool:
    """ "maziwa siitaji, mkate tu": a refusal at the end of its clause rules the goods before it only."""
    ends = at + 1 < len(elements) and elements[at + 1].kind == "break"
    return elements[at].word == "refuse" and ends and at > 0 and elements[at - 1].kind == "goods"


def _swapped(wishes: list[_Wish]) -> list[_Wish]:
    """ "replace the milk with yoghurt": the first goes out, what stands behind it comes in."""
    at = next((at for at, wish in enumerate(wishes) if wish.role == "swap"), None)
    if at is None:
        return wishes
    first = wishes[at]
    if first is wishes[-1] and _is_sized_behind_to(first):
        # "Swap the sugar to 2kg": all that is named is what comes in.
        return [*wishes[:-1], replace(first, role="set")]
    is_last = not any(wish.role == "swap" for wish in wishes[at + 1 :])
    # "Remove the soap and replace it with bleach": what goes out was named before.
    was_named = at > 0 and wishes[at - 1].role == "remove" and is_last
    role = "add" if was_named else "remove"
    return [wish if wish.role != "swap" else replace(wish, role=role if wish is first else "add") for wish in wishes]


def _is_sized_behind_to(wish: _Wish) -> bool:
    to = next((at for at, element in enumerate(wish.own) if _is_verb(element, ("to",))), len(wish.own))
    return any(element.kind in ("size", "size_name") for element in wish.own[to:])


def _without_headings(wishes: list[_Wish]) -> list[_Wish]:
    """Without goods that those behind them part: "three hoodies, 2 grey and 1 black", "jeans 2, black 32 and 34"."""
    kept: list[_Wish] = []
    for wish in wishes:
        others = [other for other in wishes if _is_other_of(other, wish)]
        if not others:
            kept.append(wish)
        elif not _is_heading(wish, others):
            kept.append(_uncounted(wish) if _counts_all(wish, others) else wish)
    return kept


def _is_heading(wish: _Wish, others: Sequence[_Wish]) -> bool:
    """A kind of goods without a number, or with that of all the others together; one product is no kind, nor is what goes out
    for the others."""
    if wish.role == "remove" != others[0].role:
        return False
    if len(others) > 1 and _number_of(wish) == _sum_of(others):
        return True
    return len(_hits(wish.goods)) > 1 and not _has_amount(wish)


def _counts_all(wish: _Wish, others: Sequence[_Wish]) -> bool:
    is_told = wish.goods.mention is not None and wish.goods.mention.told
    return is_told and _number_of(wish) == 1 + len(others) and not any(map(_has_amount, others))


def _sum_of(wishes: Sequence[_Wish]) -> float:
    return sum(_number_of(wish) or 1 for wish in wishes)


def _is_other_of(other: _Wish, wish: _Wish) -> bool:
    return other.goods.mention is not None and other.goods.mention.other_of == wish.goods.start


def _number_of(wish: _Wish) -> float | None:
    return next((draft.asked.number for draft in drafts(wish.own)[0] if draft.asked.number is not None), None)


def _uncounted(wish: _Wish) -> _Wish:
    return replace(wish, own=[element for element in wish.own if element.kind != "number"])


def _turned(wishes: list[_Wish], intent: str | None) -> list[_Wish]:
    """ "change lipstick red to purple": of one family the first goes out and the other comes in."""
    if intent != "change_quantity":
        return wishes
    turned: list[_Wish] = []
    for wish in wishes:
        head = next((at for at, other in enumerate(turned) if _is_other_of(wish, other)), None)
        if turned and _becomes(turned[-1], wish):
            turned[-1:] = [replace(turned[-1], role="remove"), replace(wish, role="add")]
        elif head is None or _has_amount(wish):
            turned.append(wish)
        else:
            turned[head] = replace(turned[head], role="remove")
            turned.append(replace(wish, role="add"))
    return turned


def _becomes(one: _Wish, other: _Wish) -> bool:
    """ "Change the milk to long life"."""
    between = range(one.goods.end, other.goods.start)
    leads_to = any(_is_verb(each, ("to",)) and each.start in between for each in (*one.own, *other.own))
    return one.role == "set" and leads_to and _number_of(one) is None


def _kind(role: str | None, intent: str | None) -> str:
    if role is None and intent == "remove_item":
        return "remove"
    return {"refuse": "remove", "not": "remove", "subtract": "subtract", "remove": "remove", "set": "set"}.get(
        role or "", "add"
    )


def _only_wanted(
    wishes: list[_Wish], elements: Sequence[Element], tokens: list[Token], intent: str | None
) -> list[_Wish]:
    """What is to stay as it is is no part of a change; of an order, goods refused or only asked about are none."""
    wishes = _without_had(_without_kept(wishes, elements), elements, tokens)
    if intent in _ASKING:
        asked = [wish for wish in wishes if wish.role != "not"] or wishes
        return [wish for wish in asked if not _is_asked_closer(wish, asked)]
    if intent != "order_items":
        return [wish for place, wish in enumerate(wishes) if not _is_reason(wish, place, wishes)]
    wishes = _without_stories(wishes, elements, tokens)
    return _without_asked(_without_refused(wishes, elements, tokens), elements, tokens)


def _without_kept(wishes: list[_Wish], elements: Sequence[Element]) -> list[_Wish]:
    """Without goods that are to stay; "take all out but the milk" has no others."""
    kept = [wish for wish in wishes if wish.role != "keep"]
    takes_out = any(_is_verb(element, ("remove",)) for element in elements)
    return kept if kept or takes_out else wishes


def _without_had(wishes: list[_Wish], elements: Sequence[Element], tokens: list[Token]) -> list[_Wish]:
    if not any(token.norm in HAD_WORDS for token in tokens):
        return wishes
    return [wish for wish in wishes if not _is_had(wish, elements, tokens)] or wishes


def _without_stories(wishes: list[_Wish], elements: Sequence[Element], tokens: list[Token]) -> list[_Wish]:
    """Without goods that only what was told before the wishes names."""
    wishes = [wish for wish in wishes if not _is_told(wish, wishes, elements, tokens)]
    return [wish for place, wish in enumerate(wishes) if not _is_story(wish, place, wishes, tokens)]


def _without_refused(wishes: list[_Wish], elements: Sequence[Element], tokens: list[Token]) -> list[_Wish]:
    """Without goods that are not wanted, unless that leaves none."""
    wanted = [wish for wish in wishes if not _is_refused(wish)]
    wanted = [wish for wish in wanted if not _is_given_up(wish, elements, tokens)] or wanted
    return wanted or [wish for wish in wishes if not _is_refused_itself(wish, elements)] or wishes


def _without_asked(wishes: list[_Wish], elements: Sequence[Element], tokens: list[Token]) -> list[_Wish]:
    """Without goods that are only asked about, unless that leaves none."""
    verbs = [each for each in elements if _is_verb(each, _ASKING_OR_WISHING) and not _is_condition(each, tokens)]
    if not any(verb.word == "ask" for verb in verbs):
        return wishes
    return [wish for wish in wishes if not _is_only_asked(wish, elements, verbs)] or wishes


def _is_asked_closer(wish: _Wish, wishes: Sequence[_Wish]) -> bool:
    """ "bei ya unga imepanda? unga 2kg ni ngapi": goods named once more, with the pack that is asked about."""
    if _has_amount(wish):
        return False
    return any(
        _hits(other.goods) and _hits(other.goods) <= _hits(wish.goods) and _has_amount(other)
        for other in wishes
        if other is not wish
    )


def _start_of_clause(elements: Sequence[Element], goods: Element, joining: Container[str] = ("and",)) -> int:
    """The token behind the last break before ``goods``, breaks with a word of ``joining`` aside."""
    breaks = (element for element in elements if element.kind == "break" and element.word not in joining)
    return max((element.end for element in breaks if element.end <= goods.start), default=0)


def _is_refused_itself(wish: _Wish, elements: Sequence[Element]) -> bool:
    """In "forget the sugar, just bread" the refusal ends at the comma."""
    start = _start_of_clause(elements, wish.goods)
    own = [element for element in elements if start <= element.start < wish.goods.start]
    return any(_is_verb(element, ("not", "refuse")) for element in own)


def _is_refused(wish: _Wish) -> bool:
    return wish.role in ("not", "refuse") and not _is_wished_later(wish)


def _is_wished_later(wish: _Wish) -> bool:
    """ "they don't have bread, bring 2", "not the 2kg sugar, the 1kg one": what was denied is wished for behind it."""
    if any(draft.is_contrast for draft in drafts(wish.own)[0]):
        return True
    behind = [element for element in wish.own if element.start >= wish.goods.end]
    verb = next((at for at, element in enumerate(behind) if element.word in _WISHING), len(behind))
    return any(element.is_modifier for element in behind[verb:])


def _is_given_up(wish: _Wish, elements: Sequence[Element], tokens: Sequence[Token]) -> bool:
    """ "badala ya mkate nipe mandazi": of an order, what something else is wished for instead of is no part."""
    ruling = [element for element in elements if element.kind == "verb" and element.end <= wish.goods.start]
    return bool(ruling) and wish.role == "remove" and tokens[ruling[-1].start].norm in _INSTEAD


def _is_reason(wish: _Wish, place: int, wishes: Sequence[_Wish]) -> bool:
    """ "she doesn't take tea any more, remove the tea leaves": of a change, goods that its reason names before it."""
    if wish.role not in (None, "refuse", "not") or _has_amount(wish):
        return False
    later = [other for other in wishes[place + 1 :] if _hits(wish.goods) & _hits(other.goods)]
    return any(other.role in ("remove", "subtract", "set") for other in later)


def _is_told(wish: _Wish, wishes: Sequence[_Wish], elements: Sequence[Element], tokens: Sequence[Token]) -> bool:
    """ "jana watoto walimaliza maziwa yote, nitumie mkate": goods of a story told before the first wish."""
    if wish.role is not None or _has_amount(wish):
        return False
    first = next((element.start for element in elements if _is_verb(element, _WISHING)), 0)
    if wish.goods.start >= first or not _begins_wishing(first, wishes, tokens):
        return False
    start = _start_of_clause(elements, wish.goods, ("and", ","))
    is_narrated = any(is_narrative(token.norm) for token in tokens[start : wish.goods.start])
    return is_narrated and not _tells_of_running_out(tokens[start:first])


def _tells_of_running_out(tokens: Sequence[Token]) -> bool:
    return any(token.norm in RUN_OUT_WORDS and token.norm not in _MORE_THAN for token in tokens)


def _begins_wishing(first: int, wishes: Sequence[_Wish], tokens: Sequence[Token]) -> bool:
    """Whether the verb at ``first`` wishes for goods behind it, and not once more for those named before."""
    is_again = any(token.norm in _AGAIN for token in tokens[first : first + 3])
    return not is_again and any(other.role in _WISHING and other.goods.start >= first for other in wishes)


def _is_story(wish: _Wish, place: int, wishes: Sequence[_Wish], tokens: list[Token]) -> bool:
    """ "gas imeisha, nipe gas ya 6kg": goods that ran out, or were named before any wish, and are wished for elsewhere."""
    if _has_amount(wish):
        return False
    beside = tokens[max(0, wish.goods.start - 2) : wish.goods.start] + tokens[wish.goods.end : wish.goods.end + 2]
    has_run_out = any(token.norm in RUN_OUT_WORDS for token in beside)
    if wish.role is not None and not has_run_out:
        return False
    others = [*(wishes[:place] if has_run_out else ()), *wishes[place + 1 :]]
    return any(other.role in _WISHING and _are_alike(wish, other) for other in others)


def _are_alike(one: _Wish, other: _Wish) -> bool:
    """The same goods, or goods that share a whole word: "the bread is finished, send brown bread"."""
    mentions = (one.goods.mention, other.goods.mention)
    return bool(_hits(one.goods) & _hits(other.goods)) or bool(
        mentions[0] and mentions[1] and mentions[0].broad & mentions[1].broad
    )


def _is_had(wish: _Wish, elements: Sequence[Element], tokens: list[Token]) -> bool:
    """ "toa kabeji, tumepata zingine sokoni": what the customer has from elsewhere is told, not wished for."""
    start = max(_start_of_clause(elements, wish.goods), _last_colon(tokens[: wish.goods.start + 1]))
    behind = (element.start for element in elements if _parts(element) and element.start >= wish.goods.end)
    end = min(behind, default=len(tokens))
    if not any(token.norm in HAD_WORDS for token in tokens[start:end]):
        return False
    roles = {element.word for element in elements if element.kind == "verb" and start <= element.start < end}
    return not roles & {"order", "remove", "set", "subtract", "refuse", "swap"}


def _last_colon(tokens: Sequence[Token]) -> int:
    return max((at for at, token in enumerate(tokens) if token.norm == ":"), default=0)


def _is_only_asked(wish: _Wish, elements: Sequence[Element], verbs: Sequence[Element]) -> bool:
    start, behind, end = _sentence_of(wish.goods, elements)
    words = {verb.word for verb in verbs if start <= verb.start < end and (verb.word != "ask" or verb.start < behind)}
    is_asked = "ask" in words and not words & {"order", "add"}
    return is_asked and not any(element.is_modifier and element.start >= end for element in wish.own)


def _sentence_of(goods: Element, elements: Sequence[Element]) -> tuple[int, int, int]:
    """The tokens where the sentence of ``goods`` begins, where their clause ends, and where the sentence does."""
    before = elements[: bisect_left(elements, goods.start, key=attrgetter("start"))]
    behind = elements[bisect_left(elements, goods.end, key=attrgetter("start")) :]
    start = next((each.end for each in reversed(before) if _ends_sentence(each)), 0)
    end = next((each.start for each in behind if _ends_sentence(each)), 1 << 30)
    return start, next((each.start for each in behind if _parts(each)), end), end


def _parts(element: Element) -> bool:
    return element.kind == "break" and element.word != "and"


def _is_condition(verb: Element, tokens: Sequence[Token]) -> bool:
    """ "matooke also if it is there", "hamira kama iko" asks nothing."""
    return any(token.norm in _CONDITIONS for token in tokens[max(0, verb.start - 3) : verb.start])


def _ends_sentence(element: Element) -> bool:
    return element.kind == "break" and element.word == "."


def _drafts_of(wishes: Sequence[_Wish]) -> list[list[Draft]]:
    """The wishes' drafts; what is said for each ("mbili mbili", "2kg each") goes to all that have nothing of the kind."""
    parts = [drafts(wish.own)[0] for wish in wishes]
    said = _said_for_each(wishes, [draft for some in parts for draft in some])
    return [[_shared(draft, said[0].asked) for draft in some] for some in parts] if len(said) == 1 else parts


def _said_for_each(wishes: Sequence[_Wish], all_drafts: list[Draft]) -> list[Draft]:
    """The drafts whose number is for each; with an "each" that stands apart from numbers, all that have an amount."""
    said = [draft for draft in all_drafts if draft.each]
    if said or not any(element.word == "each" for wish in wishes for element in wish.own):
        return said
    return [draft for draft in all_drafts if draft.asked.number is not None or draft.asked.size is not None]


def _shared(draft: Draft, each: Asked) -> Draft:
    if draft.asked.is_counted:
        return draft
    if draft.asked.size is not None:
        return replace(draft, asked=replace(draft.asked, number=each.number))
    return replace(draft, asked=replace(draft.asked, number=each.number, size=each.size))


def _change(wish: _Wish, draft: Draft, intent: str | None, mixed: bool) -> Change:
    if intent in _ASKING:
        return "set"
    role, counted = _ruling(wish, draft), draft.asked.is_counted
    if counted and (role == "to" or _is_set(wish, draft)):
        return "add" if intent == "order_items" else "set"
    if role in _REFUSING:
        is_wanted = role == "not" and (intent == "order_items" or draft.is_contrast)
        return "add" if is_wanted else _taken(counted)
    return _changed(role, counted, intent, mixed)


def _changed(role: str | None, counted: bool, intent: str | None, mixed: bool) -> Change:
    """What a verb that refuses nothing does, or no verb."""
    if role == "subtract":
        return "subtract"
    if role == "add" or intent in ("order_items", None) or (role == "order" and mixed):
        return "add"
    return _taken(counted) if intent == "remove_item" and role not in ("set", "to") else "set"


def _taken(counted: bool) -> Change:
    return "subtract" if counted else "remove"


def _ruling(wish: _Wish, draft: Draft) -> str | None:
    """The draft's own verb, else that of the goods; what is ordered beside goods refused is added."""
    if draft.role == "order" and wish.role in _REFUSING:
        return "add"
    return draft.role or wish.role


def _is_set(wish: _Wish, draft: Draft) -> bool:
    """ "iwe tatu": straight behind the "to" stands how many."""
    return draft.role is None and any(
        _is_verb(one, ("to",)) and (other.is_modifier or other.kind == "of") for one, other in pairwise(wish.own)
    )


def _line(reading: Reading, wish: _Wish, draft: Draft, change: Change, intent: str | None) -> OrderLine:
    index, hits, mention = reading.index, _hits(wish.goods), wish.goods.mention
    asked = _with_unit_within(reading, wish.goods, draft.asked)
    if intent == "ask_price":
        asked = _without_price(asked, hits, index)
    if asked.is_broken and _unit_within(reading, wish.goods) is not None:
        # Half a tray is no tray: any pack of what is in it may be meant.
        hits = _contents(reading, wish.goods) or hits
    choice = choose(tuple(hits), _coded(reading, wish.goods, asked), index)
    skus = tuple(index.products[place].sku for place in choice.places)
    unit, size = _named_amount(asked, choice)
    is_sure = choice.is_sure and not _is_doubtful(reading, wish.goods)
    return OrderLine(
        product=reading.written(wish.goods.start, wish.goods.end),
        sku=next(iter(skus), None) if is_sure else None,
        candidates=skus,
        quantity=choice.quantity if skus else _spoken(draft),
        unit=unit,
        size=size,
        change=_chosen_change(change, wish, choice),
        score=mention.score if mention is not None else 0.0,
        verb=_ruling(wish, draft) or "",
        at=wish.goods.start,
    )


def _is_doubtful(reading: Reading, goods: Element) -> bool:
    return _is_other_goods(reading, goods) or _is_unsaid(reading, goods)


def _is_other_goods(reading: Reading, goods: Element) -> bool:
    """ "mango" where only a mango juice is sold: goods of their own name, of which the customer is asked."""
    mention = goods.mention
    if mention is None or mention.is_firm or mention.told:
        return False
    words = [stem(token.norm) for token in reading.tokens[goods.start : goods.end]]
    return all(any(reading.index.is_made_of(place, word) for word in words) for place in mention.hits)


def _is_unsaid(reading: Reading, goods: Element) -> bool:
    """ "a mattress" where the one that is sold only has its maker's name: of goods that names do not say the customer is asked."""
    mention = goods.mention
    if mention is None or mention.exact or mention.is_hint:
        return mention is not None and mention.is_hint
    places = (*range(goods.start, goods.end), *mention.absorbed)
    return reading.index.are_unsaid(mention.hits, [stem(reading.tokens[at].norm) for at in places])


def _with_unit_within(reading: Reading, goods: Element, asked: Asked) -> Asked:
    """With the unit that the name itself begins with; "a tray of eggs" is one."""
    unit = _unit_within(reading, goods)
    if unit is None:
        return asked
    is_one = not asked.is_counted and reading.tokens[max(goods.start - 1, 0)].norm in _ARTICLES
    return replace(asked, unit=asked.unit or unit, number=1.0 if is_one else asked.number)


def _without_price(asked: Asked, hits: frozenset[int], index: CatalogIndex) -> Asked:
    """ "is milk 65?" asks whether that is the price; grams of a pack are still its size."""
    if asked.number is None or asked.number < _LEAST_PRICE or asked.unit is not None:
        return asked
    return replace(asked, number=None, size=asked.size or bare_size(tuple(hits), asked, index))


def _chosen_change(change: Change, wish: _Wish, choice: Choice) -> Change:
    """What is taken out of a pack that is known: all, unless a number of it was said."""
    if change not in ("subtract", "remove") or not choice.is_sure:
        return change
    return _taken(choice.quantity is not None or wish.role == "subtract")


def _named_amount(asked: Asked, choice: Choice) -> tuple[str | None, str | None]:
    """Unit and size of a line: an amount that is one pack's is its size, one made up of packs a unit."""
    if asked.size is not None and choice.is_multiple:
        return asked.unit or _measure_unit(asked.size), None
    if asked.count is not None and asked.unit == "roll":
        return None, _rolls(asked.count, choice)
    if _is_pack_of_dozen(asked, choice):
        return None, None
    return None if asked.is_broken and choice.places else asked.unit, _size_text(asked)


def _rolls(count: Amount, choice: Choice) -> str | None:
    return f"{count.text()}rolls" if choice.is_sure and not choice.is_multiple else None


def _is_pack_of_dozen(asked: Asked, choice: Choice) -> bool:
    return asked.count is not None and asked.unit == "dozen" and choice.is_sure and choice.quantity is None


def _size_text(asked: Asked) -> str | None:
    return asked.size.text() if asked.size else None


def _measure_unit(amount: Amount) -> str | None:
    small, large = _MEASURE_UNITS.get(amount.kind, (None, None))
    return large if amount.value >= 1000 else small


def _unit_within(reading: Reading, goods: Element) -> str | None:
    """ "tray ya mayai" is an alias that names its unit; a "mtungi wa gas" is the goods themselves."""
    words = [token.norm for token in reading.tokens[goods.start : goods.end]]
    unit = UNITS.get(words[0]) if len(words) > 2 and ROLES.get(words[1]) == "of" else None
    return None if unit in _WHOLE_NAMES else unit


def _coded(reading: Reading, goods: Element, asked: Asked) -> Asked:
    """Behind a product's code ("ADD EG-30 2") a number counts packs, of loose goods too, as it does beside a name with the number
    of pieces in it."""
    is_code = reading.written(goods.start, goods.end).upper() in reading.index.by_sku
    is_whole = goods.mention is not None and goods.mention.exact and len(goods.mention.hits) == 1
    absorbed = goods.mention.absorbed if goods.mention is not None else ()
    own = [reading.tokens[at] for at in (*range(goods.start, goods.end), *absorbed)]
    is_dozen = (
        any(token.norm in DOZEN_WORDS for token in own) and goods.mention is not None and len(goods.mention.hits) == 1
    )
    says_pieces = is_dozen or (is_whole and any(token.is_number for token in own))
    return replace(asked, unit=asked.unit or "packet") if is_code or says_pieces else asked


def _contents(reading: Reading, goods: Element) -> frozenset[int]:
    phrase = reading.index.find([stem(token.norm) for token in reading.tokens[goods.start + 2 : goods.end]])
    return phrase.exact if phrase is not None else frozenset()


def _spoken(draft: Draft) -> float | None:
    """How many of goods that the shop does not know: a dozen is 12 of anything."""
    asked = draft.asked
    return asked.count.value if asked.count is not None else asked.number


def _line_without_goods(elements: Sequence[Element], intent: str | None) -> list[OrderLine]:
    """ "punguza moja", "make it 5", "nipe mbili": a line whose goods the talk before must tell."""
    if intent in (None, *_ASKING):
        return []
    own = [element for element in elements if element.kind != "closed"]
    parts, lost = drafts(own)
    role = next((element.word for element in own if _is_verb(element, _RULING)), None)
    asked = parts[0].asked
    is_change = role is not None or bool(asked.unit) or intent == "change_quantity"
    if not is_change or not _is_one_amount(parts, lost):
        return []
    change = _change(_Wish(Element("goods", 0, 0), own, role), parts[0], intent, mixed=False)
    return [OrderLine(None, None, (), _spoken(parts[0]), asked.unit, _size_text(asked), change, 0.0, role or "")]


def _is_one_amount(parts: Sequence[Draft], lost: float) -> bool:
    is_said = parts[0].asked.is_counted or parts[0].asked.size is not None
    return is_said and len(parts) == 1 and lost < 1

"""Reads a message into the parts of an order: goods, numbers, sizes, units, verbs and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter

from bot.nlu.fields.address import find_address
from bot.nlu.fields.patterns import Mark, find_marks
from bot.nlu.goods.element import Element as Element
from bot.nlu.goods.element import ElementKind
from bot.nlu.goods.emoji import pictured
from bot.nlu.goods.find import find_mentions, without_kinds
from bot.nlu.goods.index import CatalogIndex, Goods, index_of
from bot.nlu.goods.leave_out.prices import COINS, is_price, without_sums
from bot.nlu.goods.leave_out.taken_back import corrected
from bot.nlu.goods.meanings import MEANINGS, is_goods
from bot.nlu.goods.mention import Mention
from bot.nlu.goods.respell import is_function, is_verb, respell
from bot.nlu.goods.roles.readings import settle
from bot.nlu.goods.roles.spots import sign_before
from bot.nlu.goods.stem import stem
from bot.nlu.goods.unmarked import outside_names
from bot.nlu.goods.whole_names import WholeName
from bot.nlu.text.numbers import SCALE_FIRST_ONES as SWAHILI_ONES
from bot.nlu.text.numbers import Number, read_number, read_part
from bot.nlu.text.tokens import MAX_CHARACTERS, MAX_TOKENS, Token, covered, tokenise
from bot.nlu.text.units import (
    DOZEN_WORDS,
    LONE_MEASURES,
    MEASURES,
    SPOKEN_MEASURES,
    UNITS,
    Amount,
    measured,
    needs_digits,
)
from bot.nlu.words.groups import Words, derived, shapes, words
from bot.nlu.words.lexicon import ROLES, Role

_MOST_DOTS = 40
_BREAKS = frozenset((",", ".", ";", "?", "!", "\n", "+", "&", "|", "•", "-", "/"))
_SENTENCE_ENDS = frozenset((".", "?", "!", "\n", ";"))
_PEOPLE = words("people.counted", "Behind a number: people are counted, no goods")
_BEFORE_VEHICLES = words("people.before_vehicles", "Before a matatu")
_BEHIND_ONE = words("pronouns.behind_one", 'Behind a "one" that is somebody')
# "4 me", "4 movie night": the figure is said, and says for whom or what.
_FOR_WHOM = words("spelling.behind_4", 'Behind a "4" that is said "for"')
_THINGS = words("things", "Behind a number: things as such")
_COUNTED_BEHIND = words("people.counted_behind", "Before a number: how many people")
_PARTIES = words("people.parties", "Of how many people they are")
_ORDINAL_ENDS = words("number_habits.ordinal_ends", "Straight behind digits: the how manieth")
_TILL = words("time.till", "Before a time")
_DAYTIMES = words("time.parts", "Parts of a day")
_YOU_FOR_US = words("verbs.you_for_us", "Begin a verb that asks somebody to do something for us")
_BEFORE_ONE = words("pronouns.before_one", 'Before a "one" that points')
_CODE_SIGNS = frozenset("<>{}[]=_$%@#|\\*/;")
_ITS = words("possessives.its", "Of that")
_ALL = words("all", "All of something")
_BUT = words("except", "All but")
_OTHERS_DO_NOT = words("verbs.do_not", "Somebody does not do something")
_USING = words("verbs.using", "To use or want something")
_ACCOUNTS = words("money.accounts", "Before a number that is no amount: till, account, code")
_BEFORE_REFERENCES = words("references.before", "Before a number that is no amount but a reference")
_REFERENCE_SIGNS = frozenset((".", ":", "-", "#"))
_ARTICLES = words("articles.indefinite", "One of something")
_ONE = words("pronouns.one", "One of those")
_MANY_THANKS = words("thanks.so_many", "Thanks a so many: no number")
_THANKS = words("thanks.words", "Thank")
_VEHICLES = words("people.vehicles", "Vehicles whose name is a number too")
_EACH = words("pronouns.each", "Before a one: each of them")
_POINTERS = words("pronouns.pointers", "Before a one: that one")
_THE = words("pronouns.the", "Two words before a one: the big one")
_ONE_OF = words("people.one_of", "One of several people")
_OF_PEOPLE = words("people.of", "Between one and the people")
_WHOSE = words("people.whose", "Before people: whose")
_PACKING = words("verbs.packing", "A unit, and what the shop is to do: pack for me")
_LEADS_TO_PACKING = words("verbs.before_packing", "Before what the shop is to do")
_FOR_US = words("people.for_us", "For whom something is done")
_SIZE_FOLLOWS = words("sizes.follows", "Before a number that is a size")
_TIMES = words("changes.times", "So many times")
_MULTIPLYING = shapes("verb_shapes.multiplying", "To make so many times as much")
_TO_WHOM = words("spelling.behind_2", 'Behind a "2" that is said "to"')
_THINGS_BEFORE = words("things_before", "Before a number: things as such")
_ORDINAL_LINKS = words("number_habits.ordinal_links", "Before a number: the how manieth")
_WE_ARE = words("people.we_are", "Two words before how many people")
_NEXT_MEASURES = words("measure_habits.of_next", "Measures that belong to what follows them")
_INSTEAD = words("instead", "In the place of something")
_BEING = words("verbs.being_now", "Before a verb: somebody is doing something")
_DOING_NOW = shapes("verb_shapes.doing_now", "Somebody is doing something")
_TAKING = words("verbs.taking", "With out behind them: to take something out")
_OUT = words("verbs.out", "Behind to take: what follows is not wanted")
_WHY_NOT = words("questions.why_not", "Before a wish: why not")
_DO_NOT = words("forgetting.not", "Not")
_FORGET = words("forgetting.verbs", "To forget: what follows is taken back, or with not is wished for")
_NOT_FORGOTTEN = words("forgetting.before", "Before forget, so that nothing is taken back")
_FORGOTTEN = words("forgetting.behind", "Behind forget, so that it is taken back")
_FOR = words("purposes", "What follows says what for")
_COSTING = words("verbs.costing", "Before less or more: a price is compared")
_WHOSE_PARTY = words("people.whose_party", "Before a party: whose")
_COUNTING = frozenset(("piece", "roll"))
# Of more goods nobody is asked which; what is made for others among them does no harm.
_MOST_ASKED = 100
_LONGEST_MODEL_LETTERS = 2
_BEFORE_NUMBERS = derived(lambda: {"x"} | UNITS.keys() | MEASURES.keys())
_KINDS: dict[Role, ElementKind] = {
    "and": "break",
    "of": "of",
    "small": "size_name",
    "big": "size_name",
    "medium": "size_name",
    "family": "size_name",
}
_OF_THINGS = ("colours", "sizes", "parts")
_IN_ADDRESSES = ("place_number", "rating", "language")
_CODE = re.compile(r"\b[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+\b")


@dataclass(frozen=True)
class Reading:
    """All that is known about the words of one message before any intent is."""

    text: str
    tokens: tuple[Token, ...]
    elements: tuple[Element, ...]
    marks: tuple[Mark, ...]
    address: tuple[int, int] | None
    index: CatalogIndex

    def marked(self, *kinds: str) -> set[int]:
        """The tokens of the marks of these ``kinds``, of all of them where none is named."""
        marks = (mark for mark in self.marks if not kinds or mark.kind in kinds)
        return {at for mark in marks for at in covered(self.tokens, mark.start, mark.end)}

    def written(self, start: int, end: int) -> str:
        """The text of tokens ``start``–``end`` as the customer wrote it."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]


def read(text: str | None, catalog: Goods) -> Reading:
    """Reads ``text`` against ``catalog``; the last few readings are kept, so that asking again costs nothing."""
    return _read(text or "", index_of(catalog))


@lru_cache(maxsize=64)
def _read(text: str, index: CatalogIndex) -> Reading:
    tokens = tokenise(text)
    # Marks are looked for where words are: beyond the last one that is read nothing is.
    marks = find_marks(text[: tokens[-1].end if len(tokens) == MAX_TOKENS else MAX_CHARACTERS])
    whole = _in_full(index.whole_names.find(tokens), index)
    tokens, named = _without_hyphens(respell(tokens, index)), _places(whole)
    marks = outside_names(marks, tokens, index, named)
    marked = _closed(tokens, marks)
    address = find_address(tokens, index, marked | named, apart(tokens, marks) | named)
    closed = marked | frozenset(range(*address)) if address else marked
    mentions = _mentions(tokens, [*whole, *_skus(text, tokens, index, named)], index, closed, marks)
    closed |= _references(tokens, marks, mentions)
    # "@440" behind goods parts nothing: what follows may still be how many.
    priced = _closed(tokens, [mark for mark in marks if mark.kind == "money" and mark.value.startswith("@")])
    elements = corrected(_elements(tokens, closed, priced, mentions, _numbering(tokens, mentions)), tokens, index)
    elements = without_sums(elements, tokens, index)
    return Reading(text, tuple(tokens), tuple(elements), tuple(marks), address, index)


def _without_hyphens(tokens: Sequence[Token]) -> list[Token]:
    """ "The 4-roll pack"."""
    units = [token.norm in UNITS or token.norm in MEASURES for token in tokens]
    return [
        token
        for at, token in enumerate(tokens)
        if not (token.norm == "-" and 0 < at < len(tokens) - 1 and tokens[at - 1].is_number and units[at + 1])
    ]


def _mentions(
    tokens: Sequence[Token],
    coded: Sequence[Mention],
    index: CatalogIndex,
    closed: frozenset[int],
    marks: Sequence[Mark],
) -> dict[int, Mention]:
    """By where they begin: the ``coded`` ones, those by words and by pictures, with what tells which of them."""
    worded = [*coded, *find_mentions(tokens, index, closed | _places(coded))]
    worded = sorted([*worded, *pictured(tokens, index, worded)], key=attrgetter("start"))
    worded = without_kinds(worded, tokens, index) if coded else worded
    # "namba 42" is the number of a place, or tells which of the goods.
    numbered = _closed(tokens, [mark for mark in marks if mark.kind == "place_number"]) - apart(tokens, marks)
    settled = settle(tokens, worded, index, closed - numbered, numbered)
    return {mention.start: _without_accessories(mention, tokens, index) for mention in settled}


def _without_accessories(mention: Mention, tokens: Sequence[Token], index: CatalogIndex) -> Mention:
    """ "sufuria 24" is no lid of it, and "samsung a05", named by maker and model alone, no cover."""
    if (mention.exact and not mention.told) or not 1 < len(mention.hits) <= _MOST_ASKED:
        return mention
    said = [tokens[at] for at in (*range(mention.start, mention.end), *mention.absorbed)]
    named = {index.key(stem(token.norm)) for token in said} - MEANINGS.value.kinds.keys()
    goods = {*filter(is_goods, named)}
    if not goods and not any(token.is_number for token in said):
        return mention
    hits = index.themselves(mention.hits, goods)
    return replace(mention, hits=hits, broad=hits) if hits else mention


def _in_full(names: Sequence[WholeName], index: CatalogIndex) -> list[Mention]:
    return [
        Mention(
            name.start,
            name.end,
            name.products,
            True,
            1.0,
            name.products,
            family=index.siblings(name.products),
            told=True,
        )
        for name in names
    ]


def _places(mentions: Sequence[Mention]) -> frozenset[int]:
    return frozenset(place for mention in mentions for place in range(mention.start, mention.end))


def _skus(text: str, tokens: Sequence[Token], index: CatalogIndex, named: frozenset[int]) -> list[Mention]:
    """Product codes as the catalog has them ("ADD MF-5KG 2")."""
    found: list[Mention] = []
    for match in _CODE.finditer(text, 0, MAX_CHARACTERS) if "-" in text else ():
        place = index.by_sku.first(match.group().upper())
        if place is None:
            continue
        inside = [at for at, token in enumerate(tokens) if match.start() <= token.start < match.end()]
        if inside and named.isdisjoint(inside):
            hits = frozenset((place,))
            found.append(Mention(inside[0], inside[-1] + 1, hits, True, 1.0, hits))
    return found


def apart(tokens: Sequence[Token], marks: Sequence[Mark]) -> frozenset[int]:
    """Places of the tokens that belong to no address: phones, times, money, ways to pay."""
    return _closed(tokens, [mark for mark in marks if mark.kind not in _IN_ADDRESSES])


def _closed(tokens: Sequence[Token], marks: Sequence[Mark]) -> frozenset[int]:
    return frozenset(at for mark in marks for at in covered(tokens, mark.start, mark.end))


def _references(tokens: Sequence[Token], marks: Sequence[Mark], mentions: dict[int, Mention]) -> frozenset[int]:
    """Places of numbers that tell where or how to pay ("mpesa 12345", "till no 556677"), and are no amounts."""
    paying = {mark.end for mark in marks if mark.kind == "payment_method"}
    numbers = [at for at, token in enumerate(tokens) if token.is_number and at not in mentions]
    return frozenset(at for at in numbers if _is_reference(tokens, at, paying, mentions))


def _is_reference(tokens: Sequence[Token], at: int, paying: set[int], mentions: dict[int, Mention]) -> bool:
    start = at
    while start and _leads_to_reference(tokens[start - 1].norm) and at - start < 3:
        start -= 1
    if not start or not (tokens[start - 1].norm in _ACCOUNTS or tokens[start - 1].end in paying):
        return False
    return len(tokens[at].norm) > 3 or not _is_before_goods(tokens, at, mentions)


def _is_before_goods(tokens: Sequence[Token], at: int, mentions: dict[int, Mention]) -> bool:
    return at + 1 in mentions or _is_unit_or_measure(_word_at(tokens, at + 1))


def _word_at(tokens: Sequence[Token], at: int) -> str:
    """The word or sign at ``at``; nothing beyond the ends of the message."""
    return tokens[at].norm if 0 <= at < len(tokens) else ""


def _is_unit_or_measure(word: str) -> bool:
    return word in UNITS or word in MEASURES


def _numbering(tokens: Sequence[Token], mentions: dict[int, Mention]) -> frozenset[int]:
    """Places of "1." "2)" that number the items of a list; empty when they do not count up from 1.

    In "sugar (1), milk (2)" they say how many.
    """
    places = [at for at in range(len(tokens) - 1) if _is_item_number(tokens, at)]
    if places and _is_bracketed_behind_goods(tokens, places[0], mentions):
        return frozenset()
    counts_up = all(tokens[at].norm == str(number) for number, at in enumerate(places, 1))
    return frozenset(places) if counts_up and (len(places) > 1 or places == [0]) else frozenset()


def _is_bracketed_behind_goods(tokens: Sequence[Token], at: int, mentions: dict[int, Mention]) -> bool:
    return _word_at(tokens, at - 1) == "(" and any(start < at for start in mentions)


def _is_item_number(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1]
    return tokens[at].is_number and following.norm in (".", ")") and following.start == tokens[at].end


def _elements(
    tokens: Sequence[Token],
    closed: frozenset[int],
    priced: frozenset[int],
    mentions: dict[int, Mention],
    numbering: frozenset[int],
) -> list[Element]:
    found: list[Element] = []
    absorbed = priced.union(*(mention.absorbed for mention in mentions.values()))
    at = 0
    while at < len(tokens):
        if at in absorbed:
            element: Element | None = None
        elif at in numbering:
            element = Element("break", at, at + 1, word=",")
        elif at in closed:
            element = Element("closed", at, at + 1)
        elif at in mentions:
            element = _goods(mentions[at])
        else:
            element = _amount(tokens, at, closed, mentions) or _word(tokens, at)
        if element is not None:
            found.append(element)
        at = element.end if element is not None else at + 1
    return found


def _goods(mention: Mention) -> Element:
    """A word that is only part of a name may be none of goods: that is for the list to say."""
    kind: ElementKind = "goods" if mention.is_firm or mention.told else "strange"
    return Element(kind, mention.start, mention.end, mention=mention)


def _amount(tokens: Sequence[Token], at: int, closed: frozenset[int], mentions: dict[int, Mention]) -> Element | None:
    number = _number(tokens, at, closed, mentions)
    after = number.end if number else at
    word = "" if after in closed else _word_at(tokens, after)
    if number and _stands_for_one(tokens, at, mentions):
        return Element("of", at, number.end)
    if word in DOZEN_WORDS:
        return _dozens(tokens, at, after, number, closed, mentions)
    if word in MEASURES and _is_measure(tokens, after, number, closed):
        return _measure(tokens, at, after, number, closed, mentions)
    unit = UNITS.get(word)
    if number:
        return _plain_number(tokens, at, number, unit, mentions)
    return None if unit is None else _unit(tokens, at, unit, closed, mentions)


def _stands_for_one(tokens: Sequence[Token], at: int, mentions: dict[int, Mention]) -> bool:
    return _is_pronoun(tokens, at) or _is_one_of(tokens, at, mentions)


def _is_measure(tokens: Sequence[Token], after: int, number: Number | None, closed: frozenset[int]) -> bool:
    """Whether the name of a measure at ``after`` is one: without a number before it only some are."""
    if number is not None:
        return not _measure_is_next(tokens, number, closed)
    return tokens[after].norm in SPOKEN_MEASURES or _is_before_digits(tokens, after)


def _plain_number(
    tokens: Sequence[Token], at: int, number: Number, unit: str | None, mentions: dict[int, Mention]
) -> Element:
    """A number with no measure behind it, ``unit`` None for no unit either."""
    if unit in _COUNTING:
        return Element("count", at, number.end + 1, word=unit, amount=Amount("count", number.value))
    if is_price(tokens, at, number, unit, mentions) or _counts_others(tokens, at, number, mentions):
        return Element("closed", at, number.end, value=number.value)
    return Element("number", at, number.end, value=number.value, each=number.each, is_swahili=number.is_swahili)


def _unit(tokens: Sequence[Token], at: int, unit: str, closed: frozenset[int], mentions: dict[int, Mention]) -> Element:
    """A unit with no number before it; the number may stand behind ("rolls 4")."""
    if _is_packing(tokens, at):
        return Element("verb", at, at + 1, word="order")
    following = _number(tokens, at + 1, closed, mentions)
    if unit in _COUNTING and following and not _takes_measure(tokens, following):
        return Element("count", at, following.end, word=unit, amount=Amount("count", following.value))
    if at and tokens[at - 1].norm in _ARTICLES:
        return Element("unit", at, at + 1, word=unit, value=1)
    return Element("unit", at, at + 1, word=unit)


def _number(tokens: Sequence[Token], at: int, closed: frozenset[int], mentions: dict[int, Mention]) -> Number | None:
    if at >= len(tokens) or at in closed or at in mentions or _is_model(tokens, at):
        return None
    number = read_number(tokens, at)
    if number is None or any(place in closed or place in mentions for place in range(at, number.end)):
        return None
    return number


def _is_model(tokens: Sequence[Token], at: int) -> bool:
    """ "p2 fasta": a figure straight behind a letter or two that mean nothing counts nothing."""
    before = tokens[at - 1] if at else None
    if before is None or not before.is_word or before.end != tokens[at].start:
        return False
    return (
        len(before.norm) <= _LONGEST_MODEL_LETTERS and before.norm not in _BEFORE_NUMBERS and before.norm not in ROLES
    )


def _leads_to_reference(word: str) -> bool:
    return (word in _BEFORE_REFERENCES and word not in _ACCOUNTS) or word in _REFERENCE_SIGNS


def _is_pronoun(tokens: Sequence[Token], at: int) -> bool:
    """ "the one", "the big one", "kila moja", "thanks a million": no number."""
    word, before = tokens[at].norm, _word_at(tokens, at - 1)
    if word in _ONE and _word_at(tokens, at + 1) in _BEHIND_ONE:
        return True
    if word in _MANY_THANKS and _word_at(tokens, at - 2) in _THANKS:
        return True
    if word in _VEHICLES and before in _BEFORE_VEHICLES:
        return True
    return _is_one(word) if before in _EACH else word in _ONE and _is_pointed_at(tokens, at)


def _is_pointed_at(tokens: Sequence[Token], at: int) -> bool:
    """Whether the "one" at ``at`` is a known one: "that kilo one", "the big one"."""
    before, after = _word_at(tokens, at - 1), _word_at(tokens, at + 1)
    # "The big one", "the 4 rolls one".
    thing = 3 if _is_unit_or_measure(before) and at > 1 and tokens[at - 2].is_number else 2
    if _word_at(tokens, at - thing) in _THE and before[:1].isalnum():
        return not _is_unit_or_measure(after)
    if after == ":" or before in _BEFORE_ONE or ROLES.get(before) in ("small", "big", "medium"):
        return True
    has_pointer = any(token.norm in _POINTERS for token in tokens[max(0, at - 3) : at - 1])
    return has_pointer and (before in MEASURES or _is_quality(before) or before in COINS)


def _is_quality(word: str) -> bool:
    return MEANINGS.value.kinds.get(stem(word)) in _OF_THINGS


def _is_one(word: str) -> bool:
    return word in _ONE or SWAHILI_ONES.get(word) == 1


def _is_one_of(tokens: Sequence[Token], at: int, mentions: dict[int, Mention]) -> bool:
    """ "one of the pupils", "mmoja wa wageni": a part of others than goods."""
    if tokens[at].norm not in _ONE_OF or at + 1 >= len(tokens) or tokens[at + 1].norm not in _OF_PEOPLE:
        return False
    place = at + 2
    while place < len(tokens) and place not in mentions and tokens[place].norm in _WHOSE:
        place += 1
    is_amount = place < len(tokens) and (tokens[place].is_number or _is_quality(tokens[place].norm))
    return place not in mentions and not is_amount


def _is_before_digits(tokens: Sequence[Token], at: int) -> bool:
    """ "ltr1", "ml 500"."""
    return len(tokens[at].norm) > 1 and at + 1 < len(tokens) and tokens[at + 1].is_number


def _is_packing(tokens: Sequence[Token], at: int) -> bool:
    """ "pack 5 bags", "please pack for me": what the shop is to do."""
    if tokens[at].norm not in _PACKING:
        return False
    before = tokens[at - 1].norm if at else "."
    after = tokens[at + 1 : at + 2]
    leads = before in _BREAKS or before in _LEADS_TO_PACKING
    return after != [] and (after[0].norm in _FOR_US or (leads and ROLES.get(after[0].norm) != "of"))


def _counts_others(tokens: Sequence[Token], at: int, number: Number, mentions: dict[int, Mention]) -> bool:
    """ "for 20 people", "watu ishirini", "two things: …", "mtoto wa tatu", "diapers size 4": no amount of goods."""
    before = [token.norm for token in tokens[max(0, at - 2) : at]]
    last, after = _word_at(tokens, at - 1), _word_at(tokens, number.end)
    if ROLES.get(last) == "to" and last not in _TILL:
        # "ziwe 6 wageni wamekuja": the guests are why.
        return False
    return (
        _is_size_or_hour(last, after)
        or _is_multiplier(before)
        or _counts_things(last, after)
        # "2 The Ordinary Toner" are two, and "2 Kids Crocs" no two children.
        or (number.end not in mentions and _is_said_of_others(tokens, at, number, before, after))
        or _is_ordinal(tokens, at, number, mentions)
    )


def _is_said_of_others(tokens: Sequence[Token], at: int, number: Number, before: Sequence[str], after: str) -> bool:
    return _is_spelt_word(tokens, at, number) or _counts_people(before, after)


def _is_size_or_hour(last: str, after: str) -> bool:
    return last in _SIZE_FOLLOWS or (last in _TILL and after in _DAYTIMES)


def _is_multiplier(before: Sequence[str]) -> bool:
    """ "ongeza mara tatu"."""
    return before[-1:] != [] and before[-1] in _TIMES and _MULTIPLYING.match(before[0]) is not None


def _is_spelt_word(tokens: Sequence[Token], at: int, number: Number) -> bool:
    """The figure is said: "4 me", "2 my house"."""
    said = {"4": _FOR_WHOM, "2": _TO_WHOM}.get(tokens[at].norm, ())
    return number.end == at + 1 and _word_at(tokens, number.end) in said


def _counts_things(last: str, after: str) -> bool:
    return after in _THINGS or (last in _THINGS_BEFORE and not _is_unit_or_measure(after))


def _counts_people(before: Sequence[str], after: str) -> bool:
    return after in _PEOPLE or (before[-1:] != [] and before[-1] in _COUNTED_BEHIND) or _is_party(before)


def _is_ordinal(tokens: Sequence[Token], at: int, number: Number, mentions: dict[int, Mention]) -> bool:
    """ "mtoto wa tatu", "our 3rd baby"."""
    if number.end < len(tokens) and tokens[number.end].norm in _ORDINAL_ENDS:
        return tokens[at].is_number and tokens[number.end].start == tokens[number.end - 1].end
    if at < 2 or tokens[at - 1].norm not in _ORDINAL_LINKS or tokens[at].is_number or not tokens[at - 2].is_word:
        return False
    return all(mention.end != at - 1 for mention in mentions.values()) and tokens[at - 2].norm not in UNITS


def _is_party(before: Sequence[str]) -> bool:
    """ "family of four": how many they are."""
    return (len(before) == 2 and before[0] in _PARTIES and ROLES.get(before[1]) == "of") or " ".join(before) in _WE_ARE


def _dozens(
    tokens: Sequence[Token],
    at: int,
    after: int,
    number: Number | None,
    closed: frozenset[int],
    mentions: dict[int, Mention],
) -> Element:
    end = after + 1
    following = None if number else _number(tokens, end, closed, mentions)
    if following is not None and _says_a_size(tokens, following.end):
        following = None
    value = number.value if number else following.value if following else 1.0
    end = following.end if following else end
    part = None if number else read_part(tokens, end)
    if part is not None:
        value, end = value + part.value, part.end
    if _counts_packs(tokens, end):
        return Element("number", at, end, value=value * 12)
    return Element("count", at, end, word="dozen", amount=Amount("count", value * 12))


def _counts_packs(tokens: Sequence[Token], at: int) -> bool:
    """ "Half a dozen packs of tissue" are six; in "eggs half dozen pack mbili" the packs are counted behind."""
    unit = UNITS.get(_word_at(tokens, at))
    return unit is not None and unit not in _COUNTING and read_number(tokens, at + 1) is None


def _says_a_size(tokens: Sequence[Token], end: int) -> bool:
    """In "a dozen 9w bulbs" the number is the bulbs'."""
    return end < len(tokens) and (tokens[end].norm in MEASURES or stem(tokens[end].norm) in MEANINGS.value.measures)


def _measure_is_next(tokens: Sequence[Token], number: Number, closed: frozenset[int]) -> bool:
    """In "sukari mbili kilo moja" the kilo belongs to what follows it."""
    word = tokens[number.end].norm
    is_free = number.is_swahili and number.value >= 1 and word in _NEXT_MEASURES
    following = read_number(tokens, number.end + 1) if number.end + 1 not in closed else None
    return is_free and following is not None and following.is_swahili


def _takes_measure(tokens: Sequence[Token], number: Number) -> bool:
    return number.end < len(tokens) and tokens[number.end].norm in MEASURES


def _measure(
    tokens: Sequence[Token],
    at: int,
    after: int,
    number: Number | None,
    closed: frozenset[int],
    mentions: dict[int, Mention],
) -> Element | None:
    if number is not None:
        return _measure_behind(tokens, at, number)
    word, end = tokens[after].norm, after + 1
    following = _number(tokens, end, closed, mentions)
    if following is not None and not _takes_measure(tokens, following):
        amount = measured(following.value, word)
        if following.each and following.value == 1:
            return Element("size", at, following.end, amount=amount, each=True)
        return Element("size", at, _once_end(tokens, following), amount=amount)
    part = read_part(tokens, end)
    if part is not None:
        return Element("size", at, part.end, amount=measured(1 + part.value, word))
    return Element("size", at, end, amount=measured(1, word)) if word in LONE_MEASURES else None


def _measure_behind(tokens: Sequence[Token], at: int, number: Number) -> Element | None:
    """ "2kg", "kilo moja na nusu": the measure stands behind the number, and a part of one behind it."""
    word, end = tokens[number.end].norm, number.end + 1
    if needs_digits(word) and not tokens[at].is_number:
        return None
    part = read_part(tokens, end) if number.value >= 1 and float(number.value).is_integer() else None
    if part is None:
        return Element("size", at, end, amount=measured(number.value, word))
    return Element("size", at, part.end, amount=measured(number.value + part.value, word))


def _once_end(tokens: Sequence[Token], number: Number) -> int:
    """ "kilo mbili mbili": the first number is the size, the second how many."""
    return number.end - 1 if number.each else number.end


# What two words together are.
_PAIRS: tuple[tuple[Words, Words, Role], ...] = (
    (_OTHERS_DO_NOT, _USING, "refuse"),
    (_TAKING, _OUT, "remove"),
    (_DO_NOT, _FORGET, "filler"),
)


def _by_company(tokens: Sequence[Token], at: int) -> Role | None:
    """What the word beside it makes of a word: "forget the sugar" takes it back, "don't forget the sugar" does not."""
    word, after = tokens[at].norm, _word_at(tokens, at + 1)
    if _has_no_weight(tokens, at, after):
        return "filler"
    paired: Role | None = next((role for first, second, role in _PAIRS if word in first and after in second), None)
    if paired is not None:
        return paired
    if word in _BUT and any(token.norm in _ALL for token in tokens[max(0, at - 2) : at]):
        return "keep"
    return "refuse" if _is_forgotten(tokens, at) else None


def _has_no_weight(tokens: Sequence[Token], at: int, after: str) -> bool:
    word = tokens[at].norm
    # "Which costs less".
    is_compared = _word_at(tokens, at - 1) in _COSTING
    return is_compared or _has_none_before(tokens, at, word, after)


def _has_none_before(tokens: Sequence[Token], at: int, word: str, after: str) -> bool:
    return (
        # "weka ya 5kg badala yake": what stands before it comes in.
        (word in _INSTEAD and (not after or after in _ITS or after in _BREAKS))
        # "my doctor is watching me" asks for nothing.
        or (word in _BEING and _DOING_NOW.fullmatch(after) is not None)
        or (word in _WHY_NOT and _is_wish(after))
        or (word in _PARTIES and _is_of_whom(tokens, at))
    )


def _is_wish(word: str) -> bool:
    """ "si uniwekee mkate": why not."""
    return ROLES.get(word) in ("order", "add", "set") or word.startswith(tuple(_YOU_FOR_US))


def _is_forgotten(tokens: Sequence[Token], at: int) -> bool:
    """ "forget the sugar"."""
    if tokens[at].norm not in _FORGET or _word_at(tokens, at - 1) in _NOT_FORGOTTEN:
        return False
    return _word_at(tokens, at + 1) in _FORGOTTEN


def _is_of_whom(tokens: Sequence[Token], at: int) -> bool:
    """ "for my family", "family of four": the people, and no size of a pack."""
    before = [token.norm for token in tokens[max(0, at - 2) : at]]
    after = [token.norm for token in tokens[at + 1 : at + 3]]
    is_counted = len(after) == 2 and ROLES.get(after[0]) == "of" and read_number(tokens, at + 2) is not None
    return (
        is_counted
        or any(word in _FOR for word in before[-1:])
        or (any(word in _FOR for word in before[:1]) and before[-1] in _WHOSE_PARTY)
    )


def _leads_to_number(tokens: Sequence[Token], at: int) -> bool:
    """In "sugar 1kg ... 5" the dots lead to how many."""
    last = min(len(tokens), at + _MOST_DOTS)
    end = next((place for place in range(at + 1, last) if tokens[place].norm != "."), last)
    is_row = end - at > 1 or (at > 0 and tokens[at - 1].norm == ".")
    return is_row and end < last and tokens[end].is_number


def _touches_code(tokens: Sequence[Token], at: int) -> bool:
    """Markup and program text name no goods: "<script>", "[INST]", "/etc/passwd"."""
    before = tokens[at - 1] if at and tokens[at - 1].end == tokens[at].start else None
    after = tokens[at + 1] if at + 1 < len(tokens) and tokens[at + 1].start == tokens[at].end else None
    return any(token is not None and token.norm in _CODE_SIGNS for token in (before, after))


def _word(tokens: Sequence[Token], at: int) -> Element | None:
    word = tokens[at].norm
    role = _by_company(tokens, at) or ROLES.get(word)
    if _is_of_number(tokens, at):
        return None
    if word in _BREAKS:
        return Element("break", at, at + 1, word="." if word in _SENTENCE_ENDS else ",")
    if role is None:
        return Element("strange", at, at + 1) if _is_strange(tokens, at) else None
    if role == "filler":
        return None
    return Element(_KINDS.get(role, "verb"), at, at + 1, word="" if role == "of" else role)


def _is_of_number(tokens: Sequence[Token], at: int) -> bool:
    """The dot of "till no. 5", and in "no 4", "no. 4" the short form of number, which is no refusal."""
    if tokens[at].norm == "." and _leads_to_number(tokens, at):
        return True
    return any(sign_before(tokens, place) <= at for place in range(at + 1, min(at + 3, len(tokens))))


def _is_strange(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word may name something that no product is."""
    token = tokens[at]
    if not (token.is_word and 2 < len(token.norm) <= 24 and token.norm.isascii()):
        return False
    return not is_function(token.norm) and not is_verb(token.norm) and not _touches_code(tokens, at)

"""Finds where a message names goods, and which products of the catalog those words fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile

from bot.nlu.fields.gazetteer import PLACE_WORDS
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.leave_out.telling import COPULAS, REASONS, STATING
from bot.nlu.goods.meanings import LONGEST_PHRASE, MEANINGS, is_goods
from bot.nlu.goods.mention import Hits, Mention
from bot.nlu.goods.phrase_table import Phrase
from bot.nlu.goods.respell import is_function, is_verb
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import NUMBER_WORDS, SWAHILI_NUMBERS
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import DOZEN_WORDS, MEASURES, UNITS, VESSELS
from bot.nlu.words.groups import Words, derived, shapes, words
from bot.nlu.words.lexicon import (
    EVERYDAY_WORDS,
    GOODS_ELSEWHERE,
    OF,
    PURPOSES,
    ROLES,
)

_HARMLESS = words("goods.qualities", "Beside goods: tell how they are, and change nothing of which they are")
_SPOKEN_TO = words("answers.along")
_VOWELS = frozenset("aeiouy")
_COLOUR = words("goods.colour", "Behind goods and before which colour they have")
_KINSHIP = words("people.kin_like_goods", "People whose name is that of goods too")
_THEIRS = words("possessives.all", "Whose something is")
_PERSON_ACTS = shapes("verb_shapes.person", "What a person does or is")
_OF_PEOPLE = words("possessives.of_people", "Only behind people: mine")
_FOR_BABIES = words("goods.for_babies", "In the description of goods for children")
_OF_ALL_FLAVOURS = words("goods.assorted", "In the description of goods of any flavour")
_TO_DO = shapes("verb_shapes.to_do", "What something is for: to cook")
_OWNERS = words("goods.owners", 'Behind goods with "ya": for whom they are made')
_HARMLESS_LINKED = words("goods.qualities_linked", 'Behind goods with "ya": change nothing of which they are')
_FLAVOURS = words("goods.flavours", "Which taste")
# In the place of a word that says one thing together with those before it.
_SAID = "\0"
_CONNECTING = ("of", "and")
_LEAST_BEGINNING = 3
_WHOM = "whom"
_MUCH = 0.1
_NONE: Hits = frozenset()
_JOINING_SIGNS = frozenset(("-", "&"))
_SIZE_FOLLOWS = words("sizes.follows", "Before a number that is a size")
_PLAIN = derived(
    lambda: (
        _SIZE_FOLLOWS
        | REASONS
        | COPULAS
        | STATING
        | ROLES.keys()
        | NUMBER_WORDS
        | UNITS.keys()
        | DOZEN_WORDS
        | MEASURES.keys()
    )
)


def find_mentions(tokens: Sequence[Token], index: CatalogIndex, closed: frozenset[int]) -> list[Mention]:
    """Mentions in order; tokens whose place is in ``closed`` are part of something else."""
    keys = _keys(tokens, index)
    closed |= _measured(tokens, index)
    # A unit or other word of orders names goods where nothing else does: "nipe chupa".
    found, otherwise = _longest_mentions(tokens, keys, index, closed)
    found = found or otherwise
    joined = _without_units(_carried(_join(found, keys, index), tokens, keys, index), tokens, keys, index)
    named = closed | {place for mention in joined for place in range(mention.start, mention.end)}
    qualified = [_qualified(mention, tokens, keys, index, named) for mention in joined]
    later = [
        _qualified_later(mention, tokens, keys, index, named) if mention.hits else mention for mention in qualified
    ]
    return [_made_for(_vessel(mention, tokens), tokens, keys, index) for mention in _in_apposition(later)]


def without_kinds(mentions: Sequence[Mention], tokens: Sequence[Token], index: CatalogIndex) -> list[Mention]:
    """Without the word for what stands behind it with its maker's name in full: "simu ya Nokia 105"."""
    behind = [*mentions[1:], *([None] if mentions else [])]
    return [
        mention for mention, after in zip(mentions, behind, strict=True) if not _is_kind(mention, after, tokens, index)
    ]


def _is_kind(mention: Mention, named: Mention | None, tokens: Sequence[Token], index: CatalogIndex) -> bool:
    if named is None or not named.exact or mention.exact or mention.end - mention.start > 1:
        return False
    kind, between = index.key(stem(tokens[mention.start].norm)), tokens[mention.end : named.start]
    made = MEANINGS.value.marks.get(tokens[named.start].norm, ())
    is_made = len(made) == 1 and made[0] in (kind, *MEANINGS.value.wider.get(kind, ()))
    return is_made and all(ROLES.get(token.norm) == "of" for token in between)


def _made_for(mention: Mention, tokens: Sequence[Token], keys: list[str], index: CatalogIndex) -> Mention:
    """ "kava ya samsung a15": where no such cover is sold, the phone that it is for is not meant either."""
    at = mention.start - 2
    is_linked = at >= 0 and keys[at + 1] == OF and bool(mention.hits)
    if not is_linked or not _is_unsold(tokens[at], keys[at], index) or any(map(is_goods, keys[at + 2 : mention.end])):
        return mention
    return _unknown(replace(mention, start=at))


def _is_unsold(token: Token, key: str, index: CatalogIndex) -> bool:
    """Whether it is what goods are called that the shop has not."""
    meanings = MEANINGS.value
    if key not in meanings.classes or key in meanings.kinds or index.knows(key) or key in index.described:
        return False
    return token.norm not in UNITS and token.norm not in ROLES


def _in_apposition(mentions: list[Mention]) -> list[Mention]:
    """ "dawa ya kuosha ng'ombe triatix": what stands straight behind is just such goods, by its name. A word that two took in,
    as "black" of "helmet black full face", is the first one's."""
    kept: list[Mention] = []
    for mention in mentions:
        before = kept[-1] if kept else None
        if before is not None and not before.hits and before.end >= mention.start and mention.hits & _like(before):
            kept[-1] = replace(mention, start=before.start)
        else:
            start = max(mention.start, before.end if before is not None else 0)
            kept.append(replace(mention, start=min(start, mention.end - 1)))
    return kept


def _like(mention: Mention) -> Hits:
    return mention.family | mention.kin


def _measured(tokens: Sequence[Token], index: CatalogIndex) -> frozenset[int]:
    """Places of measures beside a number: in "9 watts screw" they are part of no name."""
    measures = MEANINGS.value.measures.keys() | index.labels.units
    numbers = [token.is_number or token.norm in NUMBER_WORDS for token in tokens]
    # A letter is a measure only behind its number: "9w", but not in "a15".
    beside = [any(numbers[max(0, at - 1) : at + (1 if len(token.norm) == 1 else 2)]) for at, token in enumerate(tokens)]
    return frozenset(at for at, token in enumerate(tokens) if beside[at] and stem(token.norm) in measures)


def _keys(tokens: Sequence[Token], index: CatalogIndex) -> list[str]:
    """Each word as the catalog says it; a sign within a name, and the words behind the first of a phrase that means one thing
    ("kioo cha simu"), are nothing."""
    stems = ["" if _joins(tokens, at) else stem(token.norm) for at, token in enumerate(tokens)]
    keys = [index.key(word) if word else "" for word in stems]
    for length in range(LONGEST_PHRASE, 1, -1):
        for at in range(len(stems) - length + 1):
            meant = _one_thing(stems[at : at + length], index)
            if meant:
                keys[at : at + length] = [meant, *[_SAID] * (length - 1)]
    return _with_colours(keys, tokens, index)


def _one_thing(stems: Sequence[str], index: CatalogIndex) -> str:
    """What a phrase means as the catalog says it, empty where it is none; nor is "chain ya nduthi" where others are for bicycles."""
    phrase = " ".join(stems)
    meant = index.key(phrase) if phrase in MEANINGS.value.classes else phrase
    is_told = stems[-1] in MEANINGS.value.kinds and index.key(stems[-1]) in index.described
    return "" if meant == phrase or (is_told and meant == index.key(stems[0])) else meant


def _with_colours(keys: list[str], tokens: Sequence[Token], index: CatalogIndex) -> list[str]:
    """ "shati rangi ya bluu" is "shati ya bluu"; "rangi nyekundu" by itself is paint."""
    for at in (place for place in range(1, len(keys) - 1) if tokens[place].norm in _COLOUR):
        goods = keys[at - 2] if keys[at - 1] == OF and at > 1 else keys[at - 1]
        if goods and index.knows(goods):
            colour = at + 1 + (keys[at + 1] == OF)
            if colour < len(keys) and MEANINGS.value.kinds.get(stem(tokens[colour].norm)) == "colours":
                keys[at:colour] = [OF, ""][: colour - at]
    return keys


def _longest_mentions(
    tokens: Sequence[Token], keys: list[str], index: CatalogIndex, closed: frozenset[int]
) -> tuple[list[Mention], list[Mention]]:
    """Each as long as a name of goods allows; what is said of people aside. Then the single words that have a part of their own
    in orders, and are goods only where nothing else is."""
    found: list[Mention] = []
    otherwise: list[Mention] = []
    at = 0
    while at < len(tokens):
        mention = None if at in closed else _mention_at(tokens, keys, at, index, closed, otherwise)
        found += [mention] if mention is not None else []
        at = mention.end if mention is not None else at + 1
    return found, [mention for mention in otherwise if _is_goods_alone(tokens, mention, index, keys)]


def _mention_at(
    tokens: Sequence[Token],
    keys: list[str],
    at: int,
    index: CatalogIndex,
    closed: frozenset[int],
    otherwise: list[Mention],
) -> Mention | None:
    mention = _longest(tokens, keys, at, index, closed)
    if mention is not None and _is_function(tokens, mention, index, keys[at], is_last=False):
        otherwise.append(mention)
        mention = None
    mention = mention or _model(tokens, at, index)
    return None if mention is None or _is_person(tokens, mention) else mention


def _is_goods_alone(tokens: Sequence[Token], mention: Mention, index: CatalogIndex, keys: list[str]) -> bool:
    is_function = _is_function(tokens, mention, index, keys[mention.start], is_last=True)
    return not (is_function or _is_person(tokens, mention))


def _model(tokens: Sequence[Token], at: int, index: CatalogIndex) -> Mention | None:
    """ "h614", "a15", "4t", "20w50": letters and figures as one word, as they stand on a label."""
    end, places = index.labels.model(tokens, at)
    if not places:
        return None
    return Mention(at, end, places, False, 0.9, places, family=index.siblings(places), told=True, is_model=True)


def _joins(tokens: Sequence[Token], at: int) -> bool:
    """A sign within a name: "t-shirt", "glow & lovely". A dash with blanks beside it parts two goods."""
    if tokens[at].norm not in _JOINING_SIGNS or not 0 < at < len(tokens) - 1:
        return False
    before, sign, after = tokens[at - 1 : at + 2]
    return before.is_word and after.is_word and (sign.norm == "&" or before.end == sign.start == after.start - 1)


def _vessel(mention: Mention, tokens: Sequence[Token]) -> Mention:
    """In "50 paper cups" what is counted are the cups, and the goods only say of what they are."""
    before = tokens[mention.start - 1] if mention.start else None
    after = tokens[mention.end].norm if mention.end < len(tokens) else ""
    is_counted = before is not None and (before.is_number or before.norm in NUMBER_WORDS)
    if mention.exact or not mention.hits or not is_counted or after not in VESSELS:
        return mention
    return Mention(mention.start, mention.end + 1, frozenset(), False, 0.0)


def _longest(
    tokens: Sequence[Token], keys: list[str], at: int, index: CatalogIndex, closed: frozenset[int]
) -> Mention | None:
    if not _may_begin(tokens[at]):
        return None
    for end in range(_farthest(keys, at, index, closed), at, -1):
        phrase = index.find(_said(keys, at, end)) if keys[end - 1] else None
        if phrase is not None:
            return _mention_of(_apart(_whole(phrase, keys[at:end], index), keys[at:end], index), tokens, at, end, index)
    return None


def _whole(phrase: Phrase, keys: list[str], index: CatalogIndex) -> Phrase:
    """In "quarter chicken" the chicken itself is meant, and not a dish that it is a part of."""
    whole = index.with_all(keys) - phrase.inside if phrase.is_part else _NONE
    return replace(phrase, inside=whole) if whole else phrase


def _apart(phrase: Phrase, keys: list[str], index: CatalogIndex) -> Phrase:
    """A quality need not stand beside the goods, nor a model beside its maker: "red roses" are those of a "Rose Bouquet Red" too,
    and "samsung a05" is a "Samsung Galaxy A05"."""
    kinds = MEANINGS.value.kinds
    is_quality = {key in kinds for key in keys}
    if phrase.exact or len(keys) < 2 or is_quality == {True}:
        return phrase
    # Where only a "Dell Laptop Charger" has them side by side, a "Dell Latitude Laptop" is meant too.
    is_apart = True in is_quality or not any(map(is_goods, keys)) or index.are_for_others(phrase.inside, keys)
    return replace(phrase, inside=phrase.inside | index.with_all(keys)) if is_apart else phrase


def _farthest(keys: Sequence[str], at: int, index: CatalogIndex, closed: frozenset[int]) -> int:
    """Where the longest name that begins at ``at`` may end; a sign within it is none of its words."""
    end = at + index.longest
    end = min(end + keys[at:end].count("") + keys[at : end + 1].count(_SAID), len(keys))
    return next((place for place in range(at + 1, end) if place in closed), end)


def _mention_of(phrase: Phrase, tokens: Sequence[Token], start: int, end: int, index: CatalogIndex) -> Mention:
    score = min(token.score for token in tokens[start:end])
    family = phrase.broad
    is_told = end - start > 1 and any(stem(token.norm) in MEANINGS.value.kinds for token in tokens[start:end])
    if end - start > 1:
        family |= index.family(family)
    if phrase.exact:
        return Mention(start, end, phrase.exact, True, score, phrase.broad, family=family, kin=phrase.kin)
    return Mention(
        start, end, phrase.inside, False, 0.9 * score, phrase.broad, phrase.is_head, family=family, is_firm=phrase.is_firm,
        told=is_told, kin=phrase.kin,
    )  # fmt: skip


def _is_person(tokens: Sequence[Token], mention: Mention) -> bool:
    """ "nyanya yangu ameniambia": a grandmother, who says or wants something, and no tomatoes."""
    if mention.end - mention.start > 1 or tokens[mention.start].norm not in _KINSHIP:
        return False
    after = [token.norm for token in tokens[mention.end : mention.end + 2]]
    is_owned = after[:1] != [] and after[0] in _THEIRS
    return any(_PERSON_ACTS.fullmatch(word) for word in (after[1:] if is_owned else after[:1])) or (
        after[:1] != [] and after[0] in _OF_PEOPLE
    )


def _may_begin(token: Token) -> bool:
    return token.is_word and ROLES.get(token.norm) not in ("of", "and", "each")


def _is_function(tokens: Sequence[Token], mention: Mention, index: CatalogIndex, key: str, is_last: bool) -> bool:
    """A number, unit or verb alone is goods only where the catalog has a product of just that name, or as "can" in "can 50kg", of
    the fertilizers."""
    word, phrase = tokens[mention.start].norm, index.find([key])
    if mention.end > mention.start + 1:
        return False
    if _is_of_amounts(word) or stem(word) in _SIZE_FOLLOWS:
        return True
    if word not in UNITS and word not in ROLES:
        return False
    return phrase is None or not (phrase.exact or _is_meant(tokens, mention.start, phrase, index, is_last))


def _is_meant(tokens: Sequence[Token], at: int, phrase: Phrase, index: CatalogIndex, is_last: bool) -> bool:
    word = tokens[at].norm
    is_goods = _is_what_is_sold(tokens, at, phrase, index) if word in VESSELS else _is_counted(tokens, at)
    return (is_goods or (is_last and phrase.is_firm)) and not is_unit_of(word, phrase.broad, index)


def _is_what_is_sold(tokens: Sequence[Token], at: int, phrase: Phrase, index: CatalogIndex) -> bool:
    """Whether a unit is the goods themselves, and not the unit of goods beside it: "2 basins", but "2 basins za nyanya", "rice 50kg 2
    bags"."""
    unit = UNITS[tokens[at].norm]
    if not all(any(UNITS.get(word) == unit for word in index.packs[place].words) for place in phrase.broad):
        return False
    before = [*dropwhile(_is_number, reversed(tokens[:at]))][:1]
    behind = [token for token in tokens[at + 1 : at + 3] if ROLES.get(token.norm) != "of"][:1]
    return not any(_names_others(token, phrase, index) for token in (*before, *behind)) and not _are_measures(before)


def _is_number(token: Token) -> bool:
    return token.is_number or token.norm in NUMBER_WORDS


def _are_measures(tokens: Sequence[Token]) -> bool:
    return any(token.norm in MEASURES for token in tokens)


def _names_others(token: Token, phrase: Phrase, index: CatalogIndex) -> bool:
    word = index.key(stem(token.norm)) if token.is_word else ""
    return index.knows(word) and not index.described.get(word) & phrase.broad


def _is_counted(tokens: Sequence[Token], at: int) -> bool:
    is_behind = at > 0 and tokens[at - 1].is_number
    return at + 1 < len(tokens) and _is_amount_of_it(tokens[at + 1]) and not is_behind


def _is_of_amounts(word: str) -> bool:
    return word in NUMBER_WORDS or word in DOZEN_WORDS or word in MEASURES


def _is_amount_of_it(token: Token) -> bool:
    return token.is_number or token.norm in SWAHILI_NUMBERS or MEANINGS.value.kinds.get(stem(token.norm)) == "sizes"


def _join(found: list[Mention], keys: list[str], index: CatalogIndex) -> list[Mention]:
    """Neighbours that name one thing together become one ("brookside milk"); a genitive of two goods names another."""
    joined: list[Mention] = []
    for mention in found:
        gap = keys[joined[-1].end : mention.start] if joined else ["."]
        if any(key != OF for key in gap):
            joined.append(mention)
        else:
            joined[-1:] = _together(joined[-1], mention, keys, index)
    return joined


def _together(one: Mention, other: Mention, keys: list[str], index: CatalogIndex) -> list[Mention]:
    """What two neighbours name, with nothing but a genitive between them."""
    hits = _common(one, other)
    if hits:
        return [_merged(one, other, hits)]
    if one.end < other.start:
        return _in_genitive(one, other, keys, index)
    if _is_unit(one, keys) and _are_of_a_kind(one, other, index):
        return [other]
    return _unlike(one, other, keys, index, is_genitive=False)


def _in_genitive(one: Mention, other: Mention, keys: list[str], index: CatalogIndex) -> list[Mention]:
    if _names_purpose(one, other, keys):
        return [replace(one, end=other.end)]
    if _is_unit(one, keys):
        return [other]
    described = one.hits & index.described.get(keys[other.start]) if other.end - other.start == 1 else _NONE
    if described:
        # "soseji za kuku": of chicken, which is sold as such too.
        return [replace(_narrowed_to(one, described, one.absorbed), end=other.end)]
    # "simu ya tecno" is that phone, whatever the shop calls phones; "kikapu cha matunda" is a basket.
    if _is_wide(one, keys):
        return [replace(other, start=one.start)]
    return [one] if _is_wide(other, keys) else _unlike(one, other, keys, index, is_genitive=True)


def _unlike(one: Mention, other: Mention, keys: list[str], index: CatalogIndex, is_genitive: bool) -> list[Mention]:
    """The same of two that have no products in common: those with all the words, other goods of a genitive, or both."""
    both = _NONE if is_genitive else index.with_all(_said(keys, one.start, other.end))
    if both:
        return [_merged(one, other, both)]
    # "green tea" is neither greens nor tea.
    is_coloured = one.end == other.start == one.start + 1 and keys[one.start] in MEANINGS.value.kinds
    if is_genitive or is_coloured or not (one.stands and other.stands):
        return [Mention(one.start, other.end, frozenset(), False, 0.0)]
    return [one, other]


def _said(keys: list[str], start: int, end: int) -> list[str]:
    return [key for key in keys[start:end] if key and key != _SAID]


def _merged(one: Mention, other: Mention, hits: Hits) -> Mention:
    exact = one.exact or other.exact
    family = max(one.family | one.kin, other.family, key=len)
    told = one.told or other.told or hits != family
    return Mention(one.start, other.end, hits, exact, min(one.score, other.score), hits, family=family, told=told)


def _names_purpose(goods: Mention, other: Mention, keys: list[str]) -> bool:
    return goods.exact and other.end - other.start == 1 and keys[other.start] in PURPOSES


def _without_units(
    found: list[Mention], tokens: Sequence[Token], keys: list[str], index: CatalogIndex
) -> list[Mention]:
    """In "2 loaves of brown bread" the loaves are a unit, though a "loaf" by itself is bread."""
    goods = [mention for mention in found if not _is_unit(mention, keys)]
    return [
        mention
        for mention in found
        if not (
            _is_unit(mention, keys)
            and any(_are_of_a_kind(mention, other, index) and _are_one_item(mention, other, tokens) for other in goods)
        )
    ]


def _is_wide(mention: Mention, keys: list[str]) -> bool:
    """Whether goods are named by a word for many kinds, which the shop itself does not use."""
    is_of_shop = mention.exact or mention.is_firm
    return not is_of_shop and mention.end - mention.start == 1 and keys[mention.start] in MEANINGS.value.wider


def _is_unit(mention: Mention, keys: list[str]) -> bool:
    return mention.end - mention.start == 1 and keys[mention.start] in UNITS


def _are_one_item(one: Mention, other: Mention, tokens: Sequence[Token]) -> bool:
    """Whether nothing parts them: in "6 plates and 6 cups" the plates are not counted by cups."""
    between = tokens[min(one.end, other.end) : max(one.start, other.start)]
    return not any(ROLES.get(token.norm) == "and" or token.norm in (",", "\n", ".", ";", "+", "&") for token in between)


def _are_of_a_kind(unit: Mention, goods: Mention, index: CatalogIndex) -> bool:
    """ "1 loaf brown bread": the unit is the name of goods on the same shelf."""
    shelves = {index.products[place].subcategory for place in unit.hits}
    return bool(goods.hits) and all(index.products[place].subcategory in shelves for place in goods.hits)


def _carried(found: list[Mention], tokens: Sequence[Token], keys: list[str], index: CatalogIndex) -> list[Mention]:
    """ "pads mbili za always": what follows the amount tells more of the goods before it, and is no goods of its own."""
    kept: list[Mention] = []
    for mention in found:
        previous = kept[-1] if kept else None
        hits = _narrowed_by(previous, mention, tokens, keys, index) if previous is not None else frozenset()
        if previous is not None and hits:
            also = frozenset(range(mention.start, _end_of_qualities(mention.end, tokens)))
            score = min(previous.score, mention.score)
            kept[-1] = replace(previous, hits=hits, broad=hits, score=score, exact=True, absorbed=also)
        else:
            kept.append(mention)
    return kept


def _narrowed_by(goods: Mention, other: Mention, tokens: Sequence[Token], keys: list[str], index: CatalogIndex) -> Hits:
    """Which of ``goods`` are meant when ``other`` behind their amount tells more of them; none when it does not."""
    if _is_amount(goods.end, other.start, tokens, keys):
        # "sambusa nne za nyama": of meat, whatever else the shop sells of it.
        described = index.described.get(keys[other.start]) if _is_wide(other, keys) else _NONE
        return _common(goods, other) or goods.hits & described
    return other.hits if _is_brand_of(goods, other, tokens) else frozenset()


def _end_of_qualities(at: int, tokens: Sequence[Token]) -> int:
    while at < len(tokens) and (tokens[at].norm in _FLAVOURS or tokens[at].norm in _HARMLESS):
        at += 1
    return at


def _is_brand_of(goods: Mention, brand: Mention, tokens: Sequence[Token]) -> bool:
    """ "mkate mbili supa loaf": behind the amount stands which of the goods, and no amount of its own."""
    if not goods.end < brand.start <= goods.end + 3 or not brand.hits or not brand.hits < goods.hits:
        return False
    if not _is_swahili_count(tokens[goods.end : brand.start]):
        return False
    after = tokens[brand.end] if brand.end < len(tokens) else None
    return after is None or not (after.is_word or after.is_number) or ROLES.get(after.norm) == "and"


def _is_swahili_count(tokens: Sequence[Token]) -> bool:
    """Only Swahili counts behind the goods: in "sprite 2 fanta" the number is the fanta's."""
    return all(token.norm in SWAHILI_NUMBERS or token.norm in UNITS for token in tokens)


def _is_amount(start: int, end: int, tokens: Sequence[Token], keys: list[str]) -> bool:
    """Whether tokens ``start``–``end`` are an amount with a connective behind it."""
    return 2 <= end - start <= 5 and keys[end - 1] == OF and _is_count(start, end - 1, tokens)


def _is_count(start: int, end: int, tokens: Sequence[Token]) -> bool:
    return all(
        token.is_number or token.norm in NUMBER_WORDS or token.norm in UNITS or token.norm in MEASURES
        for token in tokens[start:end]
    )


def _qualified_later(
    mention: Mention, tokens: Sequence[Token], keys: list[str], index: CatalogIndex, closed: frozenset[int]
) -> Mention:
    """ "mkate mbili brown", "unga mbili za ngano": the word or genitive behind the amount narrows the goods, or names others."""
    for end in range(mention.end + 1, min(mention.end + 6, len(tokens))):
        if end in closed:
            continue
        if end + 1 not in closed and _is_count(mention.end, end, tokens):
            hits = index.described.get(keys[end]) & mention.broad
            if hits and not _is_plain(tokens[end].norm, index):
                return _narrowed_to(mention, frozenset(hits), mention.absorbed | {end})
        if _is_amount(mention.end, end, tokens, keys):
            return _linked_later(mention, end, tokens, keys, index)
    return mention


def _linked_later(mention: Mention, at: int, tokens: Sequence[Token], keys: list[str], index: CatalogIndex) -> Mention:
    """The mention with what the word at ``at`` makes of it, behind a genitive and the amount."""
    key, word = keys[at], tokens[at].norm
    if not tokens[at].is_word or _is_plain(word, index) or is_verb(word):
        return mention
    name, absorbed = keys[mention.start : mention.end], mention.absorbed | {at}
    phrase = index.find([*name, OF, key]) or index.find([*name, key])
    if phrase is not None and phrase.exact:
        return replace(mention, hits=phrase.exact, broad=phrase.broad, absorbed=absorbed)
    if not _names_other_goods(word) and key not in index.described:
        # "mandazi ishirini za kikao": what they are for.
        return mention
    narrowed = _narrow(mention, key, word, index, was_linked=True)
    return replace(narrowed, absorbed=absorbed) if narrowed is not None else mention


def _common(one: Mention, other: Mention) -> Hits:
    for left, right in (
        (one.hits, other.hits),
        (one.broad, other.hits),
        (one.hits, other.broad),
        (one.broad, other.broad),
        (one.kin, other.broad),
        (one.hits, other.kin),
    ):
        if left & right:
            return left & right
    return frozenset()


def _qualified(
    mention: Mention, tokens: Sequence[Token], keys: list[str], index: CatalogIndex, closed: frozenset[int]
) -> Mention:
    """Takes in the words beside the mention: they narrow it, or show that it names something the shop has not."""
    mention = _qualified_behind(mention, tokens, keys, index, closed)
    before = mention.start - 1
    if before < 0 or before in closed:
        return mention
    if tokens[before].is_word and not _is_spoken_to(tokens, before):
        narrowed = _narrow_before(mention, keys[before], tokens[before].norm, index)
        mention = replace(narrowed, start=before) if narrowed is not None else mention
    is_of = keys[before] == OF and before - 1 not in closed
    if is_of and _names_goods(mention, tokens) and _is_of_tool(before - 1, mention.end, tokens, index):
        return Mention(before - 1, mention.end, frozenset(), False, 0.0)
    return mention


def _is_spoken_to(tokens: Sequence[Token], at: int) -> bool:
    """ "Mwanangu sukari kilo mbili": a clause begins with whoever is to bring it."""
    is_first = at == 0 or not (tokens[at - 1].is_word or tokens[at - 1].is_number)
    return is_first and tokens[at].norm in _SPOKEN_TO


def _qualified_behind(
    mention: Mention, tokens: Sequence[Token], keys: list[str], index: CatalogIndex, closed: frozenset[int]
) -> Mention:
    """Takes in up to three words behind the mention, each straight behind or linked by a genitive."""
    for _ in range(3):
        step = _following(mention.end, tokens, keys, closed)
        if step is None:
            break
        aim = _aim(mention, step, tokens, keys, index)
        if aim is not None:
            mention = aim
            continue
        narrowed = _narrow(mention, keys[step], tokens[step].norm, index, was_linked=step > mention.end)
        if narrowed is None:
            break
        mention = replace(narrowed, end=step + 1)
    return mention


def _names_goods(mention: Mention, tokens: Sequence[Token]) -> bool:
    """A peeler may be one "ya waru", but a phone "ya tecno spark" is just that."""
    classes, wider = MEANINGS.value.classes, MEANINGS.value.wider
    return mention.exact or any(
        stem(token.norm) in classes or stem(token.norm) in wider for token in tokens[mention.start : mention.end]
    )


def _is_of_tool(at: int, end: int, tokens: Sequence[Token], index: CatalogIndex) -> bool:
    """Whether the thing at ``at`` is what was named, as no amount behind ``end`` counts the goods themselves."""
    is_counted = end < len(tokens) and _is_count(end, end + 1, tokens)
    return at >= 0 and not is_counted and _is_tool(tokens[at], index)


def _is_tool(token: Token, index: CatalogIndex) -> bool:
    """In "peeler ya waru" the goods only tell what the unknown thing before them is for."""
    word = token.norm
    if is_goods(stem(word)) and word not in UNITS:
        return stem(word) not in index.described
    if not token.is_word or len(word) < 4 or token.score < 1 or is_function(word) or is_verb(word):
        return False
    return stem(word) not in index.described and word not in PLACE_WORDS and not _is_plain(word, index)


def _aim(mention: Mention, step: int, tokens: Sequence[Token], keys: list[str], index: CatalogIndex) -> Mention | None:
    """ "sabuni ya kuosha vyombo" is "sabuni ya vyombo": the verb only says what it is for."""
    if step == mention.end or step + 1 >= len(tokens) or not _TO_DO.match(tokens[step].norm):
        return None
    phrase = index.find([*keys[mention.start : mention.end], OF, keys[step + 1]])
    if phrase is None or not phrase.exact or not is_verb(tokens[step].norm):
        return None
    return replace(mention, end=step + 2, hits=phrase.exact, broad=phrase.broad, exact=True)


def _following(end: int, tokens: Sequence[Token], keys: list[str], closed: frozenset[int]) -> int | None:
    step = end + 1 if end < len(tokens) and keys[end] == OF and end not in closed else end
    step += step > end and step < len(tokens) and not keys[step]
    if step >= len(tokens) or step in closed or not tokens[step].is_word:
        return None
    return step


def _described(index: CatalogIndex, words_of_it: Words) -> Hits:
    return Hits().union(*(index.described.get(word) for word in words_of_it))


def _narrow(mention: Mention, key: str, word: str, index: CatalogIndex, was_linked: bool) -> Mention | None:
    described = _describing(mention, key, index)
    if was_linked and word in _OWNERS and described is None:
        return _owned(mention, index)
    tells = not _tells_nothing(word, index)
    hits = _described_hits(mention, described)
    if hits and (tells or _parts_them(mention, hits, word, index)):
        return _narrowed_to(mention, hits, mention.absorbed)
    if not tells:
        return None
    if _is_harmless(mention, word, index, was_linked):
        return mention
    return _beside_stranger(mention, word, _is_of_others(word, described), was_linked)


def _is_of_others(word: str, described: Hits | None) -> bool:
    return described is not None or _names_other_goods(word)


def _beside_stranger(mention: Mention, word: str, is_other: bool, was_linked: bool) -> Mention | None:
    """The mention with a word behind it that none of its products has: other goods, or nothing that concerns it."""
    if was_linked:
        # Behind what tells the goods already a stranger changes nothing: "brake pad za forester za mbele".
        return None if mention.told and not is_other else _unknown(mention)
    return _unknown(mention) if is_other and not is_verb(word) else None


def _describing(mention: Mention, key: str, index: CatalogIndex) -> Hits | None:
    """The products that the word describes, or of the goods meant those with a word that it begins: "veg samosa"."""
    if key in index.described:
        return index.described.get(key)
    if len(key) < _LEAST_BEGINNING:
        return None
    begun = (place for place in mention.hits if any(word.startswith(key) for word in index.packs[place].words))
    return frozenset(begun) or None


def _parts_them(mention: Mention, hits: Hits, word: str, index: CatalogIndex) -> bool:
    """Whether the catalog itself tells its goods apart by a word that elsewhere has a part in the sentence: "double socket"."""
    if ROLES.get(word) in _CONNECTING or _is_of_amounts(word):
        return False
    return hits < mention.hits and not is_unit_of(word, mention.hits, index)


def is_unit_of(word: str, places: Hits, index: CatalogIndex) -> bool:
    """Whether some of the products are counted by the unit ``word``."""
    return word in UNITS and any(UNITS[word] in index.packs[place].units for place in places)


def _owned(mention: Mention, index: CatalogIndex) -> Mention:
    """ "sabuni ya mtoto": such goods for somebody are other goods, but for those that are made for children."""
    return mention if mention.hits <= _described(index, _FOR_BABIES) else _unknown(mention)


def _tells_nothing(word: str, index: CatalogIndex) -> bool:
    return word in PLACE_WORDS or _is_plain(word, index) or not _VOWELS & set(word)


def _is_harmless(mention: Mention, word: str, index: CatalogIndex, was_linked: bool) -> bool:
    """Whether ``word`` changes nothing of which goods are meant."""
    if word in _HARMLESS or (was_linked and word in _HARMLESS_LINKED) or _is_for_anybody(mention, word, index):
        return True
    return word in _FLAVOURS and mention.hits <= _described(index, _OF_ALL_FLAVOURS)


def _is_for_anybody(mention: Mention, word: str, index: CatalogIndex) -> bool:
    """Whether ``word`` says for whom, where none of the goods is for anybody, and much of the shop is: "baby vest"."""
    kinds = MEANINGS.value.kinds
    if kinds.get(stem(word)) != _WHOM or len(index.described.get(stem(word))) < len(index.products) * _MUCH:
        return False
    return not any(kinds.get(stem(part)) == _WHOM for place in mention.hits for part in index.packs[place].words)


def _described_hits(mention: Mention, described: Hits | None) -> Hits:
    """Of the goods meant those ``described``, else of all that the words may mean."""
    if not described:
        return frozenset()
    return mention.hits & described or mention.broad & described or mention.kin & described


def _narrowed_to(mention: Mention, hits: Hits, absorbed: frozenset[int]) -> Mention:
    return replace(mention, hits=hits, broad=hits, absorbed=absorbed, told=mention.told or hits != mention.hits)


def _unknown(mention: Mention) -> Mention:
    """The same words as the name of something that the shop has not."""
    return replace(mention, hits=frozenset(), broad=frozenset(), exact=False, score=0.0)


def _narrow_before(mention: Mention, key: str, word: str, index: CatalogIndex) -> Mention | None:
    described, is_plain = _describing(mention, key, index), _is_plain(word, index)
    hits = _described_hits(mention, described)
    if hits and (_parts_them(mention, hits, word, index) or not is_plain):
        return _narrowed_to(mention, hits, mention.absorbed)
    if word in _HARMLESS or _is_for_anybody(mention, word, index):
        return mention
    is_other = not is_plain and word not in PLACE_WORDS and _may_be_other(word, described)
    return _unknown(mention) if is_other else None


def _may_be_other(word: str, described: Hits | None) -> bool:
    return bool(described) or _names_other_goods(word) or _is_strange(word)


def _is_strange(word: str) -> bool:
    return len(word) > 2 and not is_function(word) and not is_verb(word)


def _names_other_goods(word: str) -> bool:
    return word in GOODS_ELSEWHERE or is_goods(stem(word))


def is_telling(word: str, index: CatalogIndex) -> bool:
    """Whether ``word`` may tell one product from another, and has no part in the sentence of its own."""
    return not (_is_plain(word, index) or word in PLACE_WORDS or is_verb(word))


def _is_plain(word: str, index: CatalogIndex) -> bool:
    """Whether ``word`` has a part in the sentence of its own, and tells nothing of the goods beside it."""
    if len(word) < 3 or word in _PLAIN:
        return True
    return word in EVERYDAY_WORDS and stem(word) not in index.described

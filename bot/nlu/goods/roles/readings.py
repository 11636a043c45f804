"""The complete readings of a message, scored.

"airforce 42 mbili": 42 is the size, as there is a 42 among them, and two are wanted. A reading gives every number and every
telling word ("black", "XL", "twin") one part: told of the goods before it or behind it, told of others of that family ("2 black
and one white"), or none, so that a number counts. The reading with the most points is taken. Where another one with another part
for a number comes close, what both leave is kept and the number is not: the customer is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.meanings import is_goods
from bot.nlu.goods.mention import Hits, Mention
from bot.nlu.goods.roles.spots import FEW, MANY, Spot, find_spots, sizes_said
from bot.nlu.goods.roles.weights import WEIGHTS
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import read_number
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import Amount
from bot.nlu.words.groups import words
from bot.nlu.words.lexicon import ROLES

_NONE: Hits = frozenset()
_MOST_SPOTS = 24
_KEPT = 8
# More goods than these are a kind, and not one of which others are told apart by a word.
_MOST_NAMED = 12
_PARTING = frozenset((",", ".", ";", "?", "!", "\n", "+", "&", "|", "•"))
_VERBS = ("order", "add", "subtract", "remove", "set", "to", "ask", "not", "refuse", "swap", "keep")
_PURPOSES = words("sizes.purposes", "Between goods and what they are for")
_ONE = words("pronouns.one", "One of those")
_CHANGING = ("to", "set")
_NEAR = 3


@dataclass(frozen=True)
class _Slot:
    """Goods as a reading has them: ``hits`` left of them, ``broad`` with all that the words may mean, ``family`` and ``kin`` with
    those like them.

    ``at`` is their place among the mentions, None of others that only a spot tells of, ``head`` then where the family is named.
    """

    start: int
    end: int
    hits: Hits
    broad: Hits
    family: Hits
    kin: Hits
    at: int | None
    head: int
    told: tuple[Spot, ...] = ()
    was_told: bool = False

    @property
    def is_told(self) -> bool:
        return self.was_told or bool(self.told)


@dataclass(frozen=True)
class _Reading:
    """Up to some spot. ``counting`` are the numbers that count."""

    score: float
    slots: tuple[_Slot, ...]
    counting: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class _Message:
    """``segments`` are the parts between breaks, by token; ``numbered`` tokens are the number of a place where they tell of no
    goods; ``doubtful`` spots are goods of their own there; ``sizes`` are said with their measure, by segment."""

    tokens: Sequence[Token]
    mentions: Sequence[Mention]
    segments: Sequence[int]
    numbered: frozenset[int]
    doubtful: Sequence[Spot]
    sizes: Mapping[int, Sequence[Amount]]
    index: CatalogIndex


def settle(
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    index: CatalogIndex,
    closed: frozenset[int],
    numbered: frozenset[int] = frozenset(),
) -> list[Mention]:
    """The ``mentions`` with what tells more of them, and new ones for others of a family. ``numbered`` tokens are the number of
    a place ("namba 42") where they tell of no goods."""
    segments = _segments(tokens)
    goods, doubtful = _parted(tokens, mentions, segments, index)
    if not any(mention.hits for mention in goods):
        return list(mentions)
    spots = sorted([*find_spots(tokens, mentions, segments, index, closed), *doubtful], key=lambda spot: spot.start)
    sizes = sizes_said(tokens, segments) if any(spot.value is not None for spot in spots) else {}
    message = _Message(tokens, goods, segments, numbered, doubtful, sizes, index)
    slots = tuple(_slot(mention, at, index) for at, mention in enumerate(goods) if mention.hits)
    readings = [_Reading(0.0, slots)]
    for spot in spots[:_MOST_SPOTS]:
        ways = (each for reading in readings for each in _ways(reading, spot, message))
        readings = sorted(ways, key=lambda reading: -reading.score)[:_KEPT]
    return _of_one_kind(_applied(_undecided(readings), message), message)


def _of_one_kind(mentions: Sequence[Mention], message: _Message) -> list[Mention]:
    """With what is named by a quality alone meant of the goods just named, where they have it: "6 whiskas tuna and 4 chicken"."""
    kept: list[Mention] = []
    for mention in mentions:
        before = next((each.hits for each in reversed(kept) if each.hits), _NONE)
        same = _variants(mention, before, message)
        kept.append(replace(mention, hits=same, broad=same) if same and not mention.hits <= before else mention)
    return kept


def _variants(mention: Mention, before: Hits, message: _Message) -> Hits:
    """Of what is named by a quality those that are such as the goods ``before``."""
    if not len(mention.hits) > 1 or len(before) > _MOST_NAMED:
        return _NONE
    is_named = mention.exact or mention.is_model or _is_head(mention, message)
    return _NONE if is_named else message.index.variants(before) & mention.hits


def _is_head(mention: Mention, message: _Message) -> bool:
    """Whether all that are meant are called so: soap, but not the chicken of which some food is."""
    word = message.index.key(stem(message.tokens[mention.end - 1].norm))
    is_last = is_goods(word) and all(message.index.is_called(place, word) for place in mention.hits)
    return mention.stands or is_last


def _segments(tokens: Sequence[Token]) -> list[int]:
    found: list[int] = []
    segment = 0
    while len(found) < len(tokens):
        at = len(found)
        number = read_number(tokens, at)
        segment += tokens[at].norm in _PARTING or ROLES.get(tokens[at].norm) == "and"
        # "kumi na mbili" is one thing.
        found += [segment] * max(number.end - at if number is not None else 1, 1)
    return found


def _parted(
    tokens: Sequence[Token], mentions: Sequence[Mention], segments: Sequence[int], index: CatalogIndex
) -> tuple[list[Mention], list[Spot]]:
    """Goods, and names that may only tell which of the goods before them are meant: "bulb 9w screw", "lip gloss pink, clear", "net
    for 6x6 bed"."""
    goods: list[Mention] = []
    doubtful: list[Spot] = []
    named = frozenset[int]().union(*(mention.hits for mention in mentions if not mention.is_model))
    for mention in mentions:
        labelled = named & mention.hits if mention.is_model else _of_purpose(goods, mention, tokens, index)
        if labelled or (goods and _may_tell_of(goods[-1], mention, tokens, segments)):
            points = WEIGHTS.label_has_the_unit if labelled else 0.0
            places = mention.hits | mention.kin | labelled
            doubtful.append(
                Spot(mention.start, mention.end, places, None, points, segments[mention.start], mention=mention)
            )
        else:
            goods.append(mention)
    return goods, doubtful


def _of_purpose(named: Sequence[Mention], other: Mention, tokens: Sequence[Token], index: CatalogIndex) -> Hits:
    """Of "net for 6x6 bed" those whose labels have what the bed's has."""
    if not named or other.start - named[-1].end != 1:
        return _NONE
    goods, link = named[-1], tokens[other.start - 1].norm
    if link not in _PURPOSES and ROLES.get(link) != "of":
        return _NONE
    labels = (index.labels.model(tokens, at) for at in range(other.start, other.end))
    return next((goods.hits & places for end, places in labels if places and end <= other.end), _NONE)


def _may_tell_of(goods: Mention, other: Mention, tokens: Sequence[Token], segments: Sequence[int]) -> bool:
    is_linked = ROLES.get(tokens[other.start - 1].norm) == "of"
    if other.exact:
        # "pizza ya kuku", where chicken is sold too.
        return is_linked and goods.end == other.start - 1 and bool(other.kin & goods.hits)
    if not (other.hits | other.kin if is_linked else other.hits) & goods.family:
        return False
    is_pointed = other.end < len(tokens) and tokens[other.end].norm in _ONE
    return is_linked or is_pointed or not other.is_firm or segments[other.start] == segments[goods.end - 1]


def _slot(mention: Mention, at: int, index: CatalogIndex) -> _Slot:
    family, kin = mention.family or mention.hits, index.siblings(mention.hits)
    return _Slot(
        mention.start, mention.end, mention.hits, mention.broad, family, kin, at, mention.start, was_told=mention.told
    )  # fmt: skip


def _ways(reading: _Reading, spot: Spot, message: _Message) -> Iterator[_Reading]:
    """The ``reading`` with each part that the spot may have."""
    yield _unsaid(reading, spot, message)
    behind = [slot for slot in reading.slots if slot.end <= spot.start]
    left = max(behind, default=None, key=lambda slot: (_has(slot, spot, message), slot.end))
    right = min((slot for slot in reading.slots if slot.start >= spot.end), default=None, key=lambda slot: slot.start)
    for slot in (left, right):
        if slot is not None:
            yield from _told(reading, spot, slot, message)
    if left is not None and not _is_before_its_goods(spot, right, message):
        yield from _other(reading, spot, left, message)


def _has(slot: _Slot, spot: Spot, message: _Message) -> bool:
    """Whether the spot could tell something of the slot's goods, and no break is between: "pots of clay of 12 inch"."""
    return message.segments[slot.start] == message.segments[spot.end - 1] and not spot.places.isdisjoint(slot.broad)


def _is_before_its_goods(spot: Spot, right: _Slot | None, message: _Message) -> bool:
    """The second "grade" of "grade 4 english and grade 5 english"."""
    if right is None or not _has(right, spot, message):
        return False
    return spot.end == right.start and not any(each.end > spot.end for each in right.told)


def _unsaid(reading: _Reading, spot: Spot, message: _Message) -> _Reading:
    """The spot tells of no goods; a number counts."""
    if spot.value is None or spot.end - 1 in message.numbered:
        return reading
    goods = sum(message.segments[mention.start] == spot.segment for mention in message.mentions)
    goods += sum(slot.at is None and slot.told[0].segment == spot.segment for slot in reading.slots)
    counted = sum(other.segment == spot.segment for other in reading.counting)
    points = WEIGHTS.counts_twice * (counted >= max(goods, 1)) + WEIGHTS.counts_a_part * (0 < spot.value < 1)
    points += WEIGHTS.counts_above_twelve * (spot.value > FEW) + WEIGHTS.counts_above_twenty_four * (spot.value > MANY)
    return replace(reading, score=reading.score + points, counting=(*reading.counting, spot))


def _told(reading: _Reading, spot: Spot, slot: _Slot, message: _Message) -> Iterator[_Reading]:
    """The spot tells which of the goods of a slot are meant."""
    hits = slot.hits & spot.places
    if not hits and not slot.is_told and (spot.value is None or spot.value > FEW):
        hits = slot.broad & spot.places
    if not hits:
        return
    points = spot.points + _placing(spot, slot, message)
    is_bare = spot.value is not None and spot.points < WEIGHTS.label_has_the_unit
    is_otherwise = is_bare and _is_sized_otherwise(spot, slot, message)
    if is_otherwise or (spot.value is None and _is_swapped_for(slot, spot, message)):
        return
    points += WEIGHTS.tells_nothing * (is_bare and hits == slot.hits)
    points += WEIGHTS.leaves_one * (len(hits) == 1 < len(slot.hits))
    points += WEIGHTS.counted_apart * _has_number_apart(spot, slot, message)
    told = replace(slot, hits=hits, told=(*slot.told, spot))
    slots = tuple(told if each is slot else each for each in reading.slots)
    yield replace(reading, score=reading.score + points, slots=slots)


def _is_sized_otherwise(spot: Spot, slot: _Slot, message: _Message) -> bool:
    """In "20 drinking water 1l" the 20 are no litres: the goods come in the size that is said."""
    said = message.sizes.get(spot.segment, ()) if (spot.value or 0.5).is_integer() else ()
    sized = {place for place in slot.broad if message.index.packs[place].amount in said} if said else set()
    return bool(sized) and sized.isdisjoint(spot.places)


def _placing(spot: Spot, slot: _Slot, message: _Message) -> float:
    """What the words between a spot and its goods, or what was told of them before, say for it."""
    is_behind = spot.start >= slot.end
    between = _behind(spot, slot) if is_behind else _before(spot, slot)
    points = WEIGHTS.each_word_between * len(between)
    points += WEIGHTS.beyond_a_verb * any(ROLES.get(message.tokens[at].norm) in _VERBS for at in between)
    if message.segments[spot.end - 1] != message.segments[slot.end - 1 if is_behind else slot.start]:
        points += _break(spot, is_behind, message)
    if spot.value is None:
        return points + (WEIGHTS.word_behind_its_goods if is_behind else WEIGHTS.word_before_its_goods)
    return points + (not between) * (WEIGHTS.straight_behind if is_behind else WEIGHTS.straight_before)


def _behind(spot: Spot, slot: _Slot) -> range:
    return range(max([slot.end, *(each.end for each in slot.told if each.end <= spot.start)]), spot.start)


def _before(spot: Spot, slot: _Slot) -> range:
    return range(spot.end, min([slot.start, *(each.start for each in slot.told if each.start >= spot.end)]))


def _break(spot: Spot, is_behind: bool, message: _Message) -> float:
    if not is_behind:
        return WEIGHTS.before_a_break
    has_goods = any(message.segments[mention.start] == spot.segment for mention in message.mentions)
    is_heavy = has_goods or spot.value is not None
    return WEIGHTS.beyond_a_break if is_heavy else WEIGHTS.beyond_a_break_with_no_goods_there


def _other(reading: _Reading, spot: Spot, slot: _Slot, message: _Message) -> Iterator[_Reading]:
    """The spot tells of others of the family that a slot names: "2 black and one white"."""
    # A number tells of others that differ in numbers, sizes and colours alone.
    hits = slot.kin & spot.places
    if not hits and not spot.is_number:
        hits = message.index.most_alike(slot.family & spot.places, slot.hits)
    if hits and not spot.is_price and _is_another(spot, slot, message):
        # "10 inch na 12": beside a number that tells which, one more does too.
        is_more = spot.is_number and any(told.value is not None for told in slot.told)
        points = spot.points + WEIGHTS.others_of_the_family + WEIGHTS.word_of_others * (spot.value is None)
        points += WEIGHTS.one_more_number * (is_more and _is_alone(spot, message))
        other = _Slot(spot.start, spot.end, hits, hits, slot.family, slot.kin, None, slot.head, (spot,))
        yield replace(reading, score=reading.score + points, slots=(*reading.slots, other))


def _is_another(spot: Spot, slot: _Slot, message: _Message) -> bool:
    """Whether the spot speaks of other goods than the slot's: it contradicts what they are, or is counted apart."""
    if _is_new_amount(slot, spot, message):
        return False
    is_contrary = (slot.is_told or spot.mention is not None) and not slot.hits & spot.places
    return is_contrary or _is_counted_apart(spot, slot, message)


def _is_new_amount(slot: _Slot, spot: Spot, message: _Message) -> bool:
    """ "the cable ya 10m iwe mbili": a bare small number behind such a verb is how many; from 42 to 43 is a size."""
    is_small = spot.value is not None and spot.value <= FEW and spot.points < WEIGHTS.label_has_the_word_before
    between = message.tokens[slot.end : spot.start]
    return is_small and any(ROLES.get(token.norm) in _CHANGING for token in between)


def _is_alone(spot: Spot, message: _Message) -> bool:
    """Whether nothing but breaks stands beside the spot: "10 inch na 12"."""
    segments, tokens = message.segments, message.tokens
    own = [at for at in range(len(tokens)) if segments[at] == spot.segment and not spot.start <= at < spot.end]
    return all(tokens[at].norm in _PARTING or ROLES.get(tokens[at].norm) == "and" for at in own)


def _is_counted_apart(spot: Spot, slot: _Slot, message: _Message) -> bool:
    """Behind a break stands a number of its own, or one more: "three hoodies, 2 grey", "na nyingine ya brown". Behind a verb
    that sets or gives, what it shall be instead: "iwe ya screw"."""
    between = range(slot.end, spot.start)
    roles = {at: ROLES.get(message.tokens[at].norm) for at in between}
    if any(role in _CHANGING for role in roles.values()) or _is_swapped_for(slot, spot, message):
        return spot.value is None
    own = [at for at in between if message.segments[at] == spot.segment != message.segments[slot.end - 1]]
    return any(roles[at] == "add" for at in own) or _has_number_apart(spot, slot, message)


def _is_swapped_for(slot: _Slot, spot: Spot, message: _Message) -> bool:
    """ "Swap the white bread with brown": words are between, of which the spot may have the last."""
    before = message.tokens[max(0, slot.start - _NEAR) : slot.start]
    return spot.end - 1 > slot.end and any(ROLES.get(token.norm) == "swap" for token in before)


def _has_number_apart(spot: Spot, slot: _Slot, message: _Message) -> bool:
    if spot.segment == message.segments[slot.end - 1]:
        return False
    beside = (*range(slot.end, spot.start), spot.end)
    own = (at for at in beside if at < len(message.tokens) and message.segments[at] == spot.segment)
    return any(_is_amount(message.tokens, at) for at in own)


def _is_amount(tokens: Sequence[Token], at: int) -> bool:
    """ "the brown one" counts nothing."""
    return tokens[at].norm not in _ONE and read_number(tokens, at) is not None


def _undecided(readings: Sequence[_Reading]) -> _Reading:
    """The best reading; without a number about which another reading that comes close says something else."""
    best = readings[0]
    for other in readings[1:]:
        if best.score - other.score >= WEIGHTS.close:
            break
        for spot in {*_numbers_told(best)} ^ {*_numbers_told(other)} if _hits(best) != _hits(other) else ():
            best = _without(best, other, spot)
    return best


def _hits(reading: _Reading) -> list[Hits]:
    return [slot.hits for slot in reading.slots if slot.at is not None]


def _numbers_told(reading: _Reading) -> list[Spot]:
    return [spot for slot in reading.slots if slot.at is not None for spot in slot.told if spot.value is not None]


def _without(best: _Reading, other: _Reading, spot: Spot) -> _Reading:
    """``best`` with the goods that either reading leaves, and the number taken up by them."""
    slots = {slot.at: slot for slot in other.slots if slot.at is not None}
    merged = (_open(slot, slots[slot.at], spot) if slot.at is not None else slot for slot in best.slots)
    return replace(best, slots=tuple(merged))


def _open(slot: _Slot, other: _Slot, spot: Spot) -> _Slot:
    if (spot in slot.told) == (spot in other.told):
        return slot
    return replace(slot, hits=slot.hits | other.hits, told=tuple(dict.fromkeys((*slot.told, spot))))


def _applied(reading: _Reading, message: _Message) -> list[Mention]:
    """The mentions as the reading has them."""
    slots = {slot.at: slot for slot in reading.slots if slot.at is not None}
    told = {slot.head: (message.mentions[at].hits, *(spot.places for spot in slot.told)) for at, slot in slots.items()}
    result = [_with_told(mention, slots.get(at)) for at, mention in enumerate(message.mentions)]
    result += [_as_mention(slot, told.get(slot.head, ())) for slot in reading.slots if slot.at is None]
    return sorted([*result, *_untold(reading, message)], key=lambda mention: mention.start)


def _untold(reading: _Reading, message: _Message) -> list[Mention]:
    """The doubtful ones that tell of no others."""
    used = {spot for slot in reading.slots for spot in slot.told}
    return [spot.mention for spot in message.doubtful if spot not in used and spot.mention is not None]


def _with_told(mention: Mention, slot: _Slot | None) -> Mention:
    if slot is None or not slot.told:
        return mention
    absorbed = mention.absorbed | _tokens_of(slot.told)
    return replace(mention, hits=slot.hits, broad=slot.hits, absorbed=absorbed, told=True)


def _tokens_of(spots: Sequence[Spot]) -> frozenset[int]:
    return frozenset(at for spot in spots for at in range(spot.start, spot.end))


def _as_mention(slot: _Slot, told: Sequence[Hits]) -> Mention:
    """In "jeans black 32 and 34" what was told of the first holds for the others as far as it can."""
    at, hits = slot.told[0].end - 1, slot.hits
    for places in told if len(hits) > 1 else ():
        hits = hits & places or hits
    absorbed = _tokens_of(slot.told) - {at}
    return Mention(
        at, at + 1, hits, True, 0.9, hits, absorbed=absorbed, family=slot.family, other_of=slot.head, told=True
    )  # fmt: skip

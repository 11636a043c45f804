"""What numbers and telling words are in a message: how many, or which of the goods. Decided for the whole message at once.

"airforce 42 mbili": 42 is the size, as there is a 42 among them, and two are wanted. Every complete reading gives each
number and each telling word ("black", "XL", "twin") one part: told of the goods before it or behind it, told of others of
that family ("2 black and one white"), or none, so that a number counts. The reading with the highest score is taken; a number
about which the second best is as good is left out, and the customer is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.nlu.goods.find import is_telling
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.labels import word_of, written
from bot.nlu.goods.meanings import MEANINGS
from bot.nlu.goods.mention import Hits, Mention
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import NUMBER_WORDS, read_number
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import DOZEN_WORDS, MEASURES, SPOKEN_MEASURES, UNITS
from bot.nlu.words.groups import words
from bot.nlu.words.lexicon import ROLES

_NONE: Hits = frozenset()
_MOST_SPOTS = 24
_KEPT = 8
_FEW, _MANY = 12, 24
_LEAST_PRICE = 20
_CUES = words("sizes.follows", "Before a number that is a size")
_LINKS = words("sizes.links", "Between goods and what tells which of them")
_PARTING = frozenset((",", ".", ";", "?", "!", "\n", "+", "&", "|", "•"))
_VERBS = ("order", "add", "subtract", "remove", "set", "to", "ask", "not", "refuse", "swap", "keep")
_COUNTED_BY = frozenset(("x",))


@dataclass(frozen=True)
class Weights:
    """What speaks for a reading and against it, in points."""

    label_has_the_unit: float = 4.0
    label_has_the_word_before: float = 3.0
    cue_before: float = 4.0
    link_before: float = 1.0
    straight_behind: float = 1.5
    straight_before: float = -0.5
    above_twelve: float = 1.5
    above_twenty_four: float = 1.0
    a_part_of_one: float = 2.5
    a_number_in_words: float = -2.0
    counts_units: float = -5.0
    small_and_without_the_unit: float = -2.5
    tells_nothing: float = -2.0
    beyond_a_break: float = -2.0
    beyond_a_break_with_no_goods_there: float = -0.75
    before_a_break: float = -8.0
    beyond_a_verb: float = -1.0
    each_word_between: float = -0.25
    leaves_one: float = 0.5
    others_of_the_family: float = -0.5
    counts_above_twelve: float = -1.0
    counts_above_twenty_four: float = -2.0
    counts_a_part: float = -0.5
    counts_twice: float = -4.0
    word_before_its_goods: float = 1.5
    word_behind_its_goods: float = 1.5
    word_of_others: float = 1.0


WEIGHTS = Weights()


@dataclass(frozen=True)
class _Spot:
    """Tokens ``start``–``end`` may tell which goods are meant: ``places`` have it on their label. ``value`` of a number."""

    start: int
    end: int
    places: Hits
    value: float | None
    points: float
    segment: int
    is_price: bool = False
    # Where the word is the name of goods too, when nothing better is found.
    mention: Mention | None = None


@dataclass(frozen=True)
class _Slot:
    """Goods as a reading has them: ``hits`` left of them, ``family`` of all.

    ``at`` is their place among the mentions, None of others that only a spot tells of, ``head`` then where the family is named.
    """

    start: int
    end: int
    hits: Hits
    family: Hits
    at: int | None
    head: int
    told: tuple[_Spot, ...] = ()
    was_told: bool = False

    @property
    def is_told(self) -> bool:
        return self.was_told or bool(self.told)


@dataclass(frozen=True)
class _State:
    """A reading up to some spot. ``counting`` are the segments of the numbers that count."""

    score: float
    slots: tuple[_Slot, ...]
    counting: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Message:
    tokens: Sequence[Token]
    mentions: Sequence[Mention]
    # To which part between breaks each token belongs, and how many mentions stand in each.
    segments: Sequence[int]
    verbs: frozenset[int]
    numbered: frozenset[int]
    doubtful: Sequence[_Spot]


def settle(
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    index: CatalogIndex,
    closed: frozenset[int],
    numbered: frozenset[int] = frozenset(),
) -> list[Mention]:
    """The ``mentions`` with what tells more of them, and new ones for others of a family. ``numbered`` are tokens that are the
    number of a place ("namba 42") where they do not tell of goods."""
    segments = _segments(tokens)
    mentions, doubtful = _parted(mentions, segments)
    known = [at for at, mention in enumerate(mentions) if mention.hits]
    if not known:
        return list(mentions)
    verbs = frozenset(at for at, token in enumerate(tokens) if _is_verb(token))
    message = _Message(tokens, mentions, segments, verbs, numbered, doubtful)
    spots = sorted([*_spots(message, index, closed), *doubtful], key=lambda spot: spot.start)
    if not spots:
        return list(mentions)
    slots = tuple(_slot(mentions[at], at) for at in known)
    states = [_State(0.0, slots)]
    for spot in spots[:_MOST_SPOTS]:
        ways = (each for state in states for each in _ways(state, spot, message))
        states = sorted(ways, key=lambda state: -state.score)[:_KEPT]
    return _applied(states[0], message)


def _parted(mentions: Sequence[Mention], segments: Sequence[int]) -> tuple[list[Mention], list[_Spot]]:
    """Goods, and names that may only tell which of the goods before them are meant: "bulb 9w screw", "lip gloss pink, clear"."""
    goods: list[Mention] = []
    doubtful: list[_Spot] = []
    for mention in mentions:
        before = goods[-1] if goods else None
        is_beside = before is not None and (not mention.is_firm or segments[mention.start] == segments[before.start])
        is_telling = before is not None and is_beside and not mention.exact and bool(mention.hits & before.family)
        if is_telling:
            spot = _Spot(mention.start, mention.end, mention.hits, None, 0.0, segments[mention.start], mention=mention)
            doubtful.append(spot)
        else:
            goods.append(mention)
    return goods, doubtful


def _slot(mention: Mention, at: int) -> _Slot:
    family = mention.family or mention.hits
    return _Slot(mention.start, mention.end, mention.hits, family, at, mention.start, was_told=mention.told)


def _is_verb(token: Token) -> bool:
    return ROLES.get(token.norm) in _VERBS


def _segments(tokens: Sequence[Token]) -> list[int]:
    found, segment = [], 0
    for token in tokens:
        segment += token.norm in _PARTING or ROLES.get(token.norm) == "and"
        found.append(segment)
    return found


def _spots(message: _Message, index: CatalogIndex, closed: frozenset[int]) -> list[_Spot]:
    """Numbers and words outside the mentions that stand on labels of the catalog."""
    mentions = [*message.mentions, *(spot.mention for spot in message.doubtful if spot.mention is not None)]
    taken = closed.union(*(range(each.start, each.end) for each in mentions), *(each.absorbed for each in mentions))
    found: list[_Spot] = []
    at = 0
    while at < len(message.tokens):
        spot = None if at in taken else _number_spot(message, at, index, taken) or _word_spot(message, at, index)
        if spot is not None:
            found.append(spot)
        at = spot.end if spot is not None else at + 1
    return found


def _number_spot(message: _Message, at: int, index: CatalogIndex, taken: frozenset[int]) -> _Spot | None:
    tokens = message.tokens
    number = read_number(tokens, at)
    if number is None or not taken.isdisjoint(range(at, number.end)):
        return None
    after = tokens[number.end] if number.end < len(tokens) and number.end not in taken else None
    if _is_measured(tokens, at, number.end):
        return None
    value, start, end = written(number.value), at, number.end
    places, points = index.labels.places(value), 0.0
    with_unit = index.labels.places(f"{value} {word_of(after)}") if after is not None and after.is_word else _NONE
    if with_unit:
        places, points, end = with_unit, WEIGHTS.label_has_the_unit, number.end + 1
    before = tokens[at - 1] if at and tokens[at - 1].is_word else None
    with_before = _with_word(word_of(before), value, index) if before is not None else _NONE
    if with_before:
        places, points = with_before, points + WEIGHTS.label_has_the_word_before
        start -= at - 1 not in taken
    is_worded = not tokens[at].is_number and float(number.value).is_integer()
    points += WEIGHTS.a_number_in_words * is_worded
    points += _size_points(float(number.value))
    if points == 0.0 and index.labels.has_unit(value):
        points += WEIGHTS.small_and_without_the_unit
    if end == number.end and _counts_units(tokens, number.end):
        points += WEIGHTS.counts_units
    if before is not None and before.norm in _COUNTED_BY:
        points += WEIGHTS.counts_units
    start, cued = _with_cues(tokens, start, taken)
    is_price = not places and cued > 0 and number.value >= _LEAST_PRICE
    places = index.labels.at_price(number.value) if is_price else places
    return _Spot(start, end, places, number.value, points + cued, message.segments[at], is_price)


def _with_word(word: str, value: str, index: CatalogIndex) -> Hits:
    """ "gauge 28" as on the label, "nchi tatu" with the measure first."""
    return index.labels.places(f"{word} {value}") or index.labels.places(f"{value} {word}")


def _is_measured(tokens: Sequence[Token], start: int, end: int) -> bool:
    """ "2kg", "gramu mia mbili na hamsini", "half a dozen"."""
    if start and stem(tokens[start - 1].norm) in MEANINGS.value.measures:
        return False
    behind = [token.norm for token in tokens[end : end + 2]]
    before = [token.norm for token in tokens[max(0, start - 5) : start]]
    if any(word in MEASURES or word in DOZEN_WORDS for word in behind[:1]) or (behind[1:] and behind[1] in DOZEN_WORDS):
        return True
    while before and (before[-1] in NUMBER_WORDS or ROLES.get(before[-1]) == "and"):
        before.pop()
    return bool(before) and before[-1] in SPOKEN_MEASURES


def _counts_units(tokens: Sequence[Token], end: int) -> bool:
    """ "3 pcs", "4 x"; in "41 pair moja" the unit is counted by the number behind it."""
    word = tokens[end].norm if end < len(tokens) else ""
    return word in _COUNTED_BY or (word in UNITS and read_number(tokens, end + 1) is None)


def _size_points(value: float) -> float:
    if not value.is_integer():
        return WEIGHTS.a_part_of_one
    return WEIGHTS.above_twelve * (value > _FEW) + WEIGHTS.above_twenty_four * (value > _MANY)


def _with_cues(tokens: Sequence[Token], start: int, taken: frozenset[int]) -> tuple[int, float]:
    """Where the words begin that lead to a size ("ya size"), and what they are worth."""
    points = 0.0
    while start and start - 1 not in taken:
        word = tokens[start - 1].norm
        if word in _CUES:
            points += WEIGHTS.cue_before
        elif word in _LINKS or ROLES.get(word) == "of":
            points += WEIGHTS.link_before
        else:
            break
        start -= 1
    return start, points


def _word_spot(message: _Message, at: int, index: CatalogIndex) -> _Spot | None:
    token = message.tokens[at]
    if not token.is_word:
        return None
    word = stem(token.norm)
    places = frozenset(index.described.get(index.key(word), ()))
    if not places or not (word in MEANINGS.value.kinds or is_telling(token.norm, index)):
        return None
    start, cued = _with_cues(message.tokens, at, frozenset())
    return _Spot(start, at + 1, places, None, cued, message.segments[at])


def _ways(state: _State, spot: _Spot, message: _Message) -> Iterator[_State]:
    """What the spot may be in the reading ``state``."""
    yield _unsaid(state, spot, message)
    left = max(
        (at for at, slot in enumerate(state.slots) if slot.end <= spot.start),
        default=None,
        key=lambda at: state.slots[at].end,
    )
    right = min(
        (at for at, slot in enumerate(state.slots) if slot.start >= spot.end),
        default=None,
        key=lambda at: state.slots[at].start,
    )
    for at in (left, right):
        if at is not None:
            yield from _told(state, spot, at, message)
    if left is not None:
        yield from _other(state, spot, state.slots[left], message)


def _unsaid(state: _State, spot: _Spot, message: _Message) -> _State:
    if spot.value is None or spot.end - 1 in message.numbered:
        return state
    goods = sum(message.segments[mention.start] == spot.segment for mention in message.mentions)
    goods += sum(slot.at is None and slot.told[0].segment == spot.segment for slot in state.slots)
    points = WEIGHTS.counts_twice * (state.counting.count(spot.segment) >= max(goods, 1))
    points += WEIGHTS.counts_a_part * (0 < spot.value < 1)
    points += WEIGHTS.counts_above_twelve * (spot.value > _FEW) + WEIGHTS.counts_above_twenty_four * (
        spot.value > _MANY
    )
    return replace(state, score=state.score + points, counting=(*state.counting, spot.segment))


def _told(state: _State, spot: _Spot, at: int, message: _Message) -> Iterator[_State]:
    """The spot tells which of the goods of a slot are meant."""
    slot = state.slots[at]
    hits = slot.hits & spot.places
    if not hits and spot.value is None and not slot.is_told:
        hits = slot.family & spot.places
    if not hits:
        return
    points = spot.points + _placing(spot, slot, message)
    points += WEIGHTS.tells_nothing * (hits == slot.hits)
    points += WEIGHTS.leaves_one * (len(hits) == 1 < len(slot.hits))
    slots = (*state.slots[:at], replace(slot, hits=hits, told=(*slot.told, spot)), *state.slots[at + 1 :])
    yield replace(state, score=state.score + points, slots=slots)


def _placing(spot: _Spot, slot: _Slot, message: _Message) -> float:
    """What the words between a spot and its goods say for it."""
    is_behind = spot.start >= slot.end
    ends = (
        [slot.end, *(each.end for each in slot.told)]
        if is_behind
        else [slot.start, *(each.start for each in slot.told)]
    )
    start, end = (max(each for each in ends if each <= spot.start), spot.start) if is_behind else (spot.end, slot.start)
    if not is_behind:
        end = min((each.start for each in slot.told if each.start >= start), default=end)
    between = range(start, end)
    points = WEIGHTS.each_word_between * len(between)
    if message.segments[spot.end - 1] != message.segments[slot.end - 1 if is_behind else slot.start]:
        points += _break(spot, is_behind, message)
    points += WEIGHTS.beyond_a_verb * any(at in message.verbs for at in between)
    if spot.value is None:
        return points + (WEIGHTS.word_behind_its_goods if is_behind else WEIGHTS.word_before_its_goods)
    straight = not between
    return points + straight * (WEIGHTS.straight_behind if is_behind else WEIGHTS.straight_before)


def _break(spot: _Spot, is_behind: bool, message: _Message) -> float:
    if not is_behind:
        return WEIGHTS.before_a_break
    has_goods = any(message.segments[mention.start] == spot.segment for mention in message.mentions)
    is_heavy = has_goods or spot.value is not None
    return WEIGHTS.beyond_a_break if is_heavy else WEIGHTS.beyond_a_break_with_no_goods_there


def _other(state: _State, spot: _Spot, slot: _Slot, message: _Message) -> Iterator[_State]:
    """The spot tells of others of the family that a slot names: "2 black and one white"."""
    hits = slot.family & spot.places
    if not hits:
        return
    is_apart = _is_counted_apart(spot, slot, message)
    if spot.is_price or not (is_apart or (slot.is_told and not slot.hits & spot.places)):
        return
    points = spot.points + WEIGHTS.word_of_others * (spot.value is None) + WEIGHTS.others_of_the_family
    other = _Slot(spot.start, spot.end, hits, slot.family, None, slot.head, (spot,))
    yield replace(state, score=state.score + points, slots=(*state.slots, other))


def _is_counted_apart(spot: _Spot, slot: _Slot, message: _Message) -> bool:
    """Behind a break stands a number of its own, or one more: "three hoodies, 2 grey", "na nyingine ya brown". Behind a verb
    that sets or gives, what it shall be instead: "iwe ya screw"."""
    if any(ROLES.get(message.tokens[at].norm) in ("to", "set") for at in range(slot.end, spot.start)):
        return spot.value is None
    own = [
        at
        for at in range(slot.end, spot.start)
        if message.segments[at] == spot.segment != message.segments[slot.end - 1]
    ]
    return any(ROLES.get(message.tokens[at].norm) == "add" or read_number(message.tokens, at) for at in own)


def _applied(state: _State, message: _Message) -> list[Mention]:
    told = {
        slot.head: (message.mentions[slot.at].hits, *(spot.places for spot in slot.told))
        for slot in state.slots
        if slot.at is not None
    }
    used = {spot for slot in state.slots for spot in slot.told}
    result = [_with_told(message.mentions[at], slot) for at, slot in _by_mention(state, message)]
    result += [_as_mention(_inheriting(slot, told.get(slot.head, ()))) for slot in state.slots if slot.at is None]
    result += [spot.mention for spot in message.doubtful if spot not in used and spot.mention is not None]
    return sorted(result, key=lambda mention: mention.start)


def _by_mention(state: _State, message: _Message) -> Iterator[tuple[int, _Slot | None]]:
    slots = {slot.at: slot for slot in state.slots}
    for at in range(len(message.mentions)):
        yield at, slots.get(at)


def _with_told(mention: Mention, slot: _Slot | None) -> Mention:
    if slot is None or not slot.told:
        return mention
    absorbed = mention.absorbed | _tokens_of(slot.told)
    return replace(mention, hits=slot.hits, broad=slot.hits, absorbed=absorbed, told=True)


def _tokens_of(spots: Sequence[_Spot]) -> frozenset[int]:
    return frozenset(at for spot in spots for at in range(spot.start, spot.end))


def _inheriting(slot: _Slot, told: Sequence[Hits]) -> _Slot:
    """ "jeans black 32 and 34": what was told of the first holds for the others as far as it can."""
    for places in told if len(slot.hits) > 1 else ():
        slot = replace(slot, hits=slot.hits & places or slot.hits)
    return slot


def _as_mention(slot: _Slot) -> Mention:
    at = slot.told[0].end - 1
    absorbed = _tokens_of(slot.told) - {at}
    return Mention(
        at,
        at + 1,
        slot.hits,
        True,
        0.9,
        slot.hits,
        absorbed=absorbed,
        family=slot.family,
        other_of=slot.head,
        told=True,
    )

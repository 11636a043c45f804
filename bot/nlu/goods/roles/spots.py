"""Numbers and words of a message that may tell which goods are meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.goods.find import is_telling, is_unit_of
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.labels import word_of, written
from bot.nlu.goods.meanings import MEANINGS
from bot.nlu.goods.mention import Hits, Mention
from bot.nlu.goods.roles.weights import WEIGHTS
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import NUMBER_WORDS, Number, read_number
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import DOZEN_WORDS, MEASURES, SPOKEN_MEASURES, UNITS, Amount, measured
from bot.nlu.words.groups import words
from bot.nlu.words.lexicon import ROLES

# Beyond these a number is rather a size than how many.
FEW, MANY = 12, 24
_NONE: Hits = frozenset()
_LEAST_PRICE = 20
_LONGEST_NUMBER = 5
_SHORTEST_MEASURE = 2
_CUES = words("sizes.follows", "Before a number that is a size")
_NUMBER_SIGNS = words("sizes.number_signs", "Straight before figures: number, as no in no. 4")
_LINKS = words("sizes.links", "Between goods and what tells which of them")
_BY = words("sizes.by", "Between the sides of what is so wide and so long")
_ARTICLES = words("articles.indefinite", "One of something")
_CONNECTING = ("of", "and", "each")
_TIMES, _THOUSAND = "x", "k"


@dataclass(frozen=True)
class Spot:
    """Tokens ``start``–``end`` with the products that have them on their labels, at ``places``; ``value`` of a number, None of a
    word. ``points`` are those of the spot itself, wherever its goods stand.

    A price picks what costs it. A ``mention`` is goods of its own where it tells nothing of others.
    """

    start: int
    end: int
    places: Hits
    value: float | None
    points: float
    segment: int
    is_price: bool = False
    mention: Mention | None = None

    @property
    def is_number(self) -> bool:
        """Also of a model."""
        return self.value is not None or (self.mention is not None and self.mention.is_model)


def find_spots(
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    segments: Sequence[int],
    index: CatalogIndex,
    closed: frozenset[int],
) -> list[Spot]:
    """Those outside the ``mentions`` and ``closed``, in order."""
    taken = closed.union(*(range(each.start, each.end) for each in mentions), *(each.absorbed for each in mentions))
    found: list[Spot] = []
    at = 0
    while at < len(tokens):
        spot = None
        if at not in taken:
            spot = _number(tokens, at, segments, index, taken) or _word(tokens, at, segments, index, mentions)
        if spot is not None:
            found.append(spot)
        at = spot.end if spot is not None else at + 1
    return found


def sizes_said(tokens: Sequence[Token], segments: Sequence[int]) -> dict[int, list[Amount]]:
    """By segment, the sizes that stand there with their measure: of "20 water 1 litre" a litre."""
    found: dict[int, list[Amount]] = {}
    for at, token in enumerate(tokens):
        number = read_number(tokens, at) if token.is_number else None
        measure = tokens[number.end].norm if number is not None and number.end < len(tokens) else ""
        if number is not None and measure in MEASURES:
            found.setdefault(segments[at], []).append(measured(number.value, measure))
    return found


@dataclass(frozen=True)
class _OnLabel:
    """Where a number with the word beside it stands on labels, and what that is worth."""

    places: Hits
    start: int
    end: int
    points: float


def _number(
    tokens: Sequence[Token], at: int, segments: Sequence[int], index: CatalogIndex, taken: frozenset[int]
) -> Spot | None:
    number = _in_thousands(tokens, read_number(tokens, at), index)
    if number is None or not _is_free(tokens, at, number.end, taken):
        return None
    label = _on_label(tokens, at, number, index, taken)
    points = label.points + _of_kind(tokens, at, number) + _of_counting(tokens, at, number, label.end)
    if not points and index.labels.has_word(written(number.value)):
        points = WEIGHTS.small_and_without_its_word
    start, cued = _led_to(tokens, label.start, at, taken)
    if not label.places and cued and number.value >= _LEAST_PRICE:
        places = index.labels.at_price(number.value)
        return Spot(start, label.end, places, number.value, points + cued, segments[at], is_price=True)
    is_amount = cued > 0 and _is_behind_goods(tokens, start, at, taken)
    places = label.places | (index.labels.amounts(written(number.value)) if is_amount else _NONE)
    return Spot(start, label.end, places, number.value, points + cued, segments[at])


def _led_to(tokens: Sequence[Token], start: int, at: int, taken: frozenset[int]) -> tuple[int, float]:
    """Where what leads to the number at ``at`` begins, and what it is worth; ``start`` where it stands on a label."""
    begin, cued = _with_cues(tokens, start, taken)
    signed = sign_before(tokens, at)
    if begin < at or signed == at:
        return begin, cued
    return at if signed in taken else signed, WEIGHTS.cue_before


def _in_thousands(tokens: Sequence[Token], number: Number | None, index: CatalogIndex) -> Number | None:
    """ "10k" of what is 10000 on a label."""
    if number is None or number.end >= len(tokens) or tokens[number.end].norm != _THOUSAND:
        return number
    value = number.value * 1000
    return Number(value, number.end + 1) if index.labels.has_word(written(value)) else number


def _is_free(tokens: Sequence[Token], at: int, end: int, taken: frozenset[int]) -> bool:
    return taken.isdisjoint(range(at, end)) and not _is_measured(tokens, at, end)


def _is_behind_goods(tokens: Sequence[Token], start: int, at: int, taken: frozenset[int]) -> bool:
    """ "dumbbells mbili za 5": figures linked to goods or their number, and not "instead of 2"."""
    before = tokens[start - 1] if start else None
    is_number = before is not None and (before.is_number or before.norm in NUMBER_WORDS)
    return tokens[at].is_number and before is not None and (is_number or start - 1 in taken)


def _on_label(tokens: Sequence[Token], at: int, number: Number, index: CatalogIndex, taken: frozenset[int]) -> _OnLabel:
    """ "20 watts" as on the label, "gauge 28" too, "nchi tatu" with the measure first, else the number alone."""
    value, end = written(number.value), number.end
    after = word_of(tokens[end]) if end < len(tokens) and end not in taken else ""
    places = index.labels.places(f"{value} {after}")
    if places:
        return _OnLabel(places, at, end + 1, WEIGHTS.label_has_the_unit)
    before = word_of(tokens[at - 1]) if at else ""
    is_measure = at > 0 and _is_measure_before(tokens[at - 1]) and not _is_counted_before(tokens, at, index)
    places = index.labels.places(f"{value} {before}" if is_measure else f"{before} {value}")
    if places:
        return _OnLabel(places, at - (at - 1 not in taken), end, WEIGHTS.label_has_the_word_before)
    return _OnLabel(index.labels.places(value), at, end, 0.0)


def _is_counted_before(tokens: Sequence[Token], at: int, index: CatalogIndex) -> bool:
    """Of "3-4 years mbili" the years are counted already; not the metres and inches of "gauge 30 mita tatu", "3x6 inchi sita"."""
    is_side = at > 2 and tokens[at - 3].norm in (_TIMES, *_BY)
    return at > 1 and not is_side and _has_on_label(tokens, at - 2, word_of(tokens[at - 1]), index)


def _has_on_label(tokens: Sequence[Token], at: int, measure: str, index: CatalogIndex) -> bool:
    """Whether a label has the number at ``at`` with that ``measure``."""
    number = read_number(tokens, at)
    return number is not None and bool(index.labels.places(f"{written(number.value)} {measure}"))


def _of_kind(tokens: Sequence[Token], at: int, number: Number) -> float:
    """What the number itself is worth: one that nobody counts with is a size."""
    if not float(number.value).is_integer():
        return WEIGHTS.a_part_of_one
    points = 0.0 if tokens[at].is_number else WEIGHTS.a_number_in_words
    return points + WEIGHTS.above_twelve * (number.value > FEW) + WEIGHTS.above_twenty_four * (number.value > MANY)


def _of_counting(tokens: Sequence[Token], at: int, number: Number, end: int) -> float:
    """ "3 pcs", "4 x", "x 4"; in "41 pair moja" the unit is counted by the number behind it."""
    after = tokens[end].norm if end == number.end < len(tokens) else ""
    is_unit = after in UNITS and read_number(tokens, end + 1) is None
    is_before = at > 0 and tokens[at - 1].norm == _TIMES
    return WEIGHTS.counts_units * ((after == _TIMES or is_unit) + is_before)


def _is_measured(tokens: Sequence[Token], start: int, end: int) -> bool:
    """ "2kg", "half a dozen", "gramu mia mbili na hamsini"; in "nchi tatu kilo mbili" the three are inches."""
    if start and _is_measure_before(tokens[start - 1]) and read_number(tokens, start - 2) is None:
        return False
    behind = [token.norm for token in tokens[end : end + 2]]
    return _is_dozens(tokens, end) or (bool(behind) and behind[0] in MEASURES) or _is_behind_measure(tokens, start)


def _is_measure_before(token: Token) -> bool:
    """ "in" and single letters stand behind their number only."""
    return len(token.norm) > _SHORTEST_MEASURE and stem(token.norm) in MEANINGS.value.measures


def _is_dozens(tokens: Sequence[Token], end: int) -> bool:
    """ "2 dozen", "half a dozen"; in "96 dozen moja" the dozen is counted by the number behind it."""
    at = end + (end < len(tokens) and tokens[end].norm in _ARTICLES)
    return at < len(tokens) and tokens[at].norm in DOZEN_WORDS and read_number(tokens, at + 1) is None


def _is_behind_measure(tokens: Sequence[Token], start: int) -> bool:
    before = [token.norm for token in tokens[max(0, start - _LONGEST_NUMBER) : start]]
    while before and (before[-1] in NUMBER_WORDS or ROLES.get(before[-1]) == "and"):
        before.pop()
    return bool(before) and before[-1] in SPOKEN_MEASURES


def _with_cues(tokens: Sequence[Token], start: int, taken: frozenset[int]) -> tuple[int, float]:
    """Where the words begin that lead to a size ("ya size"), and what they are worth."""
    points = 0.0
    while start and start - 1 not in taken:
        worth = _cue(tokens[start - 1].norm)
        if not worth:
            break
        points += worth
        start -= 1
    return start, points


def sign_before(tokens: Sequence[Token], at: int) -> int:
    """Where "no" or "no." before the figures at ``at`` begins, else ``at``."""
    start = at - 1 - (at > 1 and tokens[at - 1].norm == ".")
    is_sign = start >= 0 and tokens[start].norm in _NUMBER_SIGNS and tokens[at].is_number
    return start if is_sign else at


def _cue(word: str) -> float:
    if word in _CUES:
        return WEIGHTS.cue_before
    return WEIGHTS.link_before if word in _LINKS or ROLES.get(word) == "of" else 0.0


def _word(
    tokens: Sequence[Token], at: int, segments: Sequence[int], index: CatalogIndex, mentions: Sequence[Mention]
) -> Spot | None:
    word = tokens[at].norm
    if not tokens[at].is_word or ROLES.get(word) in _CONNECTING or _is_measure_letter(tokens, at):
        return None
    places = index.described.get(index.key(stem(word)))
    if not places or not _may_tell(word, places, index, mentions):
        return None
    start, cued = _with_cues(tokens, at, frozenset())
    return Spot(start, at + 1, places, None, cued, segments[at])


def _is_measure_letter(tokens: Sequence[Token], at: int) -> bool:
    """The "l" of "3l" is no large one."""
    return len(tokens[at].norm) == 1 and at > 0 and tokens[at - 1].is_number and tokens[at - 1].end == tokens[at].start


def _may_tell(word: str, places: Hits, index: CatalogIndex, mentions: Sequence[Mention]) -> bool:
    """Whether ``word`` is a quality, has no other part in the sentence, or parts the goods named by what the catalog calls them."""
    if stem(word) in MEANINGS.value.kinds:
        return True
    if word in NUMBER_WORDS or word in DOZEN_WORDS or word in MEASURES or stem(word) in MEANINGS.value.measures:
        return False
    return is_telling(word, index) or _parts_goods(word, places, index, mentions)


def _parts_goods(word: str, places: Hits, index: CatalogIndex, mentions: Sequence[Mention]) -> bool:
    """Whether some of the goods named are such, and not all of them: the "double" of sockets. A unit of their packs counts them."""
    return not is_unit_of(word, places, index) and any(
        places & mention.family and not mention.family <= places for mention in mentions
    )

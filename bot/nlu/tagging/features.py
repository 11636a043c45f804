"""What the tagger sees of a message: its words, the groups of words they stand in, what the readers made of them, and what
stands around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from bot.nlu.fields.gazetteer import find_places
from bot.nlu.fields.sums import amount_at
from bot.nlu.goods.parse import Reading
from bot.nlu.tagging.proposals import MOST_TOKENS, proposals
from bot.nlu.text.phrases import joined
from bot.nlu.text.tokens import Token, covered, fold
from bot.nlu.words.groups import current, on_change, words

# Every group is seen; these are there for nobody else.
words("place.landmarks", "Things by which a place is described: a mosque, a petrol station")

# A group's name with more parts than these says more than a label needs.
_PARTS = 2
_NO_GROUPS: tuple[str, ...] = ()
_GAZETTEER = "gazetteer"
EDGE = "edge"
# A unit sees what it is itself, what the units beside it are, and of those that stand one further only the words: more of
# them fits the examples better and new messages worse.
STEPS = (0, -1, 1)
FURTHER = (-2, 2)
_BREAKS = frozenset((",", ".", ";", "!", "?", "\n"))
# Of how a clause beside begins, this is seen: its word and the groups of it.
_AT_BEGINNING = ("w=", "g=")
_WHOLE = ("phone", "order_number", "mpesa_code", "link")
_SMALL_SUM = 100


@dataclass(frozen=True)
class Unit:
    """Tokens ``start``–``end`` that are one thing: a word, a phone number, a sum, a sign; ``own`` is what is seen of it."""

    start: int
    end: int
    word: str
    own: tuple[str, ...]

    def seen(self, kinds: tuple[str, ...]) -> list[str]:
        return [each for each in self.own if each.startswith(kinds)]


def units_of(reading: Reading) -> list[Unit]:
    """In order, without gaps, of the first MOST_TOKENS tokens."""
    return list(_units(reading, _found(reading)))


def features(units: Sequence[Unit]) -> list[list[str]]:
    """One list a unit."""
    clauses = [each for run, seen in clauses_of(units) for each in [seen] * len(run)]
    return [[*_near(at, units), *pairs_at(at, units), *clauses[at]] for at in range(len(units))]


def asked_features(units: Sequence[Unit], asked: str) -> list[list[str]]:
    """What comes to them by the question that is open, empty for none."""
    return [[f"asked={asked}", f"{asked}|{unit.word}"] for unit in units]


def _near(at: int, units: Sequence[Unit]) -> Iterator[str]:
    for step in STEPS:
        unit = _at(units, at + step)
        yield from (from_afar(each, step) for each in (unit.own if unit is not None else (EDGE,)))
    yield from further_at(at, units)


def from_afar(seen: str, step: int) -> str:
    """What is seen of a unit as another sees it that stands ``step`` before it."""
    return f"{step}{seen}" if step else seen


def further_at(at: int, units: Sequence[Unit]) -> list[str]:
    """The words of the units one further than those beside."""
    return [from_afar(_word(_at(units, at + step)), step) for step in FURTHER]


def pairs_at(at: int, units: Sequence[Unit]) -> tuple[str, str, str]:
    """The words around the unit two by two."""
    here, before, after = units[at].word, _word(_at(units, at - 1)), _word(_at(units, at + 1))
    return f"{before}|{here}", f"{here}|{after}|>", f"{_word(_at(units, at - 2))}|{before}|<"


def _at(units: Sequence[Unit], place: int) -> Unit | None:
    return units[place] if 0 <= place < len(units) else None


def _word(unit: Unit | None) -> str:
    return unit.word if unit else EDGE


def clauses_of(units: Sequence[Unit]) -> Iterator[tuple[range, list[str]]]:
    """Clauses and the signs between them, in order, each by the places of its units; with what it has, and how the clauses
    beside it begin. A sign has nothing."""
    parted = [(is_break, list(run)) for is_break, run in groupby(units, lambda unit: unit.word in _BREAKS)]
    clauses = [run for is_break, run in parted if not is_break]
    start = place = 0
    for is_break, run in parted:
        yield range(start, start + len(run)), [] if is_break else _clause(clauses, place)
        start, place = start + len(run), place + (not is_break)


def _clause(clauses: Sequence[Sequence[Unit]], place: int) -> list[str]:
    units = clauses[place]
    bag = dict.fromkeys(f"c={unit.word}" for unit in units)
    lead = "|".join(unit.word for unit in units[:2])
    return [
        *bag,
        f"c1={units[0].word}",
        f"c2={lead}",
        *_lead(clauses, place - 1, "p1"),
        *_lead(clauses, place + 1, "n1"),
    ]


def _lead(clauses: Sequence[Sequence[Unit]], place: int, where: str) -> list[str]:
    """The first word of a clause that stands beside."""
    return [f"{where}{each}" for each in clauses[place][0].seen(_AT_BEGINNING)] if 0 <= place < len(clauses) else []


def _units(reading: Reading, found: list[list[str]]) -> Iterator[Unit]:
    tokens = reading.tokens
    spans = [(mark.kind, covered(tokens, mark.start, mark.end)) for mark in reading.marks if mark.kind in _WHOLE]
    whole = {span.start: (span.stop, f"<{kind}>") for kind, span in spans if span}
    at = 0
    while at < min(len(tokens), MOST_TOKENS):
        if at in whole:
            end, word = whole[at]
            own: tuple[str, ...] = (f"w={word}",)
        else:
            end, word, own = _one(tokens, at)
        yield Unit(at, end, word, (*own, *dict.fromkeys(each for inside in range(at, end) for each in found[inside])))
        at = end


def _one(tokens: Sequence[Token], at: int) -> tuple[int, str, tuple[str, ...]]:
    """Where it ends, the word it counts as, and what it is like."""
    token = tokens[at]
    amount = amount_at(tokens, at)
    if amount is not None:
        word, like = _sum(amount.value)
        return amount.end, word, (*like, "d=9" if token.is_number else "d=a")
    if not token.is_word:
        return at + 1, token.norm, (f"w={token.norm}", "s=9" if token.is_number else "s=.")
    word = fold(token.text) if token.text.isalpha() else token.norm
    like = (f"w={word}", f"s={_case(token.text)}", f"<{word[:2]}", f">{word[-3:]}")
    return at + 1, word, (*like, *_words().get(word, _NO_GROUPS))


def _sum(value: float) -> tuple[str, tuple[str, ...]]:
    word = f"{value:g}" if value < _SMALL_SUM else "<sum>"
    is_round = next((f"{step}" for step in (100, 50, 10) if not value % step), "0")
    return word, (f"w={word}", f"n={len(str(int(value)))}", f"r={is_round}")


def _case(text: str) -> str:
    return "A" if text.isupper() and len(text) > 1 else "Aa" if text[:1].isupper() else "a"


def _found(reading: Reading) -> list[list[str]]:
    """What other readers found in each token."""
    found: list[list[str]] = [[] for _token in reading.tokens]
    _note_phrases(reading.tokens[:MOST_TOKENS], found)
    for element in reading.elements:
        _note(found, range(element.start, element.end), f"e={element.kind}")
    for mark in reading.marks:
        _note(found, covered(reading.tokens, mark.start, mark.end), f"m={mark.kind}")
    for place in find_places(reading.tokens):
        _note(found, range(place.start, place.end), "p=ordinary" if place.is_ordinary else f"p={place.kind}")
    for span in proposals(reading):
        _note(found, range(span.start, span.start + 1), f"B={span.label}")
        _note(found, span.places, f"I={span.label}")
        _note(found, range(span.end - 1, span.end), f"E={span.label}")
    return found


def _note(found: list[list[str]], places: range, what: str) -> None:
    for at in places:
        found[at].append(what)


def _note_phrases(tokens: Sequence[Token], found: list[list[str]]) -> None:
    groups, longest = _phrases()
    for at, token in enumerate(tokens):
        for width in range(min(longest.get(fold(token.text), 0), len(tokens) - at), 1, -1):
            for group in groups.get(joined(tokens, at, at + width), _NO_GROUPS):
                _note(found, range(at, at + width), group)


@lru_cache(maxsize=1)
def _by_entry() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for entry in current().entries:
        parts = entry.group.split(".")
        if parts[0] != _GAZETTEER:
            found.setdefault(entry.word, {})[f"g={'.'.join(parts[:_PARTS])}"] = None
    return {word: tuple(groups) for word, groups in found.items()}


@lru_cache(maxsize=1)
def _words() -> Mapping[str, tuple[str, ...]]:
    return {word: groups for word, groups in _by_entry().items() if " " not in word}


@lru_cache(maxsize=1)
def _phrases() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, int]]:
    """Groups of phrases, and the length of the longest that begins with a word."""
    phrases = {word: groups for word, groups in _by_entry().items() if " " in word}
    longest: dict[str, int] = {}
    for phrase in phrases:
        parts = phrase.split()
        longest[parts[0]] = max(len(parts), longest.get(parts[0], 0))
    return phrases, longest


for _kept in (_by_entry, _words, _phrases):
    on_change(_kept.cache_clear)

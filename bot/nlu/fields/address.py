"""Finds where in a message a delivery place is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.nlu.fields.gazetteer import PLACE_WORDS, Place, find_places
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.respell import is_narrative, is_verb
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import NUMBER_WORDS
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import UNITS
from bot.nlu.words.groups import shapes, words
from bot.nlu.words.lexicon import EVERYDAY_WORDS, ROLES

_SURE = words("place.leads", "A place follows")
_LIKELY = words("place.may_lead", "A place may follow")
_LINKS = words("place.links", "Between what leads to a place and the place")
_CARRYING = shapes("place.carrying_shapes", "Verbs of bringing")
_KINDS = words("place.kinds", "Behind a name: which kind of place it is")
_BEGINNINGS = words("place.openers", "A description of a place begins")
_OWNED = words("place.owned", "With an owner behind it, a place: duka la Njoroge")
_COMPASS = words("place.compass", "Before the name of a place, part of it")
_TELLING = words("place.within", "In the middle of a place")
_CLOSING = words("place.closers", "The place has ended")
_REASONS = words("place.reasons", "A reason begins, the place has ended")
_TURNING = words("but", "What was said before is turned round")
_INSTEAD = words("instead", "In the place of something")
_PEOPLE = words("people.pronouns", "People in a story")
_BEFORE_KINDS = words("place.before_kinds", "Before the kind of a place, part of its name")
_ONE = words("pronouns.one", "One of those")
_RELATIVE = words("place.relative", "Where something lies beside something else")
_NOT_OPENED = words("place.not_opened", "Behind an opener, so that it opens nothing")
_BARE = words("place.bare", "A place of its own only with more behind it")
_NOT_STRAIGHT = words("place.not_straight", "A place follows only behind another link")
_LINKING = words("place.linking", "Straight before a place")
_NO_NAMES = words("place.no_names", "With a capital before the kind of a place, yet no name")
_NO_ANSWERS = words("place.no_answers", "They ask or order elsewhere; in a place they do not")
_TRAILING_WORDS = words("place.trailing", "Behind a place, no part of it")
_LONGEST_SHORT_FORM = 4
_ORIGINS = words("place.origins", "Before a place where somebody comes from")
_TRAILING_SIGNS = frozenset((",", ".", "!", ";", "-", ":", "?", "\n"))
_SEPARATORS = frozenset((",", ".", ";", "\n", "!", "?", "-", ":"))
_ANSWERS = ("order", "add", "remove", "subtract", "set", "ask", "refuse", "swap")
_CAPITALS = 2
# "Please deliver all of these things to me at home in …": more words lead to no place.
_MOST_LINKS = 16


def find_address(
    tokens: Sequence[Token], index: CatalogIndex, closed: frozenset[int], others: frozenset[int]
) -> tuple[int, int] | None:
    """Token places ``(start, end)`` of the first delivery place in the message, or None.

    ``closed`` tokens have a form of their own; of these ``others`` belong to no address (phones, times, ways to pay).
    """
    known = _known(tokens, index)
    for at, token in enumerate(tokens):
        if at in closed or not token.is_word:
            continue
        start = _start(tokens, at, known, index, closed)
        if start is not None:
            end = _end(tokens, start, known, index, others)
            if end > start:
                return start, end
    return None


@dataclass(frozen=True)
class _Known:
    """Where names of places stand: all their tokens, and of names of several words from the first token to behind the last."""

    tokens: frozenset[int]
    ends: Mapping[int, int]


def _known(tokens: Sequence[Token], index: CatalogIndex | None = None) -> _Known:
    """By the words alone, without an ``index``; with one a name that is all goods is none."""
    places = [place for place in find_places(tokens) if place.end > place.start + 1 and not place.is_abroad]
    spans = [range(place.start, place.end) for place in places if _counts(place, places, tokens, index)]
    single = (at for at, token in enumerate(tokens) if token.norm in PLACE_WORDS)
    return _Known(
        frozenset([*single, *(at for span in spans for at in span)]), {span.start: span.stop for span in spans}
    )


def _counts(place: Place, places: Sequence[Place], tokens: Sequence[Token], index: CatalogIndex | None) -> bool:
    """ "Golden Gate" and "golden gate, south b", where "golden gate" alone is no place."""
    named = [token for token in tokens[place.start : place.end] if token.is_word]
    if index is not None and all(index.knows(stem(token.norm)) for token in named):
        return False
    has_capitals = all(token.text[:1].isupper() for token in named)
    return (
        not place.is_ordinary or has_capitals or any(other is not place and not other.is_ordinary for other in places)
    )


def is_origin(tokens: Sequence[Token], address: tuple[int, int] | None) -> bool:
    """ "Visitors all the way from Kisumu"."""
    return address is not None and address[0] > 0 and tokens[address[0] - 1].norm in _ORIGINS


def whole_address(
    tokens: Sequence[Token], others: frozenset[int], named: tuple[int, int] | None = None
) -> tuple[int, int] | None:
    """The place in a message that is known to give one: all of it but the words that lead in and trail off.

    ``named`` is what :func:`find_address` found: what is told before it leads in too.
    """
    known = _known(tokens)
    start = _turn(tokens, known)
    while start < len(tokens) and (start in others or _leads_in(tokens, start, known)):
        start += 1
    if named is not None and _is_story(tokens, range(start, named[0]), known):
        start = named[0]
    end = start
    while end < len(tokens) and (end in known.tokens - others or not _ends_whole(tokens, end, start, others)):
        end += 1
    end = _trimmed(tokens, start, end)
    return (start, end) if end > start else None


def _turn(tokens: Sequence[Token], known: _Known) -> int:
    """Behind the last "but" that a place follows: of "nilikuwa Umoja lakini sasa niko Kayole" only Kayole is meant."""
    last = max(known.tokens, default=0)
    turns = [at for at in range(last) if tokens[at].text.lower() in _TURNING]
    return turns[-1] + 1 if turns else 0


def _is_story(tokens: Sequence[Token], span: range, known: _Known) -> bool:
    """ "my cousin moved last month and now we stay in": people and what they did, and no word of a place."""
    told = [tokens[at] for at in span]
    is_placeless = known.tokens.isdisjoint(span) and not any(
        token.is_number or token.norm in _KINDS or token.norm in _BEGINNINGS or token.text[:1].isupper()
        for token in told
        if token.text != "I"
    )
    return is_placeless and any(token.norm in _PEOPLE or is_narrative(token.norm) for token in told)


def _leads_in(tokens: Sequence[Token], at: int, known: _Known) -> bool:
    """ "naomba mlete", "not the old one, send to", "dondosha": said before the place is."""
    token = tokens[at]
    word = token.norm
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if word in _SEPARATORS:
        return True
    if not token.is_word or at in known.tokens or (word in _BEGINNINGS and _begins(word, after)):
        return False
    if after is not None and after.norm in _KINDS and word not in _LINKS and word not in _BEFORE_KINDS:
        return False
    if after is not None and (
        (word in _OWNED and ROLES.get(after.norm) == "of")
        or (word in _COMPASS and (at + 1 in known.tokens or _is_kind(tokens, at + 2)))
    ):
        return False
    if word in _SURE or word in _LIKELY or word in _LINKS or word in ROLES or word in EVERYDAY_WORDS or word in _ONE:
        return True
    if is_verb(word) or _CARRYING.fullmatch(word):
        return True
    return after is not None and token.text.islower() and _is_named(tokens, at + 1, known)


def _is_kind(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].norm in _KINDS


def _begins(word: str, after: Token | None) -> bool:
    if word in _RELATIVE:
        return after is not None
    if after is None or after.norm in _NOT_OPENED:
        return False
    return after.norm not in _SEPARATORS or word not in _BARE


def _is_named(tokens: Sequence[Token], at: int, known: _Known) -> bool:
    token = tokens[at]
    return token.is_word and (at in known.tokens or (token.text[:1].isupper() and token.norm not in ROLES))


def _ends_whole(tokens: Sequence[Token], at: int, start: int, others: frozenset[int]) -> bool:
    word = tokens[at].norm
    if at in others or word in _CLOSING or tokens[at].text in _REASONS or word == "?":
        return True
    after = tokens[at + 1].norm if at + 1 < len(tokens) else ""
    before = tokens[at - 1].norm if at > start else ""
    is_joining = ROLES.get(word) == "and" and before not in _BEGINNINGS
    if is_joining and (ROLES.get(after) == "order" or _CARRYING.fullmatch(after)):
        return True
    if before not in _SEPARATORS or word in _TELLING or word in _BEGINNINGS or word in _KINDS:
        return False
    return tokens[at].is_word and (word in ROLES or is_verb(word)) and not tokens[at].text[:1].isupper()


def _start(tokens: Sequence[Token], at: int, known: _Known, index: CatalogIndex, closed: frozenset[int]) -> int | None:
    word = tokens[at].norm
    if at in known.ends or (at in known.tokens and not index.knows(stem(word)) and _is_place(tokens, at, known, index)):
        return at
    if _is_named_kind(tokens, at, index):
        return at
    if word not in _SURE and word not in _LIKELY and not _CARRYING.fullmatch(word):
        return None
    place = at + 1
    last = min(len(tokens), at + _MOST_LINKS)
    while place < last and (tokens[place].norm in _LINKS or tokens[place].norm == ":"):
        place += 1
    if place >= last or place in closed or not tokens[place].is_word:
        return None
    if _is_place(tokens, place, known, index) or (
        _is_linked(tokens, at, place) and _may_be_place(tokens[place].norm, index)
    ):
        return place
    return None


def _is_linked(tokens: Sequence[Token], at: int, place: int) -> bool:
    """ "deliver to X", "naishi X"; a "delivery fee" is none."""
    if tokens[at].norm not in _SURE or tokens[place].norm in EVERYDAY_WORDS:
        return False
    straight = place == at + 1 and tokens[at].norm not in _NOT_STRAIGHT
    return straight or any(token.norm in _LINKING or token.norm == ":" for token in tokens[at + 1 : place])


def _is_named_kind(tokens: Sequence[Token], at: int, index: CatalogIndex) -> bool:
    """ "Industrial Area", "Tena estate": one or two names and what kind of place they are."""
    token = tokens[at]
    if not token.text[:1].isupper() or token.text.isupper() or index.knows(stem(token.norm)):
        return False
    for width in range(1, _CAPITALS + 1):
        kind = tokens[at + width] if at + width < len(tokens) else None
        if kind is None or not kind.is_word:
            return False
        if kind.norm in _KINDS:
            return token.norm not in _NO_NAMES and (at > 0 or kind.text[:1].isupper())
        if not kind.text[:1].isupper():
            return False
    return False


def _is_place(tokens: Sequence[Token], at: int, known: _Known, index: CatalogIndex) -> bool:
    if at in known.ends:
        return True
    token = tokens[at]
    after = tokens[at + 1].norm if at + 1 < len(tokens) else ""
    if at in known.tokens:
        return after in _KINDS or not index.knows(stem(token.norm))
    if after in _KINDS and not index.knows(stem(token.norm)) and token.norm not in _LINKS:
        return True
    return at > 0 and token.text[:1].isupper() and not token.text.isupper() and _may_be_place(token.norm, index)


def _may_be_place(word: str, index: CatalogIndex) -> bool:
    return not (word in ROLES or word in NUMBER_WORDS or word in UNITS or index.knows(stem(word))) and len(word) > 2


def _end(tokens: Sequence[Token], start: int, known: _Known, index: CatalogIndex, others: frozenset[int]) -> int:
    end = known.ends.get(start, start + 1)
    while end < len(tokens) and (end in known.ends or not _stops(tokens, end, known, index, others)):
        end = known.ends.get(end, end + 1)
    is_cut_by_goods = end < len(tokens) and index.knows(stem(tokens[end].norm))
    while is_cut_by_goods and end > start + 1 and (tokens[end - 1].is_number or tokens[end - 1].norm in NUMBER_WORDS):
        end -= 1
    return _trimmed(tokens, start, end)


def _stops(tokens: Sequence[Token], at: int, known: _Known, index: CatalogIndex, others: frozenset[int]) -> bool:
    token, before = tokens[at], tokens[at - 1]
    if at in others or token.norm in _CLOSING or token.norm in ("\n", "?"):
        return True
    after = tokens[at + 1].norm if at + 1 < len(tokens) else ""
    if token.norm in _INSTEAD and after in _SEPARATORS and at + 2 < len(tokens) and _goes_on(tokens, at + 2, known):
        return False
    if _begins_sentence(tokens, at) and at not in known.tokens:
        is_goods = index.knows(stem(token.norm))
        if is_goods or _CARRYING.fullmatch(token.norm) or is_verb(token.norm) or ROLES.get(token.norm) in _ANSWERS:
            return True
    is_answer = ROLES.get(token.norm) in _ANSWERS and token.norm not in _NO_ANSWERS
    if is_answer and not token.text[:1].isupper():
        return True
    is_lower = token.text[:1].islower()
    if before.norm in _SEPARATORS and is_lower and (_CARRYING.fullmatch(token.norm) or is_verb(token.norm)):
        return True
    begins_anew = before.norm in _SEPARATORS or ROLES.get(before.norm) == "and" or before.is_number
    return begins_anew and index.knows(stem(token.norm)) and at not in known.tokens and token.text[:1].islower()


def _begins_sentence(tokens: Sequence[Token], at: int) -> bool:
    """Behind a full stop that ends no short form: "Rd."."""
    return at > 1 and tokens[at - 1].norm == "." and len(tokens[at - 2].norm) > _LONGEST_SHORT_FORM


def _goes_on(tokens: Sequence[Token], at: int, known: _Known) -> bool:
    """In "Rongai instead, Kware rd" the place goes on behind the comma."""
    token = tokens[at]
    is_described = token.norm in _KINDS or token.norm in _BEGINNINGS
    return at in known.tokens or is_described or (token.text[:1].isupper() and token.norm not in ROLES)


def _trimmed(tokens: Sequence[Token], start: int, end: int) -> int:
    while end > start and _trails(tokens[end - 1].norm) and not _is_letter(tokens[end - 1]):
        end -= 1
    return end


def _trails(word: str) -> bool:
    return word in _TRAILING_WORDS or word in _TRAILING_SIGNS


def _is_letter(token: Token) -> bool:
    """ "South C": a capital that is a name, as an "I" that begins the next sentence is not."""
    return len(token.text) == 1 and token.text.isupper() and token.text != "I"

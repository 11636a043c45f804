"""Finds where in a message a delivery place is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.nlu.fields.gazetteer import PLACE_WORDS, find_places
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.respell import is_narrative, is_verb
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import NUMBER_WORDS
from bot.nlu.text.tokens import Token
from bot.nlu.text.units import UNITS
from bot.nlu.words.groups import derived, shapes, words
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
_COURTESY = words("courtesy")
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
_LEADS = derived(lambda: _SURE | _LIKELY)
_DESCRIBING = derived(lambda: _BEGINNINGS | _KINDS)
# Before a place they are no part of it.
_PASSED_OVER = derived(lambda: {*_SURE, *_LIKELY, *_LINKS, *ROLES, *EVERYDAY_WORDS, *_ONE})
_TRAILING_SIGNS = frozenset((",", ".", "!", ";", "-", ":", "?", "\n"))
_SEPARATORS = frozenset((",", ".", ";", "\n", "!", "?", "-", ":"))
_ANSWERS = ("order", "add", "remove", "subtract", "set", "ask", "refuse", "swap")
_CAPITALS = 2
# So soon behind a number stand the goods that it counts.
_SOON = 5
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
    spans = _long_names(tokens, index)
    single = (at for at, token in enumerate(tokens) if token.norm in PLACE_WORDS)
    return _Known(
        frozenset([*single, *(at for span in spans for at in span)]), {span.start: span.stop for span in spans}
    )


def _long_names(tokens: Sequence[Token], index: CatalogIndex | None) -> list[range]:
    """Names of several words: "Golden Gate" and "golden gate, south b", where "golden gate" alone is no place."""
    places = [place for place in find_places(tokens) if place.end > place.start + 1 and not place.is_abroad]
    is_place_named = any(not place.is_ordinary for place in places)
    spans = [range(place.start, place.end) for place in places]
    return [span for span in spans if _counts([tokens[at] for at in span], is_place_named, index)]


def _counts(name: Sequence[Token], is_place_named: bool, index: CatalogIndex | None) -> bool:
    said = [token for token in name if token.is_word]
    if index is not None and all(_is_goods(token, index) for token in said):
        return False
    return is_place_named or all(map(_has_capital, said))


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
    if not known.tokens.isdisjoint(span) or any(map(_says_where, told)):
        return False
    return any(token.norm in _PEOPLE or is_narrative(token.norm) for token in told)


def _says_where(token: Token) -> bool:
    return token.text != "I" and (token.is_number or token.norm in _DESCRIBING or _has_capital(token))


def _leads_in(tokens: Sequence[Token], at: int, known: _Known) -> bool:
    """ "naomba mlete", "not the old one, send to", "dondosha": said before the place is."""
    token = tokens[at]
    if token.norm in _SEPARATORS:
        return True
    if not token.is_word or at in known.tokens or _begins(tokens, at) or _is_part_of_next(tokens, at, known):
        return False
    if token.norm in _PASSED_OVER or _bids(token):
        return True
    return at + 1 < len(tokens) and token.text.islower() and _is_named(tokens, at + 1, known)


def _begins(tokens: Sequence[Token], at: int) -> bool:
    """ "opposite the mosque": from here on a place is described."""
    word = tokens[at].norm
    if word not in _BEGINNINGS or at + 1 >= len(tokens):
        return False
    after = tokens[at + 1].norm
    return word in _RELATIVE or (after not in _NOT_OPENED and (after not in _SEPARATORS or word not in _BARE))


def _is_part_of_next(tokens: Sequence[Token], at: int, known: _Known) -> bool:
    """ "mirema" drive, "duka" la Njoroge, "north" of Yaya."""
    word, after = tokens[at].norm, _word(tokens, at + 1)
    if after in _KINDS and word not in _LINKS and word not in _BEFORE_KINDS:
        return True
    if word in _OWNED and ROLES.get(after) == "of":
        return True
    return word in _COMPASS and (at + 1 in known.tokens or _word(tokens, at + 2) in _KINDS)


def _is_named(tokens: Sequence[Token], at: int, known: _Known) -> bool:
    token = tokens[at]
    return token.is_word and (at in known.tokens or (_has_capital(token) and token.norm not in ROLES))


def _ends_whole(tokens: Sequence[Token], at: int, start: int, others: frozenset[int]) -> bool:
    token = tokens[at]
    if at in others or token.norm in _CLOSING or token.text in _REASONS or token.norm == "?":
        return True
    before = tokens[at - 1].norm if at > start else ""
    return _joins_wish(tokens, at, before) or (before in _SEPARATORS and _begins_clause(token))


def _joins_wish(tokens: Sequence[Token], at: int, before: str) -> bool:
    """ "and bring"; in "between X and Y" it joins what is part of the place."""
    if ROLES.get(tokens[at].norm) != "and" or before in _BEGINNINGS:
        return False
    after = _word(tokens, at + 1)
    return ROLES.get(after) == "order" or bool(_CARRYING.fullmatch(after))


def _begins_clause(token: Token) -> bool:
    """Behind a separator it says something else than more of the place."""
    word = token.norm
    if word in _TELLING or word in _DESCRIBING:
        return False
    return token.is_word and (word in ROLES or is_verb(word)) and not _has_capital(token)


def _start(tokens: Sequence[Token], at: int, known: _Known, index: CatalogIndex, closed: frozenset[int]) -> int | None:
    """Where the place begins that is named at ``at``, or behind what leads to it there."""
    is_known = at in known.ends or (at in known.tokens and not _is_goods(tokens[at], index))
    if is_known or _is_named_kind(tokens, at, index):
        return at
    word = tokens[at].norm
    if word not in _LEADS and not _CARRYING.fullmatch(word):
        return None
    return _led_to(tokens, at, known, index, closed)


def _led_to(tokens: Sequence[Token], at: int, known: _Known, index: CatalogIndex, closed: frozenset[int]) -> int | None:
    """Of "please deliver it to X" where X begins, at "deliver"; None where no place is led to."""
    place = at + 1
    last = min(len(tokens), at + _MOST_LINKS)
    while place < last and (tokens[place].norm in _LINKS or tokens[place].norm == ":"):
        place += 1
    if place >= last or place in closed or not tokens[place].is_word:
        return None
    is_linked = _is_linked(tokens, at, place) and _may_be_place(tokens[place].norm, index)
    return place if is_linked or _is_place(tokens, place, known, index) else None


def _is_linked(tokens: Sequence[Token], at: int, place: int) -> bool:
    """ "deliver to X", "naishi X"; a "delivery fee" is none."""
    if tokens[at].norm not in _SURE or tokens[place].norm in EVERYDAY_WORDS:
        return False
    straight = place == at + 1 and tokens[at].norm not in _NOT_STRAIGHT
    return straight or any(token.norm in _LINKING or token.norm == ":" for token in tokens[at + 1 : place])


def _is_named_kind(tokens: Sequence[Token], at: int, index: CatalogIndex) -> bool:
    """ "Industrial Area", "Tena estate": one or two names and what kind of place they are."""
    token = tokens[at]
    if not _is_written_as_name(token) or token.norm in _NO_NAMES:
        return False
    kind = _kind_behind(tokens, at)
    return kind is not None and (at > 0 or _has_capital(kind)) and not _is_goods(token, index)


def _kind_behind(tokens: Sequence[Token], at: int) -> Token | None:
    """Straight behind, or behind one more name."""
    for token in tokens[at + 1 : at + 1 + _CAPITALS]:
        if not token.is_word:
            return None
        if token.norm in _KINDS:
            return token
        if not _has_capital(token):
            return None
    return None


def _is_place(tokens: Sequence[Token], at: int, known: _Known, index: CatalogIndex) -> bool:
    if at in known.ends:
        return True
    token = tokens[at]
    is_of_kind = _word(tokens, at + 1) in _KINDS
    if at in known.tokens:
        return is_of_kind or not _is_goods(token, index)
    if is_of_kind and token.norm not in _LINKS and not _is_goods(token, index):
        return True
    return at > 0 and _is_written_as_name(token) and _may_be_place(token.norm, index)


def _may_be_place(word: str, index: CatalogIndex) -> bool:
    return not (word in ROLES or word in NUMBER_WORDS or word in UNITS or index.knows(stem(word))) and len(word) > 2


def _end(tokens: Sequence[Token], start: int, known: _Known, index: CatalogIndex, others: frozenset[int]) -> int:
    end = known.ends.get(start, start + 1)
    while end < len(tokens) and (end in known.ends or not _stops(tokens, end, known, index, others)):
        end = known.ends.get(end, end + 1)
    is_cut_by_goods = end < len(tokens) and _is_goods(tokens[end], index)
    while is_cut_by_goods and end > start + 1 and (tokens[end - 1].is_number or tokens[end - 1].norm in NUMBER_WORDS):
        end -= 1
    return _trimmed(tokens, start, end)


def _stops(tokens: Sequence[Token], at: int, known: _Known, index: CatalogIndex, others: frozenset[int]) -> bool:
    token = tokens[at]
    if at in others or token.norm in _CLOSING or token.norm in ("\n", "?", ":"):
        return True
    if _is_corrected(tokens, at, known):
        return False
    return _is_answer(token) or _bids_anew(tokens, at) or _turns_away(tokens, at, known, index)


def _is_corrected(tokens: Sequence[Token], at: int, known: _Known) -> bool:
    """ "Rongai instead, Kware rd"."""
    is_instead = tokens[at].norm in _INSTEAD and _word(tokens, at + 1) in _SEPARATORS
    return is_instead and at + 2 < len(tokens) and _goes_on(tokens, at + 2, known)


def _is_answer(token: Token) -> bool:
    word = token.norm
    return ROLES.get(word) in _ANSWERS and word not in _NO_ANSWERS and not _has_capital(token)


def _bids_anew(tokens: Sequence[Token], at: int) -> bool:
    """ "Kayole, leta pia": behind a separator somebody is to do something."""
    return tokens[at - 1].norm in _SEPARATORS and tokens[at].text[:1].islower() and _bids(tokens[at])


def _turns_away(tokens: Sequence[Token], at: int, known: _Known, index: CatalogIndex) -> bool:
    """A sentence about something else, or goods behind a separator, an "and" or a number: "Kayole, sugar"."""
    token = tokens[at]
    if at in known.tokens:
        return False
    if not _begins_sentence(tokens, at):
        return token.text[:1].islower() and _may_begin_goods(tokens[at - 1]) and _is_goods(token, index)
    return _begins_wish(tokens, at, index)


def _begins_wish(tokens: Sequence[Token], at: int, index: CatalogIndex) -> bool:
    token = tokens[at]
    if token.norm in _COURTESY and at + 1 < len(tokens):
        token = tokens[at + 1]
    if token.is_number or token.norm in NUMBER_WORDS:
        # "… Avenue. Two packs of tissue".
        return any(_is_goods(other, index) for other in tokens[at + 1 : at + 1 + _SOON])
    return ROLES.get(token.norm) in _ANSWERS or token.norm in _SURE or _bids(token) or _is_goods(token, index)


def _may_begin_goods(before: Token) -> bool:
    return before.norm in _SEPARATORS or ROLES.get(before.norm) == "and" or before.is_number


def _begins_sentence(tokens: Sequence[Token], at: int) -> bool:
    """Behind a full stop that ends no short form: "Rd."."""
    before = tokens[at - 2] if at > 1 and tokens[at - 1].norm == "." else None
    return before is not None and (before.is_number or len(before.norm) > _LONGEST_SHORT_FORM)


def _goes_on(tokens: Sequence[Token], at: int, known: _Known) -> bool:
    """In "Rongai instead, Kware rd" the place goes on behind the comma."""
    token = tokens[at]
    return at in known.tokens or token.norm in _DESCRIBING or (_has_capital(token) and token.norm not in ROLES)


def _trimmed(tokens: Sequence[Token], start: int, end: int) -> int:
    while end > start and _trails(tokens[end - 1].norm) and not _is_letter(tokens[end - 1]):
        end -= 1
    return end


def _trails(word: str) -> bool:
    return word in _TRAILING_WORDS or word in _TRAILING_SIGNS


def _is_letter(token: Token) -> bool:
    """ "South C": a capital that is a name, as an "I" that begins the next sentence is not."""
    return len(token.text) == 1 and token.text.isupper() and token.text != "I"


def _word(tokens: Sequence[Token], at: int) -> str:
    """Nothing behind the last."""
    return tokens[at].norm if at < len(tokens) else ""


def _has_capital(token: Token) -> bool:
    return token.text[:1].isupper()


def _is_written_as_name(token: Token) -> bool:
    """With a capital, and not all in capitals."""
    return token.text[:1].isupper() and not token.text.isupper()


def _is_goods(token: Token, index: CatalogIndex) -> bool:
    return index.knows(stem(token.norm))


def _bids(token: Token) -> bool:
    """ "bring", "nipigie": somebody is to do something."""
    return bool(_CARRYING.fullmatch(token.norm)) or is_verb(token.norm)

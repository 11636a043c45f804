"""Who takes the goods at the door, and which number is asked for the money, where that is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from bot.nlu.fields.patterns import Mark
from bot.nlu.text.phrases import Phrases, width
from bot.nlu.text.spans import Span
from bot.nlu.text.tokens import Token, covered
from bot.nlu.words.groups import words

_GIVING = words("receiver.giving", "Before somebody: give it to, mpe")
_RECEIVING = words("receiver.receiving", "Behind somebody: will receive it, atapokea")
_CALLED = words("receiver.called", "Before a name: the receiver is, anaitwa")
_RELATIONS = words("receiver.relations", "People by what they are to the customer")
_OURS = words("receiver.ours", "Before or behind such people: my, wangu")
_LINKS = words("receiver.links", "Between such a word and the person")
_NO_NAMES = words("receiver.no_names", "With a capital or not, nobody's name")
_THEIRS = words("receiver.theirs", "Before a number: hers, yake")
_TITLES = words("receiver.titles", "Before a name, part of it")
_BETWEEN_THEM = words("receiver.between", "Between a name and their number")
_PAYING = words("payer.paying", "Before a number: from it is paid")
_ASKED = words("payer.asked", "Before or behind a number: the request goes there")
_NO_PAYING = words("payer.not", "Beside a number: it is for calls, not for money")
_INTRODUCING = words("receiver.introducing", "Before a name and number: the customer tells their own")
_SAID_GIVING, _SAID_CALLED, _SAID_RECEIVING, _SAID_INTRODUCING = map(
    Phrases, (_GIVING, _CALLED, _RECEIVING, _INTRODUCING)
)
_OTHERS = words("payer.others", "Before a number, maybe far: somebody else pays")
_SAID_THEIRS, _SAID_PAYING, _SAID_ASKED, _SAID_NO_PAYING, _SAID_OTHERS = map(
    Phrases, (_THEIRS, _PAYING, _ASKED, _NO_PAYING, _OTHERS)
)
_SIGNS = frozenset((",", "(", "-", ":", "."))
_CLAUSES = frozenset((",", ".", ";", "!", "?", "\n"))
_SENTENCE_ENDS = _CLAUSES - {","}
_NEAR, _FAR, _VERY_FAR = 6, 9, 16
_LONGEST_NAME = 3
# Digits of a part of a phone number, as against how many.
_LONG_NUMBER = 3


def people_in(tokens: Sequence[Token], marks: Sequence[Mark], place: tuple[int, int] | None) -> Iterator[Span]:
    """The receiver, their phone and the payer's. ``place`` are the tokens of the address: a name in it is no receiver."""
    # An address begins at a name, or behind one: "give it to Mary at the gate".
    inside = frozenset(range(place[0] + 1, place[1])) if place else frozenset()
    paying, others = _phones(tokens, marks)
    name = _behind_giving(tokens, inside) or _before_receiving(tokens, inside) or _beside_phone(tokens, others, inside)
    if name:
        yield Span("receiver", *name)
    theirs = others if name else [mark for mark in others if _is_theirs(tokens, mark)]
    yield from _first("receiver_phone", tokens, theirs)
    yield from _first("payer", tokens, paying)


def _phones(tokens: Sequence[Token], marks: Sequence[Mark]) -> tuple[list[Mark], list[Mark]]:
    """Those from which is paid, and the others."""
    phones = [mark for mark in marks if mark.kind == "phone"]
    paying = [mark for mark in phones if _is_paying(tokens, mark)]
    return paying, [mark for mark in phones if mark not in paying]


def paying_marks(tokens: Sequence[Token], marks: Sequence[Mark]) -> Iterator[tuple[Mark, bool]]:
    """Of the phones those beside which words decide: whether they pay, or are for calls."""
    for mark in marks:
        pays = _pays(tokens, mark) if mark.kind == "phone" else None
        if pays is not None:
            yield mark, pays


def _pays(tokens: Sequence[Token], mark: Mark) -> bool | None:
    """False where it is for calls, None where nothing decides."""
    if _is_of_somebody(tokens, mark):
        return False
    before, behind = _near(tokens, mark)
    is_for_calls = _SAID_NO_PAYING.within(before)
    if _is_paying(tokens, mark) or (not is_for_calls and _is_asked_from_afar(tokens, mark)):
        return True
    return False if is_for_calls or _SAID_NO_PAYING.within(behind[:2]) else None


def _is_of_somebody(tokens: Sequence[Token], mark: Mark) -> bool:
    """ "… mpesa. The watchman is on 0711 …": its sentence tells of somebody, and not of paying."""
    before = [token for token in tokens if token.end <= mark.start]
    sentence = list(takewhile(lambda token: token.norm not in _SENTENCE_ENDS, reversed(before)))[::-1]
    is_of_paying = any(said.within(sentence) for said in (_SAID_PAYING, _SAID_ASKED, _SAID_OTHERS))
    return any(token.norm in _RELATIONS for token in sentence) and not is_of_paying


def _is_asked_from_afar(tokens: Sequence[Token], mark: Mark) -> bool:
    far = [token for token in tokens if token.end <= mark.start][-_VERY_FAR:]
    return _SAID_ASKED.within(far[-_FAR:]) or _SAID_OTHERS.within(far)


def says_paying(tokens: Sequence[Token]) -> bool:
    return _SAID_PAYING.within(tokens) or _SAID_ASKED.within(tokens) or _SAID_OTHERS.within(tokens)


def proper_name(tokens: Sequence[Token]) -> tuple[int, int]:
    """Of "my nephew Allan Otieno" what stands for "Allan Otieno", with a title before it; all where nobody is named."""
    start = next((at for at in range(len(tokens)) if _is_name(tokens, at)), None)
    return (0, len(tokens)) if start is None else _whole_name(tokens, start, frozenset())


def _first(label: str, tokens: Sequence[Token], marks: Sequence[Mark]) -> Iterator[Span]:
    for mark in marks[:1]:
        span = covered(tokens, mark.start, mark.end)
        yield Span(label, span.start, span.stop)


def _behind_giving(tokens: Sequence[Token], inside: frozenset[int]) -> tuple[int, int] | None:
    for at in range(len(tokens)):
        for phrases in (_SAID_GIVING, _SAID_CALLED):
            said = phrases.at(tokens, at)
            found = _person(tokens, at + width(said), inside) if said else None
            if found is not None:
                return found
    return None


def _person(tokens: Sequence[Token], at: int, inside: frozenset[int]) -> tuple[int, int] | None:
    """The name that begins at or soon behind ``at``; where there is none, who it is to the customer."""
    first = at
    relation = None
    while at < len(tokens) and at - first < _NEAR:
        if _is_name(tokens, at) and at not in inside:
            return _whole_name(tokens, at, inside)
        if tokens[at].norm in _RELATIONS:
            relation = relation or (_with_ours(tokens, at), at + 1)
        elif tokens[at].norm not in _LINKS and tokens[at].norm not in _OURS and tokens[at].norm not in _SIGNS:
            break
        at += 1
    return relation


def _before_receiving(tokens: Sequence[Token], inside: frozenset[int]) -> tuple[int, int] | None:
    found = (_person_before(tokens, at, inside) for at in range(1, len(tokens)) if _SAID_RECEIVING.at(tokens, at))
    return next((each for each in found if each is not None), None)


def _person_before(tokens: Sequence[Token], end: int, inside: frozenset[int]) -> tuple[int, int] | None:
    """Straight before the verb, with no more than their number between."""
    at = _back(tokens, end - 1, end - _FAR, lambda token: token.is_number or _is_between(token))
    if at >= 0 and _is_name(tokens, at) and at not in inside:
        return _name_to(tokens, at, inside)
    at = _back(tokens, at, 0, lambda token: token.norm in _OURS)
    return (_with_ours(tokens, at), at + 1) if at >= 0 and tokens[at].norm in _RELATIONS else None


def _beside_phone(tokens: Sequence[Token], phones: Sequence[Mark], inside: frozenset[int]) -> tuple[int, int] | None:
    """A name straight before a number that pays nothing: "Juma 0729 887 412"."""
    for mark in phones:
        first = next((place for place, token in enumerate(tokens) if token.start >= mark.start), len(tokens)) - 1
        at = _back(tokens, first, first - _LONGEST_NAME, _is_between)
        is_theirs = at > 0 and _is_name(tokens, at) and at not in inside
        if is_theirs and not _is_introduced(tokens, at):
            return _name_to(tokens, at, inside)
    return None


def _back(tokens: Sequence[Token], at: int, first: int, passes: Callable[[Token], bool]) -> int:
    """The first place, from ``at`` backwards, of a token that is not passed over."""
    while at >= max(0, first) and passes(tokens[at]):
        at -= 1
    return at


def _name_to(tokens: Sequence[Token], at: int, inside: frozenset[int]) -> tuple[int, int]:
    """The name whose last word stands at ``at``."""
    start = at
    while start > 1 and _is_name(tokens, start - 1) and start - 1 not in inside:
        start -= 1
    return start - (start > 0 and tokens[start - 1].norm in _TITLES), at + 1


def _is_between(token: Token) -> bool:
    return token.norm in _BETWEEN_THEM or token.norm in _SIGNS


def _is_introduced(tokens: Sequence[Token], at: int) -> bool:
    """ "This is Kevin, 0745 …": the customer tells who writes."""
    return _SAID_INTRODUCING.within(tokens[max(0, at - _NEAR) : at])


def _whole_name(tokens: Sequence[Token], at: int, inside: frozenset[int]) -> tuple[int, int]:
    end = at + 1
    while end < len(tokens) and end - at < _LONGEST_NAME and end not in inside and _is_name(tokens, end):
        end += 1
    return at - (at > 0 and tokens[at - 1].norm in _TITLES), end


def _with_ours(tokens: Sequence[Token], at: int) -> int:
    return at - (at > 0 and tokens[at - 1].norm in _OURS)


def _is_name(tokens: Sequence[Token], at: int) -> bool:
    """A word with a capital that is no other word, or any word behind a title: "mama njeri"."""
    token = tokens[at]
    if not token.is_word or token.norm in _NO_NAMES or token.norm in _OURS:
        return False
    if token.text[:1].isupper():
        return token.norm not in _RELATIONS or token.norm in _TITLES
    is_behind_title = at > 0 and tokens[at - 1].norm in _TITLES
    return is_behind_title and token.norm not in _RELATIONS and token.norm not in _LINKS and len(token.norm) > 2


def _near(tokens: Sequence[Token], mark: Mark) -> tuple[Sequence[Token], Sequence[Token]]:
    """What stands before a number back to another number, and behind it in the same clause."""
    before = [token for token in tokens if token.end <= mark.start][-_NEAR:]
    behind = [token for token in tokens if token.start >= mark.end][:_NEAR]
    begin = _back(before, len(before) - 1, 0, lambda token: not token.is_number or len(token.norm) < _LONG_NUMBER)
    return before[begin + 1 :], list(takewhile(lambda token: token.norm not in _CLAUSES, behind))


def _is_theirs(tokens: Sequence[Token], mark: Mark) -> bool:
    before, behind = _near(tokens, mark)
    return _SAID_THEIRS.within(before) or _SAID_THEIRS.within(behind[:2])


def _is_paying(tokens: Sequence[Token], mark: Mark) -> bool:
    before, behind = _near(tokens, mark)
    if _SAID_ASKED.within(before) or (_SAID_ASKED.within(behind[:4]) and not _SAID_NO_PAYING.within(before)):
        return True
    return not _SAID_NO_PAYING.within(before) and (_SAID_PAYING.within(before) or _SAID_PAYING.within(behind[:3]))

"""Who takes the goods at the door, and which number is asked for the money, where that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.fields.patterns import Mark
from bot.nlu.text.tokens import Token
from bot.nlu.words.groups import words

_GIVING = words("receiver.giving", "Before somebody: give it to, mpe")
_RECEIVING = words("receiver.receiving", "Behind somebody: will receive it, atapokea")
_CALLED = words("receiver.called", "Before a name: the receiver is, anaitwa")
_RELATIONS = words("receiver.relations", "People by what they are to the customer")
_OURS = words("receiver.ours", "Before or behind such people: my, wangu")
_LINKS = words("receiver.links", "Between such a word and the person")
_NO_NAMES = words("receiver.no_names", "With a capital or not, nobody's name")
_THEIRS = words("receiver.theirs", "Before a number: hers, yake")
_CALLING = words("receiver.calling", "Before a number: call them on it")
_PAYING = words("payer.paying", "Before a number: from it is paid")
_ASKED = words("payer.asked", "Before or behind a number: the request goes there")
_NO_PAYING = words("payer.not", "Beside a number: it is for calls, not for money")
_NEAR = 6
_LONGEST_NAME = 3


@dataclass(frozen=True)
class Receiver:
    """As written; empty where it was not said."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Payer:
    """The number to be asked for the money, as written."""

    phone: str


def receiver_of(
    tokens: Sequence[Token], text: str, marks: Sequence[Mark], place: tuple[int, int] | None
) -> Receiver | None:
    """``place`` are the tokens of the address: a name in it is no receiver."""
    # An address begins at a name, or behind one: "give it to Mary at the gate".
    inside = frozenset(range(place[0] + 1, place[1])) if place else frozenset()
    span = _before_receiving(tokens, inside) or _behind_giving(tokens, inside)
    name = text[tokens[span[0]].start : tokens[span[1] - 1].end] if span else ""
    phones = [mark for mark in marks if mark.kind == "phone"]
    phone = next((text[mark.start : mark.end] for mark in phones if _is_theirs(tokens, mark, bool(span))), "")
    return Receiver(name, phone.strip(" -")) if name or phone else None


def payer_of(tokens: Sequence[Token], text: str, marks: Sequence[Mark], is_asked: bool = False) -> Payer | None:
    """``is_asked`` where the number was the question."""
    for mark in marks:
        if mark.kind == "phone" and (is_asked or _is_paying(tokens, mark)):
            return Payer(text[mark.start : mark.end].strip(" -"))
    return None


def _behind_giving(tokens: Sequence[Token], inside: frozenset[int]) -> tuple[int, int] | None:
    for at in range(len(tokens)):
        for width in (3, 2, 1):
            said = " ".join(token.norm for token in tokens[at : at + width])
            if said in _GIVING or said in _CALLED:
                found = _person(tokens, at + width, inside)
                if found is not None:
                    return found
    return None


def _person(tokens: Sequence[Token], at: int, inside: frozenset[int]) -> tuple[int, int] | None:
    """The name, or who it is to the customer, that begins at or soon behind ``at``."""
    while at < len(tokens) and tokens[at].norm in _LINKS:
        at += 1
    end = at
    while end < len(tokens) and end - at < _LONGEST_NAME and end not in inside and _names(tokens, end):
        end += 1
    return (at, end) if any(_is_somebody(tokens, place) for place in range(at, end)) else None


def _before_receiving(tokens: Sequence[Token], inside: frozenset[int]) -> tuple[int, int] | None:
    for at in range(1, len(tokens)):
        said = [" ".join(token.norm for token in tokens[at : at + width]) for width in (3, 2, 1)]
        if not any(each in _RECEIVING for each in said):
            continue
        start = at
        while start and at - start < _LONGEST_NAME and start - 1 not in inside and _names(tokens, start - 1):
            start -= 1
        if any(_is_somebody(tokens, place) for place in range(start, at)):
            return start, at
    return None


def _names(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].is_word and (tokens[at].norm in _OURS or _is_somebody(tokens, at))


def _is_somebody(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.norm in _RELATIONS:
        return True
    is_behind_relation = (
        at > 0 and tokens[at - 1].norm in _RELATIONS and token.norm not in _NO_NAMES and token.norm not in _OURS
    )
    return token.is_word and token.norm not in _NO_NAMES and (token.text[:1].isupper() or is_behind_relation)


def _near(tokens: Sequence[Token], mark: Mark, reach: int = _NEAR) -> tuple[list[str], list[str]]:
    """The words straight before and straight behind a number, nearest last and first."""
    before = [token.norm for token in tokens if token.end <= mark.start][-reach:]
    behind = [token.norm for token in tokens if token.start >= mark.end][:reach]
    return before, behind


def _is_theirs(tokens: Sequence[Token], mark: Mark, has_name: bool) -> bool:
    before, behind = _near(tokens, mark)
    if _has(before[-3:], _PAYING) or _has(before, _ASKED) or _has(behind[:3], _ASKED):
        return False
    return (
        _has(before, _THEIRS)
        or _has(behind[:2], _THEIRS)
        or (has_name and not _has(before, _PAYING))
        or (_has(before[-4:], _CALLING) and _has(before, _THEIRS))
    )


def _is_paying(tokens: Sequence[Token], mark: Mark) -> bool:
    before, behind = _near(tokens, mark)
    if _has(before, _NO_PAYING) and not _has(before, _ASKED):
        return False
    return _has(before, _PAYING) or _has(before, _ASKED) or _has(behind[:4], _ASKED) or _has(behind[:3], _PAYING)


def _has(said: Sequence[str], group: set[str]) -> bool:
    joined = [" ".join(said[at : at + width]) for at in range(len(said)) for width in (1, 2, 3)]
    return any(each in group for each in joined)

"""Why a message was read as it was: what each word became, where the words that decide it stand, and what was left unread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.commerce.catalog import Catalog
from bot.nlu.fields.order_details import OrderDetails, details_of
from bot.nlu.goods.order_lines import ORDER_LINE_INTENTS, OrderLine, lines_of, stopped_at
from bot.nlu.goods.parse import Reading, read
from bot.nlu.goods.stem import stem
from bot.nlu.tagging.model import spans_in
from bot.nlu.text.language import Detected, detect_language
from bot.nlu.text.tokens import fold
from bot.nlu.token_roles import SAYS_LITTLE, TALK, UNREAD, Role, TokenRoles
from bot.nlu.words.standing import Standing, standings

_OF_FORM = ("language", "language_shapes", "verb_shapes")
# In which groups the words stand that make a word what it became.
_DECIDING: dict[str, tuple[str, ...]] = {
    "verb": ("roles",), "break": ("roles",), "of": ("roles",), "size_name": ("roles",), "filler": ("roles",),
    "number": ("numbers", "number_habits"), "count": ("numbers", "dozen", "units"), "size": ("measures", "numbers"),
    "denied": ("measures", "numbers"), "unit": ("units",),
    "goods": ("goods", "called", "wider", "spelling"), "place": ("gazetteer", "places", "place"),
    "payment_method": ("payment_methods",), "language": ("language_names",), "money": ("money", "sums"), "time": ("when", "time"),
    "receiver": ("receiver",), "payer": ("payer",), "note": ("handover",), "reference": ("references",),
    "rating": ("rating",), "place_number": ("place",), "left_out": ("numbers", "corrections"),
}  # fmt: skip


@dataclass(frozen=True)
class ReadToken:
    """``text`` as written at ``start``–``end`` of the message, ``norm`` as respelt, ``score`` how near the two are (1.0 is the
    same). ``standings`` are its places in data/words and data/countries, first what is nearest to its roles; ``deciding`` is the
    one that made it the first of them, None for goods of the catalog, figures, names."""

    text: str
    start: int
    end: int
    norm: str
    score: float
    roles: tuple[Role, ...]
    standings: tuple[Standing, ...]
    deciding: Standing | None

    @property
    def is_unread(self) -> bool:
        return any(role.kind == UNREAD for role in self.roles)

    def as_dict(self) -> dict[str, Any]:
        roles = [{"kind": each.kind, "value": each.value, "candidates": [*each.candidates]} for each in self.roles]
        groups = [{"group": each.group, "at": each.at, "does": each.does} for each in self.standings]
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "norm": self.norm,
            "score": round(self.score, 3),
            "roles": roles,
            "by": {"group": self.deciding.group, "at": self.deciding.at} if self.deciding else None,
            "groups": groups,
        }


@dataclass(frozen=True)
class Explanation:
    """``lines`` are what would be ordered, changed or asked about under ``intent``; without one, what the goods alone say."""

    text: str
    intent: str | None
    language: Detected
    tokens: tuple[ReadToken, ...]
    lines: tuple[OrderLine, ...]
    place: str | None
    details: OrderDetails
    # As written, with what each is; nothing where no word says what.
    money: tuple[tuple[str, str], ...]
    stopped_at: str

    @property
    def unread(self) -> tuple[str, ...]:
        """The words with content that play no role, as written."""
        return tuple(token.text for token in self.tokens if token.is_unread)

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "text": self.text,
            "intent": self.intent,
            "language": self.language.as_dict(),
            "tokens": [token.as_dict() for token in self.tokens],
            "order_lines": [line.as_dict() for line in self.lines],
            "place": self.place,
            "details": self.details.as_dict(),
            "money": [{"text": text, "role": role} for text, role in self.money],
            "unread": [*self.unread],
            "stopped_at": self.stopped_at,
        }


def explain(
    text: str, catalog: Catalog, intent: str | None = None, said: Mapping[str, Any] | None = None
) -> Explanation:
    """Reads ``text`` once more and keeps what each reader made of it. ``said`` are the details of its parse; without them the
    rules alone say what stands beside the goods."""
    reading = read(text, catalog)
    details = OrderDetails.from_dict(said) if said is not None else details_of(reading, *spans_in(reading, None))
    lines = tuple(lines_of(reading, intent)) if intent is None or intent in ORDER_LINE_INTENTS else None
    roles = TokenRoles(reading, intent, lines, details)
    return Explanation(
        text=text,
        intent=intent,
        language=detect_language(text),
        tokens=tuple(_token(reading, at, roles) for at in range(len(reading.tokens))),
        lines=lines or (),
        place=text[slice(*roles.place)] if roles.place is not None else None,
        details=details,
        money=(*_sums(reading, details),),
        stopped_at=stopped_at(reading),
    )


def _sums(reading: Reading, details: OrderDetails) -> Iterator[tuple[str, str]]:
    """Those with a name of money beside them, then those that are sums by what is said of them."""
    marks = [mark.value for mark in reading.marks if mark.kind == "money"]
    for written in marks:
        yield written, next((each.role for each in details.money if each.text in written), "")
    for each in details.money:
        if not any(each.text in written for written in marks):
            yield each.text, each.role


def _token(reading: Reading, at: int, roles: TokenRoles) -> ReadToken:
    token, own = reading.tokens[at], roles.of(at)
    spellings = (token.norm, fold(token.text), token.text.lower(), *roles.said_together(at))
    found = sorted(standings(*spellings) or standings(stem(token.norm)), key=lambda each: _rank(each, own))
    return ReadToken(
        token.text, token.start, token.end, token.norm, token.score, own, tuple(found), _deciding(found, own)
    )


def _rank(standing: Standing, roles: Sequence[Role]) -> tuple[int, int]:
    """By the first role that words of that group make; then what steers, then what says little."""
    for place, role in enumerate(roles):
        roots = _DECIDING.get(role.kind, ())
        if standing.root in roots:
            return place, roots.index(standing.root)
    return len(roles), int(standing.root in SAYS_LITTLE)


def _deciding(ranked: Sequence[Standing], roles: Sequence[Role]) -> Standing | None:
    if any(role.kind in (TALK, UNREAD) for role in roles):
        return next((each for each in ranked if each.root not in _OF_FORM), None)
    return next((each for each in ranked[:1] if _rank(each, roles)[0] < len(roles)), None)

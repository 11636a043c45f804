"""One customer message as the trained pipeline understood it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.services.picking import Pick
from bot.services.reading import Reading, reading_of

LONGEST_NUMBER = 12
UNSURE = "nlu_fallback"
NOTHING_READ = Reading()
# A choice or a command of ours tells its lines itself.
LINE_INTENTS = frozenset({"order_items", "remove_item"})


@dataclass(frozen=True)
class Wish:
    """One order line of the contract: what was written, what it may be, how many. ``change`` is set, add, subtract or remove;
    ``verb`` what rules it; ``choice`` either or any of several goods; ``unit`` one that the shop may not sell by; ``worth`` KES of
    it; ``size`` a pack's, as it was said."""

    words: str
    sku: str = ""
    candidates: tuple[str, ...] = ()
    quantity: Decimal | None = None
    change: str = "set"
    verb: str = ""
    choice: str = ""
    unit: str = ""
    worth: Decimal | None = None
    size: str = ""


@dataclass(frozen=True)
class Acts:
    """What a message does to a cart beside adding goods. ``changes`` are the wishes as a change of the cart, where that differs;
    ``corrects``: what was said before is put right; ``clears``: all goes out, but those ``keeps`` by their codes; ``factor``: so
    many times as much; ``otherwise``: what to bring where something is missing, in the customer's words."""

    changes: tuple[Wish, ...] = ()
    picks: tuple[Pick, ...] = ()
    corrects: bool = False
    clears: bool = False
    keeps: tuple[str, ...] = ()
    factor: int = 0
    otherwise: str = ""
    # The codes of goods that it only speaks of; how many of what the talk before must tell; a number that counts and the one
    # that it takes the place of; and whether something shall come instead of something else.
    about: tuple[str, ...] = ()
    count: Decimal | None = None
    put_right: tuple[str, ...] = ()
    instead: bool = False
    # The yes or no beside a place, a time, a way to pay.
    agrees: str = ""
    swaps: bool = False
    # Of which goods the factor is, by their codes; what to bring instead, as wishes; and whether it begins with a yes.
    factor_of: tuple[str, ...] = ()
    otherwise_lines: tuple[Wish, ...] = ()
    begins_yes: bool = False
    # KES that it may cost at most.
    budget: Decimal | None = None
    # Nothing but what is named.
    only: bool = False
    # Words with content that played no part; and what was said beyond the place that it is about.
    unread: tuple[str, ...] = ()
    beyond: str = ""
    # How many of what was said before, in a sentence before that of other goods.
    count_before: Decimal | None = None


NO_ACTS = Acts()


@dataclass(frozen=True)
class Ask:
    """A question in a sentence of its own beside a wish; ``wishes`` are the goods that it is about."""

    text: str
    intent: str
    wishes: tuple[Wish, ...] = ()


@dataclass(frozen=True)
class Heard:
    """``entities`` are (name, value) in the order of mention; values come from rules or from a choice of ours."""

    text: str
    intent: str
    confidence: float = 1.0
    entities: tuple[tuple[str, Any], ...] = ()
    wishes: tuple[Wish, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    acts: Acts = NO_ACTS
    asks: tuple[Ask, ...] = ()
    # Of the shop's own questions those that are named, and whether that is wanted; None where it is only asked about.
    extras: tuple[tuple[str, bool | None], ...] = ()
    # The yes or no with which it begins, where the shop has such questions.
    begins: str = ""
    # What the words say besides, as understanding read it.
    reading: Reading = field(default=NOTHING_READ, compare=False, repr=False)

    @property
    def names_goods(self) -> bool:
        """Whether goods of the shop are named, wished for or changed."""
        return any(wish.sku or wish.candidates for wish in (*self.wishes, *self.acts.changes))

    def first(self, name: str) -> str:
        """The first value of an entity as text, or nothing."""
        return next((str(value) for entity, value in self.entities if entity == name), "")

    def all(self, name: str) -> list[str]:
        return [str(value) for entity, value in self.entities if entity == name]

    @property
    def guesses(self) -> list[tuple[str, float]]:
        """The likeliest intents with their confidence, the likeliest first; without the one that says "unsure"."""
        ranking: Sequence[Mapping[str, Any]] = self.extra.get("intent_ranking") or ()
        named = [(str(each.get("name")), float(each.get("confidence") or 0.0)) for each in ranking]
        return [(name, confidence) for name, confidence in named if name != UNSURE]

    @property
    def method(self) -> str:
        """The way to pay that is wanted: as a choice of ours has it, else as the words say."""
        entities: Sequence[Mapping[str, Any]] = self.extra.get("entities") or ()
        is_typed = any(each.get("entity") == "payment_method" and "start" in each for each in entities)
        return self.reading.method if is_typed else self.reading.method or self.first("payment_method")

    @property
    def quantity(self) -> Decimal | None:
        return as_number(self.first("quantity"))


def as_number(value: object) -> Decimal | None:
    """None for what is no number, None itself among it."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    # "1e999999" is a number too, and would take all memory when written out.
    return number if number.is_finite() and abs(number.adjusted()) <= LONGEST_NUMBER else None


def heard_from(message: Mapping[str, Any]) -> Heard:
    """From a tracker's latest message: ``text``, ``intent``, ``entities`` and, of our
    understanding, ``order_lines`` and ``said``."""
    text, intent, acts = _text(message, "text"), message.get("intent") or {}, message.get("acts") or {}
    heard = Heard(
        text=text,
        intent=_text(intent, "name"),
        confidence=float(intent.get("confidence") or 0.0),
        entities=tuple((each["entity"], each.get("value")) for each in _list(message, "entities")),
        extra=message,
        acts=_acts(acts),
        asks=tuple(_ask(each) for each in _list(acts, "asks")),
        extras=tuple((each["name"], each["wanted"]) for each in _list(message, "extras")),
        begins=_text(message, "begins"),
        reading=reading_of(message.get("said") or {}, text),
    )
    read = _wishes(message, "order_lines") or _wishes(acts, "wishes")
    return replace(heard, wishes=read or _told(heard))


def _told(heard: Heard) -> tuple[Wish, ...]:
    if heard.intent not in LINE_INTENTS:
        return ()
    told: Any = next((value for name, value in heard.entities if name == "lines"), ())
    sku = heard.first("sku")
    # What was tapped is known by the words on it.
    picked = [{"words": heard.text, "sku": sku, "quantity": heard.first("quantity") or None}] if sku else []
    lines: list[dict[str, Any]] = [*told, *picked]
    return tuple(
        Wish(
            line.get("words") or line["sku"],
            sku=line["sku"],
            candidates=(line["sku"],),
            quantity=as_number(line["quantity"]),
            change=line.get("change", "set"),
        )
        for line in lines
    )


def _text(found: Mapping[str, Any], name: str) -> str:
    return str(found.get(name) or "")


def _list(found: Mapping[str, Any], name: str) -> Sequence[Any]:
    return found.get(name) or ()


def _wishes(found: Mapping[str, Any], name: str) -> tuple[Wish, ...]:
    return tuple(_wish(line) for line in _list(found, name))


def _wish(line: Mapping[str, Any]) -> Wish:
    return Wish(
        words=_text(line, "product"),
        sku=_text(line, "sku"),
        candidates=tuple(_list(line, "candidates")),
        quantity=as_number(line.get("quantity")),
        change=_text(line, "change") or "set",
        verb=_text(line, "verb"),
        choice=_text(line, "choice"),
        unit=_text(line, "unit"),
        size=_text(line, "size"),
        worth=as_number(line.get("worth")),
    )


def _acts(said: Mapping[str, Any]) -> Acts:
    return Acts(
        changes=_wishes(said, "changes"),
        picks=tuple(_pick(pick) for pick in _list(said, "picks")),
        corrects=bool(said.get("corrects")),
        clears=bool(said.get("clears")),
        keeps=tuple(_list(said, "keeps")),
        factor=int(said.get("factor") or 0),
        otherwise=_text(said, "otherwise"),
        about=tuple(_list(said, "about")),
        count=as_number(said.get("count")),
        put_right=tuple(_list(said, "put_right")),
        instead=bool(said.get("instead")),
        agrees=_text(said, "agrees"),
        swaps=bool(said.get("swaps")),
        factor_of=tuple(_list(said, "factor_of")),
        otherwise_lines=_wishes(said, "otherwise_lines"),
        begins_yes=bool(said.get("begins_yes")),
        budget=as_number(said.get("budget")),
        only=bool(said.get("only")),
        unread=tuple(_list(said, "unread")),
        beyond=_text(said, "beyond"),
        count_before=as_number(said.get("count_before")),
    )


def _ask(said: Mapping[str, Any]) -> Ask:
    return Ask(said["text"], said["intent"], _wishes(said, "order_lines"))


def _pick(said: Mapping[str, Any]) -> Pick:
    return Pick(said["text"], said["by"], _text(said, "value"), as_number(said.get("quantity")))

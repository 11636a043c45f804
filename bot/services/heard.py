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
    # Words with content that played no part; and what was said beyond the place that it is about.
    unread: tuple[str, ...] = ()
    beyond: str = ""


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
    # What the words say besides, as understanding read it.
    reading: Reading = field(default=NOTHING_READ, compare=False, repr=False)

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
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    # "1e999999" is a number too, and would take all memory when written out.
    return number if number.is_finite() and abs(number.adjusted()) <= LONGEST_NUMBER else None


def heard_from(message: Mapping[str, Any]) -> Heard:
    """From a tracker's latest message: ``text``, ``intent``, ``entities`` and, of our
    understanding, ``order_lines`` and ``said``."""
    intent = message.get("intent") or {}
    entities: Sequence[Mapping[str, Any]] = message.get("entities") or ()
    heard = Heard(
        text=message.get("text") or "",
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        entities=tuple((each["entity"], each.get("value")) for each in entities),
        extra=message,
        acts=_acts(message.get("acts") or {}),
        asks=tuple(_ask(each) for each in (message.get("acts") or {}).get("asks") or ()),
        reading=reading_of(message.get("said") or {}, message.get("text") or ""),
    )
    lines = message.get("order_lines") or (message.get("acts") or {}).get("wishes") or ()
    read = tuple(_wish(line) for line in lines)
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
            quantity=None if line["quantity"] is None else as_number(line["quantity"]),
            change=line.get("change", "set"),
        )
        for line in lines
    )


def _wish(line: Mapping[str, Any]) -> Wish:
    return Wish(
        words=str(line.get("product") or ""),
        sku=line.get("sku") or "",
        candidates=tuple(line.get("candidates") or ()),
        quantity=None if line.get("quantity") is None else as_number(line["quantity"]),
        change=line.get("change") or "set",
        verb=line.get("verb") or "",
        choice=line.get("choice") or "",
        unit=line.get("unit") or "",
        size=line.get("size") or "",
        worth=None if line.get("worth") is None else as_number(line["worth"]),
    )


def _acts(said: Mapping[str, Any]) -> Acts:
    return Acts(
        changes=tuple(_wish(line) for line in said.get("changes") or ()),
        picks=tuple(_pick(pick) for pick in said.get("picks") or ()),
        corrects=bool(said.get("corrects")),
        clears=bool(said.get("clears")),
        keeps=tuple(said.get("keeps") or ()),
        factor=int(said.get("factor") or 0),
        otherwise=said.get("otherwise") or "",
        about=tuple(said.get("about") or ()),
        count=None if said.get("count") is None else as_number(said["count"]),
        put_right=tuple(said.get("put_right") or ()),
        instead=bool(said.get("instead")),
        agrees=said.get("agrees") or "",
        swaps=bool(said.get("swaps")),
        factor_of=tuple(said.get("factor_of") or ()),
        otherwise_lines=tuple(_wish(line) for line in said.get("otherwise_lines") or ()),
        begins_yes=bool(said.get("begins_yes")),
        budget=None if said.get("budget") is None else as_number(said["budget"]),
        unread=tuple(said.get("unread") or ()),
        beyond=said.get("beyond") or "",
    )


def _ask(said: Mapping[str, Any]) -> Ask:
    return Ask(said["text"], said["intent"], tuple(_wish(line) for line in said.get("order_lines") or ()))


def _pick(said: Mapping[str, Any]) -> Pick:
    quantity = said.get("quantity")
    return Pick(
        said["text"], said["by"], str(said.get("value") or ""), None if quantity is None else as_number(quantity)
    )

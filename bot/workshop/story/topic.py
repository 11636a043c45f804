"""A topic as it can be drawn: its lanes, each from what is heard over what is done to what is said."""

from __future__ import annotations

from dataclasses import dataclass, field

LANGUAGES = ("en", "sw")


@dataclass(frozen=True)
class Leads:
    """Where a button leads: ``lane`` within this picture, else to ``topic`` or, within a form, back to its question."""

    intent: str
    words: str
    lane: int = 0
    topic: str = ""


@dataclass(frozen=True)
class Button:
    title: str
    leads: Leads


@dataclass(frozen=True)
class Bubble:
    """One response. ``texts`` and ``buttons`` by language; ``opens`` is the label that opens a list of the shop's own rows."""

    response: str
    texts: dict[str, str]
    buttons: dict[str, tuple[Button, ...]] = field(default_factory=dict)
    opens: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """``examples`` are as trained; none for what nobody types."""

    intent: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Act:
    """An action, a response said at once, or a form (then ``leads`` is its own picture)."""

    name: str
    note: str = ""
    bubbles: tuple[Bubble, ...] = ()
    leads: Leads | None = None


@dataclass(frozen=True)
class Lane:
    """``then`` says what follows when nothing else is said; ``place`` is ``file:line``."""

    number: int
    title: str
    place: str
    heard: tuple[Heard, ...] = ()
    conditions: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    then: str = ""


@dataclass(frozen=True)
class Topic:
    name: str
    about: str
    source: str
    lanes: tuple[Lane, ...]

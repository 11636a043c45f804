"""How an order is to be handed over, where that is said beside other things."""

from __future__ import annotations

import re

from bot.nlu.words.groups import pattern, words

LONGEST = 200
_HOW = pattern(
    r"\b(?:<<handover.openings>>\b|<<handover.to_whom>>\s|<<handover.calling>>\b(?!\s+<<handover.not_calling>>))",
    re.IGNORECASE,
    "How to hand over begins",
    loose=True,
)
_ENDS = pattern(
    r"[,;\n]|\.(?=\s|$)|\b<<handover.joiners>>\s+(?=<<handover.else>>|<<handover.using>>\s+\+?\d)|\b<<handover.paying>>\b",
    re.IGNORECASE,
    "What ends it",
    loose=True,
)
_WORD = re.compile(r"\w+")
_LINKS = words("handover.links", "Between a place and how to hand over there")
_POLITE = words("courtesy")
_OPENING = pattern(r"^(?:<<handover.agreeing>>|<<courtesy>>)\b", re.IGNORECASE, "Before a place, no part of it")


def instructions_in(text: str) -> str:
    """The part of the message that tells the rider how, as it was written; nothing where there is none."""
    found = _HOW.search(text)
    if found is None:
        return ""
    rest = text[found.start() :]
    end = _ENDS.search(rest)
    return " ".join(rest[: end.start() if end else len(rest)].split())[:LONGEST]


def without(text: str, part: str) -> str:
    """``text`` with ``part`` cut out, whatever the spaces between its words."""
    if not part:
        return text
    places = [at for at, sign in enumerate(text) if not sign.isspace() or not text[at - 1 : at].isspace()]
    even = "".join(" " if text[at].isspace() else text[at] for at in places)
    begins = even.find(" ".join(part.split()))
    if begins < 0:
        return text.strip(" ,;")
    end = places[begins + len(" ".join(part.split())) - 1] + 1
    return (_before(text, places[begins]) + text[end:]).strip(" ,;")


def _before(text: str, at: int) -> str:
    while at and (text[at - 1].isspace() or text[at - 1] in ",;"):
        at -= 1
    return text[:at]


def without_links(text: str) -> str:
    """Without the words at its end that led to what stood behind them, and an "ok" at its beginning."""
    found = list(_WORD.finditer(text))
    kept = len(found)
    while kept and _links_on(found[kept - 1].group().lower()):
        kept -= 1
    if kept < len(found):
        text = text[: found[kept - 1].end()] if kept else ""
    return _OPENING.sub("", text)


def _links_on(word: str) -> bool:
    return word in _LINKS or word in _POLITE

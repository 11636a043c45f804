"""How an order is to be handed over, where that is said beside other things."""

from __future__ import annotations

import re

LONGEST = 200
_HOW = re.compile(
    r"\b(?:(?:tell|ask)\s+(?:the|your)\s+(?:rider|driver)\b|mwambie(?:ni)?\s+rider\b"
    r"|(?:the\s+)?(?:rider|driver|dereva|boda)\s+(?:can|should|may|must|anaweza|aweza|a(?:na|ta)?pig\w+|a(?:na|ta)?ni?pig\w+)\b"
    r"|leave\s+(?:it|them|the\s+\w+|everything|at|with|by)|(?:just\s+)?(?:call|text|ring|phone|beep)\s+(?:me|when|before|once|on|us)"
    r"|hand\s+(?:it|them)|give\s+(?:it|them)\s+to|(?:don'?t|do\s+not)\s+(?:ring|call|knock)|knock\b|ring\s+the|ask\s+for\s+"
    r"|drop\s+(?:it|them)\s+(?:at|with|by)"
    r"|(?:mw?|i|u|zi|vi)?ach(?:ie|ia|e|a)\s+(?:kwa|na|hapo|gate|reception|mlango\w*|watchman|askari|caretaker|soldier|jirani|mlinzi)\w*"
    r"|mpe\s+|mpatie\s+|wape\s+|mwachie\s+|(?:u|m)?(?:ni)?pigi(?:e|eni|a)\b(?!\s+kura)|usipige|piga\s+(?:simu|kengele|hodi)|gonga\b"
    r"|(?:u|m)ni(?:ite|itie|text|call|beep)|ukifika\b|mkifika\b|akifika\b)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?:[,;\n]|\.(?=\s|$)|\b(?:and|na)\s+(?=(?:i\s+)?(?:will\s+)?(?:pay|nalip|nital|ntal|deliver|nipelek|lipa|use\s+\+?\d|mpesa|m-pesa))"
    r"|\b(?:nalipa|nitalipa|ntalipa|i\s+will\s+pay|i'?ll\s+pay|pay(?:ing)?\s+(?:with|by|via|cash)))",
    re.IGNORECASE,
)

_WORD = re.compile(r"\w+")
# Between a place and how to hand over there.
LINKS = frozenset("but and please pls na lakini tafadhali then also".split())
_OPENING = re.compile(r"^(?:ok|okay|sawa|please|tafadhali)\b", re.IGNORECASE)


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
    words = list(_WORD.finditer(text))
    kept = len(words)
    while kept and words[kept - 1].group().lower() in LINKS:
        kept -= 1
    if kept < len(words):
        text = text[: words[kept - 1].end()] if kept else ""
    return _OPENING.sub("", text)

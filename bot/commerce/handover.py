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
    r"\s*(?:[,;\n]|\.(?=\s|$)|\b(?:and|na)\s+(?=(?:i\s+)?(?:will\s+)?(?:pay|nalip|nital|ntal|deliver|nipelek|lipa|use\s+\+?\d|mpesa|m-pesa))"
    r"|\b(?:nalipa|nitalipa|ntalipa|i\s+will\s+pay|i'?ll\s+pay|pay(?:ing)?\s+(?:with|by|via|cash)))",
    re.IGNORECASE,
)


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
    written = r"\s+".join(re.escape(word) for word in part.split())
    return re.sub(rf"[\s,;]*{written}", "", text, count=1).strip(" ,;")

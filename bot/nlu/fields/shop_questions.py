"""What is asked of the shop itself, in words that can mean nothing else: to be forgotten, and whether goods may come back."""

from __future__ import annotations

import re

_DELETE_DATA = re.compile(
    r"(?P<en>(?:please )?(?:i (?:want|would like|need) (?:you )?to |can you |could you )?(?:delete|erase|remove|wipe)(?: all)?(?: of)?"
    r" my (?:personal |own )?(?:account and |profile and )?(?:data|information|info|details|account)(?: please)?|(?:please )?forget me)"
    r"|(?P<sw>(?:tafadhali )?(?:naomba |nataka )?(?:u|m)?(?:futa|fute|ondoa|ondoe)(?:ni)? (?:data|taarifa|habari|maelezo)"
    r" (?:yangu|zangu)(?: (?:zote|yote))?(?: tafadhali)?)",
)
_RETURNS = re.compile(
    r"(?P<en>(?:what(?:'s| is| are|s)? )?(?:your |the )?(?:returns?|refunds?|exchange) (?:policy|policies|rules)(?: please)?"
    r"|(?:can|may|could|how do|how can) i (?:return|exchange|bring back) (?:the |my |some |any |an? )?(?:goods?|items?|products?|things?)"
    r"|do you (?:accept|take|allow|do) (?:returns|exchanges)|how do returns work)"
    r"|(?P<sw>(?:je |nina?)?(?:naweza|nawezaje) (?:kurudisha|kubadilisha) (?:bidhaa|vitu|mali)"
    r"|sera (?:ya|za|yenu ya) (?:kurudisha|kurejesha|kubadilisha)(?: bidhaa| vitu)?(?: ni (?:gani|ipi|nini))?"
    r"|mnakubali kurudish(?:a|iwa) (?:bidhaa|vitu))",
)
QUESTIONS = ((_DELETE_DATA, "EXTERNAL_delete_data"), (_RETURNS, "EXTERNAL_ask_returns"))


def asked_of_the_shop(said: str) -> tuple[str, str]:
    """The intent and the language of ``said`` (in small letters, single spaces, no full stop); empty where it is neither."""
    for pattern, intent in QUESTIONS:
        found = pattern.fullmatch(said.replace(",", ""))
        if found:
            return intent, "en" if found["en"] else "sw"
    return "", ""

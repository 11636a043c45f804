"""Patterns that stopped or slowed the shop once, so that it is seen that trying them finds it out."""

from __future__ import annotations

import re

LINKS = re.compile(r"(?:\W*\b(?:but|and|please|pls|na|lakini|tafadhali|then|also)\b\W*)+$", re.IGNORECASE)
E_MAIL = re.compile(r"https?://|\bwww\.|\S+@\S+\.\w", re.IGNORECASE)
ENDS = re.compile(r"\s*(?:[,;\n]|\.(?=\s|$)|\b(?:and|na)\s+(?=pay|nalip))", re.IGNORECASE)
TAIL = re.compile(r"[\s,.]*\b(?:instead|rather|please|pls|tafadhali)[\s.!]*$", re.IGNORECASE)
WHEN_BACK = re.compile(r"\b(?:tell me|let me know)\b.*\b(?:when|once|back)\b", re.IGNORECASE)
CODE = re.compile(r"\bcode\s*(?:is|ni|ya|:)*\s*([A-Za-z0-9]{4,20})\b", re.IGNORECASE)
NAME = re.compile(r"\b(?:to|at|kwa)\s+(?:(?:my|the|to|kwa)\s+)*[^\W\d_]+(?:[ '][^\W\d_]+){0,2}?$")
CLAUSE = re.compile(r"\b(?:no|not|si)\b[^,.;]*$")
ENDING = re.compile(r"[a-z]+(?:ee|oo|ea|ou)[a-z]+[b-df-hj-np-tv-z]")


def use(text: str) -> bool:
    """As each of them was used."""
    searched = (LINKS, E_MAIL, ENDS, TAIL, WHEN_BACK, CODE, NAME, CLAUSE)
    return any(pattern.search(text) for pattern in searched) or ENDING.fullmatch(text) is not None

"""Small things that a message says by a word or two of its own, whatever else it means."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGIT = re.compile(r"\d")
# Nobody writes how many with a nought in front: a phone number that is too short.
_PHONE_BEGUN = re.compile(r"\W*(?:0\d{4,}|\+?254\d{3,})\W*")
_MINUS = re.compile(r"\s*[-−–]\s*\d")
# A number below zero; a dash before every line only makes a list.
_BELOW_ZERO = re.compile(r"(?<!\S)[-−](\d+)\b")
# "Skip" instead of a place. To the understanding of free text, "ruka" could be one.
_SKIP = re.compile(r"\W*(?:skip|ruka|pass)(?:\s+(?:it|this|hii|hili))?\W*", re.IGNORECASE)
_OWN_NUMBER = re.compile(
    r"\b(?:my|this|same)\s+(?:own\s+)?(?:number|phone|line|no)\b|\b(?:namba|nambari|number|simu|line)\s+(?:yangu|hii|hiyo hiyo)\b",
    re.IGNORECASE,
)
# "Another number", with no number yet.
_OTHER_NUMBER = re.compile(
    r"\b(?:another|other|different|new|change)\s+(?:the\s+|my\s+|mpesa\s+|m-pesa\s+|phone\s+)*(?:number|no|phone|line)\b"
    r"|\b(?:namba|nambari|number|laini|simu)\s+(?:nyingine|ingine|tofauti|mpya)\b|\bbadilisha\s+(?:namba|nambari|number)\b",
    re.IGNORECASE,
)
# "My number" by itself says where a request should go; only beside such words that we shall forget it.
_LOSING = re.compile(
    r"\b(?:stop\w*|unsub\w*|block|remove|delete|lose|off|don'?t|do not|no more|never|ach\w*|wach\w*|msi\w+|usi\w+"
    r"|\w*to[aeko]\w*|\w*ondo\w*|\w*fut\w*|sumbu\w*)\b",
    re.IGNORECASE,
)
_OFFERS = re.compile(r"\b(?:offers?|ofa|promotions?|promo|matangazo)\b", re.IGNORECASE)
_WHERE = re.compile(
    r"\b(?:where|located?|location|address|directions?|map|pin|wapi|mahali|iko|ipo|mko upande|fika)\b", re.IGNORECASE
)
# A button's own label, and the like: that there is a problem, but not which.
_ONLY_A_PROBLEM = re.compile(
    r"\W*(?:i have |there is |nina |kuna |niko na )?(?:a |an )?(?:something is wrong|problem|complaint|issue|tatizo|shida|malalamiko)\W*",
    re.IGNORECASE,
)
_NOTIFY = re.compile(r"\b(?:notify|alert|remind|inform|nijulishe|nijuze|nikumbushe)\b", re.IGNORECASE)
# Each begins to ask for word, and the other ends it on the same line: of several beginnings the first is enough.
_WORD_WHEN = (
    (
        re.compile(r"\b(?:tell me|let me know|text me|message me)\b", re.IGNORECASE),
        re.compile(r"\b(?:when|once|as soon as|back)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\bm?niambie\b", re.IGNORECASE),
        re.compile(r"\b(?:i|zi|ya|wa|u|vi|m)ki(?:rudi|ja|patikana|fika|pata|leta|wa)\w*", re.IGNORECASE),
    ),
)


def has_digit(text: str) -> bool:
    return _DIGIT.search(text) is not None


def is_phone_begun(text: str) -> bool:
    return _PHONE_BEGUN.fullmatch(text) is not None


def begins_below_zero(text: str) -> bool:
    return _MINUS.match(text) is not None


def below_zero(text: str) -> tuple[Decimal, ...]:
    """The numbers with a minus before them, without it; none where each line begins with a dash."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(line.lstrip().startswith(("-", "−")) for line in lines):
        return ()
    return tuple(Decimal(number) for number in _BELOW_ZERO.findall(text))


def is_skip(text: str) -> bool:
    return _SKIP.fullmatch(text) is not None


def names_own_number(text: str) -> bool:
    return _OWN_NUMBER.search(text) is not None


def names_other_number(text: str) -> bool:
    return _OTHER_NUMBER.search(text) is not None


def is_of_losing(text: str) -> bool:
    """Whether something is to stop or to go."""
    return _LOSING.search(text) is not None


def is_of_offers(text: str) -> bool:
    return _OFFERS.search(text) is not None


def asks_where(text: str) -> bool:
    return _WHERE.search(text) is not None


def is_only_a_problem(text: str) -> bool:
    return _ONLY_A_PROBLEM.fullmatch(text) is not None


def asks_for_word(text: str) -> bool:
    """To be told when something is back."""
    return _NOTIFY.search(text) is not None or any(
        (begins := begin.search(line)) is not None and end.search(line, begins.end()) is not None
        for line in text.split("\n")
        for begin, end in _WORD_WHEN
    )

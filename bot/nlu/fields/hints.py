"""Small things that a message says by a word or two of its own, whatever else it means."""

from __future__ import annotations

import re

from bot.nlu.text.tokens import tokenise
from bot.nlu.words.groups import pattern, spoken
from bot.nlu.words.lexicon import ROLES

_NO_MONEY = pattern(r"\b<<paying_later.no_money>>\b", re.IGNORECASE, "There is no money now")
_PAYING = pattern(r"\b<<paying_later.paying>>\b", re.IGNORECASE, "To pay")
_LATER = pattern(r"\b<<paying_later.later>>\b", re.IGNORECASE, "Not now but another time")
# "Hmm what" asks nothing yet.
_SHORTEST_QUESTION = 2
_DIGIT = re.compile(r"\d")
# Nobody writes how many with a nought in front: a phone number that is too short.
_PHONE_BEGUN = pattern(r"\W*(?:0\d{4,}|\+?<<phones.code>>\d{3,})\W*", 0, "The code of the country, before a number")
_MINUS = re.compile(r"\s*[-−–]\s*\d")
# "Skip" instead of a place. To the understanding of free text, "ruka" could be one.
_SKIP = pattern(
    r"\W*<<answers.skip>>(?:\s+<<answers.skipped>>)?\W*", re.IGNORECASE, "An answer that leaves a question out"
)
_OWN_NUMBER = pattern(r"\b<<phones.own>>\b", re.IGNORECASE, "The customer's own number", loose=True)
_OTHER_NUMBER = pattern(r"\b<<phones.other>>\b", re.IGNORECASE, "Another number, with no number yet", loose=True)
# "My number" by itself says where a request should go; only beside such words that we shall forget it.
_LOSING = pattern(
    r"\b(?:<<consent.losing>>|<<consent.losing_beginnings>>\w+|\w*<<consent.losing_stems>>\w*)\b",
    re.IGNORECASE,
    "Something is to stop or to go",
)
_OFFERS = pattern(r"\b<<consent.offers>>\b", re.IGNORECASE, "Offers")
_WHERE = pattern(r"\b<<shop_questions.where>>\b", re.IGNORECASE, "Where the shop is, is asked")
# A button's own label, and the like: that there is a problem, but not which.
_ONLY_A_PROBLEM = pattern(
    r"\W*(?:<<complaints.leads>> )?(?:<<articles.indefinite>> )?<<complaints.names>>\W*",
    re.IGNORECASE,
    "That there is a problem, but not which",
)
_NOTIFY = pattern(r"\b<<stock.asking>>\b", re.IGNORECASE, "Anywhere in a message: word is asked for")
# One begins to ask for word, and the other ends it on the same line: of several beginnings the first is enough.
_TELL = spoken(r"\b<<stock.telling>>\b", re.IGNORECASE, "Word is asked for, where a time follows")
_WHEN = spoken(r"\b<<stock.times>>\b", re.IGNORECASE, "Such a time")


def is_question(text: str) -> bool:
    """With its sign, or with a word that asks at its beginning."""
    words = [token.norm for token in tokenise(text) if token.is_word]
    asks = any(ROLES.get(word) == "ask" for word in words[:2])
    return len(words) > 1 and ("?" in text or (asks and len(words) > _SHORTEST_QUESTION))


def pays_later(text: str) -> bool:
    """There is no money now, or it is paid another day."""
    return _NO_MONEY.search(text) is not None or (_PAYING.search(text) is not None and _LATER.search(text) is not None)


def has_digit(text: str) -> bool:
    return _DIGIT.search(text) is not None


def is_phone_begun(text: str) -> bool:
    return _PHONE_BEGUN.fullmatch(text) is not None


def begins_below_zero(text: str) -> bool:
    return _MINUS.match(text) is not None


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
        (begins := tell.search(line)) is not None and _WHEN[language].search(line, begins.end()) is not None
        for line in text.split("\n")
        for language, tell in _TELL.items()
    )

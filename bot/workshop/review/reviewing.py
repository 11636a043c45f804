"""From the shop's turns to the examples of the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.commerce.catalog import Catalog
from bot.workshop.review.folding import Example, Found, folded
from bot.workshop.review.reasons import Noticed, noticed
from bot.workshop.review.redaction import Personal, name_words, redact
from bot.workshop.review.training_words import Taught, key_of
from bot.workshop.review.turns import HeardTurn

# From here on a second thought at an address is reason enough to take a whole message for one.
MAY_BE_ADDRESS = 0.25


@dataclass(frozen=True)
class Review:
    """``examples`` most frequent first; the rest counts messages: all typed, by reason, listed, and left out as taught."""

    examples: list[Example]
    typed: int
    by_reason: Counter[str]
    listed: int
    taught: int


def review_of(turns: Iterable[HeardTurn], catalog: Catalog, taught: Taught) -> Review:
    """Reads each turn once; nothing of a turn but its redacted words is kept."""
    typed = known = 0
    by_reason: Counter[str] = Counter()
    found: list[Found] = []
    for each in noticed(turns):
        typed += 1
        by_reason.update(each.reasons)
        if not each.reasons:
            continue
        shown = _found(each, catalog, taught)
        if key_of(shown.text) in taught.examples:
            known += 1
        elif any(char.isalnum() for char in shown.text):
            found.append(shown)
    return Review(folded(found), typed, by_reason, len(found), known)


def _found(each: Noticed, catalog: Catalog, taught: Taught) -> Found:
    turn = each.turn
    second_thoughts = dict(turn.ranking[:3]).get("inform_address", 0.0)
    personal = Personal(turn.names, turn.addresses, turn.goods, second_thoughts >= MAY_BE_ADDRESS)
    text = redact(turn.text, personal, catalog, taught.words)
    goods = tuple(words for words in turn.unknown_goods if _is_shown(words, text, turn.names))
    return Found(text, turn.ranking, each.reasons, goods)


def _is_shown(words: str, text: str, names: tuple[str, ...]) -> bool:
    """Only what redaction left in the message may be named again in a comment."""
    return words in text and words.isprintable() and not name_words([words]) & name_words(names)

"""Turns in the inbox as the worker leaves them there, for tests of the review on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.commerce.catalog import Catalog
from bot.workshop.review.reviewing import Review, review_of
from bot.workshop.review.training_words import Taught
from bot.workshop.review.turns import turns_since
from tests.small_shop import ANN, START, SmallShop

NOTHING_TAUGHT = Taught(frozenset(), frozenset("unga mbili nataka nipe nipelekee zile vitu bado".split()))


def understood(text: str, *ranking: tuple[str, float], **more: Any) -> dict[str, Any]:
    """As Rasa's channel reports it; a ranking of one is a choice of ours."""
    ranked = [{"name": name, "confidence": sure} for name, sure in ranking]
    bare = {"entities": [], "order_lines": [], "actions": [], "language": "en"}
    return {"text": text, "intent": ranked[0], "intent_ranking": ranked, **bare, **more}


def fallback(text: str, *ranking: tuple[str, float], **more: Any) -> dict[str, Any]:
    return understood(text, ("nlu_fallback", 0.4), *ranking, **{"actions": ["action_fallback"], **more})


def had(
    small: SmallShop, message_id: str, heard: dict[str, Any] | None, conversation: str = ANN, entries: int = 1
) -> None:
    """One turn of ``entries`` messages that came and was answered now."""
    for number in range(entries):
        small.write("in the inbox", f"{message_id}-{number}", conversation, seconds=number)
    small.clock.move(entries)
    with small.uow() as uow:
        taken = uow.inbox.claim(f"test-{message_id}", 6)
        taken += uow.inbox.behind(taken[0])
        assert len(taken) == entries
        uow.inbox.join(taken, f"test-{message_id}", 6)
        uow.inbox.finish(taken, heard)
        uow.commit()


def reviewed(small: SmallShop, taught: Taught = NOTHING_TAUGHT) -> Review:
    with small.uow(read_only=True) as uow:
        catalog: Catalog = uow.products.catalog()
        return review_of(turns_since(uow.connection, START), catalog, taught)


def texts(review: Review) -> Sequence[str]:
    return [each.text for each in review.examples]

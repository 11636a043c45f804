"""Why a message is worth a trainer's look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from bot.workshop.review.turns import FELL_BACK, HeardTurn

FALLBACK, CLOSE, PERSON, STRANGE = "fell back", "close call", "ended at a person", "goods that nothing fits"
REASONS = (FALLBACK, CLOSE, PERSON, STRANGE)
# Below this the bot acted on an intent it was hardly sure of; or the second one was as near as the margin.
SURE, MARGIN = 0.6, 0.2
# How far before a handoff its cause is looked for.
TURNS_BEFORE, TIME_BEFORE = 3, timedelta(minutes=30)
_HAND_OFF = "action_hand_off"
_GOODS_INTENTS = frozenset(("order_items", "remove_item", "change_quantity", "ask_price", "ask_availability"))


@dataclass(frozen=True)
class Noticed:
    """A typed message with its reasons, in the order of ``REASONS``; none where all went well."""

    turn: HeardTurn
    reasons: tuple[str, ...]


def noticed(turns: Iterable[HeardTurn]) -> Iterator[Noticed]:
    """Every typed message of ``turns``, which come conversation by conversation, oldest first in each."""
    for _conversation, talk in groupby(turns, key=lambda turn: turn.conversation):
        held = list(talk)
        for place, turn in enumerate(held):
            if turn.is_typed:
                yield Noticed(turn, _reasons(turn, held[place + 1 : place + 1 + TURNS_BEFORE]))


def _reasons(turn: HeardTurn, following: Sequence[HeardTurn]) -> tuple[str, ...]:
    fell_back = turn.intent == FELL_BACK
    found = {
        FALLBACK: fell_back,
        CLOSE: not fell_back and _is_close(turn),
        PERSON: _HAND_OFF not in turn.actions and any(_is_handoff_of(turn, later) for later in following),
        STRANGE: turn.intent in _GOODS_INTENTS and bool(turn.unknown_goods),
    }
    return tuple(reason for reason in REASONS if found[reason])


def _is_close(turn: HeardTurn) -> bool:
    first, second = turn.ranking[0][1], turn.ranking[1][1] if len(turn.ranking) > 1 else 0.0
    return first < SURE or first - second < MARGIN


def _is_handoff_of(turn: HeardTurn, later: HeardTurn) -> bool:
    return _HAND_OFF in later.actions and later.at - turn.at <= TIME_BEFORE

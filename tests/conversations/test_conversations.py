"""Every written-down conversation, against the trained model with the actions running."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stage.script import Dialogue, Player, dialogues
from tests.stage.shop_stage import Stage

HERE = Path(__file__).resolve().parent
WRITTEN = list(dialogues(HERE))
KINDS = {
    "happy", "corrections", "digressions", "cancellations", "invalid", "guards", "disambiguation", "handoff", "outages",
    "events", "media",
}  # fmt: skip


@pytest.mark.parametrize("dialogue", WRITTEN, ids=str)
def test_conversation(stage_now: Stage, dialogue: Dialogue) -> None:
    Player(stage_now).play(dialogue)


def test_most_conversations_are_not_happy() -> None:
    happy = [each for each in WRITTEN if each.kind == "happy"]

    assert len(WRITTEN) >= 150
    assert len(happy) <= 0.4 * len(WRITTEN)


def test_every_conversation_is_of_a_known_kind() -> None:
    assert {str(each): each.kind for each in WRITTEN if each.kind not in KINDS} == {}
    assert {each.kind for each in WRITTEN} == KINDS


def test_a_third_of_the_conversations_is_not_in_english_only() -> None:
    others = [each for each in WRITTEN if each.tongue != "en"]

    assert 3 * len(others) >= len(WRITTEN)


def test_no_two_conversations_share_a_name() -> None:
    names = [str(each) for each in WRITTEN]

    assert sorted(set(names)) == sorted(names)

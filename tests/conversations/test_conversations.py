"""Every written-down conversation, against the trained model with the actions running."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stage.script import Dialogue, Player, dialogues
from tests.stage.shop_stage import Stage

HERE = Path(__file__).resolve().parent
WRITTEN = list(dialogues(HERE))


@pytest.mark.parametrize("dialogue", WRITTEN, ids=str)
def test_conversation(stage_now: Stage, dialogue: Dialogue) -> None:
    Player(stage_now).play(dialogue)


def test_most_conversations_are_not_happy() -> None:
    happy = [each for each in WRITTEN if each.file == "happy"]

    assert len(happy) <= 0.4 * len(WRITTEN)

"""A talk that is folded after every turn goes on as one that never was: nothing it needs lies in Rasa's past events."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stage.script import Dialogue, Player, dialogues
from tests.stage.shop_stage import Stage

HERE = Path(__file__).resolve().parent
# Of each kind enough that every action that looks back is among them; all of them would take as long as the first playing.
EVERY = {"happy": 3, "digressions": 4, "invalid": 6, "after": 6}
FOLDED = [
    each
    for file, step in EVERY.items()
    for each in [dialogue for dialogue in dialogues(HERE) if dialogue.file == file][::step]
]


@pytest.mark.parametrize("dialogue", FOLDED, ids=str)
def test_folding_is_not_noticed(stage_now: Stage, dialogue: Dialogue) -> None:
    stage_now.dialogue.store.fold_after = 1

    Player(stage_now).play(dialogue)


def test_a_folded_talk_stays_short(stage_now: Stage) -> None:
    # given a talk that is folded after fifty events
    stage_now.dialogue.store.fold_after = 50
    # when a customer writes twenty times
    Player(stage_now).play(Dialogue("twenty greetings", "long", [{"customer": "hi"}] * 20, "en"))
    # then what Rasa replays with the next message is never more than that and one turn
    dialogue = stage_now.dialogue
    tracker = dialogue.loop.run_until_complete(dialogue.store.retrieve("wa:254700123456"))
    assert tracker is not None
    assert len(tracker.events) <= 50

"""Every chat kept on the phone page, played as it was held."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.sandbox.keep.file import KINDS
from tests.stage.script import Dialogue, Player, dialogues
from tests.stage.shop_stage import Stage

KEPT = Path(__file__).resolve().parent / "kept"


@pytest.mark.parametrize("dialogue", dialogues(KEPT), ids=str)
def test_kept(stage_now: Stage, dialogue: Dialogue) -> None:
    Player(stage_now).play(dialogue)


@pytest.mark.parametrize("file", sorted(KEPT.glob("*.yml")), ids=lambda file: file.stem)
def test_a_kept_file_holds_one_dialogue_of_a_known_kind(file: Path) -> None:
    written = yaml.safe_load(file.read_text(encoding="utf-8"))

    assert [each["kind"] in KINDS for each in written] == [True]

"""A conversation kept from the phone and played again unchanged passes: keeping loses nothing that a test needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.sandbox import SandboxConfig
from tests.stage.sandbox_server import SandboxServer, running
from tests.stage.script import CHECKS, PHONE, Dialogue, Player, dialogues
from tests.stage.shop_stage import House, stage

HERE = Path(__file__).resolve().parent
# What a person can do on the phone page.
BY_HAND = {"customer", "tap", "sends", "pays", "moves"}
EVERY = 32


def held_by_hand() -> Iterator[Dialogue]:
    for dialogue in dialogues(HERE):
        done = {key for step in dialogue.steps for key in step}
        if done - set(CHECKS) <= BY_HAND and "phone" not in done:
            yield dialogue


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tests") / "kept"


@pytest.fixture(scope="module")
def keeping_sandbox(folder: Path) -> Iterator[SandboxServer]:
    with running(SandboxConfig(gateway_url=None, latency_ms=0, seed=7, pair_rate=False, kept_folder=folder)) as server:
        yield server


@pytest.mark.parametrize("dialogue", list(held_by_hand())[::EVERY], ids=str)
def test_a_kept_chat_passes_when_it_is_played_unchanged(
    dialogue: Dialogue, keeping_sandbox: SandboxServer, house: House, folder: Path
) -> None:
    # given a chat that was held
    keeping = replace(house, sandbox=keeping_sandbox)
    with stage(keeping) as now:
        Player(now).play(dialogue)
        # when it is kept
        wanted = {"name": "held by hand", "kind": "happy", "speaks": dialogue.tongue, "replace": True}
        kept = keeping_sandbox.ask("POST", f"/phone/{PHONE}/kept", wanted)
        assert kept.status_code == 201, kept.text
    # then it passes in a fresh shop, doing as much as was done
    again = next(each for each in dialogues(folder) if each.file == "held-by-hand")
    with stage(keeping) as now:
        Player(now).play(again)
    assert len(again.steps) == len(dialogue.steps)
    assert all(step.keys() & set(CHECKS) for step in again.steps)

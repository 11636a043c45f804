"""What tests share: one sandbox and one loaded model a session, a fresh shop a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bot.sandbox.thread import SandboxServer
    from tests.stage.dialogue import DialogueHere
    from tests.stage.shop_stage import Stage


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SandboxServer]:
    from bot.sandbox import SandboxConfig
    from bot.sandbox.thread import running
    from tests.stage.meta_clock import MetaClock

    with running(SandboxConfig(gateway_url=None, latency_ms=0, seed=7, pair_rate=False, clock=MetaClock())) as server:
        yield server


@pytest.fixture(scope="session")
def trained_dialogue() -> DialogueHere:
    from tests.stage.dialogue import DialogueHere

    return DialogueHere()


@pytest.fixture
def stage_now(sandbox: SandboxServer, trained_dialogue: DialogueHere, tmp_path: Path) -> Iterator[Stage]:
    from tests.stage.shop_stage import stage

    with stage(sandbox, trained_dialogue, tmp_path) as made:
        yield made

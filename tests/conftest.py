"""What tests share: one sandbox and one loaded model a session, a fresh shop a test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.stage.dialogue import DialogueHere
    from tests.stage.sandbox_server import SandboxServer
    from tests.stage.shop_stage import House, Stage


# Each of these starts processes of its own, which is as much at a time as a small machine bears.
STARTS_PROCESSES = ("processes", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In a run on several cores (``make test``), what starts processes stays on one of them."""
    for item in items:
        if any(folder in item.path.parts for folder in STARTS_PROCESSES):
            item.add_marker(pytest.mark.xdist_group("processes"))


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SandboxServer]:
    from bot.sandbox import SandboxConfig
    from tests.stage.meta_clock import MetaClock
    from tests.stage.sandbox_server import running

    with running(SandboxConfig(gateway_url=None, latency_ms=0, seed=7, pair_rate=False, clock=MetaClock())) as server:
        yield server


@pytest.fixture(scope="session")
def trained_dialogue(tmp_path_factory: pytest.TempPathFactory) -> DialogueHere:
    from tests.stage.dialogue import DialogueHere

    return DialogueHere(tmp_path_factory.mktemp("dialogue"))


@pytest.fixture(scope="session")
def house(sandbox: SandboxServer, trained_dialogue: DialogueHere, tmp_path_factory: pytest.TempPathFactory) -> House:
    from tests.stage.shop_stage import open_house

    return open_house(sandbox, trained_dialogue, tmp_path_factory.mktemp("house"))


@pytest.fixture
def stage_now(house: House) -> Iterator[Stage]:
    from tests.stage.shop_stage import stage

    with stage(house) as made:
        yield made

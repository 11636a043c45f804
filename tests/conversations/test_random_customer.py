"""A random customer meets the trained shop; what must always hold holds after every step."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.sandbox.thread import SandboxServer
from tests.stage.dialogue import DialogueHere
from tests.stage.random_customer import RandomCustomer
from tests.stage.shop_stage import Stage, stage

# More of both find rarer troubles: DUKA_RANDOM_CUSTOMERS=200 takes some minutes.
MORE = os.environ.get("DUKA_RANDOM_CUSTOMERS")
CUSTOMERS = int(MORE or 10)
STEPS = 14


def test_whatever_a_customer_does(sandbox: SandboxServer, trained_dialogue: DialogueHere, tmp_path: Path) -> None:
    opened = ExitStack()
    runs = iter(range(10**9))

    def open_stage() -> Stage:
        folder = tmp_path / str(next(runs))
        folder.mkdir()
        return opened.enter_context(stage(sandbox, trained_dialogue, folder))

    class Machine(RandomCustomer):
        pass

    Machine.open_stage = staticmethod(open_stage)
    Machine.close_stage = staticmethod(opened.close)
    budget = settings(
        max_examples=CUSTOMERS, stateful_step_count=STEPS, derandomize=not MORE, database=None, deadline=None,
        # A failure tells its whole story; making it shorter takes minutes and is done only where time was given.
        phases=[Phase.generate, *([Phase.shrink] if MORE else [])], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Machine, settings=budget)

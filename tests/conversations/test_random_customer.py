"""A random customer meets the trained shop; what must always hold holds after every step."""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.stage.random_customer import RandomCustomer
from tests.stage.shop_stage import House, stage

# More of them find rarer troubles: DUKA_RANDOM_CUSTOMERS=200 takes some minutes.
MORE = os.environ.get("DUKA_RANDOM_CUSTOMERS")
CUSTOMERS = int(MORE or 10)
STEPS = 14
TOGETHER = 2


@pytest.mark.parametrize("first", range(0, CUSTOMERS, TOGETHER))
def test_whatever_a_customer_does(house: House, first: int) -> None:
    opened = ExitStack()

    @seed(first)
    class Machine(RandomCustomer):
        open_stage = staticmethod(lambda: opened.enter_context(stage(house)))
        close_stage = staticmethod(opened.close)

    budget = settings(
        max_examples=TOGETHER, stateful_step_count=STEPS, database=None, deadline=None,
        # A failure tells its whole story; making it shorter takes minutes and is done only where time was given.
        phases=[Phase.generate, *([Phase.shrink] if MORE else [])], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Machine, settings=budget)

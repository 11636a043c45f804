"""Any process may die at any moment: the journey goes on, nothing is said twice, nothing is ordered or charged twice."""

from __future__ import annotations

import random

import pytest

from tests.processes.killing import journey_with_kills, moment_name, stock_up
from tests.processes.shop_processes import ShopProcesses

pytestmark = pytest.mark.slow

# Two moments a process where most is at stake for it; kill_matrix.py tries them all.
MOMENTS = {
    "gateway": (2, 6),
    "worker": (5, 6),
    "rasa": (1, 5),
    "actions": (3, 5),
    "sandbox": (5, 6),
}
LONGEST_DELAY = 0.12


@pytest.mark.parametrize("name", MOMENTS)
def test_a_killed_process_costs_nothing_but_time(name: str, running_shop: ShopProcesses, new_phone: str) -> None:
    # given two moments of the journey, the second a little after the step was accepted
    dice = random.Random(name)
    first, second = MOMENTS[name]
    moments = {first: 0.0, second: dice.uniform(0, LONGEST_DELAY)}
    stock_up(running_shop)
    # when the process is killed at both and started again
    wrong = journey_with_kills(running_shop, new_phone, name, moments)
    # then order, payment, receipt and bubbles are there exactly once
    tried = ", ".join(moment_name(place, delay) for place, delay in moments.items())
    assert not wrong, f"{name} killed at {tried}:\n" + "\n".join(wrong)

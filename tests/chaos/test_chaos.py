"""A short chaos with every run of the tests; ``make chaos`` is the long one, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.__main__ import chaos
from tests.chaos.kept_shop import kept_shop
from tests.chaos.trouble import Plan

pytestmark = pytest.mark.slow


def test_nobody_is_left_without_an_answer_and_nothing_happens_twice(tmp_path: Path) -> None:
    plan = Plan(kills=8, freezes=2, faults=8, seed=7)
    with kept_shop(tmp_path) as shop:
        assert chaos(shop, plan, journeys=15, at_once=4) == 0

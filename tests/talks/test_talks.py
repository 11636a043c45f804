"""Customers who want something certain: as many get exactly that as the floor says, and no more orders are wrong."""

from __future__ import annotations

import pytest

from benchmarks.talks.floor import DEV, read_floor
from benchmarks.talks.format import read_talks
from benchmarks.talks.report import headline, verdict
from benchmarks.talks.staged_shop import play_in
from tests.stage.shop_stage import House


@pytest.mark.slow
def test_as_many_customers_get_what_they_want_as_ever(house: House) -> None:
    floor = read_floor()

    played = [play_in(house, talk) for talk in read_talks(DEV)]

    newly = "\n".join(headline(each) for each in floor.newly_failing(played))
    assert floor.holds(played), f"{verdict(floor, played)}\nNewly failing:\n{newly}"

"""The trainer's list is read from PostgreSQL as it is from SQLite."""

from __future__ import annotations

import pytest

from tests.reviewed_talk import fallback, had, reviewed, understood
from tests.small_shop import ANN, BEN, SmallShop

pytestmark = pytest.mark.services


def test_the_same_turns_give_the_same_list(small: SmallShop) -> None:
    # given a burst, the same words of another customer, a clear message and one that answered nothing
    small.meet(ANN, name="Wanjiku")
    had(small, "1", fallback("zile vitu\nbado wanjiku", ("track_order", 0.3)), entries=2)
    had(small, "2", fallback("Zile vitu bado", ("track_order", 0.3)), BEN)
    had(small, "3", understood("cart", ("view_cart", 0.97), ("checkout", 0.01)))
    had(small, "4", None)

    review = reviewed(small)

    assert [(each.text.casefold(), each.count) for each in review.examples] == [("zile vitu bado", 2)]
    assert review.typed == 3

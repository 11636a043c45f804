"""A day's limit and the tries of a code hold where many write at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from bot.commerce.limits import Limits
from bot.commerce.orders import OrderStatus
from bot.commerce.rider_code import MOST_TRIES, CodeOutcome
from bot.services.limits import OverDailyLimit
from bot.services.ordering import WantedOrder, place_order, place_wanted
from bot.services.rider_code import show_code
from bot.storage import tables
from tests.services.test_postgres import at_once
from tests.small_shop import ANN, SmallShop

pytestmark = pytest.mark.services
OTHER = "wa:KE.123"


def test_one_person_with_two_chats_who_says_yes_in_both_at_once_has_one_order(small: SmallShop) -> None:
    small.shop = replace(small.shop, limits=Limits(orders_a_day=1))
    small.fill(lines=(("SG-1KG", 1),))
    small.fill(OTHER, lines=(("SG-1KG", 1),))
    small.meet(OTHER, phone="+254700000001", user_id="KE.123")
    refused: list[str] = []

    def yes(conversation: str) -> None:
        try:
            place_order(small.shop, conversation, f"t-{conversation}")
        except OverDailyLimit:
            refused.append(conversation)

    at_once(partial(yes, ANN), partial(yes, OTHER))
    assert len(small.rows(tables.orders)) == 1
    assert len(refused) == 1


def test_eight_wrong_codes_at_once_are_five_tries(small: SmallShop) -> None:
    order = place_wanted(small.shop, WantedOrder("http:1", ANN, (("SG-1KG", 1),), "Kilimani", "cash", "+254700000001"))
    with small.uow() as uow:
        uow.orders.save(replace(order, status=OrderStatus.OUT_FOR_DELIVERY, delivery_code="0417"))
        uow.commit()
    outcomes: list[CodeOutcome] = []

    def show() -> None:
        with small.uow() as uow:
            outcomes.append(show_code(uow, uow.orders.by_number(order.number), "0418", "r", small.clock()).outcome)
            uow.commit()

    at_once(*[show] * 8)
    assert (outcomes.count(CodeOutcome.WRONG), outcomes.count(CodeOutcome.BLOCKED)) == (MOST_TRIES, 3)

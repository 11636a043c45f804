"""A delayed order that Ghala refused: what is short is named, however its name is written."""

from __future__ import annotations

import pytest

from actions.events import TellOrderRefused
from actions.talk import Talk
from bot.commerce.events import OrderRefused
from bot.services.heard import Heard
from bot.services.news import as_told
from bot.services.ordering import place_order
from tests.small_shop import ANN, SmallShop


@pytest.mark.parametrize(
    ("reason", "product", "response"),
    [
        ("out_of_stock", "Maize Flour 5kg", "utter_order_refused_stock"),
        ("out_of_stock", "unga wa dola", "utter_order_refused_stock"),
        ("out_of_stock", "", "utter_order_refused"),
        ("", "", "utter_order_refused"),
    ],
)
def test_what_is_short_is_named(small: SmallShop, reason: str, product: str, response: str) -> None:
    small.fill()
    told = as_told(OrderRefused(place_order(small.shop, ANN, "t1").number, reason, product))
    heard = Heard("", told["intent"], entities=tuple(told["entities"].items()))
    talk = Talk(conversation=ANN, key="key", message_id="m1", heard=heard, slots={}, in_form=False, ran_before=())
    with small.uow(read_only=True) as uow:
        TellOrderRefused().handle(uow, talk)
    assert [note.response for note in talk.notes] == [response]

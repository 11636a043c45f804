"""No action works on the customer's words while its transaction keeps others waiting, and the worst words cost it nothing."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from actions.address import NoteInstructions, TakeAddress
from actions.base import ShopAction
from actions.cart import AddItems, Checkout
from actions.catalog import Availability
from actions.consent import OptOut
from actions.order_form import ValidateOrderForm
from actions.orders_problems import ReportProblem
from actions.payment import ChoosePaymentMethod
from actions.talk import FORM, Talk
from bot.services.heard import Wish
from tests.heard import heard
from tests.small_shop import ANN, SmallShop
from tests.stage.watched_words import watched_words

ACTIONS = (
    TakeAddress, NoteInstructions, AddItems, Checkout, Availability, OptOut, ValidateOrderForm, ChoosePaymentMethod, ReportProblem,
)  # fmt: skip
TEXTS = (
    "skip",
    "leave it at the gate, na na na na na na x",
    "leave it at the gate, " + "na " * 40 + "x",
    "save Westlands as home, use 0722123456, call me at the gate",
    "my number is 0722 123 456, tell me when it is back",
    "@" * 4096,
    " \n" * 2048,
)


def talk_of(text: str, intent: str, phone: str = "") -> Talk:
    entities = {"address": text, **({"phone": phone} if phone else {})}
    return Talk(
        conversation=ANN,
        key=f"{text}/{intent}",
        message_id="m",
        heard=heard(text, intent, [Wish("sugar", "SG-1KG", ("SG-1KG",))], **entities),
        slots={},
        in_form=True,
        ran_before=(FORM,),
    )


def with_open_cart(small: SmallShop) -> None:
    small.fill(address="", method="")
    with small.uow() as uow:
        cart = uow.carts.get(ANN)
        cart.confirmed = True
        uow.carts.save(cart)
        uow.commit()


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__)
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:30])
def test_words_are_read_before_the_transaction(small: SmallShop, action: type[ShopAction], text: str) -> None:
    with_open_cart(small)

    with watched_words() as watch:
        for intent in ("inform", "inform_address", "delivery_instructions", "nlu_fallback"):
            talk = talk_of(text, intent, phone="+254722123456" if "07" in text else "")
            if action is AddItems:
                talk = replace(talk, heard=replace(talk.heard, wishes=()))
            began = time.process_time()
            thread = threading.Thread(target=action().work, args=(small.shop, talk))
            thread.start()
            thread.join()
            assert time.process_time() - began < 1

    assert watch.found == []

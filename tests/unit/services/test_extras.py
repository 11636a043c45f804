"""The shop's own questions: their place, their answers, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.commerce.cart import CartLine, Question
from bot.commerce.errors import ServiceRefused
from bot.commerce.extras import Extra, ExtraLine
from bot.services import checkout, extras
from bot.services.details import read_details, take_details
from bot.services.heard import Acts, Heard
from bot.services.ordering import OrderRefused, place_order
from bot.services.reading import Reading
from tests.heard import heard
from tests.small_shop import ANN, SmallShop, cart, small_shop_in, stand

WRAP = Extra("wrap", Decimal(50), {"en": "Gift wrap", "sw": "Zawadi"})
CARD = Extra("card", Decimal(0), {"en": "A card", "sw": "Kadi"})
LINES = [CartLine("MF-5KG", 3)]
AGREED: dict[str, Any] = {"lines": LINES, "confirmed": True}
LAST: dict[str, Any] = {**AGREED, "address": "Kilimani", "payment_method": "mpesa"}


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[SmallShop]:
    made = small_shop_in(tmp_path, (WRAP, CARD))
    yield made
    made.engine.dispose()


def answer(small: SmallShop, said: Heard) -> list[str] | None:
    with small.uow() as uow:
        notes = checkout.answer(uow, ANN, said)
        uow.commit()
    return None if notes is None else [note.response for note in notes]


def name(small: SmallShop, *named: tuple[str, bool | None], **said: Any) -> list[str]:
    """What is told where a message, of these facts beside, names some of them."""
    message = Heard("…", said.pop("intent", "inform"), extras=named, reading=Reading(**said))
    with small.uow() as uow:
        notes = take_details(uow, ANN, read_details(uow, ANN, message))
        uow.commit()
    return [note.response for note in notes]


def question(small: SmallShop) -> Question | None:
    with small.uow(read_only=True) as uow:
        return checkout.open_question(uow, ANN)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (heard("ok", "affirm"), True),
        (heard("no", "deny"), False),
        (Heard("skip", "inform", reading=Reading(is_skip=True)), False),
        (Heard("ndio", "nlu_fallback", reading=Reading(answers="affirm")), True),
        (Heard("no thanks, to Kilimani", "inform_address", begins="deny"), False),
        (Heard("yes, tomorrow", "inform", acts=Acts(agrees="affirm")), True),
        (Heard("22", "inform"), None),
        (Heard("are you open?", "ask_store_info"), None),
    ],
)
def test_what_answers_it(asking: SmallShop, said: Heard, wanted: bool | None) -> None:
    stand(asking, AGREED)
    assert answer(asking, said) == (None if wanted is None else [])
    assert cart(asking).extras == ({} if wanted is None else {"wrap": wanted})


def test_a_yes_with_words_that_nobody_understood_is_none(asking: SmallShop) -> None:
    stand(asking, AGREED)
    assert answer(asking, Heard("yes frobnicate", "affirm", acts=Acts(unread=("frobnicate",)))) == ["utter_not_got"]
    assert cart(asking).extras == {}


def test_one_is_asked_after_the_other_and_then_the_place(asking: SmallShop) -> None:
    stand(asking, AGREED)
    with asking.uow() as uow:
        first = extras.ask(*checkout.summary(uow, ANN), uow.extras)
    assert (first.response, first.values["price"]) == ("utter_ask_extra_wrap", "KES 50")
    assert (first.values["total"], first.values["total_with"]) == ("KES 1,460", "KES 1,510")
    answer(asking, heard("no", "deny"))
    with asking.uow() as uow:
        assert extras.ask(*checkout.summary(uow, ANN), uow.extras).response == "utter_ask_extra_card"
    answer(asking, heard("yes", "affirm"))
    assert (cart(asking).extras, question(asking)) == ({"wrap": False, "card": True}, Question.ADDRESS)


def test_a_yes_to_the_question_is_a_yes_to_its_price(asking: SmallShop) -> None:
    stand(asking, {**LAST, "extras": {"card": False}})
    answer(asking, heard("yes", "affirm"))
    assert (cart(asking).shown_total, question(asking)) == (Decimal(1510), None)
    order = place_order(asking.shop, ANN, "t1")
    assert (order.amount, order.extras) == (Decimal(1510), (ExtraLine("wrap", "Gift wrap", Decimal(50)),))
    assert asking.order(order.number).extras == order.extras
    assert cart(asking).extras == {}


def test_on_the_order_it_is_called_as_the_customer_speaks(asking: SmallShop) -> None:
    stand(asking, {**LAST, "extras": {"card": True, "wrap": False}}, language="sw")
    assert [each.words for each in place_order(asking.shop, ANN, "t1").extras] == ["Kadi"]


@pytest.mark.parametrize(
    ("said", "named", "asked"),
    [
        # Before the yes the summary shows it.
        ({"lines": LINES}, ("wrap", True), Question.CONFIRM),
        # The question how to pay shows the total.
        ({**AGREED, "extras": {"wrap": True, "card": False}, "address": "Kilimani"}, ("wrap", False), Question.METHOD),
        # Nothing would show it any more.
        ({**LAST, "extras": {"wrap": True, "card": False}}, ("wrap", False), Question.CONFIRM),
        ({**LAST, "extras": {"wrap": False, "card": False}}, ("wrap", True), Question.CONFIRM),
        # Nothing changes, or nothing that costs.
        ({**LAST, "extras": {"wrap": True, "card": False}}, ("wrap", True), None),
        ({**LAST, "extras": {"wrap": False, "card": False}}, ("card", True), None),
    ],
)
def test_what_changes_the_total_must_be_agreed(
    asking: SmallShop, said: dict[str, Any], named: tuple[str, bool], asked: Question | None
) -> None:
    stand(asking, said)
    told = name(asking, named)
    assert told == ["utter_extra_noted" if named[1] else "utter_extra_dropped"]
    assert (cart(asking).extras[named[0]], question(asking)) == (named[1], asked)


def test_named_as_the_last_answer_it_is_the_yes(asking: SmallShop) -> None:
    stand(asking, {**LAST, "extras": {"card": False}})
    name(asking, ("wrap", True))
    assert (cart(asking).shown_total, question(asking)) == (Decimal(1510), None)


def test_what_is_only_asked_about_changes_nothing(asking: SmallShop) -> None:
    stand(asking, AGREED)
    assert name(asking, ("wrap", None)) == ["utter_extra_told"]
    assert (cart(asking).extras, question(asking)) == ({}, Question.EXTRA)


def test_one_that_the_shop_does_not_ask_any_more_is_passed_over(asking: SmallShop) -> None:
    stand(asking, {**LAST, "extras": {"wrap": False, "card": False, "gone": True}})
    assert name(asking, ("gone", True)) == []
    assert place_order(asking.shop, ANN, "t1").extras == ()


def test_a_refused_order_gives_its_answers_back(asking: SmallShop) -> None:
    stand(asking, {**LAST, "extras": {"wrap": True, "card": False}})
    asking.ghala.refusal = ServiceRefused("out_of_stock", "too little stock", "MF-5KG")
    with pytest.raises(OrderRefused):
        place_order(asking.shop, ANN, "t1")
    assert cart(asking).extras == {"wrap": True, "card": False}


def test_a_shop_without_such_questions_asks_none(small: SmallShop) -> None:
    stand(small, AGREED)
    assert question(small) is Question.ADDRESS
    assert name(small, ("wrap", True)) == []

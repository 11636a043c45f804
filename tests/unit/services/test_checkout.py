"""What counts as an answer to each question, and what does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.commerce.cart import CartLine, OpenLine, Question
from bot.commerce.delivery import OUTSIDE
from bot.services import checkout, questions
from bot.services.heard import Acts, Heard, Wish
from bot.services.notes import Note
from bot.services.picking import Pick
from bot.services.reading import Place, Reading
from tests.heard import heard as message
from tests.small_shop import ANN, FLOUR, SmallShop, cart, stand

MAIZE = ("MF-5KG", "MF-2KG")
LINES = [CartLine("MF-5KG", 3)]
CHOOSING = {"open_lines": [OpenLine("unga", MAIZE)]}
COUNTING = {"open_lines": [OpenLine("unga", ("MF-5KG",), sku="MF-5KG")]}
CONFIRMING = {"lines": LINES}
PLACING = {"lines": LINES, "confirmed": True}
PAYING = {**PLACING, "address": "Kilimani"}
CALLING = {**PAYING, "payment_method": "mpesa"}


def heard(intent: str, text: str = "", wishes: Sequence[Wish] = (), **entities: Any) -> Heard:
    return message(text, intent, wishes, **entities)


def answer(small: SmallShop, said: Heard) -> list[Note] | None:
    with small.uow() as uow:
        notes = checkout.answer(uow, ANN, said)
        uow.commit()
    return notes


def responses(notes: list[Note] | None) -> list[str] | None:
    return None if notes is None else [note.response for note in notes]


def question(small: SmallShop) -> Question | None:
    with small.uow(read_only=True) as uow:
        return checkout.open_question(uow, ANN)


@pytest.mark.parametrize(
    ("said", "answered", "asked"),
    [
        (CHOOSING, heard("inform", sku="MF-2KG"), Question.QUANTITY),
        (CHOOSING, heard("inform", size="5kg"), Question.QUANTITY),
        (CHOOSING, heard("order_items", wishes=[Wish("x", "MF-5KG", quantity=Decimal(2))]), Question.CONFIRM),
        (CHOOSING, heard("inform", sku="SG-1KG"), Question.PRODUCT),
        (CHOOSING, heard("inform", size="10kg"), Question.PRODUCT),
        (CHOOSING, heard("deny"), None),
        (COUNTING, heard("inform", quantity=3), Question.CONFIRM),
        (COUNTING, heard("rate_order", quantity=3), Question.CONFIRM),
        (COUNTING, heard("order_items", wishes=[Wish("bags", quantity=Decimal(3))]), Question.CONFIRM),
        (COUNTING, heard("deny"), None),
        (COUNTING, heard("remove_item"), None),
        (COUNTING, heard("affirm"), Question.QUANTITY),
        (COUNTING, heard("inform", quantity=99), Question.QUANTITY),
        (CONFIRMING, heard("affirm"), Question.ADDRESS),
        (CONFIRMING, heard("checkout"), Question.ADDRESS),
        (CONFIRMING, heard("deny"), Question.CONFIRM),
        (PLACING, heard("inform_address", "deliver", address="Kilimani"), Question.METHOD),
        (PLACING, heard("nlu_fallback", "Kilimani, gate B"), Question.METHOD),
        (PLACING, heard("EXTERNAL_place", address="pin -1.2,36.8"), Question.METHOD),
        (PLACING, heard("inform", "22"), Question.ADDRESS),
        (PLACING, heard("deny"), Question.ADDRESS),
        (PLACING, heard("use_saved_address"), Question.ADDRESS),
        (PAYING, heard("choose_payment_method", payment_method="cash"), Question.PHONE),
        (CALLING, heard("inform", "0712345678"), None),
        (CALLING, heard("inform", "call me", phone="0712345678"), None),
        (CALLING, heard("inform", "12"), Question.PHONE),
        (CALLING, heard("inform", "+255712345678"), Question.PHONE),
    ],
)
def test_answers_and_what_is_asked_then(
    small: SmallShop, said: dict[str, Any], answered: Heard, asked: Question | None
) -> None:
    stand(small, said, phone="")
    assert answer(small, answered) is not None
    assert question(small) is asked


@pytest.mark.parametrize(
    ("said", "digression"),
    [
        (CHOOSING, heard("ask_delivery")),
        (CHOOSING, heard("order_items", wishes=[Wish("sugar", "SG-1KG")])),
        (COUNTING, heard("ask_price", quantity=2)),
        (COUNTING, heard("order_items", wishes=[Wish("sugar", "SG-1KG", quantity=Decimal(2))])),
        (COUNTING, heard("nlu_fallback", "what")),
        (CONFIRMING, heard("ask_store_info")),
        (PLACING, heard("ask_price", "how much is sugar")),
        (PLACING, heard("delivery_instructions", "leave it at the gate")),
        (PAYING, heard("inform", "what")),
        (PAYING, heard("choose_payment_method", payment_method="gold")),
        (CALLING, heard("greet", "0712345678")),
        ({}, heard("affirm")),
    ],
)
def test_a_digression_answers_nothing_and_changes_nothing(
    small: SmallShop, said: dict[str, Any], digression: Heard
) -> None:
    stand(small, said, phone="")
    before = small.everything()
    assert answer(small, digression) is None
    assert small.everything() == before


def test_5kg_is_not_the_25kg_pack(small: SmallShop) -> None:
    with small.uow() as uow:
        uow.products.put(replace(FLOUR, sku="MF-25KG", name="Maize Flour 25kg"))
        uow.commit()
    stand(small, {"open_lines": [OpenLine("unga", ("MF-25KG", "MF-2KG"))]})
    answer(small, heard("inform", size="5kg"))
    assert question(small) is Question.PRODUCT


def test_the_saved_address_is_taken(small: SmallShop) -> None:
    stand(small, PLACING, address="Donholm, phase 5")
    assert answer(small, heard("affirm")) == []
    assert cart(small).address == "Donholm, phase 5"


def test_an_address_outside_nairobi_is_told_with_its_fee(small: SmallShop) -> None:
    stand(small, PLACING)
    (note,) = answer(small, heard("inform_address", address="Thika   town")) or []
    assert (note.response, note.values) == ("utter_delivery_outside", {"address": "Thika town", "fee": "KES 400"})


def test_a_dearer_delivery_after_everything_was_agreed_must_be_agreed_again(small: SmallShop) -> None:
    stand(small, {**PLACING, "payment_method": "mpesa"})
    answer(small, heard("inform_address", address="Thika town"))
    assert question(small) is Question.CONFIRM


def test_a_yes_is_a_yes_to_the_total_that_was_shown(small: SmallShop) -> None:
    stand(small, CONFIRMING)
    with small.uow() as uow:
        uow.products.put(replace(FLOUR, price=Decimal(500)))
        uow.commit()
    assert responses(answer(small, heard("affirm"))) == ["utter_order_refused_price"]
    assert question(small) is Question.CONFIRM


@pytest.mark.parametrize(
    ("said", "response"),
    [
        ({}, "utter_ask_order_confirmed"),
        ({"address": "Kilimani"}, "utter_ask_order_confirmed_address"),
        ({"payment_method": "mpesa"}, "utter_ask_order_confirmed_method"),
        ({"address": "Kilimani", "payment_method": "mpesa"}, "utter_ask_order_confirmed_address_method"),
    ],
)
def test_the_summary_says_what_is_known(small: SmallShop, said: dict[str, Any], response: str) -> None:
    stand(small, {**CONFIRMING, **said})
    with small.uow() as uow:
        note = questions.ask_confirm(uow, ANN)
    assert note.response == response
    assert (note.values["lines"], note.values["total"]) == ("• Maize Flour 5kg × 3 = KES 1,260", "KES 1,460")


def test_packs_are_asked_for_with_numbers_prices_and_choices(small: SmallShop) -> None:
    stand(small, CHOOSING)
    with small.uow() as uow:
        note = questions.ask_product(uow, ANN)
    assert note.values["rows"] == "1. Maize Flour 5kg – KES 420\n2. Maize Flour 2kg – KES 180"
    assert [choice.payload["entities"] for choice in note.choices] == [{"sku": "MF-5KG"}, {"sku": "MF-2KG"}]
    assert {choice.question for choice in note.choices} == {"product"}


def test_the_quantity_question_shows_price_and_stock(small: SmallShop) -> None:
    stand(small, COUNTING)
    with small.uow() as uow:
        note = questions.ask_quantity(uow, ANN)
    assert note.values == {"product": "Maize Flour 5kg", "price": "KES 420", "stock": 10}


@pytest.mark.parametrize(
    ("saved", "wants_new", "response"),
    [
        ("", False, "utter_ask_address"),
        ("Donholm", False, "utter_ask_address_saved"),
        ("Donholm", True, "utter_ask_address"),
    ],
)
def test_a_saved_address_is_offered_unless_another_is_wanted(
    small: SmallShop, saved: str, wants_new: bool, response: str
) -> None:
    stand(small, PLACING, address=saved)
    with small.uow() as uow:
        assert questions.ask_address(uow, ANN, wants_new).response == response


def test_the_payment_question_shows_the_whole_total_and_where_it_goes(small: SmallShop) -> None:
    stand(small, {**PLACING, "address": "Thika", "zone": "outside", "receiver": "Mary"})
    with small.uow() as uow:
        assert questions.ask_method(uow, ANN).values == {
            "total": "KES 1,660",
            "delivery": "KES 400",
            "address": "Thika",
            "also": "\n👤 Mary",
        }


def test_what_is_said_in_the_same_breath_is_taken_along(small: SmallShop) -> None:
    stand(small, CONFIRMING)
    with small.uow() as uow:
        checkout.take_along(uow, ANN, heard("order_items", "to Kilimani", payment_method="cash"))
        checkout.take_along(uow, ANN, heard("order_items", address="2", payment_method="gold"))
        uow.commit()
    assert (cart(small).address, cart(small).payment_method) == ("Kilimani", "cash")


KIOSK = "behind the blue kiosk"
CHECKING = {**PLACING, "place_check": KIOSK}


def understood(intent: str, **said: Any) -> Heard:
    """A message of which this was read, whatever its words."""
    return Heard("the words", intent, reading=Reading(**said))


def place(words: str, kind: str, **more: str) -> Place:
    return Place(words, words, kind=kind, **more)


@pytest.mark.parametrize("intent", ["inform", "inform_address", "nlu_fallback", "out_of_scope"])
@pytest.mark.parametrize(
    "said",
    [{"place_if_asked": place(KIOSK, "neither")}, {"as_address": Place(KIOSK, KIOSK)}],
    ids=["looked at", "not looked at"],
)
def test_words_that_are_no_place_are_read_back(small: SmallShop, intent: str, said: dict[str, Any]) -> None:
    stand(small, PLACING)
    assert answer(small, understood(intent, **said)) == []
    assert question(small) is Question.PLACE_CHECK
    with small.uow(read_only=True) as uow:
        note = questions.ask_place_check(uow, ANN)
    assert (note.response, note.values) == ("utter_ask_place_check", {"place": KIOSK})
    assert cart(small).address == ""


@pytest.mark.parametrize("kind", ["known", "described"])
def test_words_that_are_a_place_are_not_read_back(small: SmallShop, kind: str) -> None:
    stand(small, PLACING)
    answer(small, understood("inform", place_if_asked=place("Umoja", kind)))
    assert (cart(small).address, question(small)) == ("Umoja", Question.METHOD)


def test_what_is_wrong_with_a_place_is_said_and_nothing_read_back(small: SmallShop) -> None:
    stand(small, PLACING)
    nowhere = Place("12", "12", wrong="utter_address_unclear")
    assert responses(answer(small, understood("inform", as_address=nowhere))) == ["utter_address_unclear"]
    assert question(small) is Question.ADDRESS


def test_a_place_is_read_back_before_the_total(small: SmallShop) -> None:
    stand(small, {**CHECKING, "confirmed": False})
    assert question(small) is Question.PLACE_CHECK


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"lines": LINES, "open_lines": [OpenLine("unga", MAIZE)], "place_check": KIOSK}, Question.PRODUCT),
        ({"place_check": KIOSK}, None),
    ],
    ids=["goods first", "nothing ordered"],
)
def test_what_comes_before_the_reading_back(small: SmallShop, said: dict[str, Any], asked: Question | None) -> None:
    stand(small, said)
    assert question(small) is asked


@pytest.mark.parametrize(
    ("said", "address", "read_back", "asked"),
    [
        (understood("affirm"), KIOSK, "", Question.METHOD),
        (understood("deny"), "", "", Question.ADDRESS),
        (understood("inform", is_no_place=True), "", "", Question.ADDRESS),
        (understood("inform_address", place_if_asked=place("Umoja", "known")), "Umoja", "", Question.METHOD),
        (understood("ask_price", place_if_asked=place("Umoja", "described")), "Umoja", "", Question.METHOD),
        (understood("inform", place_if_asked=place("the shed", "neither")), "", "the shed", Question.PLACE_CHECK),
    ],
)
def test_answers_to_the_reading_back(
    small: SmallShop, said: Heard, address: str, read_back: str, asked: Question
) -> None:
    stand(small, CHECKING)
    assert answer(small, said) == []
    assert (cart(small).address, cart(small).place_check) == (address, read_back)
    assert question(small) is asked


@pytest.mark.parametrize(
    "said",
    [
        understood("ask_price", place_if_asked=place("the big one", "neither")),
        understood("ask_price"),
        understood("inform"),
    ],
)
def test_a_digression_leaves_it_to_be_read_back(small: SmallShop, said: Heard) -> None:
    stand(small, CHECKING)
    before = small.everything()
    assert answer(small, said) is None
    assert small.everything() == before


def test_a_no_leaves_the_place_that_stood_before(small: SmallShop) -> None:
    stand(small, {**CHECKING, "address": "Kilimani"})
    answer(small, understood("deny"))
    assert (cart(small).address, question(small)) == ("Kilimani", Question.METHOD)


@pytest.mark.parametrize("kind", ["", "neither"])
def test_a_place_outside_that_is_read_back_costs_what_it_costs_outside(small: SmallShop, kind: str) -> None:
    stand(small, PLACING)
    shed = Place("the shed in Thika", "the shed in Thika", zone=OUTSIDE, kind=kind)
    answer(small, understood("inform", as_address=shed, **({"place_if_asked": shed} if kind else {})))
    (note,) = answer(small, understood("affirm")) or []
    assert (note.response, note.values["fee"]) == ("utter_delivery_outside", "KES 400")
    assert cart(small).zone == OUTSIDE


def picked(size: str, quantity: int | None = None, wishes: Sequence[Wish] = ()) -> Heard:
    number = None if quantity is None else Decimal(quantity)
    return Heard("it", "inform", wishes=tuple(wishes), acts=Acts(picks=(Pick(size, "size", size, number),)))


@pytest.mark.parametrize(
    ("said", "into"),
    [
        # Of the pack of 5kg two are 10kg.
        (picked("10kg"), 2),
        (picked("10kg", 2), 4),
        (picked("5kg", 6), 6),
    ],
)
def test_how_many_is_told_by_weight_too(small: SmallShop, said: Heard, into: int) -> None:
    stand(small, COUNTING)
    assert answer(small, said) == []
    assert cart(small).lines == [CartLine("MF-5KG", into)]


@pytest.mark.parametrize(
    "said", [picked("5kg"), picked("7kg"), picked("2kg", 3), picked("10kg", wishes=[Wish("kilos")])]
)
def test_a_weight_that_makes_up_no_packs_is_no_number(small: SmallShop, said: Heard) -> None:
    stand(small, COUNTING)
    assert responses(answer(small, said)) == ["utter_quantity_unclear"]
    assert (cart(small).lines, question(small)) == ([], Question.QUANTITY)


def test_more_by_weight_than_there_is_is_refused(small: SmallShop) -> None:
    stand(small, COUNTING)
    assert responses(answer(small, picked("100kg"))) == ["utter_quantity_above_stock"]
    assert cart(small).lines == []

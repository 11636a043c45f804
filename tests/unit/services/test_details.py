"""What one message says of place, payer and hand-over, in the cart and in the order."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.commerce.cart import Question
from bot.commerce.delivery import PICKUP
from bot.commerce.errors import ServiceRefused
from bot.commerce.payments import PaymentStatus
from bot.commerce.phone import paying_number
from bot.providers.ghala.wire import order_body
from bot.services import checkout, questions
from bot.services.details import read_details, take_details
from bot.services.heard import Heard
from bot.services.ordering import place_order
from bot.services.paying import PaymentRefused, start_payment
from bot.services.reading import NamedPlace, Place, Reading, Receiver, When
from tests.heard import heard
from tests.small_shop import ANN, BEN, SmallShop


def said(small: SmallShop, text: str, intent: str = "inform", **entities: str) -> list[str]:
    """The responses to a message, with the cart of ANN changed by it."""
    message = heard(text, intent, **entities)
    with small.uow() as uow:
        notes = take_details(uow, ANN, read_details(uow, ANN, message))
        uow.commit()
    return [note.response for note in notes]


def cart(small: SmallShop, conversation: str = ANN):  # type: ignore[no-untyped-def]
    with small.uow(read_only=True) as uow:
        return uow.carts.get(conversation)


def test_all_of_it_in_one_message(small: SmallShop) -> None:
    small.fill(address="", method="")
    said(
        small,
        "to Umoja, mpesa 0722123456, acha kwa watchman",
        "inform_address",
        address="Umoja",
        payment_method="mpesa",
    )

    kept = cart(small)

    assert (kept.address, kept.payment_method, kept.payment_phone) == ("Umoja", "mpesa", "+254722123456")
    assert kept.instructions == "acha kwa watchman"


@pytest.mark.parametrize("intent", ["ask_delivery", "cancel_order", "report_problem", "track_order"])
def test_a_place_that_is_only_spoken_of_changes_nothing(small: SmallShop, intent: str) -> None:
    small.fill()

    assert said(small, "what of Thika", intent, address="Thika") == []
    assert cart(small).address == "Kilimani, Argwings Kodhek Road"


@pytest.mark.parametrize("number", ["+14155550123", "07221234"])
def test_a_number_that_cannot_pay_is_not_taken(small: SmallShop, number: str) -> None:
    small.fill()

    assert said(small, f"use {number} to pay") == ["utter_phone_unclear"]
    assert cart(small).payment_phone == ""


def test_a_number_to_pay_from_ends_cash(small: SmallShop) -> None:
    small.fill(method="cash")
    said(small, "use 0722123456 to pay")

    assert cart(small).payment_method == ""


def test_a_named_place_is_kept_for_one_customer_alone(small: SmallShop) -> None:
    small.fill()
    assert said(small, "save this as home", "inform_address") == ["utter_place_saved"]

    with small.uow(read_only=True) as uow:
        assert [place.name for place in uow.places.of(ANN)] == ["home"]
        assert uow.places.of(BEN) == []


def test_a_name_said_again_takes_the_new_place(small: SmallShop) -> None:
    small.fill()
    said(small, "save this as home", "inform_address")
    said(small, "hifadhi Umoja, Mtindwa kama nyumbani", "inform_address")

    with small.uow(read_only=True) as uow:
        assert [(place.name, place.address) for place in uow.places.of(ANN)] == [("nyumbani", "Umoja, Mtindwa")]


def test_an_unknown_name_is_kept_with_the_place_that_follows(small: SmallShop) -> None:
    small.fill()
    assert said(small, "deliver to my office", "use_saved_address") == ["utter_place_unknown"]
    assert said(small, "Westlands, Ring Road", "inform_address", address="Westlands, Ring Road") == [
        "utter_place_saved"
    ]
    assert said(small, "nipelekee ofisini", "use_saved_address") == ["utter_address_noted"]

    assert (cart(small).address, cart(small).place_name) == ("Westlands, Ring Road", "")


def test_a_known_place_chosen_instead_gets_no_second_name(small: SmallShop) -> None:
    small.fill()
    said(small, "save this as home", "inform_address")
    said(small, "deliver to my office", "use_saved_address")
    said(small, "deliver it home", "use_saved_address")

    with small.uow(read_only=True) as uow:
        assert [place.name for place in uow.places.of(ANN)] == ["home"]


def test_several_places_are_listed_and_one_is_confirmed(small: SmallShop) -> None:
    small.fill()
    with small.uow(read_only=True) as uow:
        assert questions.ask_address(uow, ANN, wants_new=False).response == "utter_ask_address"
    said(small, "save this as home", "inform_address")
    with small.uow(read_only=True) as uow:
        assert questions.ask_address(uow, ANN, wants_new=False).response == "utter_ask_address_saved"
    said(small, "save Umoja, Mtindwa as mama", "inform_address")
    with small.uow(read_only=True) as uow:
        asked = questions.ask_address(uow, ANN, wants_new=False)
    assert asked.response == "utter_ask_address_several"
    assert sorted(choice.title for choice in asked.choices) == ["home", "mama"]


def test_an_order_that_is_fetched_costs_no_delivery_and_leaves_the_address_alone(small: SmallShop) -> None:
    small.fill(address=PICKUP)

    order = place_order(small.shop, ANN, "t1")

    assert (order.delivery_fee, order.amount) == (Decimal(0), Decimal(1260))
    with small.uow(read_only=True) as uow:
        assert uow.customers.get(ANN).address == ""


def test_the_order_knows_payer_and_hand_over_and_ghala_hears_both(small: SmallShop) -> None:
    small.fill()
    said(small, "use 0722123456 to pay, leave it at the gate")
    with small.uow() as uow:
        checkout.show_total(uow, ANN)
        uow.commit()

    order = place_order(small.shop, ANN, "t1")
    payment = start_payment(small.shop, order, "t1")

    assert (order.phone, payment.phone) == ("+254700000001", "+254722123456")
    assert small.order(order.number).instructions == "leave it at the gate"
    assert order_body(order)["delivery_address"] == "Kilimani, Argwings Kodhek Road (leave it at the gate)"
    assert order_body(order)["customer"]["phone"] == "+254700000001"


def test_cash_is_not_asked_of_the_other_number(small: SmallShop) -> None:
    small.fill()
    order = replace(place_order(small.shop, ANN, "t1"), payment_phone="+254722123456")

    assert start_payment(small.shop, order, "t1", method="cash").phone == "+254700000001"


def test_a_card_page_that_ghala_keeps_open_stays_the_way_to_pay(small: SmallShop) -> None:
    small.fill(method="card")
    order = place_order(small.shop, ANN, "t1")
    start_payment(small.shop, order, "t1")
    small.ghala.refusal = ServiceRefused("payment_pending", "still open")

    with pytest.raises(PaymentRefused, match="payment_pending"):
        start_payment(small.shop, order, "t2", method="mpesa")

    assert [(each.method, each.status) for each in small.payments_of(order)] == [
        ("card", PaymentStatus.PENDING),
        ("mpesa", PaymentStatus.FAILED),
    ]
    assert small.order(order.number).payment_method == "card"


def told(
    small: SmallShop, reading: Reading, intent: str = "order_items", asked: Question | None = None, **entities: str
) -> list[str]:
    """As ``said``, of a message of which this was understood, under the question that was ``asked``."""
    message = Heard("the words", intent, entities=tuple(entities.items()), reading=reading)
    with small.uow() as uow:
        notes = take_details(uow, ANN, read_details(uow, ANN, message, asked))
        uow.commit()
    return [note.response for note in notes]


def place(kind: str, words: str = "behind the blue kiosk", **more: Any) -> Place:
    return Place(words, words, kind=kind, **more)


MARY = Receiver("Mary", "0733111222")
PAYER = paying_number("0722123456", "+254722123456")
ABROAD = paying_number("+14155550123", "+14155550123")
HERE = "Kilimani, Argwings Kodhek Road"


def test_when_and_to_whom_is_kept_for_the_rider(small: SmallShop) -> None:
    small.fill()

    heard_of = told(small, Reading(time=When("kesho saa nne", "10:00"), receiver=MARY, note="call first"))

    assert heard_of == ["utter_time_noted", "utter_receiver_noted", "utter_instructions_noted"]
    assert cart(small).for_delivery == "kesho saa nne; Mary 0733111222; call first"


def test_long_words_are_cut_where_the_cart_ends(small: SmallShop) -> None:
    small.fill()
    told(small, Reading(time=When("t" * 999), receiver=Receiver("r" * 999), note="n" * 999))
    kept = cart(small)
    assert [len(words) for words in (kept.delivery_time, kept.receiver, kept.instructions)] == [100, 120, 200]


@pytest.mark.parametrize("intent", ["ask_delivery", "track_order", "ask_price", "nlu_fallback", "greet"])
def test_when_and_to_whom_may_be_only_spoken_of(small: SmallShop, intent: str) -> None:
    small.fill()
    assert told(small, Reading(time=When("kesho"), receiver=MARY, method="cash", place=place("known")), intent) == []
    kept = cart(small)
    assert (kept.delivery_time, kept.receiver, kept.payment_method, kept.address) == ("", "", "mpesa", HERE)


def test_at_the_end_of_an_order_what_is_not_quite_understood_counts_too(small: SmallShop) -> None:
    small.fill()
    reading = Reading(time=When("kesho"), receiver=MARY, method="cash", place=place("known"))
    told(small, reading, "nlu_fallback", Question.CONFIRM)
    kept = cart(small)
    assert (kept.delivery_time, kept.receiver) == ("kesho", "Mary 0733111222")
    assert (kept.payment_method, kept.address) == ("cash", "behind the blue kiosk")


def test_a_receiver_without_name_and_phone_is_none(small: SmallShop) -> None:
    small.fill()
    assert told(small, Reading(receiver=Receiver())) == []


def test_whom_the_instructions_name_is_not_said_twice(small: SmallShop) -> None:
    small.fill()
    assert told(small, Reading(receiver=Receiver("the watchman"), note="leave it with the watchman")) == [
        "utter_instructions_noted"
    ]
    assert cart(small).receiver == ""


def test_where_a_number_is_asked_for_it_is_no_receivers(small: SmallShop) -> None:
    small.fill()
    told(small, Reading(receiver=Receiver("", "0733111222")), "inform", Question.PHONE)
    assert cart(small).receiver == ""


def test_who_pays_is_not_who_receives(small: SmallShop) -> None:
    small.fill()
    told(small, Reading(receiver=MARY, payer=PAYER, number=PAYER))
    kept = cart(small)
    assert (kept.receiver, kept.payment_phone) == ("Mary 0733111222", "+254722123456")


@pytest.mark.parametrize("intent", ["order_items", "ask_delivery"])
def test_a_number_of_which_nothing_is_said_pays_nothing(small: SmallShop, intent: str) -> None:
    small.fill()
    assert told(small, Reading(number=PAYER), intent) == []
    assert cart(small).payment_phone == ""


def test_a_number_beside_a_question_of_price_pays_nothing(small: SmallShop) -> None:
    small.fill()
    assert told(small, Reading(payer=PAYER), "ask_price") == []


def test_a_number_that_is_none_is_told_unless_it_is_the_receivers(small: SmallShop) -> None:
    small.fill()
    bad = paying_number("07221", None)
    assert told(small, Reading(number=bad)) == ["utter_phone_unclear"]
    assert told(small, Reading(number=bad, receiver=MARY)) == ["utter_receiver_noted"]


def test_a_payer_abroad_gets_no_prompt(small: SmallShop) -> None:
    small.fill()
    assert told(small, Reading(payer=ABROAD)) == ["utter_phone_unclear"]
    assert cart(small).payment_phone == ""


def test_a_way_to_pay_that_is_named_counts_whatever_else_was_found(small: SmallShop) -> None:
    small.fill()
    assert told(small, Reading(method="cash"), payment_method="card") == ["utter_method_noted"]
    assert cart(small).payment_method == "cash"


@pytest.mark.parametrize("kind", ["known", "described"])
@pytest.mark.parametrize("asked", [None, Question.CONFIRM, Question.METHOD])
def test_a_place_beside_the_goods_is_taken(small: SmallShop, kind: str, asked: Question | None) -> None:
    small.fill(address="")
    assert told(small, Reading(place=place(kind)), asked=asked) == ["utter_address_noted"]
    assert (cart(small).address, cart(small).place_check) == ("behind the blue kiosk", "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HERE, f"{HERE}, behind the blue kiosk"),
        ("", "behind the blue kiosk"),
        (PICKUP, "behind the blue kiosk"),
        # It was said before.
        ("Kilimani, behind the blue kiosk", "behind the blue kiosk"),
    ],
)
def test_what_is_only_described_lies_where_was_said_before(small: SmallShop, before: str, after: str) -> None:
    small.fill(address=before)
    told(small, Reading(place=place("described")))
    assert cart(small).address == after


@pytest.mark.parametrize("asked", [None, Question.CONFIRM, Question.METHOD])
@pytest.mark.parametrize("intent", ["order_items", "inform_address"])
def test_what_is_no_place_is_left_where_none_was_asked_for(
    small: SmallShop, intent: str, asked: Question | None
) -> None:
    small.fill()
    assert told(small, Reading(place=place("neither"), place_if_asked=place("neither")), intent, asked) == []
    assert (cart(small).address, cart(small).place_check) == (HERE, "")


def test_where_it_was_asked_for_it_is_read_back_before_it_counts(small: SmallShop) -> None:
    small.fill()
    assert told(small, Reading(place_if_asked=place("neither")), "inform", Question.ADDRESS) == []
    assert (cart(small).address, cart(small).place_check) == (HERE, "behind the blue kiosk")


def test_fewer_words_are_a_place_where_it_was_asked_for(small: SmallShop) -> None:
    small.fill(address="")
    reading = Reading(place=place("known", "Umoja"), place_if_asked=place("described", "Umoja next to the school"))
    told(small, reading, "inform", Question.ADDRESS)
    assert cart(small).address == "Umoja next to the school"


def test_a_place_that_counts_ends_the_reading_back_of_another(small: SmallShop) -> None:
    small.fill()
    told(small, Reading(place_if_asked=place("neither")), "inform", Question.ADDRESS)
    told(small, Reading(place=place("known", "Umoja")))
    assert (cart(small).address, cart(small).place_check) == ("Umoja", "")


def test_what_is_read_back_is_cut_where_the_cart_ends(small: SmallShop) -> None:
    small.fill()
    told(small, Reading(place_if_asked=place("neither", "x" * 999)), "inform", Question.ADDRESS)
    assert len(cart(small).place_check) == 500


def test_an_address_that_the_rules_found_is_a_place_where_one_is_given(small: SmallShop) -> None:
    small.fill()
    assert told(small, Reading(address=Place("Umoja", "Umoja")), "order_items") == []
    assert told(small, Reading(address=Place("Umoja", "Umoja")), "inform_address") == ["utter_address_noted"]


def test_the_shop_itself_as_the_place_is_fetching_it(small: SmallShop) -> None:
    small.fill()
    assert told(small, Reading(place=place("pickup"))) == ["utter_pickup_noted"]
    assert cart(small).address == PICKUP


def test_where_nobody_delivers_is_said_and_not_taken(small: SmallShop) -> None:
    small.fill()
    assert told(small, Reading(place=place("known", "Lagos", wrong="utter_address_abroad"))) == ["utter_address_abroad"]
    assert cart(small).address == HERE


@pytest.mark.parametrize(("asked", "address"), [(None, HERE), (Question.ADDRESS, PICKUP)])
def test_fewer_words_fetch_it_where_it_was_asked_for(small: SmallShop, asked: Question | None, address: str) -> None:
    small.fill()
    told(small, Reading(pickup_if_asked=True), "inform", asked)
    assert cart(small).address == address


def test_who_fetches_it_has_it_brought_nowhere(small: SmallShop) -> None:
    small.fill()
    told(small, Reading(pickup=True, place=place("known"), names=(NamedPlace("home", "home", usual=True),)))
    assert cart(small).address == PICKUP


@pytest.mark.parametrize(("asked", "name"), [(None, ""), (Question.ADDRESS, "home")])
def test_a_bare_name_is_a_place_where_it_was_asked_for(small: SmallShop, asked: Question | None, name: str) -> None:
    small.fill()
    told(small, Reading(names_if_asked=(NamedPlace("home", "home", usual=True),)), "inform", asked)
    assert cart(small).place_name == name


@pytest.mark.parametrize(("intent", "kept"), [("ask_delivery", "leave it at the gate"), ("ask_price", "")])
def test_how_to_hand_over_is_taken_with_a_question_about_delivery(small: SmallShop, intent: str, kept: str) -> None:
    small.fill()
    told(small, Reading(instructions="leave it at the gate"), intent)
    assert cart(small).instructions == kept

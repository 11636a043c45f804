"""What one message says of place, payer and hand-over, in the cart and in the order."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.commerce.delivery import PICKUP
from bot.commerce.errors import ServiceRefused
from bot.commerce.payments import PaymentStatus
from bot.providers.ghala.wire import order_body
from bot.services import checkout
from bot.services.details import read_details, take_details
from bot.services.ordering import place_order
from bot.services.paying import PaymentRefused, start_payment
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
        assert checkout.ask_address(uow, ANN, wants_new=False).response == "utter_ask_address"
    said(small, "save this as home", "inform_address")
    with small.uow(read_only=True) as uow:
        assert checkout.ask_address(uow, ANN, wants_new=False).response == "utter_ask_address_saved"
    said(small, "save Umoja, Mtindwa as mama", "inform_address")
    with small.uow(read_only=True) as uow:
        asked = checkout.ask_address(uow, ANN, wants_new=False)
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

"""What delivery costs where, and phone numbers as they are written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.commerce.delivery import OUTSIDE, PICKUP, delivery_to
from bot.commerce.phone import can_get_prompt, masked, normalise
from bot.nlu.fields.place import zone_of


@pytest.mark.parametrize(
    "address",
    [
        "",
        "Kilimani, Argwings Kodhek Road",
        "Thika Road Mall, Roysambu",
        "Thika Super Highway, Garden City",
        "Thika Superhighway exit 7",
        "Mombasa Road, Sameer Park",
        "Ngong Rd, Prestige Plaza",
        "Kiambu road, Ridgeways",
        "Limuru Road, Two Rivers",
        "Naivasha Road, Kawangware",
        "Kangundo road, Umoja",
        "barabara ya Thika, Kasarani",
        "Barabara ya Ngong, Adams",
        "Vois Apartments, Lavington",
        "Membury Court, Westlands",
    ],
)
def test_nairobi_is_the_same_day_at_200(address: str) -> None:
    delivery = delivery_to(address, zone_of(address))
    assert (delivery.fee, delivery.same_day) == (Decimal(200), True)


@pytest.mark.parametrize(
    "address",
    [
        "Thika town, section 9",
        "THIKA",
        "Kiambu",
        "Rongai karibu na Naivas",
        "Ongata Rongai, Thika Road",
        "murang'a",
        "Juja",
    ],
)
def test_towns_outside_are_the_next_day_at_400(address: str) -> None:
    delivery = delivery_to(address, zone_of(address))
    assert (delivery.fee, delivery.same_day) == (Decimal(400), False)


def test_fetching_costs_nothing() -> None:
    assert delivery_to(PICKUP, OUTSIDE).fee == 0


@pytest.mark.parametrize(
    ("pin", "fee"), [("pin -1.2921,36.7856", 200), ("Yaya Centre, pin -1.29,36.79", 200), ("pin -1.03,37.07", 400)]
)
def test_a_shared_place_costs_what_its_distance_says(pin: str, fee: int) -> None:
    assert delivery_to(pin, zone_of(pin)).fee == fee


@pytest.mark.parametrize(
    "written",
    ["0712345678", "712345678", "254712345678", "+254712345678", "0712 345 678", "+254-712-345-678", "(0712) 345.678"],
)
def test_one_kenyan_number_however_it_is_written(written: str) -> None:
    assert normalise(written) == "+254712345678"


def test_the_newer_01_numbers_too() -> None:
    assert normalise("0110 123 456") == "+254110123456"


@pytest.mark.parametrize(
    "written",
    ["", "hello", "12345", "0612345678", "071234567", "07123456789", "+1234", "49000", "0712ABCDEF", "2" * 16],
)
def test_what_is_no_number(written: str) -> None:
    assert normalise(written) is None


def test_a_foreign_number_is_kept_but_gets_no_prompt() -> None:
    assert normalise("+255 712 345 678") == "+255712345678"
    assert not can_get_prompt("+255712345678")


@pytest.mark.parametrize(
    ("phone", "can"),
    [("+254712345678", True), ("+254110123456", True), ("+254202345678", False), ("", False), ("0712345678", False)],
)
def test_who_can_get_a_prompt(phone: str, can: bool) -> None:
    assert can_get_prompt(phone) is can


def test_a_number_of_somebody_else_is_not_repeated_whole() -> None:
    assert masked("+254722123456") == "+254722•••456"

"""Orders asked for over HTTP: what passes, and which field is named when one does not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.reader import WordReader
from bot.web.api.order_request import OrderRequest, read_order
from bot.web.errors import Refusal

GOOD: dict[str, Any] = {
    "customer": {"phone": "0712 345 678", "name": "Wanjiku"},
    "items": [{"product_id": "MF-5KG", "quantity": 2}, {"product_id": "SU-1KG", "quantity": 1, "price": "0.01"}],
    "delivery_address": "Kilimani,  Argwings Kodhek Road",
    "payment_method": "mpesa",
}


def test_good_order_is_read_and_a_price_in_it_is_ignored() -> None:
    assert read_order(GOOD, WordReader()) == OrderRequest(
        phone="+254712345678",
        name="Wanjiku",
        items=(("MF-5KG", 2), ("SU-1KG", 1)),
        address="Kilimani, Argwings Kodhek Road",
        zone="nairobi",
        payment_method="mpesa",
    )


def test_same_product_twice_is_one_line() -> None:
    twice = [{"product_id": "MF-5KG", "quantity": 2}, {"product_id": "MF-5KG", "quantity": 3}]
    assert read_order({**GOOD, "items": twice}, WordReader()).items == (("MF-5KG", 5),)


def test_address_may_be_an_object() -> None:
    address = {"street": "Argwings Kodhek Road", "city": "Nairobi", "postal_code": None}
    assert read_order({**GOOD, "delivery_address": address}, WordReader()).address == "Argwings Kodhek Road, Nairobi"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"customer": {"phone": "hello"}}, "customer.phone"),
        ({"customer": None}, "customer.phone"),
        ({"items": []}, "items"),
        ({"items": "MF-5KG"}, "items"),
        ({"items": [{"product_id": "MF-5KG", "quantity": 0}]}, "items[0].quantity"),
        ({"items": [{"product_id": "MF-5KG", "quantity": 501}]}, "items[0].quantity"),
        ({"items": [{"product_id": "A", "quantity": 300}, {"product_id": "A", "quantity": 300}]}, "items[1].quantity"),
        ({"delivery_address": ""}, "delivery_address"),
        ({"delivery_address": "x" * 301}, "delivery_address"),
        ({"payment_method": "shells"}, "payment_method"),
        ({"delivery_method": "drone"}, "delivery_method"),
    ],
)
def test_wrong_field_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_order({**GOOD, **changes}, WordReader())
    assert (refusal.value.status, refusal.value.field) == (422, field)


@pytest.mark.parametrize(
    "changes",
    [
        {"customer": "me"},
        {"customer": {"phone": 7}},
        {"items": [7]},
        {"items": [{"product_id": "A", "quantity": True}]},
    ],
)
def test_wrong_kind_of_field_is_said_in_words(changes: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match=r"not|missing") as refusal:
        read_order({**GOOD, **changes}, WordReader())
    assert refusal.value.status == 422

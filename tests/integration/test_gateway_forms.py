"""The forms in which other programs write orders and events: each is taken over HTTP and does what it says."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.commerce.orders import OrderStatus
from bot.processes import order_over_http
from bot.services.ordering import place_order
from bot.services.paying import start_payment
from bot.settings import Settings, read_settings
from bot.storage import tables
from bot.web.app import create_app
from tests.bearer import token
from tests.small_shop import ANN, SmallShop, small_shop_in
from tests.stage.gateway_server import running

FLAT = {
    "phoneNumber": "+254711222333",
    "productId": "MF-5KG",
    "quantity": 3,
    "deliveryAddress": "14 Wood Avenue, Nairobi",
    "customerName": "Achieng",
}
IN_PARTS = {
    "merchant_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "customer": {"phone": "+2348031234567", "name": "Chidi"},
    "items": [
        {"product_id": "MF-5KG", "quantity": 2, "price": "9.99"},
        {"product_id": "SG-1KG", "quantity": 1, "price": "1.50"},
    ],
    "delivery_method": "delivery",
    "delivery_address": {
        "street": "14 Wood Avenue",
        "city": "Nairobi",
        "state": "Nairobi",
        "postal_code": "00100",
        "instructions": "Ring twice",
    },
}


@dataclass
class Door:
    """A gateway that places into a small shop."""

    url: str
    settings: Settings
    small: SmallShop

    def order(self, wanted: Any, **headers: str) -> requests.Response:
        allowed = {"Authorization": f"Bearer {token(self.settings.jwt_secret, scope='orders:write')}", **headers}
        return requests.post(f"{self.url}/api/orders", json=wanted, headers=allowed, timeout=20)

    def event(self, document: Any) -> requests.Response:
        raw = json.dumps(document).encode()
        digest = hmac.new(self.settings.ghala_webhook_secret.encode(), raw, hashlib.sha256).hexdigest()
        headers = {"X-Ghala-Signature": digest, "Content-Type": "application/json"}
        return requests.post(f"{self.url}/api/webhooks/ghala", data=raw, headers=headers, timeout=20)

    def apply_what_came(self) -> list[Any]:
        """What is to be told of each event in the inbox, as the worker applies them."""
        bodies = [row.body for row in self.small.rows(tables.inbox, kind="event")]
        return [self.small.apply(body["event"], **body["data"]) for body in bodies]


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    small = small_shop_in(tmp_path)
    settings = replace(read_settings({}), database_url=f"sqlite:///{tmp_path}/shop.db")
    app = create_app(
        settings,
        small.shop.unit_of_work,
        small.clock,
        {},
        reader=small.shop.reader,
        place_order=lambda wanted, key: order_over_http(small.shop, wanted, key),
    )
    with running(app) as url:
        yield Door(url, settings, small)
    small.engine.dispose()


def test_one_product_in_joined_names_without_a_key_or_a_way_to_pay(door: Door) -> None:
    answer = door.order(FLAT)

    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["customer"] == {"phone": "+254711222333", "name": "Achieng"}
    assert [(line["product_id"], line["quantity"]) for line in told["items"]] == [("MF-5KG", 3)]
    assert (told["amount"], told["delivery_address"], told["payment_method"]) == (1460, "14 Wood Avenue, Nairobi", "")
    assert told["status"] == "pending"
    assert door.small.rows(tables.payments) == []


def test_several_products_and_an_address_in_parts(door: Door) -> None:
    answer = door.order(IN_PARTS, **{"Idempotency-Key": "k-1"})

    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert [(line["product_id"], line["quantity"], line["unit_price"]) for line in told["items"]] == [
        ("MF-5KG", 2, 420),
        ("SG-1KG", 1, 160),
    ]
    assert told["delivery_address"] == "14 Wood Avenue, Nairobi, Nairobi, 00100"
    assert told["delivery_instructions"] == "Ring twice"
    assert door.small.rows(tables.payments) == []


def test_without_a_key_the_same_order_again_at_once_is_the_same_and_later_another(door: Door) -> None:
    first, again = door.order(FLAT), door.order(FLAT)
    door.small.clock.move(299)
    soon = door.order(FLAT)
    door.small.clock.move(901)
    later = door.order(FLAT)

    numbers = [each.json()["order_number"] for each in (first, again, soon, later)]
    assert numbers == ["ORD-2026-000001", "ORD-2026-000001", "ORD-2026-000001", "ORD-2026-000002"]


def test_what_is_fetched_needs_no_address(door: Door) -> None:
    told = door.order(
        {"phoneNumber": "0711222333", "productId": "SG-1KG", "quantity": 1, "deliveryMethod": "pickup"}
    ).json()

    assert (told["amount"], told["delivery_fee"]) == (160, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phoneNumber": "here"}, "customer.phone"),
        ({"productId": None}, None),
        ({"quantity": 0}, "items[0].quantity"),
        ({"deliveryAddress": " "}, "delivery_address"),
        ({"deliveryMethod": "drone"}, "delivery_method"),
        ({"paymentMethod": "shells"}, "payment_method"),
    ],
)
def test_what_is_wrong_in_joined_names_is_refused_and_nothing_is_written(
    door: Door, changes: dict[str, Any], field: str | None
) -> None:
    answer = door.order({**FLAT, **changes})

    assert (answer.status_code, answer.json()["error"].get("field")) == (422, field)
    assert door.small.rows(tables.orders) == []


@pytest.mark.parametrize("word", ["completed", "successful", "success"])
def test_money_told_by_the_order_alone_is_received_once(door: Door, word: str) -> None:
    door.small.fill()
    order = place_order(door.small.shop, ANN, "t1")
    start_payment(door.small.shop, order, "t1")
    facts = {"order_id": f"g-{order.number}", "transaction_reference": "SGH7X8K2LM", "amount": 1460, "currency": "KES"}
    paid = {"event": "payment.success", "data": {**facts, "status": word}}

    assert door.event(paid).json() == {"received": 1, "stored": 1}
    assert [each.get("intent") for each in door.apply_what_came()] == ["EXTERNAL_payment_success"]
    assert door.small.order(order.number).status is OrderStatus.CONFIRMED
    assert door.apply_what_came() == [{}]
    assert door.small.order(order.number).flag == ""


def test_money_told_by_the_order_alone_is_compared_all_the_same(door: Door) -> None:
    door.small.fill()
    order = place_order(door.small.shop, ANN, "t1")
    start_payment(door.small.shop, order, "t1")
    facts = {"order_id": f"g-{order.number}", "transaction_reference": "SGH7X8K2LM", "amount": 14, "currency": "KES"}

    door.event({"event": "payment.success", "data": {**facts, "status": "completed"}})
    door.apply_what_came()

    assert door.small.order(order.number).status is OrderStatus.PENDING
    assert door.small.order(order.number).flag

"""The rider's code over HTTP, and the sandbox's rider who hands over against it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.bootstrap import make_shop
from bot.commerce.orders import Order, OrderStatus
from bot.sandbox import SandboxConfig
from bot.services.catalog_sync import sync_catalog
from bot.services.ordering import Shop, place_order
from bot.services.paying import start_payment
from bot.settings import Settings, read_settings
from bot.storage import tables
from bot.web.app import create_app
from tests.bearer import token as signed_token
from tests.small_shop import ANN, SmallShop, small_shop_in
from tests.stage.gateway_server import running
from tests.stage.sandbox_server import SandboxServer
from tests.stage.sandbox_server import running as running_sandbox

NUMBER = "ORD-2026-000001"
PATIENCE_SECONDS = 10.0


@dataclass
class Door:
    """The gateway and the sandbox whose webhooks go to it; ``shop`` orders at that sandbox."""

    url: str
    settings: Settings
    small: SmallShop
    shop: Shop
    sandbox: SandboxServer

    def show(self, code: Any, number: str = NUMBER, token: bool = True) -> requests.Response:
        signed = signed_token(self.settings.jwt_secret, sub="rider-7", scope="deliver")
        headers = {"Authorization": f"Bearer {signed}"} if token else {}
        return requests.post(
            f"{self.url}/api/orders/{number}/deliver", json={"code": code}, headers=headers, timeout=10
        )

    def seen(self) -> dict[str, Any]:
        signed = signed_token(self.settings.jwt_secret, scope="orders:read")
        headers = {"Authorization": f"Bearer {signed}"}
        return dict(requests.get(f"{self.url}/api/orders/{NUMBER}", headers=headers, timeout=10).json())

    def order(self) -> Order:
        return self.small.order(NUMBER)

    def wrong(self) -> str:
        return f"{(int(self.order().delivery_code) + 1) % 10_000:04d}"

    def moves(self, move: str, code: str | None = None) -> requests.Response:
        body = {} if code is None else {"code": code}
        return requests.post(f"{self.sandbox.url}/orders/{NUMBER}/{move}", json=body, timeout=20)

    def hears(self, name: str) -> None:
        """Waits for Ghala's webhook and does what the worker would."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            bodies = [row.body for row in self.small.rows(tables.inbox, kind="event")]
            found = [body for body in bodies if body["event"] == name]
            if found:
                self.apply(found[0])
                return
        raise AssertionError(f"{name} never came")

    def apply(self, body: dict[str, Any]) -> None:
        self.small.apply(body["event"], **body["data"])

    def at_ghala(self) -> str:
        return str(requests.get(f"{self.sandbox.url}/shop/orders", timeout=10).json()["orders"][0]["status"])


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """Ann's order, to be paid at the door, is out for delivery on both sides."""
    small = small_shop_in(tmp_path)
    settings = replace(read_settings({}), database_url=f"sqlite:///{tmp_path}/shop.db")
    app = create_app(settings, small.shop.unit_of_work, small.clock, {})
    with running(app) as url, running_sandbox(SandboxConfig(gateway_url=url, latency_ms=0, seed=7)) as sandbox:
        theirs = replace(settings, ghala_api_url=sandbox.ghala_url)
        shop = replace(make_shop(theirs, small.engine, small.clock))
        sync_catalog(shop)
        small.fill(method="cash")
        made = Door(url, settings, small, shop, sandbox)
        start_payment(shop, place_order(shop, ANN, "t1"), "t1")
        for move, event in (("ship", "order.shipped"), ("out-for-delivery", "order.out_for_delivery")):
            assert made.moves(move).status_code == 200
            made.hears(event)
        yield made
    small.engine.dispose()


def test_the_code_the_customer_was_told_delivers_and_is_shown_to_nobody_else(door: Door) -> None:
    assert door.order().delivery_code not in str(door.seen())
    for _ in range(2):
        answer = door.show(door.order().delivery_code)
        assert (answer.status_code, answer.json()) == (200, {"order_number": NUMBER, "code": "right"})
    door.hears("order.moved")
    assert door.seen()["status"] == "delivered"


def test_a_wrong_code_delivers_nothing_and_says_how_many_tries_are_left(door: Door) -> None:
    answer = door.show(door.wrong())
    assert answer.status_code == 422
    assert answer.json()["error"] == {
        "code": "wrong_code",
        "message": "The code is wrong. Tries left: 4.",
        "field": "code",
    }
    assert door.seen()["status"] == "out_for_delivery"


def test_the_sixth_try_is_refused_even_with_the_right_code(door: Door) -> None:
    left = [door.show(door.wrong()).json()["error"]["message"][-2:] for _ in range(5)]
    assert left == ["4.", "3.", "2.", "1.", "0."]
    refused = door.show(door.order().delivery_code)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "code_blocked")
    assert [case.kind for case in door.small.rows(tables.cases)] == ["code"]
    assert [row.who for row in door.small.rows(tables.code_tries)] == ["rider-7"] * 6


def test_a_code_of_yesterday_is_too_old(door: Door) -> None:
    door.small.clock.move(24 * 3600)
    refused = door.show(door.order().delivery_code)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "code_expired")


@pytest.mark.parametrize("code", ["", "84", "84720", "abcd", "٨٤٧٢", 8472, None, ["8472"]])
def test_what_is_no_code_is_no_try(door: Door, code: Any) -> None:
    assert door.show(code).status_code == 422
    assert door.small.rows(tables.code_tries) == []


def test_without_a_token_or_an_order_nothing_is_looked_at(door: Door) -> None:
    assert door.show("0000", token=False).status_code == 401
    assert door.show("0000", number="ORD-2026-000099").status_code == 404
    assert door.small.rows(tables.code_tries) == []


def test_the_sandboxs_rider_hands_over_only_against_the_right_code(door: Door) -> None:
    refused = door.moves("deliver", door.wrong())
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "wrong_code")
    assert (door.at_ghala(), door.order().status) == ("out_for_delivery", OrderStatus.OUT_FOR_DELIVERY)
    assert door.moves("deliver", door.order().delivery_code).status_code == 200
    assert door.at_ghala() == "delivered"
    door.hears("order.delivered")
    assert door.order().status is OrderStatus.DELIVERED


def test_a_rider_without_a_code_is_ghalas_own_word(door: Door) -> None:
    assert door.moves("deliver").status_code == 200
    door.hears("order.delivered")
    assert door.order().status is OrderStatus.DELIVERED
    assert door.small.rows(tables.code_tries) == []


def test_a_jump_is_refused_before_the_shop_is_asked(door: Door) -> None:
    assert door.moves("deliver").status_code == 200
    again = door.moves("deliver", door.order().delivery_code)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "illegal_step")
    assert door.small.rows(tables.code_tries) == []

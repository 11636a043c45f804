"""The client against the sandbox's Ghala, on a good day and on bad ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from bot.commerce.errors import ServiceDown, ServiceRefused
from bot.commerce.extras import ExtraLine
from bot.commerce.orders import Order, OrderLine, OrderStatus
from bot.commerce.payments import Payment, PaymentStatus
from bot.providers.ghala.client import GhalaClient
from bot.providers.ghala.wire import header_key
from bot.providers.http import HttpAnswer, HttpLine
from bot.sandbox.config import SandboxConfig
from tests.stage.sandbox_server import SandboxServer, running

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with running(SandboxConfig(gateway_url=None, latency_ms=0, seed=1)) as started:
        yield started


@pytest.fixture
def ghala(server: SandboxServer) -> SandboxServer:
    assert server.ask("POST", "/reset").ok
    return server


def client(server: SandboxServer, key: str = "sandbox-ghala-key", whole_seconds: float = 12.0) -> GhalaClient:
    return GhalaClient(HttpLine(server.ghala_url, key, pause=lambda seconds: None, whole_seconds=whole_seconds))


def trouble(server: SandboxServer, kind: str, count: int | None = 1, **more: Any) -> None:
    added = server.ask("POST", "/faults", {"target": "ghala", "kind": kind, "count": count, **more})
    assert added.ok, added.text


def order(server: SandboxServer, quantity: int = 3, sku: str = "MF-5KG") -> Order:
    product = next(each for each in client(server).products().products or () if each.sku == sku)
    line = OrderLine(product.sku, product.name, quantity, product.price)
    return Order(
        id=1,
        number="ORD-2026-000001",
        key="wa:254712345678#1",
        conversation="wa:254712345678",
        status=OrderStatus.DRAFT,
        lines=(line,),
        delivery_fee=Decimal(200),
        address="Kilimani, Argwings Kodhek Road",
        payment_method="mpesa",
        phone="+254712345678",
        created_at=NOW,
        customer_name="Wanjiku",
    )


def payment(of: Order, **changes: Any) -> Payment:
    asked = Payment(1, f"{of.number}/1", of.id, of.amount, "mpesa", of.phone, PaymentStatus.PENDING, NOW)
    return replace(asked, **changes)


def placed(server: SandboxServer) -> Order:
    drafted = order(server)
    return replace(drafted, ghala_id=client(server).place_order(drafted, drafted.key).ghala_id)


def test_catalog_is_read_whole_and_only_once_while_nothing_changes(ghala: SandboxServer) -> None:
    page = client(ghala).products()
    assert page.products
    assert len({product.sku for product in page.products}) == len(page.products)
    again = client(ghala).products(page.etag)
    assert (again.products, again.etag) == (None, page.etag)


def test_order_is_placed_once_for_one_key(ghala: SandboxServer) -> None:
    drafted = order(ghala)
    first, again = (client(ghala).place_order(drafted, drafted.key) for _ in range(2))
    assert first == again
    assert (first.status, first.amount, first.order_number) == (OrderStatus.PENDING, drafted.amount, drafted.number)


def test_order_whose_answer_was_lost_is_asked_again_and_exists_once(ghala: SandboxServer) -> None:
    drafted = order(ghala)
    trouble(ghala, "lost_answer", method="POST", path="/orders")
    assert client(ghala).place_order(drafted, drafted.key).amount == drafted.amount
    assert ghala.ask_ghala("GET", "/orders").json()["pagination"]["total"] == 1


def test_an_extra_travels_in_the_delivery_fee_and_behind_the_address(ghala: SandboxServer) -> None:
    plain = order(ghala)
    wrapped = replace(plain, extras=(ExtraLine("gift_wrap", "Gift wrap", Decimal(50)),))
    assert client(ghala).place_order(wrapped, wrapped.key).amount == plain.amount + 50
    (known,) = ghala.ask_ghala("GET", "/orders").json()["data"]
    assert known["delivery_fee"] == float(plain.delivery_fee + 50)
    assert known["delivery_address"] == f"{plain.address} (Gift wrap)"


def test_refusals_carry_ghalas_code_and_field(ghala: SandboxServer) -> None:
    with pytest.raises(ServiceRefused) as short:
        client(ghala).place_order(order(ghala, quantity=100_000), "short")
    assert (short.value.code, short.value.field) == ("out_of_stock", "MF-5KG")
    wrong = replace(
        order(ghala), delivery_fee=Decimal(200), lines=(replace(order(ghala).lines[0], unit_price=Decimal(1)),)
    )
    with pytest.raises(ServiceRefused) as mismatch:
        client(ghala).place_order(wrong, "wrong")
    assert mismatch.value.code == "amount_mismatch"
    with pytest.raises(ServiceRefused) as missing:
        client(ghala).cancel_order("no/such order?", "missing")
    assert missing.value.code == "not_found"


def test_payment_is_started_once_and_can_be_asked_for(ghala: SandboxServer) -> None:
    bought = placed(ghala)
    first, again = (client(ghala).start_payment(bought, payment(bought)) for _ in range(2))
    assert first == again
    assert (first.status, first.amount, first.ghala_order_id) == (PaymentStatus.PENDING, bought.amount, bought.ghala_id)
    assert client(ghala).payment(first.ghala_id) == first


def test_paid_payment_has_its_reference(ghala: SandboxServer) -> None:
    bought = placed(ghala)
    asked = client(ghala).start_payment(bought, payment(bought))
    assert ghala.ask("POST", f"/payments/{asked.ghala_id}/approve").ok
    paid = client(ghala).payment(asked.ghala_id)
    assert paid.status is PaymentStatus.SUCCESS
    assert paid.reference
    assert paid.paid_at


def test_second_open_prompt_is_refused(ghala: SandboxServer) -> None:
    bought = placed(ghala)
    client(ghala).start_payment(bought, payment(bought))
    with pytest.raises(ServiceRefused) as refused:
        client(ghala).start_payment(bought, payment(bought, key="another"))
    assert refused.value.code == "payment_pending"


def test_card_answers_where_to_pay(ghala: SandboxServer) -> None:
    bought = placed(ghala)
    assert client(ghala).start_payment(bought, payment(bought, method="card", phone="")).checkout_url.startswith("http")


def test_order_is_cancelled(ghala: SandboxServer) -> None:
    bought = placed(ghala)
    assert client(ghala).cancel_order(bought.ghala_id, "cancel-1").status is OrderStatus.CANCELLED


@pytest.mark.parametrize("kind", ["error", "rate_limit", "drop"])
def test_passing_trouble_is_not_noticed(ghala: SandboxServer, kind: str) -> None:
    drafted = order(ghala)
    trouble(ghala, kind, count=2, method="POST")
    assert client(ghala).place_order(drafted, drafted.key).amount == drafted.amount


@pytest.mark.parametrize("kind", ["error", "drop", "garbage"])
def test_lasting_trouble_is_service_down(ghala: SandboxServer, kind: str) -> None:
    drafted = order(ghala)
    trouble(ghala, kind, count=None)
    for call in (
        lambda: client(ghala).products(),
        lambda: client(ghala).place_order(drafted, "k"),
        lambda: client(ghala).payment("p"),
    ):
        with pytest.raises(ServiceDown):
            call()


def test_silent_ghala_is_service_down_in_time(ghala: SandboxServer) -> None:
    trouble(ghala, "delay", count=None, seconds=2)
    with pytest.raises(ServiceDown, match="did not answer GET /products"):
        client(ghala, whole_seconds=0.6).products()


def test_ghala_asking_for_a_long_pause_is_service_down(ghala: SandboxServer) -> None:
    trouble(ghala, "rate_limit", count=1, seconds=60)
    with pytest.raises(ServiceDown, match="429"):
        client(ghala).products()


def test_wrong_key_is_service_down_and_names_the_setting(ghala: SandboxServer) -> None:
    with pytest.raises(ServiceDown, match="GHALA_API_KEY"):
        client(ghala, key="wrong").products()


def test_closed_port_is_service_down() -> None:
    with pytest.raises(ServiceDown):
        GhalaClient(HttpLine("http://127.0.0.1:1", "key", pause=lambda seconds: None)).products()


def test_order_that_ghala_does_not_know_yet_cannot_be_asked_for(ghala: SandboxServer) -> None:
    with pytest.raises(ValueError, match="without Ghala's id"):
        client(ghala).cancel_order("", "nameless")


@pytest.mark.parametrize("key", ["k" * 129, "ключ", "a\nb", " a"])
def test_key_that_no_header_holds_becomes_its_digest(key: str) -> None:
    assert header_key(key) == header_key(key)
    assert len(header_key(key)) == 64
    assert header_key("wa:254712345678#1") == "wa:254712345678#1"


class Pages(HttpLine):
    """A catalog of 250 products, a page at a time; page 2 repeats the last product of page 1."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1", "key")
        self.asked: list[tuple[Any, Any]] = []

    def repeating(self, method: str, path: str, **call: Any) -> HttpAnswer:
        number = call["params"]["page"]
        self.asked.append((number, call["headers"]))
        first = 100 * (number - 1) - (number > 1)
        products = [
            {"id": f"P{place}", "name": "x", "price": place, "currency": "KES", "stock": 1}
            for place in range(first, min(250, first + 100 + (number > 1)))
        ]
        body = {"data": products, "pagination": {"total": 250, "pages": 3, "current_page": number, "limit": 100}}
        return HttpAnswer(200, {"ETag": '"page"'}, json.dumps(body).encode())


def test_catalog_of_many_pages_is_read_whole_and_never_trusted_to_one_pages_etag() -> None:
    pages = Pages()
    page = GhalaClient(pages).products('"old"')
    assert [product.sku for product in page.products or ()] == [f"P{place}" for place in range(250)]
    assert page.etag == ""
    assert pages.asked == [(1, {"If-None-Match": '"old"'}), (2, {}), (3, {})]

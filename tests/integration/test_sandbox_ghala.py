"""Ghala's stand-in keeps the contract: what it answers, what it refuses, what it does only once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from bot.sandbox import SandboxConfig
from tests.stage.sandbox_server import SandboxServer, running

PHONE = "+254700123456"


@pytest.fixture(scope="module")
def shared() -> Iterator[SandboxServer]:
    with running(SandboxConfig(gateway_url=None, latency_ms=0, seed=7)) as server:
        yield server


@pytest.fixture
def server(shared: SandboxServer) -> SandboxServer:
    shared.ask("POST", "/reset")
    return shared


def order_body(**changes: object) -> dict[str, object]:
    """Three bags of 5 kg maize flour at KES 420, delivered for 200."""
    body: dict[str, object] = {
        "order_number": "ORD-2026-000001",
        "customer": {"phone": PHONE},
        "items": [{"product_id": "MF-5KG", "quantity": 3}],
        "delivery_address": "Kilimani, Argwings Kodhek Road",
        "delivery_fee": 200,
        "amount": 1460,
    }
    return {**body, **changes}


def placed(server: SandboxServer, key: str = "order-1", **changes: object) -> dict[str, object]:
    answer = server.ask_ghala("POST", "/orders", order_body(**changes), key)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def paying(server: SandboxServer, order_id: object, key: str = "pay-1", **changes: object) -> requests.Response:
    body = {"method": "mpesa", "phone": PHONE, "amount": 1460, **changes}
    return server.ask_ghala("POST", f"/orders/{order_id}/payments", body, key)


def stock(server: SandboxServer, product_id: str) -> int:
    return int(server.ask_ghala("GET", f"/products/{product_id}").json()["stock"])


def events(server: SandboxServer) -> list[str]:
    return [webhook["event"] for webhook in server.ask("GET", "/webhooks").json()["webhooks"]]


def error_of(answer: requests.Response) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    assert error["message"]
    return answer.status_code, error["code"], error.get("field")


@pytest.mark.parametrize("authorization", ["", "Bearer wrong", "sandbox-ghala-key"])
def test_a_wrong_key_is_refused(server: SandboxServer, authorization: str) -> None:
    answer = server.ask_ghala("GET", "/products", headers={"Authorization": authorization})
    assert error_of(answer) == (401, "unauthorized", "Authorization")


def test_products_come_in_pages_in_the_order_of_the_catalog(server: SandboxServer) -> None:
    page = server.ask_ghala("GET", "/products?page=8&limit=10").json()
    assert page["pagination"] == {"total": 73, "pages": 8, "current_page": 8, "limit": 10}
    assert [product["id"] for product in page["data"]] == ["CR-1KG", "AV-1", "BA-6"]


def test_a_product_has_every_field_and_its_price_is_a_number(server: SandboxServer) -> None:
    product = server.ask_ghala("GET", "/products/MF-5KG").json()
    assert product.pop("updated_at").endswith("Z")
    assert product == {
        "id": "MF-5KG",
        "name": "Maize Flour 5kg",
        "description": "Sifted maize meal",
        "price": 420,
        "currency": "KES",
        "stock": 50,
        "category": "Flour & Grains",
        "subcategory": "Maize Flour",
        "image_url": "",
        "aliases": ["unga", "unga wa ugali", "unga sembe", "maize meal", "maize"],
        "is_priority": True,
        "is_active": True,
    }


def test_a_product_out_of_stock_in_the_file_has_none(server: SandboxServer) -> None:
    assert stock(server, "CH-4KG") == 0


def test_products_are_found_by_category_and_words(server: SandboxServer) -> None:
    eggs = server.ask_ghala("GET", "/products?search=mayai").json()
    oils = server.ask_ghala("GET", "/products?category=cooking essentials&search=mafuta kupika").json()
    assert [product["id"] for product in eggs["data"]] == ["EG-30", "EG-6"]
    assert [product["id"] for product in oils["data"]] == ["OL-500ML", "OL-1L", "OL-3L"]


def test_only_products_changed_since_are_listed(server: SandboxServer) -> None:
    changed = server.ask("PUT", "/shop/products/SG-1KG", {"price": 160.5}).json()
    found = server.ask_ghala("GET", f"/products?updated_since={changed['updated_at']}").json()["data"]
    assert [(product["id"], product["price"]) for product in found] == [("SG-1KG", 160.5)]
    assert events(server) == ["product.updated"]


def test_an_unchanged_list_is_not_sent_again(server: SandboxServer) -> None:
    first = server.ask_ghala("GET", "/products")
    again = server.ask_ghala("GET", "/products", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    server.ask("PUT", "/shop/products/MF-2KG", {"stock": 1})
    assert server.ask_ghala("GET", "/products", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [("page=0", "page"), ("page=x", "page"), ("limit=101", "limit"), ("updated_since=yesterday", "updated_since")],
)
def test_a_senseless_query_is_refused(server: SandboxServer, query: str, field: str) -> None:
    assert error_of(server.ask_ghala("GET", f"/products?{query}")) == (400, "invalid_parameter", field)


@pytest.mark.parametrize("path", ["/products/NOPE", "/orders/NOPE", "/payments/NOPE", "/nowhere"])
def test_what_does_not_exist_is_not_found(server: SandboxServer, path: str) -> None:
    assert error_of(server.ask_ghala("GET", path))[:2] == (404, "not_found")


def test_an_order_reserves_stock_and_tells_the_gateway(server: SandboxServer) -> None:
    order = placed(server)
    assert order["items"] == [
        {"product_id": "MF-5KG", "name": "Maize Flour 5kg", "quantity": 3, "unit_price": 420, "total": 1260}
    ]
    assert (order["status"], order["payment_status"], order["amount"]) == ("pending", "pending", 1460)
    assert stock(server, "MF-5KG") == 47
    assert events(server) == ["order.created"]
    assert server.ask_ghala("GET", f"/orders/{order['id']}").json() == order


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"amount": 1459.99}, 422, "amount_mismatch", "amount"),
        ({"amount": "1460"}, 400, "invalid_request", "amount"),
        ({"amount": True}, 400, "invalid_request", "amount"),
        ({"amount": 1460.001}, 400, "invalid_request", "amount"),
        ({"delivery_fee": -1}, 400, "invalid_request", "delivery_fee"),
        ({"delivery_address": 7}, 400, "invalid_request", "delivery_address"),
        ({"items": []}, 422, "invalid_items", "items"),
        ({"items": None}, 422, "invalid_items", "items"),
        ({"items": [{"product_id": "MF-5KG"}]}, 422, "invalid_items", "items[0].quantity"),
        ({"items": [{"product_id": "MF-5KG", "quantity": 0}]}, 422, "invalid_items", "items[0].quantity"),
        ({"items": [{"product_id": "MF-5KG", "quantity": 1.5}]}, 422, "invalid_items", "items[0].quantity"),
        ({"items": [{"product_id": "NOPE", "quantity": 1}]}, 422, "unknown_product", "NOPE"),
        ({"items": [{"product_id": "CH-4KG", "quantity": 1}]}, 422, "out_of_stock", "CH-4KG"),
        ({"items": [{"product_id": "MF-5KG", "quantity": 30}] * 2}, 422, "out_of_stock", "MF-5KG"),
        (
            {"items": [{"product_id": "MF-5KG", "quantity": 3, "unit_price": 400}]},
            422,
            "amount_mismatch",
            "items[0].unit_price",
        ),
        ({"customer": {"phone": "0700123456"}}, 422, "invalid_phone", "customer.phone"),
        ({"customer": None}, 422, "invalid_phone", "customer.phone"),
    ],
)
def test_a_wrong_order_is_refused_and_leaves_nothing(
    server: SandboxServer, changes: dict[str, object], status: int, code: str, field: str
) -> None:
    answer = server.ask_ghala("POST", "/orders", order_body(**changes), "k")
    assert error_of(answer) == (status, code, field)
    assert (stock(server, "MF-5KG"), events(server)) == (50, [])
    assert server.ask_ghala("GET", "/orders").json()["data"] == []


@pytest.mark.parametrize(
    "raw", [b"{", b"[]", b'{"amount": NaN}', b"\xff", b"[" * 100_000, b'{"order_number": "\\ud800"}']
)
def test_garbage_is_refused(server: SandboxServer, raw: bytes) -> None:
    headers = {"Authorization": "Bearer sandbox-ghala-key", "Idempotency-Key": "k"}
    answer = requests.post(f"{server.ghala_url}/orders", data=raw, headers=headers, timeout=10)
    assert error_of(answer)[:2] == (400, "invalid_json")


@pytest.mark.parametrize("key", [None, "k" * 129])
def test_an_order_needs_an_idempotency_key(server: SandboxServer, key: str | None) -> None:
    answer = server.ask_ghala("POST", "/orders", order_body(), key)
    assert error_of(answer) == (400, "idempotency_key_required", "Idempotency-Key")


def test_the_same_key_gives_the_same_answer_and_no_second_effect(server: SandboxServer) -> None:
    first = placed(server)
    again = server.ask_ghala("POST", "/orders", dict(reversed(list(order_body().items()))), "order-1")
    assert (again.status_code, again.json()) == (201, first)
    assert (stock(server, "MF-5KG"), events(server)) == (47, ["order.created"])


def test_the_same_key_remembers_a_refusal_too(server: SandboxServer) -> None:
    wanted = order_body(items=[{"product_id": "CH-4KG", "quantity": 1}], amount=350)
    refused = server.ask_ghala("POST", "/orders", wanted, "k")
    server.ask("PUT", "/shop/products/CH-4KG", {"stock": 9})
    again = server.ask_ghala("POST", "/orders", wanted, "k")
    assert (again.status_code, again.json()) == (422, refused.json())
    assert server.ask_ghala("POST", "/orders", wanted, "another").status_code == 201


def test_the_same_key_with_another_body_is_a_conflict(server: SandboxServer) -> None:
    order = placed(server)
    other = server.ask_ghala("POST", "/orders", order_body(delivery_address="Westlands"), "order-1")
    elsewhere = server.ask_ghala("POST", f"/orders/{order['id']}/cancel", order_body(), "order-1")
    assert error_of(other)[:2] == error_of(elsewhere)[:2] == (409, "idempotency_conflict")
    assert stock(server, "MF-5KG") == 47


def test_orders_are_listed_newest_first_for_one_phone(server: SandboxServer) -> None:
    mine = [placed(server, key=f"mine-{number}")["id"] for number in range(3)]
    placed(server, key="theirs", customer={"phone": "+254711000000"})
    page = server.ask_ghala("GET", "/orders?phone=%2B254700123456&limit=2").json()
    assert [order["id"] for order in page["data"]] == [mine[2], mine[1]]
    assert page["pagination"] == {"total": 3, "pages": 2, "current_page": 1, "limit": 2}


def test_a_cancelled_order_gives_its_stock_and_its_prompt_back(server: SandboxServer) -> None:
    order = placed(server)
    payment = paying(server, order["id"]).json()
    cancelled = server.ask_ghala("POST", f"/orders/{order['id']}/cancel", key="cancel-1")
    server.ask_ghala("POST", f"/orders/{order['id']}/cancel", key="cancel-2")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert stock(server, "MF-5KG") == 50
    assert server.ask_ghala("GET", f"/payments/{payment['id']}").json()["failure_reason"] == "cancelled_by_user"
    assert error_of(paying(server, order["id"], "pay-2"))[:2] == (409, "order_cancelled")


def test_a_shipped_order_cannot_be_cancelled(server: SandboxServer) -> None:
    order = placed(server)
    payment = paying(server, order["id"]).json()
    server.ask("POST", f"/payments/{payment['id']}/approve", {"pin": "1234"})
    server.ask("POST", f"/orders/{order['id']}/ship")
    answer = server.ask_ghala("POST", f"/orders/{order['id']}/cancel", key="c")
    assert error_of(answer)[:2] == (409, "already_shipped")
    assert stock(server, "MF-5KG") == 47


def test_a_payment_prompts_the_phone_and_its_approval_confirms_the_order(server: SandboxServer) -> None:
    order = placed(server)
    payment = paying(server, order["id"]).json()
    prompt = server.ask("GET", "/phone/254700123456/messages").json()["prompt"]
    assert (prompt["id"], prompt["amount"], prompt["prompt"]) == (payment["id"], 1460, True)
    paid = server.ask("POST", f"/payments/{payment['id']}/approve", {"pin": "1234"}).json()
    assert paid["status"] == "success"
    assert len(paid["transaction_reference"]) == 10
    assert paid["transaction_reference"].isalnum()
    assert paid["transaction_reference"].isupper()
    after = server.ask_ghala("GET", f"/orders/{order['id']}").json()
    assert (after["status"], after["payment_status"]) == ("confirmed", "paid")
    assert events(server) == ["order.created", "payment.pending", "payment.success"]
    assert server.ask("GET", "/phone/254700123456/messages").json()["prompt"] is None


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"amount": 1}, 422, "amount_mismatch", "amount"),
        ({"amount": None}, 400, "invalid_request", "amount"),
        ({"phone": "0700123456"}, 422, "invalid_phone", "phone"),
        ({"phone": None}, 422, "invalid_phone", "phone"),
        ({"phone": "+14155550123"}, 422, "invalid_phone", "phone"),
        ({"method": "barter"}, 422, "unsupported_method", "method"),
        ({"method": ["mpesa"]}, 422, "unsupported_method", "method"),
    ],
)
def test_a_wrong_payment_is_refused(
    server: SandboxServer, changes: dict[str, Any], status: int, code: str, field: str
) -> None:
    answer = paying(server, placed(server)["id"], **changes)
    assert error_of(answer) == (status, code, field)
    assert server.ask("GET", "/payments").json()["payments"] == []


def test_an_order_has_one_open_payment_and_is_paid_once(server: SandboxServer) -> None:
    order = placed(server)
    payment = paying(server, order["id"]).json()
    assert error_of(paying(server, order["id"], "pay-2"))[:2] == (409, "payment_pending")
    server.ask("POST", f"/payments/{payment['id']}/cancel")
    second = paying(server, order["id"], "pay-3").json()
    server.ask("POST", f"/payments/{second['id']}/approve")
    assert error_of(paying(server, order["id"], "pay-4"))[:2] == (409, "already_paid")


@pytest.mark.parametrize(
    ("answer", "body", "reason"),
    [
        ("cancel", None, "cancelled_by_user"),
        ("timeout", None, "timeout"),
        ("fail", {"reason": "insufficient_funds"}, "insufficient_funds"),
        ("fail", None, "error"),
    ],
)
def test_a_failed_payment_says_why(
    server: SandboxServer, answer: str, body: dict[str, object] | None, reason: str
) -> None:
    payment = paying(server, placed(server)["id"]).json()
    failed = server.ask("POST", f"/payments/{payment['id']}/{answer}", body).json()
    assert (failed["status"], failed["failure_reason"]) == ("failed", reason)
    assert events(server)[-1] == "payment.failed"
    again = server.ask("POST", f"/payments/{payment['id']}/approve")
    assert error_of(again)[:2] == (409, "not_pending")


def test_a_payment_cannot_fail_for_an_unheard_of_reason(server: SandboxServer) -> None:
    payment = paying(server, placed(server)["id"]).json()
    answer = server.ask("POST", f"/payments/{payment['id']}/fail", {"reason": "bad mood"})
    assert error_of(answer) == (400, "invalid_request", "reason")


def test_a_card_is_paid_on_a_page(server: SandboxServer) -> None:
    payment = paying(server, placed(server)["id"], method="card").json()
    page = requests.get(payment["checkout_url"], timeout=10)
    assert "KES 1,460" in page.text
    assert 'value="pay"' in page.text
    done = requests.post(payment["checkout_url"], data={"answer": "pay"}, timeout=10)
    assert "This payment is success" in done.text
    assert server.ask_ghala("GET", f"/payments/{payment['id']}").json()["status"] == "success"


def test_cash_stays_pending_until_the_rider_has_it(server: SandboxServer) -> None:
    order = placed(server)
    payment = paying(server, order["id"], method="cash").json()
    assert payment["status"] == "pending"
    assert server.ask("GET", "/phone/254700123456/messages").json()["prompt"] is None
    for step in ("process", "ship", "out-for-delivery", "deliver"):
        assert server.ask("POST", f"/orders/{order['order_number']}/{step}").status_code == 200
    assert server.ask_ghala("GET", f"/payments/{payment['id']}").json()["status"] == "success"
    assert events(server)[-2:] == ["payment.success", "order.delivered"]


def test_who_promised_cash_may_pay_by_phone_after_all(server: SandboxServer) -> None:
    order = placed(server)
    paying(server, order["id"], "cash", method="cash")
    assert paying(server, order["id"], "mpesa").status_code == 201
    assert [payment["status"] for payment in server.ask("GET", "/payments").json()["payments"]] == ["pending", "failed"]


def test_a_refund_gives_all_back_once(server: SandboxServer) -> None:
    order = placed(server)
    payment = paying(server, order["id"]).json()
    path = f"/payments/{payment['id']}/refund"
    assert error_of(server.ask_ghala("POST", path, key="r-0"))[:2] == (409, "not_refundable")
    server.ask("POST", f"/payments/{payment['id']}/approve")
    refund = server.ask_ghala("POST", path, key="r-1")
    assert (refund.status_code, refund.json()["amount"], refund.json()["status"]) == (201, 1460, "done")
    assert error_of(server.ask_ghala("POST", path, key="r-2"))[:2] == (409, "not_refundable")
    assert server.ask_ghala("GET", f"/orders/{order['id']}").json()["payment_status"] == "refunded"
    assert events(server).count("refund.issued") == 1


def test_part_of_a_payment_can_be_given_back(server: SandboxServer) -> None:
    payment = paying(server, placed(server)["id"]).json()
    server.ask("POST", f"/payments/{payment['id']}/approve")
    path = f"/payments/{payment['id']}/refund"
    assert server.ask_ghala("POST", path, {"amount": 460}, "r-1").status_code == 201
    assert server.ask_ghala("GET", f"/payments/{payment['id']}").json()["status"] == "success"
    assert error_of(server.ask_ghala("POST", path, {"amount": 1001}, "r-2"))[:2] == (409, "not_refundable")
    assert server.ask_ghala("POST", path, {"amount": 1000}, "r-3").status_code == 201
    assert server.ask_ghala("GET", f"/payments/{payment['id']}").json()["status"] == "refunded"


def test_a_payment_asked_of_another_phone_is_listed_for_both_and_prompts_only_the_payer(server: SandboxServer) -> None:
    order = placed(server)
    payment = paying(server, order["id"], phone="+254722000111").json()
    listed = {
        phone: [each["id"] for each in server.ask("GET", f"/payments?phone={phone}").json()["payments"]]
        for phone in ("254700123456", "254722000111", "254733000222")
    }
    assert listed == {"254700123456": [payment["id"]], "254722000111": [payment["id"]], "254733000222": []}
    assert server.ask("GET", "/phone/254722000111/messages").json()["prompt"]["id"] == payment["id"]
    assert server.ask("GET", "/phone/254700123456/messages").json()["prompt"] is None


def test_the_pages_name_the_order_as_the_shop_does(server: SandboxServer) -> None:
    order = placed(server)
    refused = server.ask("POST", f"/orders/{order['id']}/ship").json()["error"]["message"]
    assert refused.startswith("Cannot ship order ORD-2026-000001: it is pending")
    payment = paying(server, order["id"], method="card").json()
    assert "KES 1,460 for order ORD-2026-000001" in requests.get(payment["checkout_url"], timeout=10).text
    server.ask("POST", f"/payments/{payment['id']}/approve")
    shipped = server.ask("POST", f"/orders/{order['id']}/ship", {"eta": "2026-12-01T16:49:19.089Z"}).json()
    page = shipped["tracking"]["url"]
    assert "Order ORD-2026-000001: shipped, expected 1 Dec 2026, 7:49 PM." in requests.get(page, timeout=10).text
    server.ask("POST", f"/orders/{order['id']}/out-for-delivery")
    server.ask("POST", f"/orders/{order['id']}/deliver", {"code": "1234"})
    assert "Order ORD-2026-000001: delivered." in requests.get(page, timeout=10).text


@pytest.mark.parametrize("eta", ["tomorrow morning", "soon"])
def test_an_eta_that_is_no_time_is_shown_as_it_was_given(server: SandboxServer, eta: str) -> None:
    order = placed(server)
    payment = paying(server, order["id"]).json()
    server.ask("POST", f"/payments/{payment['id']}/approve")
    page = server.ask("POST", f"/orders/{order['id']}/ship", {"eta": eta}).json()["tracking"]["url"]
    assert f"shipped, expected {eta}." in requests.get(page, timeout=10).text


def test_an_order_moves_one_step_at_a_time(server: SandboxServer) -> None:
    order = placed(server)
    unpaid = server.ask("POST", f"/orders/{order['id']}/ship")
    assert error_of(unpaid)[:2] == (409, "illegal_step")
    payment = paying(server, order["id"]).json()
    server.ask("POST", f"/payments/{payment['id']}/approve")
    early = server.ask("POST", f"/orders/{order['id']}/deliver", {"code": "1234"})
    assert error_of(early)[:2] == (409, "illegal_step")
    shipped = server.ask("POST", f"/orders/{order['order_number']}/ship").json()
    assert shipped["tracking"]["driver"].keys() == {"name", "phone", "vehicle"}
    assert requests.get(shipped["tracking"]["url"], timeout=10).status_code == 200
    server.ask("POST", f"/orders/{order['id']}/out-for-delivery")
    server.ask("POST", f"/orders/{order['id']}/deliver", {"code": "1234"})
    assert events(server)[-3:] == ["order.shipped", "order.out_for_delivery", "order.delivered"]


@pytest.mark.parametrize(
    "change", [{"price": "420"}, {"stock": -1}, {"stock": 1.5}, {"aliases": "unga"}, {"id": "X"}, {"is_active": 1}]
)
def test_a_senseless_edit_of_a_product_is_refused(server: SandboxServer, change: dict[str, object]) -> None:
    answer = server.ask("PUT", "/shop/products/MF-5KG", change)
    assert error_of(answer) == (400, "invalid_request", next(iter(change)))
    assert events(server) == []


def test_a_product_taken_off_sale_cannot_be_ordered(server: SandboxServer) -> None:
    server.ask("PUT", "/shop/products/MF-5KG", {"is_active": False})
    answer = server.ask_ghala("POST", "/orders", order_body(), "k")
    assert error_of(answer) == (422, "unknown_product", "MF-5KG")


def test_a_reset_forgets_all_and_fills_the_shelves(server: SandboxServer) -> None:
    first = placed(server)
    server.ask("PUT", "/shop/products/MF-5KG", {"price": 1})
    server.ask("POST", "/reset", {"keep_catalog": True})
    assert server.ask("GET", "/shop/orders").json() == {"orders": []}
    assert server.ask_ghala("GET", "/products/MF-5KG").json()["price"] == 1
    server.ask("POST", "/reset")
    assert server.ask_ghala("GET", "/products/MF-5KG").json()["price"] == 420
    assert placed(server)["id"] != first["id"]


def test_every_call_is_kept_in_a_log(server: SandboxServer) -> None:
    server.ask_ghala("POST", "/orders", order_body(amount=1), "key-1")
    [call] = server.ask("GET", "/calls").json()["calls"]
    assert (call["target"], call["method"], call["path"]) == ("ghala", "POST", "/orders")
    assert (call["idempotency_key"], call["status"], call["body"]["amount"]) == ("key-1", 422, 1)
    assert server.ask("GET", f"/calls?after={call['seq']}").json()["calls"] == []


def test_the_same_seed_gives_the_same_ids() -> None:
    ids = []
    for _ in range(2):
        with running(SandboxConfig(gateway_url=None, latency_ms=0, seed=3)) as server:
            order = placed(server)
            payment = paying(server, order["id"]).json()
            paid = server.ask("POST", f"/payments/{payment['id']}/approve").json()
            ids.append((order["id"], payment["id"], paid["transaction_reference"][3:]))
    assert ids[0] == ids[1]

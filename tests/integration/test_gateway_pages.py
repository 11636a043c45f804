"""What people and programs read from a running gateway: receipts, orders, turns, health, pages."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from decimal import Decimal
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import jwt
import pytest
import requests
import sqlalchemy as sa

from bot.commerce.errors import BadQuantity, ServiceDown, ServiceRefused
from bot.commerce.orders import Order, OrderLine, OrderStatus
from bot.commerce.payments import Payment, PaymentStatus
from bot.commerce.receipts import Receipt, make_receipt
from bot.nlu.reader import WordReader
from bot.processes import readiness_checks
from bot.services.ordering import OrderDelayed, OrderRefused
from bot.services.ports import Incoming
from bot.settings import Settings, read_settings
from bot.storage.database import make_engine
from bot.storage.tables import metadata, receipts
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.storage.write_probe import WriteProbe
from bot.web.api.order_request import OrderRequest
from bot.web.app import create_app
from tests.bearer import token
from tests.same_key import assert_one_order, placed_at_once
from tests.small_shop import small_shop_in
from tests.stage.gateway_server import running

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
JSON = {"Accept": "application/json"}
WANTED = {
    "customer": {"phone": "0712345678", "name": "Wanjiku"},
    "items": [{"product_id": "MF-5KG", "quantity": 3}],
    "delivery_address": "Kilimani, Argwings Kodhek Road",
    "payment_method": "mpesa",
}


@dataclass
class Desk:
    """Stands in for the service behind POST /api/orders: places into the database, or raises what it is told to."""

    unit_of_work: Callable[[], SqlUnitOfWork]
    trouble: Exception | None = None
    placed: list[tuple[OrderRequest, str]] = field(default_factory=list)

    def place(self, wanted: OrderRequest, key: str) -> Order:
        if self.trouble is not None:
            raise self.trouble
        with self.unit_of_work() as uow:
            known = uow.orders.by_key(f"http#{key}")
            if known is None:
                self.placed.append((wanted, key))
                known = uow.orders.add(order(key=f"http#{key}"))
                uow.commit()
        return known


@dataclass
class Gateway:
    url: str
    settings: Settings
    unit_of_work: Callable[[], SqlUnitOfWork]
    desk: Desk

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(self.url + path, headers=headers, timeout=10)

    def get_allowed(self, path: str) -> requests.Response:
        return self.get(path, **allowed(self.settings))

    def order(self, wanted: Any = WANTED, key: str | None = "k-1") -> requests.Response:
        headers = {**allowed(self.settings), **({"Idempotency-Key": key} if key is not None else {})}
        return requests.post(f"{self.url}/api/orders", json=wanted, headers=headers, timeout=10)


def allowed(settings: Settings) -> dict[str, str]:
    scope = "orders:read orders:write cases:read"
    return {"Authorization": f"Bearer {token(settings.jwt_secret, sub='till', scope=scope)}"}


def order(**changes: Any) -> Order:
    line = OrderLine("MF-5KG", "Maize flour 5kg <b>", 3, Decimal(420))
    made = Order(
        id=0,
        number="",
        key="wa:254712345678#1",
        conversation="wa:254712345678",
        status=OrderStatus.PENDING,
        lines=(line,),
        delivery_fee=Decimal(200),
        address="Kilimani, Argwings Kodhek Road",
        payment_method="mpesa",
        phone="+254712345678",
        created_at=NOW,
        customer_name="Wanjiku",
    )
    return replace(made, **changes)


def open_gateway(
    folder: Path, settings: Settings, checks: dict[str, Callable[[], None]], with_desk: bool = True
) -> Iterator[Gateway]:
    settings = replace(settings, database_url=f"sqlite:///{folder}/duka.db")
    engine = make_engine(settings.database_url)
    metadata.create_all(engine)

    unit_of_work = partial(SqlUnitOfWork, engine, lambda: NOW)
    desk = Desk(unit_of_work)
    app = create_app(
        settings,
        unit_of_work,
        lambda: NOW,
        checks,
        place_order=desk.place if with_desk else None,
        reader=WordReader(),
    )
    with running(app) as url:
        yield Gateway(url, settings, unit_of_work, desk)
    engine.dispose()


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    yield from open_gateway(tmp_path, read_settings({}), {})


@pytest.fixture
def production(tmp_path: Path) -> Iterator[Gateway]:
    yield from open_gateway(tmp_path, replace(read_settings({}), mode="production"), {}, with_desk=False)


def paid(gateway: Gateway) -> Receipt:
    with gateway.unit_of_work() as uow:
        bought = uow.orders.add(order())
        money = Payment(
            0,
            "p-1",
            bought.id,
            bought.amount,
            "mpesa",
            bought.phone,
            PaymentStatus.SUCCESS,
            NOW,
            reference="SGH7X8K2LM",
        )
        money = uow.payments.add(money)
        receipt = make_receipt(uow.receipts.reserve_number(bought.id, money.id, NOW), bought, money, NOW)
        uow.receipts.save(bought.id, receipt)
        uow.commit()
    return receipt


def test_genuine_receipt_shows_its_facts_and_nothing_personal(gateway: Gateway) -> None:
    receipt = paid(gateway)
    page = gateway.get(f"/receipts/{receipt.hash}", **HTML)
    assert page.status_code == 200
    for fact in (
        "Genuine receipt",
        receipt.number,
        "ORD-2026-000001",
        "3 × Maize flour 5kg &lt;b&gt;",
        "KES 1,260",
        "KES 200",
        "KES 1,460",
        "M-Pesa",
        "SGH7X8K2LM",
        "21 Nov 2026, 12:00 PM",
    ):
        assert fact in page.text
    for secret in ("712345678", "Kilimani", "Wanjiku"):
        assert secret not in page.text


def test_genuine_receipt_as_json_can_be_checked_by_its_reader(gateway: Gateway) -> None:
    receipt = paid(gateway)
    answer = gateway.get(f"/receipts/{receipt.hash.upper()}", **JSON)
    told = answer.json()
    assert (answer.status_code, told["genuine"], told["facts"]["amount"]) == (200, True, "1460.00")
    assert hashlib.sha256(told["canonical"].encode()).hexdigest() == told["hash"] == receipt.hash
    assert answer.headers["Vary"] == "Accept"


@pytest.mark.parametrize("digest", ["0" * 64, "abc", "%00", "..%2F..%2Fetc", "<script>"])
def test_unknown_receipt_says_that_it_is_not_genuine(gateway: Gateway, digest: str) -> None:
    page = gateway.get(f"/receipts/{digest}", **HTML)
    assert (page.status_code, "Not a genuine receipt" in page.text) == (404, True)
    assert gateway.settings.support_phone in page.text
    assert "<script" not in page.text
    answer = gateway.get(f"/receipts/{digest}", **JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_receipt")


def test_receipt_altered_in_the_database_is_not_genuine(gateway: Gateway) -> None:
    receipt = paid(gateway)
    with gateway.unit_of_work() as uow:
        assert uow.connection is not None
        forged = receipt.canonical.replace("1460.00", "9460.00")
        uow.connection.execute(sa.update(receipts).values(canonical=forged))
        uow.commit()
    page = gateway.get(f"/receipts/{receipt.hash}", **HTML)
    assert page.status_code == 404
    assert "9,460" not in page.text


@pytest.mark.parametrize("path", ["/api/orders", "/api/orders/1"])
def test_orders_need_our_token(gateway: Gateway, path: str) -> None:
    secret = gateway.settings.jwt_secret
    lasting = {"sub": "till", "exp": int(time.time()) + 3600}
    other = jwt.encode(lasting, "another-secret-of-thirty-two-bytes!!", "HS256")
    expired = jwt.encode({"exp": 1}, secret, "HS256")
    unsigned = jwt.encode(lasting, "", "none")
    stronger = jwt.encode(lasting, secret + secret, "HS512")
    for wrong in ("", "nonsense", other, expired, unsigned, stronger):
        answer = gateway.get(path, Authorization=f"Bearer {wrong}")
        assert answer.status_code == 401, wrong
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert gateway.get(path).status_code == 401
    assert gateway.get(path, Authorization=f"Basic {secret}").status_code == 401


def test_orders_are_listed_newest_first_a_page_at_a_time(gateway: Gateway) -> None:
    with gateway.unit_of_work() as uow:
        for number in range(5):
            uow.orders.add(order(key=f"k#{number}"))
        uow.commit()
    page = gateway.get_allowed("/api/orders?page=2&limit=2").json()
    assert [each["id"] for each in page["data"]] == [3, 2]
    assert page["pagination"] == {"total": 5, "pages": 3, "current_page": 2, "limit": 2}
    assert [each["id"] for each in gateway.get_allowed("/api/orders?before_id=3").json()["data"]] == [2, 1]
    assert gateway.get_allowed("/api/orders?page=9").json()["data"] == []


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "limit=101", "limit=-1", "page=100&limit=100", "before_id=0", "page=%00"]
)
def test_wrong_pages_are_400(gateway: Gateway, query: str) -> None:
    answer = gateway.get_allowed(f"/api/orders?{query}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_parameter")


def test_one_order_is_found_by_number_and_by_id(gateway: Gateway) -> None:
    with gateway.unit_of_work() as uow:
        made = uow.orders.add(order(ghala_id="ghala_order_1"))
        uow.commit()
    told = gateway.get_allowed(f"/api/orders/{made.number}").json()
    assert told == gateway.get_allowed(f"/api/orders/{made.id}").json()
    assert (told["order_number"], told["amount"], told["currency"], told["status"]) == (
        made.number,
        1460,
        "KES",
        "pending",
    )
    assert told["items"] == [
        {"product_id": "MF-5KG", "name": "Maize flour 5kg <b>", "quantity": 3, "unit_price": 420, "total": 1260}
    ]
    for unknown in ("ORD-1999-000001", "2", "9" * 30, "%F0%9F%98%80"):
        assert gateway.get_allowed(f"/api/orders/{unknown}").status_code == 404


def test_order_is_placed_once_for_one_key(gateway: Gateway) -> None:
    first, again = gateway.order(), gateway.order()
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    [(wanted, key)] = gateway.desk.placed
    assert (wanted.phone, wanted.items, key) == ("+254712345678", (("MF-5KG", 3),), "k-1")


def test_same_key_with_another_order_is_a_conflict(gateway: Gateway) -> None:
    gateway.order()
    other = gateway.order({**WANTED, "payment_method": "cash"})
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_conflict")
    assert len(gateway.desk.placed) == 1


@pytest.mark.parametrize(
    ("trouble", "status", "code"),
    [
        (ServiceDown("x"), 503, "service_down"),
        (ServiceRefused("amount_mismatch", "x", "amount"), 422, "amount_mismatch"),
        (BadQuantity("0 of MF-5KG"), 422, "bad_quantity"),
        (OrderRefused("out_of_stock", "Maize flour"), 422, "out_of_stock"),
        (OrderDelayed(order(id=7, number="ORD-7")), 202, None),
        (RuntimeError("secret"), 500, "internal_error"),
    ],
)
def test_what_the_shop_refuses_is_said_with_its_code(
    gateway: Gateway, trouble: Exception, status: int, code: str | None
) -> None:
    gateway.desk.trouble = trouble
    answer = gateway.order()
    assert (answer.status_code, answer.json().get("error", {}).get("code")) == (status, code)
    assert "secret" not in answer.text


@pytest.mark.parametrize("key", ["", "k" * 129])
def test_order_without_a_usable_key_is_400(gateway: Gateway, key: str | None) -> None:
    assert gateway.order(key=key).json()["error"]["code"] == "idempotency_key_required"
    assert gateway.desk.placed == []


def test_order_that_is_wrong_is_422_and_not_placed(gateway: Gateway) -> None:
    answer = gateway.order({**WANTED, "items": []})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "items")
    assert gateway.desk.placed == []


def test_without_the_service_orders_cannot_be_placed(production: Gateway) -> None:
    assert production.order().json()["error"]["code"] == "not_available"


def understood(gateway: Gateway, message_id: str, what: dict[str, Any] | None = None) -> None:
    with gateway.unit_of_work() as uow:
        uow.inbox.store([Incoming("whatsapp", message_id, "message", "wa:1", {}, NOW)])
        uow.inbox.finish(uow.inbox.claim("w", 30), what or {"intent": "greet"})
        uow.commit()


def test_turn_is_told_once_it_is_over(gateway: Gateway) -> None:
    understood(gateway, "wamid.HBg/a+b=")
    assert gateway.get("/api/turns/wamid.HBg%2Fa%2Bb%3D").json() == {"intent": "greet"}
    assert gateway.get("/api/turns/wamid.HBg/a+b=").json() == {"intent": "greet"}
    assert gateway.get("/api/turns/wamid.unknown").status_code == 404


def test_turn_needs_a_token_in_production(production: Gateway) -> None:
    understood(production, "wamid.1")
    assert production.get("/api/turns/wamid.1").status_code == 401
    assert production.get_allowed("/api/turns/wamid.1").json() == {"intent": "greet"}


def test_a_turn_hides_codes_from_all_but_the_same_machine(gateway: Gateway, tmp_path: Path) -> None:
    said = {
        "text": "code ya rider ni 5188, nimelipa SGH7X8K2LM",
        "entities": [{"entity": "mpesa_code", "value": "SGH7X8K2LM"}, {"entity": "quantity", "value": 2}],
        "intent": {"name": "inform"},
    }
    understood(gateway, "wamid.1", said)
    assert gateway.get("/api/turns/wamid.1").json() == said
    (tmp_path / "production").mkdir()
    for production in open_gateway(tmp_path / "production", replace(read_settings({}), mode="production"), {}):
        understood(production, "wamid.1", said)
        shown = production.get_allowed("/api/turns/wamid.1").json()
        assert shown["text"] == "code ya rider ni ••••, nimelipa ••••"
        assert [each["value"] for each in shown["entities"]] == ["••••", 2]
        assert shown["intent"] == {"name": "inform"}


def test_ready_names_the_parts_that_are_not(tmp_path: Path) -> None:
    over = Event()

    def broken() -> None:
        raise ConnectionError("rasa does not answer at http://localhost:5005")

    def hanging() -> None:
        over.wait(20)

    checks: dict[str, Callable[[], None]] = {"database": lambda: None, "rasa": broken, "actions": hanging}
    for gateway in open_gateway(tmp_path, read_settings({}), checks):
        begun = time.monotonic()
        first, again = gateway.get("/readyz"), gateway.get("/readyz")
        assert time.monotonic() - begun < 6
        over.set()
        for answer in (first, again):
            assert (answer.status_code, answer.json()["waiting_for"]) == (503, ["rasa", "actions"])
            assert answer.json()["parts"] == {
                "database": {"ready": True},
                "rasa": {"ready": False, "reason": "rasa does not answer at http://localhost:5005"},
                "actions": {"ready": False, "reason": "no answer within 2 s"},
            }
        assert gateway.get("/healthz").status_code == 200


@pytest.mark.parametrize("full", [False, True])
def test_not_ready_where_everything_can_be_read_and_nothing_stored(tmp_path: Path, full: bool) -> None:
    small = small_shop_in(tmp_path)
    kept_open = small.engine.connect()
    settings = replace(read_settings({}), database_url=f"sqlite:///{tmp_path}/shop.db")
    read_only = sa.create_engine(f"sqlite:///file:{tmp_path}/shop.db?mode=ro&uri=true", future=True)
    probe = WriteProbe(small.engine, least_free=2**62) if full else readiness_checks(settings, read_only)["database"]
    app = create_app(settings, small.shop.unit_of_work, small.clock, {"database": probe})
    with running(app) as url:
        answer = requests.get(f"{url}/readyz", timeout=10)
        assert (answer.status_code, answer.json()["waiting_for"]) == (503, ["database"])
        reason = answer.json()["parts"]["database"]["reason"]
        assert ("MB are free" if full else "nothing can be stored: attempt to write a readonly database") in reason
        page = requests.get(f"{url}/metrics", timeout=10).text
        assert "duka_database_up 0.0" in page
        assert 'duka_orders{status="pending"}' not in page
        assert "duka_http_requests_total" in page
    kept_open.close()
    for engine in (read_only, small.engine):
        engine.dispose()


def test_a_database_that_can_be_written_is_left_as_it_was_and_asked_no_more_often_than_it_must(tmp_path: Path) -> None:
    small, asked = small_shop_in(tmp_path), list[str]()
    before = small.everything()
    sa.event.listen(small.engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    probe = WriteProbe(small.engine)
    for _ in range(5):
        probe()
    assert [each for each in asked if each.startswith("INSERT")] == asked[-1:]
    eager = WriteProbe(small.engine, fresh_seconds=-1)
    for _ in range(2):
        eager()
    assert len([each for each in asked if each.startswith("INSERT")]) == 3
    assert small.everything() == before
    small.engine.dispose()


def test_ready_when_all_parts_are(gateway: Gateway) -> None:
    answer = gateway.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")


def test_start_page_leads_on(gateway: Gateway, production_page: str) -> None:
    page = gateway.get("/")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    for link in (gateway.settings.sandbox_url, "/docs", "/readyz", "/metrics"):
        assert f'href="{link}"' in page.text
    assert gateway.settings.sandbox_url not in production_page


@pytest.fixture
def production_page(tmp_path: Path) -> str:
    folder = tmp_path / "production"
    folder.mkdir()
    settings = replace(read_settings({}), mode="production")
    return next(gateway.get("/").text for gateway in open_gateway(folder, settings, {}))


def test_api_is_described_as_a_page_and_as_yaml(gateway: Gateway) -> None:
    assert "/api/webhooks/whatsapp" in gateway.get("/docs").text
    assert gateway.get("/openapi.yaml").text.startswith("openapi: 3.")


def test_pages_may_load_nothing_from_elsewhere(gateway: Gateway) -> None:
    for path in ("/", "/docs", "/receipts/unknown"):
        assert gateway.get(path).headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_unknown_routes_and_methods_are_errors_like_any_other(gateway: Gateway) -> None:
    assert gateway.get("/nowhere").json() == {"error": {"code": "not_found", "message": "Not Found."}}
    answer = requests.delete(f"{gateway.url}/api/orders", timeout=10)
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")


def test_measures_tell_that_the_database_is_gone(gateway: Gateway) -> None:
    assert "duka_database_up 1.0" in gateway.get("/metrics").text
    with gateway.unit_of_work() as uow:
        assert uow.connection is not None
        metadata.drop_all(uow.connection)
        uow.commit()
    page = gateway.get("/metrics").text
    assert "duka_database_up 0.0" in page
    assert "duka_http_requests_total" in page


def test_orders_are_measured_by_status(gateway: Gateway) -> None:
    with gateway.unit_of_work() as uow:
        uow.orders.add(order())
        uow.orders.add(order(key="other", status=OrderStatus.DELIVERED))
        uow.commit()
    page = gateway.get("/metrics").text
    assert 'duka_orders{status="pending"} 1.0' in page
    assert 'duka_orders{status="delivered"} 1.0' in page
    assert "duka_unsayable_products 0.0" in page


def test_twelve_posts_with_one_key_at_once_are_one_order(tmp_path: Path) -> None:
    small = small_shop_in(tmp_path)
    assert_one_order(small, placed_at_once(small, 12))
    small.engine.dispose()

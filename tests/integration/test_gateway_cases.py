"""Cases over HTTP: seen, answered, closed; and a receipt as a file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.commerce.cases import CaseKind
from bot.commerce.payments import PaymentStatus
from bot.services import cases, handoff
from bot.services.ordering import place_order
from bot.services.paying import settle_payment, start_payment
from bot.services.ports import Reply
from bot.settings import Settings, read_settings
from bot.storage import tables
from bot.web.app import create_app
from bot.web.receipts import page
from bot.web.receipts.pdf import receipt_pdf
from tests.bearer import token as signed_token
from tests.small_shop import ANN, SmallShop, report, small_shop_in
from tests.stage.gateway_server import running


@dataclass
class Desk:
    """A person of the shop with the API in hand."""

    url: str
    settings: Settings
    small: SmallShop

    def ask(self, method: str, path: str, json: Any = None, key: str = "", token: bool = True) -> requests.Response:
        headers = {"Idempotency-Key": key} if key else {}
        if token:
            signed = signed_token(self.settings.jwt_secret)
            headers["Authorization"] = f"Bearer {signed}"
        return requests.request(method, self.url + path, json=json, headers=headers, timeout=10)

    def talk(self) -> int:
        """Ann has sugar in her cart and wants a person; the case's id."""
        self.small.fill(lines=(("SG-1KG", 2),))
        self.small.write("agent please", "m1")
        with self.small.uow() as uow:
            uow.outbox.put("k", ANN, Reply("I have called a person."))
            case = handoff.hand_off(uow, ANN, "agent please", self.small.clock(), timedelta(hours=1))
            uow.commit()
        self.small.clock.move(10)
        self.small.write("are you there?", "m2")
        return case.id

    def sent(self) -> list[str]:
        return [row.reply["text"] for row in self.small.rows(tables.outbox)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    small = small_shop_in(tmp_path)
    settings = replace(read_settings({}), database_url=f"sqlite:///{tmp_path}/shop.db", person_minutes=30)
    app = create_app(settings, small.shop.unit_of_work, small.clock, {})
    with running(app) as url:
        yield Desk(url, settings, small)
    small.engine.dispose()


def test_open_cases_are_listed_and_one_shows_all_that_a_person_needs(desk: Desk) -> None:
    case_id = desk.talk()
    (listed,) = desk.ask("GET", "/api/cases").json()["data"]
    assert (listed["id"], listed["kind"], listed["open"]) == (case_id, "person", True)
    assert listed["customer"] == {
        "conversation": ANN, "name": "Ann", "phone": "+254700000001", "language": "en", "with_person": True,
    }  # fmt: skip
    shown = desk.ask("GET", f"/api/cases/{case_id}").json()
    assert shown["cart"] == [{"product_id": "SG-1KG", "name": "Sugar 1kg", "quantity": 2, "total": 320}]
    assert [(line["who"], line["text"]) for line in shown["talk"]] == [
        ("customer", "agent please"), ("shop", "I have called a person."), ("customer", "are you there?"),
    ]  # fmt: skip
    assert shown["orders"] == []


def test_a_persons_words_go_out_once_and_keep_the_bot_quiet(desk: Desk) -> None:
    case_id = desk.talk()
    for _ in range(2):
        answer = desk.ask("POST", f"/api/cases/{case_id}/messages", {"text": " We come at 4. "}, "k1")
        assert (answer.status_code, answer.json()["customer"]["with_person"]) == (202, True)
    assert desk.sent() == ["I have called a person.", "We come at 4."]
    until = (desk.small.clock() + timedelta(minutes=30)).isoformat()
    assert answer.json()["bot_back_at"] == until


def test_done_gives_the_talk_back_and_says_so_once(desk: Desk) -> None:
    case_id = desk.talk()
    for _ in range(2):
        answer = desk.ask("POST", f"/api/cases/{case_id}/close")
        assert (answer.status_code, answer.json()["open"], answer.json()["customer"]["with_person"]) == (
            200,
            False,
            False,
        )
    assert [row.body["event"] for row in desk.small.rows(tables.inbox, kind="event")] == ["person.done"]
    assert desk.ask("GET", "/api/cases").json() == {"data": []}
    refused = desk.ask("POST", f"/api/cases/{case_id}/messages", {"text": "late"}, "k2")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "case_closed")
    assert "late" not in desk.sent()


@pytest.mark.parametrize(
    ("method", "path", "body", "key", "status"),
    [
        ("GET", "/api/cases/999", None, "", 404),
        ("GET", "/api/cases/99999999999999999999", None, "", 404),
        ("POST", "/api/cases/999/close", None, "", 404),
        ("POST", "/api/cases/1/messages", {"text": "x"}, "", 400),
        ("POST", "/api/cases/1/messages", {"text": "  "}, "k", 422),
        ("POST", "/api/cases/1/messages", {"text": "x" * 4097}, "k", 422),
        ("POST", "/api/cases/1/messages", {}, "k", 422),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    desk: Desk, method: str, path: str, body: Any, key: str, status: int
) -> None:
    desk.talk()
    before = desk.small.everything()
    assert desk.ask(method, path, body, key).status_code == status
    assert desk.small.everything() == before


def test_nothing_is_shown_without_a_token(desk: Desk) -> None:
    case_id = desk.talk()
    for method, path in (
        ("GET", "/api/cases"),
        ("GET", f"/api/cases/{case_id}"),
        ("POST", f"/api/cases/{case_id}/close"),
    ):
        assert desk.ask(method, path, token=False).status_code == 401


def paid(desk: Desk) -> str:
    """The hash of a receipt."""
    desk.small.fill(lines=(("SG-1KG", 2),))
    order = place_order(desk.small.shop, ANN, "t1")
    payment = start_payment(desk.small.shop, order, "t1")
    with desk.small.uow() as uow:
        settle_payment(uow, desk.small.shop, report(order, payment, PaymentStatus.SUCCESS))
        receipt = uow.receipts.of_order(order.id)
        uow.commit()
    return str(receipt.hash)


@pytest.mark.parametrize("language", ["en", "sw"])
def test_a_receipt_is_a_file_for_whoever_has_its_link(desk: Desk, language: str) -> None:
    found = desk.ask("GET", f"/receipts/{paid(desk)}/{language}.pdf", token=False)
    assert (found.status_code, found.headers["content-type"]) == (200, "application/pdf")
    assert 'filename="ORD-2026-000001.pdf"' in found.headers["content-disposition"]
    assert found.content.startswith(b"%PDF-")


def test_no_file_is_made_of_what_is_no_receipt_of_ours(desk: Desk) -> None:
    paid(desk)
    assert desk.ask("GET", f"/receipts/{'0' * 64}/en.pdf", token=False).status_code == 404
    assert desk.ask("GET", "/receipts/x/sw.pdf", token=False).status_code == 404


def test_a_complaint_is_shown_with_its_order_and_pictures(desk: Desk) -> None:
    paid(desk)
    with desk.small.uow() as uow:
        case = cases.open_case(uow, ANN, CaseKind.PROBLEM, "torn", desk.small.clock(), "ORD-2026-000001")
        cases.take_picture(uow, ANN, "media-1", desk.small.clock())
        uow.commit()
    shown = desk.ask("GET", f"/api/cases/{case.id}").json()
    assert (shown["order_number"], shown["pictures"]) == ("ORD-2026-000001", ["media-1"])
    assert [order["order_number"] for order in shown["orders"]] == ["ORD-2026-000001"]


def test_a_file_is_drawn_once_and_is_the_same_for_everybody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[str, str, str]] = []

    def draw(receipt: Any, language: str, *about: Any) -> bytes:
        drawn.append((receipt.hash, language, threading.current_thread().name))
        return receipt_pdf(receipt, language, *about)

    monkeypatch.setattr(page, "receipt_pdf", draw)
    found = paid(desk)
    with ThreadPoolExecutor(8) as strangers:
        paths = [f"/receipts/{found}/{language}.pdf" for language in ("en", "sw") * 8]
        files = list(strangers.map(lambda path: desk.ask("GET", path, token=False).content, paths))
    assert len(set(files)) == 2
    assert [each[:2] for each in sorted(drawn)] == [(found, "en"), (found, "sw")]
    assert {thread for _, _, thread in drawn} == {"gateway-draw_0"}


def test_a_receipt_altered_after_it_was_drawn_is_no_file_any_more(desk: Desk) -> None:
    found = paid(desk)
    assert desk.ask("GET", f"/receipts/{found}/en.pdf", token=False).status_code == 200
    with desk.small.engine.begin() as connection:
        connection.execute(tables.receipts.update().values(canonical="{}"))
    assert desk.ask("GET", f"/receipts/{found}/en.pdf", token=False).status_code == 404


def test_while_a_file_is_drawn_orders_are_listed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(page, "receipt_pdf", lambda *about: str(over.wait(20)).encode())
    found = paid(desk)
    with ThreadPoolExecutor(8) as strangers:
        waiting = [strangers.submit(desk.ask, "GET", f"/receipts/{found}/{each}.pdf") for each in ("en", "sw") * 4]
        try:
            assert desk.ask("GET", "/api/orders").status_code == 200
        finally:
            over.set()
        assert {each.result().status_code for each in waiting} == {200}

"""What a person of the shop reads of a talk over HTTP holds nothing by which goods or money change hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.commerce.cases import CaseKind
from bot.commerce.flags import Flag, FlagKind
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import PaymentStatus
from bot.services.cases import open_case
from bot.services.ordering import place_order
from bot.services.paying import settle_payment, start_payment
from bot.services.ports import Reply
from bot.settings import read_settings
from bot.web.app import create_app
from tests.bearer import token
from tests.small_shop import ANN, BEN, SmallShop, report, small_shop_in
from tests.stage.gateway_server import running

CODE, REFERENCE = "5188", "SGH7X8K2LM"
PAID_TWICE = Flag.of(FlagKind.PAID_TWICE, payment="pay-1", code=REFERENCE)
LINK = f"https://shop.example/receipts/{'ab' * 32}"


@dataclass
class Desk:
    url: str
    secret: str
    small: SmallShop
    order: Order

    def ask(self, path: str, method: str = "GET", **about: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token(self.secret)}", "Idempotency-Key": "k"}
        return requests.request(method, self.url + path, headers=headers, timeout=10, **about)

    def case(self, said: str = "where is it", kind: CaseKind = CaseKind.PROBLEM) -> int:
        with self.small.uow() as uow:
            made = open_case(uow, ANN, kind, said, self.small.clock(), self.order.number)
            uow.commit()
        return made.id

    def told(self, *texts: str) -> None:
        with self.small.uow() as uow:
            for place, text in enumerate(texts):
                uow.outbox.put(f"told-{place}", ANN, Reply(text))
            uow.commit()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Ann's order is paid and out for delivery against CODE."""
    small = small_shop_in(tmp_path)
    settings = replace(read_settings({}), database_url=f"sqlite:///{tmp_path}/shop.db")
    small.fill(lines=(("SG-1KG", 2),))
    order = place_order(small.shop, ANN, "t1")
    payment = start_payment(small.shop, order, "t1")
    with small.uow() as uow:
        settle_payment(uow, small.shop, report(order, payment, PaymentStatus.SUCCESS, reference=REFERENCE))
        paid = uow.orders.by_id(order.id)
        uow.orders.save(replace(paid, status=OrderStatus.OUT_FOR_DELIVERY, delivery_code=CODE))
        uow.commit()
    app = create_app(settings, small.shop.unit_of_work, small.clock, {})
    with running(app) as url:
        yield Desk(url, settings.jwt_secret, small, small.order(order.number))
    small.engine.dispose()


def assert_hidden(answer: requests.Response) -> None:
    assert answer.status_code in (200, 202)
    for secret in (CODE, "5 1 8 8", "５１８８", REFERENCE, REFERENCE.lower(), "ab" * 32, "QWE1RTY2UI"):
        assert secret not in answer.json().__str__(), secret


def test_neither_side_of_the_talk_shows_code_receipt_code_or_receipt_link(desk: Desk) -> None:
    desk.told(
        f"📦 Order {desk.order.number} is close. 🔐 Code for the rider: *{CODE}*. Give it only when you have your goods.",
        f"✅ PAYMENT RECEIVED\nM-Pesa code: {REFERENCE}\n🔐 Verify: {LINK}",
    )
    desk.small.clock.move(60)
    desk.small.write(f"is it {CODE}? or 5-1-8-8, 5 1 8 8 or ５１８８?", "m1")
    desk.small.write(f"{REFERENCE.lower()} is mine, and QWE1RTY2UI Confirmed. Ksh520 sent to DUKA", "m2")
    case_id = desk.case()
    shown = desk.ask(f"/api/cases/{case_id}")
    assert_hidden(shown)
    talk = [line["text"] for line in shown.json()["talk"]]
    assert talk[0].startswith(f"📦 Order {desk.order.number} is close.")
    assert "PAYMENT RECEIVED" in talk[1]
    assert "Ksh520 sent to DUKA" in talk[-1]


def test_what_was_said_and_the_orders_are_hidden_in_every_answer_about_a_case(desk: Desk) -> None:
    with desk.small.uow() as uow:
        words = f"the code is {CODE}, I paid with {REFERENCE}"
        changed = replace(desk.order, later_instructions=f"tell him {CODE}", rating_words=CODE, flags=(PAID_TWICE,))
        uow.orders.save(changed)
        uow.commit()
    case_id = desk.case(words)
    assert_hidden(desk.ask("/api/cases"))
    assert_hidden(desk.ask(f"/api/cases/{case_id}"))
    assert_hidden(desk.ask(f"/api/cases/{case_id}/messages", "POST", json={"text": f"Your code is {CODE}."}))
    assert_hidden(desk.ask(f"/api/cases/{case_id}/close", "POST"))


def test_orders_never_show_the_code_but_name_the_receipt_code_of_their_flag(desk: Desk) -> None:
    with desk.small.uow() as uow:
        changed = replace(desk.order, instructions=f"code {CODE}", rating_words=f"gave {CODE}", flags=(PAID_TWICE,))
        uow.orders.save(changed)
        uow.commit()
    for path in ("/api/orders", f"/api/orders/{desk.order.number}"):
        found = desk.ask(path).text
        assert CODE not in found
        assert REFERENCE in found


def test_the_code_of_another_customer_is_hidden_by_the_words_around_it(desk: Desk) -> None:
    """The owner's own talk holds what was said of others."""
    with desk.small.uow() as uow:
        case = open_case(uow, BEN, CaseKind.PERSON, "hi", desk.small.clock())
        uow.outbox.put("b", BEN, Reply(f"🤖 Oda iko karibu. Nambari ya siri ya dereva: *{CODE}*. Mpe tu"))
        uow.commit()
    assert_hidden(desk.ask(f"/api/cases/{case.id}"))


def test_prices_order_numbers_and_phones_stay_as_they_were(desk: Desk) -> None:
    said = f"KES 5,188 for {desk.order.number}, call +254712345188, house 51880"
    case_id = desk.case(said)
    assert desk.ask(f"/api/cases/{case_id}").json()["said"] == said

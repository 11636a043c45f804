"""Money that nobody can count by rule calls a person, once for each reason, and tells the owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.commerce.errors import ServiceRefused
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import Payment, PaymentStatus, ReportedRefund
from bot.services.jobs import HANDLERS
from bot.services.ordering import cancel_order, place_order
from bot.services.paying import settle_payment, settle_refund, start_payment
from bot.services.ports import Job
from bot.storage import tables
from tests.small_shop import ANN, BEN, SmallShop, report, small_shop_in

OWNER = "254700777666"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallShop]:
    made = small_shop_in(tmp_path)
    made.shop = replace(made.shop, owner=OWNER)
    yield made
    made.engine.dispose()


def asked(small: SmallShop, conversation: str = ANN) -> tuple[Order, Payment]:
    small.fill(conversation, lines=(("SG-1KG", 2),))
    order = place_order(small.shop, conversation, f"t of {conversation}")
    return order, start_payment(small.shop, order, f"p of {conversation}")


def settle(small: SmallShop, order: Order, payment: Payment, **changes: Any) -> str:
    with small.uow() as uow:
        settled = settle_payment(uow, small.shop, report(order, payment, PaymentStatus.SUCCESS, **changes))
        uow.commit()
    return settled.outcome


def heard(small: SmallShop) -> list[str]:
    """What was put into the owner's line."""
    return [row.body["event"] for row in small.rows(tables.inbox, conversation=f"wa:{OWNER}")]


def reused_code(small: SmallShop, order: Order, payment: Payment) -> None:
    other, another = asked(small, BEN)
    settle(small, other, another, reference="SGH7X8K2LM")
    settle(small, order, payment, reference="SGH7X8K2LM")


def after_cancelling(small: SmallShop, order: Order, payment: Payment) -> None:
    cancel_order(small.shop, order)
    settle(small, order, payment)


def twice(small: SmallShop, order: Order, payment: Payment) -> None:
    settle(small, order, payment)
    with small.uow() as uow:
        again = uow.payments.add(replace(payment, key="p-2", ghala_id="p-2"))
        uow.commit()
    settle(small, order, again, reference="SGH7X8K2LM")


def cancelled_when_paid(small: SmallShop, order: Order, payment: Payment) -> None:
    settle(small, order, payment)
    cancel_order(small.shop, small.order(order.number))


def refunded_too_much(small: SmallShop, order: Order, payment: Payment) -> None:
    settle(small, order, payment)
    with small.uow() as uow:
        settle_refund(uow, small.shop, ReportedRefund("r-1", Decimal(521), payment.ghala_id))
        uow.commit()


def not_to_be_cancelled(small: SmallShop, order: Order, payment: Payment) -> None:
    small.clock.move(25 * 3600)
    small.ghala.meanwhile = lambda: setattr(small.ghala, "refusal", ServiceRefused("order_shipped"))
    HANDLERS["expire_order"](small.shop, Job(1, "j", "expire_order", {"number": order.number}, 0))
    small.ghala.refusal = None


Odd = Callable[[SmallShop, Order, Payment], Any]
ODD: dict[str, tuple[Odd, str]] = {
    "amount": (lambda small, *asked: settle(small, *asked, amount=Decimal(1)), "amount: asked 520.00, reported 1"),
    "currency": (lambda small, *asked: settle(small, *asked, currency="USD"), "currency: asked KES, reported USD"),
    "no receipt code": (
        lambda small, *asked: settle(small, *asked, reference=""),
        "without the provider's receipt code",
    ),
    "unknown payment": (lambda small, *asked: settle(small, *asked, ghala_id="p-strange"), "p-strange"),
    "used code": (reused_code, "receipt code SGH7X8K2LM was used"),
    "cancelled before": (after_cancelling, "paid after it was cancelled: CODE000001"),
    "paid twice": (twice, "paid twice: p-2 with SGH7X8K2LM"),
    "cancelled after": (cancelled_when_paid, "cancelled after payment, refund due"),
    "refund": (refunded_too_much, "refund of 521"),
    "not cancelled": (not_to_be_cancelled, "Ghala would not cancel it"),
}


@pytest.mark.parametrize("name", ODD)
def test_every_flag_of_money_opens_a_case_and_the_owner_is_told(small: SmallShop, name: str) -> None:
    order, payment = asked(small)
    odd, why = ODD[name]
    odd(small, order, payment)
    assert why in small.order(order.number).flag
    (case,) = small.rows(tables.cases)
    assert (case.kind, case.conversation, case.order_number) == ("money", ANN, order.number)
    assert why in case.said
    assert heard(small) == ["case.opened"]


def test_the_same_flag_again_tells_nobody_and_another_one_tells_again(small: SmallShop) -> None:
    order, payment = asked(small)
    for _ in range(3):
        settle(small, order, payment, amount=Decimal(1))
    assert heard(small) == ["case.opened"]
    settle(small, order, payment, currency="USD")
    assert heard(small) == ["case.opened"] * 2
    (case,) = small.rows(tables.cases)
    assert case.said.splitlines() == ["amount: asked 520.00, reported 1", "currency: asked KES, reported USD"]


def stray(small: SmallShop, name: str = "payment.success", **changes: Any) -> dict[str, Any]:
    facts = {"id": "p-9", "order_id": "o-9", "amount": 700, "transaction_reference": "SGH7X8K2LM", **changes}
    return small.apply(name, BEN, payment=facts)


def test_money_for_an_order_that_nobody_knows_calls_a_person_once_a_payment(small: SmallShop) -> None:
    for _ in range(2):
        assert stray(small) == {}
    (case,) = small.rows(tables.cases)
    assert (case.kind, case.conversation, case.order_number) == ("money", BEN, "")
    for part in ("KES 700", "SGH7X8K2LM", "o-9"):
        assert part in case.said
    assert heard(small) == ["case.opened"]
    stray(small, id="p-10", amount=800)
    assert heard(small) == ["case.opened"] * 2


def test_a_strange_payment_that_failed_calls_nobody(small: SmallShop) -> None:
    before = small.everything()
    stray(small, "payment.failed", failure_reason="timeout")
    assert small.everything() == before


def test_money_that_is_right_calls_nobody(small: SmallShop) -> None:
    order, payment = asked(small)
    assert settle(small, order, payment) == "paid"
    assert small.order(order.number).status is OrderStatus.CONFIRMED
    assert small.rows(tables.cases) == []

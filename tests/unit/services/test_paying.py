"""Asking for money and counting it: once, the right amount, for the right order."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.commerce.errors import ServiceRefused
from bot.commerce.flags import Flag, FlagKind
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import Payment, PaymentStatus, ReportedPayment, ReportedRefund
from bot.services.ordering import cancel_order, place_order
from bot.services.paying import (
    AlreadyPaid,
    Outcome,
    PaymentDelayed,
    PaymentRefused,
    Settlement,
    send_to_provider,
    settle_payment,
    settle_refund,
    start_payment,
    unpaid_order,
)
from bot.storage import tables
from tests.small_shop import ANN, BEN, SmallShop, report


def ordered(small: SmallShop, conversation: str = ANN, method: str = "mpesa", turn: str = "t1") -> Order:
    small.fill(conversation, method=method, lines=(("SG-1KG", 2),))
    return place_order(small.shop, conversation, f"{turn} of {conversation}")


def asked(small: SmallShop, **about: Any) -> tuple[Order, Payment]:
    order = ordered(small, **about)
    return order, start_payment(small.shop, order, f"p1 of {order.number}")


def settle(small: SmallShop, reported: ReportedPayment) -> Settlement:
    with small.uow() as uow:
        settled = settle_payment(uow, small.shop, reported)
        uow.commit()
    return settled


def paid(small: SmallShop) -> tuple[Order, Payment]:
    order, payment = asked(small)
    settle(small, report(order, payment, PaymentStatus.SUCCESS))
    return small.order(order.number), small.payments_of(order)[0]


def test_a_payment_is_asked_for_once_and_looked_after(small: SmallShop) -> None:
    order, payment = asked(small)
    assert (payment.key, payment.amount, payment.status) == (
        f"pay-{order.number}-1",
        Decimal(520),
        PaymentStatus.PENDING,
    )
    assert start_payment(small.shop, order, f"p1 of {order.number}") == payment
    assert start_payment(small.shop, order, "another turn") == payment
    assert [call for call in small.ghala.calls if call.startswith("pay")] == [f"pay {payment.key} mpesa"]
    assert [row.key for row in small.rows(tables.jobs)] == [f"check-payment:{payment.key}"]


def test_cash_needs_no_looking_after(small: SmallShop) -> None:
    asked(small, method="cash")
    assert small.rows(tables.jobs) == []


@pytest.mark.parametrize("method", ["card", "cash"])
def test_who_was_to_pay_by_card_or_cash_may_pay_another_way(small: SmallShop, method: str) -> None:
    order, first = asked(small, method=method)
    second = start_payment(small.shop, order, "p2", "mpesa")
    assert (second.method, second.key) == ("mpesa", f"pay-{order.number}-2")
    assert [payment.status for payment in small.payments_of(order)] == [PaymentStatus.FAILED, PaymentStatus.PENDING]
    assert small.payments_of(order)[0].id == first.id


def test_an_open_prompt_is_never_joined_by_a_second_one(small: SmallShop) -> None:
    order, first = asked(small)
    assert start_payment(small.shop, order, "p2", "airtel") == first
    assert len(small.ghala.payments) == 1


def test_after_a_failure_a_new_try_has_a_key_of_its_own(small: SmallShop) -> None:
    order, payment = asked(small)
    settle(small, report(order, payment, PaymentStatus.FAILED, failure_reason="timeout"))
    assert start_payment(small.shop, order, "p2").key == f"pay-{order.number}-2"


@pytest.mark.parametrize("status", [OrderStatus.DRAFT, OrderStatus.CANCELLED, OrderStatus.REFUNDED])
def test_for_an_order_that_is_closed_no_money_is_asked(small: SmallShop, status: OrderStatus) -> None:
    order = ordered(small)
    with small.uow() as uow:
        uow.orders.save(replace(order, status=status))
        uow.commit()
    before = small.everything()
    with pytest.raises(PaymentRefused):
        start_payment(small.shop, order, "p1")
    assert small.everything() == before
    assert not any(call.startswith("pay") for call in small.ghala.calls)


def test_for_an_order_that_is_paid_no_money_is_asked(small: SmallShop) -> None:
    order, _ = paid(small)
    calls = list(small.ghala.calls)
    with pytest.raises(AlreadyPaid):
        start_payment(small.shop, order, "p2")
    assert small.ghala.calls == calls


def test_given_ghala_is_down_then_the_payment_is_unknown_and_the_same_key_is_asked_again(small: SmallShop) -> None:
    order = ordered(small)
    small.ghala.answer_lost = True
    with pytest.raises(PaymentDelayed):
        start_payment(small.shop, order, "p1")
    assert [payment.status for payment in small.payments_of(order)] == [PaymentStatus.UNKNOWN]
    small.ghala.answer_lost = False
    assert start_payment(small.shop, order, "p2").status is PaymentStatus.PENDING
    assert list(small.ghala.payments) == [f"pay-{order.number}-1"]


@pytest.mark.parametrize(("code", "error"), [("invalid_phone", PaymentRefused), ("already_paid", AlreadyPaid)])
def test_given_ghala_refuses_then_so_does_the_same_turn_again(
    small: SmallShop, code: str, error: type[Exception]
) -> None:
    order = ordered(small)
    small.ghala.refusal = ServiceRefused(code)
    with pytest.raises(error):
        start_payment(small.shop, order, "p1")
    (payment,) = small.payments_of(order)
    assert payment.status is PaymentStatus.FAILED
    assert [row.state for row in small.rows(tables.jobs)] == ["done"]
    calls = len(small.ghala.calls)
    with pytest.raises((PaymentRefused, AlreadyPaid)):
        start_payment(small.shop, order, "p1")
    assert len(small.ghala.calls) == calls


def test_a_success_confirms_the_order_and_makes_one_receipt(small: SmallShop) -> None:
    order, payment = asked(small)
    settled = settle(small, report(order, payment, PaymentStatus.SUCCESS))
    assert settled == Settlement(Outcome.PAID, order.number)
    after = small.order(order.number)
    assert after.status is OrderStatus.CONFIRMED
    assert after.delivery_code.isdigit()
    assert len(after.delivery_code) == 4
    (receipt,) = small.rows(tables.receipts)
    assert (receipt.number, receipt.order_id, receipt.payment_id) == ("RCP-2026-000001", order.id, payment.id)
    (row,) = small.rows(tables.payments)
    assert (row.status, row.reference, row.paid_at) == ("success", "CODE000001", small.clock())
    assert [job.state for job in small.rows(tables.jobs)] == ["done"]


@pytest.mark.parametrize("again", [PaymentStatus.SUCCESS, PaymentStatus.FAILED, PaymentStatus.PENDING])
def test_whatever_comes_after_a_success_changes_nothing(small: SmallShop, again: PaymentStatus) -> None:
    order, payment = paid(small)
    before = small.everything()
    assert settle(small, report(order, payment, again)).outcome == "nothing"
    assert small.everything() == before


def test_a_failure_is_told_once_and_keeps_the_order(small: SmallShop) -> None:
    order, payment = asked(small)
    failure = report(order, payment, PaymentStatus.FAILED, failure_reason="cancelled_by_user")
    assert settle(small, failure) == Settlement(Outcome.FAILED, order.number, "cancelled_by_user")
    before = small.everything()
    assert settle(small, failure).outcome == "nothing"
    assert small.everything() == before
    assert small.order(order.number).status is OrderStatus.PENDING


def test_a_success_that_comes_after_a_failure_still_counts(small: SmallShop) -> None:
    order, payment = asked(small)
    settle(small, report(order, payment, PaymentStatus.FAILED, failure_reason="timeout"))
    assert settle(small, report(order, payment, PaymentStatus.SUCCESS)).outcome == "paid"
    assert small.payments_of(order)[0].failure_reason == ""


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"amount": Decimal("519.99")}, "amount: asked 520.00, reported 519.99"),
        ({"amount": Decimal(521)}, "amount: asked 520.00, reported 521"),
        ({"currency": "TZS"}, "currency: asked KES, reported TZS"),
        ({"ghala_order_id": "g-other"}, "order: asked g-ORD-2026-000001, reported g-other"),
        ({"reference": ""}, "a success without the provider's receipt code"),
    ],
)
def test_a_report_that_differs_flags_the_order_once_and_moves_no_money(
    small: SmallShop, changes: dict[str, Any], why: str
) -> None:
    order, payment = asked(small)
    odd = report(order, payment, PaymentStatus.SUCCESS, **changes)
    settled = settle(small, odd)
    assert (settled.outcome, settled.order_number) == (Outcome.FLAGGED, order.number)
    after = small.order(order.number)
    assert (after.status, after.flag) == (OrderStatus.PENDING, why)
    assert small.payments_of(order) == [payment]
    assert small.rows(tables.receipts) == []
    before = small.everything()
    assert settle(small, odd).outcome == "nothing"
    assert small.everything() == before


def test_one_receipt_code_pays_one_order(small: SmallShop) -> None:
    first, payment = paid(small)
    second, other = asked(small, conversation=BEN)
    reused = report(second, other, PaymentStatus.SUCCESS, reference=payment.reference)
    settled = settle(small, reused)
    assert settled.flag == Flag.of(FlagKind.CODE_USED, code=payment.reference, payment=payment.key)
    assert small.order(second.number).status is OrderStatus.PENDING
    assert small.order(first.number).flag == ""


def test_a_payment_after_the_order_was_cancelled_is_kept_and_a_person_told(small: SmallShop) -> None:
    order, payment = asked(small)
    cancel_order(small.shop, order)
    assert settle(small, report(order, payment, PaymentStatus.SUCCESS)).outcome == "flagged"
    after = small.order(order.number)
    assert (after.status, after.flag) == (OrderStatus.CANCELLED, "paid after it was cancelled: CODE000001")
    assert small.payments_of(order)[0].status is PaymentStatus.SUCCESS
    assert small.rows(tables.receipts) == []


def test_an_order_paid_twice_has_one_receipt_and_a_flag(small: SmallShop) -> None:
    order, first = asked(small)
    settle(small, report(order, first, PaymentStatus.FAILED, failure_reason="timeout"))
    second = start_payment(small.shop, order, "p2")
    assert settle(small, report(order, second, PaymentStatus.SUCCESS)).outcome == "paid"
    assert settle(small, report(order, first, PaymentStatus.SUCCESS, reference="LATER00001")).outcome == "flagged"
    assert "paid twice" in small.order(order.number).flag
    assert len(small.rows(tables.receipts)) == 1
    assert [payment.status for payment in small.payments_of(order)] == [PaymentStatus.SUCCESS] * 2


def test_a_success_that_overtakes_ghalas_answer_to_us_is_counted_and_not_undone(small: SmallShop) -> None:
    order = ordered(small)

    def overtake() -> None:
        (payment,) = small.payments_of(order)
        early = report(order, payment, PaymentStatus.SUCCESS, ghala_id=f"p-{payment.key}")
        assert settle(small, early).outcome == "paid"

    small.ghala.meanwhile = overtake
    with pytest.raises(AlreadyPaid):
        start_payment(small.shop, order, "p1")
    (payment,) = small.payments_of(order)
    assert (payment.status, payment.ghala_id) == (PaymentStatus.SUCCESS, f"p-{payment.key}")


def test_a_failure_that_overtakes_ghalas_answer_is_not_told_as_a_prompt(small: SmallShop) -> None:
    order = ordered(small)

    def overtake() -> None:
        (payment,) = small.payments_of(order)
        settle(small, report(order, payment, PaymentStatus.FAILED, ghala_id="p-early", failure_reason="timeout"))

    small.ghala.meanwhile = overtake
    with pytest.raises(PaymentRefused):
        start_payment(small.shop, order, "p1")


def test_a_payment_that_is_not_ours_pays_nothing(small: SmallShop) -> None:
    order, payment = asked(small)
    strange = {"ghala_id": "p-strange", "ghala_order_id": "g-strange"}
    assert settle(small, report(order, payment, PaymentStatus.SUCCESS, **strange)).outcome == "nothing"
    assert (small.order(order.number), small.payments_of(order)) == (order, [payment])
    assert small.rows(tables.receipts) == []


def test_cash_needs_no_receipt_code(small: SmallShop) -> None:
    order, payment = asked(small, method="cash")
    assert settle(small, report(order, payment, PaymentStatus.SUCCESS, reference="")).outcome == "paid"


def test_only_an_open_payment_is_sent(small: SmallShop) -> None:
    order, payment = asked(small)
    calls = list(small.ghala.calls)
    assert send_to_provider(small.shop, order, payment) == payment
    with pytest.raises(AlreadyPaid):
        send_to_provider(small.shop, order, replace(payment, status=PaymentStatus.SUCCESS))
    with pytest.raises(PaymentRefused):
        send_to_provider(small.shop, order, replace(payment, status=PaymentStatus.FAILED))
    assert small.ghala.calls == calls


def refund(small: SmallShop, **changes: Any) -> Settlement:
    _, payment = (
        paid(small) if not small.rows(tables.receipts) else (None, small.payments_of(small.order("ORD-2026-000001"))[0])
    )
    told = replace(ReportedRefund("r-1", Decimal(520), payment.ghala_id, ""), **changes)
    with small.uow() as uow:
        settled = settle_refund(uow, small.shop, told)
        uow.commit()
    return settled


@pytest.mark.parametrize("named", [{}, {"ghala_payment_id": "", "ghala_order_id": "g-ORD-2026-000001"}])
def test_a_whole_refund_ends_payment_and_order_once(small: SmallShop, named: dict[str, Any]) -> None:
    assert refund(small, **named) == Settlement(Outcome.REFUNDED, "ORD-2026-000001")
    order = small.order("ORD-2026-000001")
    assert order.status is OrderStatus.REFUNDED
    assert small.payments_of(order)[0].status is PaymentStatus.REFUNDED
    before = small.everything()
    assert refund(small, **named).outcome == "nothing"
    assert small.everything() == before


def test_a_part_refunded_is_noted_and_the_order_stays(small: SmallShop) -> None:
    assert refund(small, amount=Decimal(100)).outcome == "refunded"
    order = small.order("ORD-2026-000001")
    assert (order.status, order.flag) == (OrderStatus.CONFIRMED, "")
    assert small.rows(tables.ledger, what="refund.issued")[0].after == {"amount": "100"}
    assert order.refunded == Decimal(100)


def test_parts_are_summed_until_all_is_back(small: SmallShop) -> None:
    # given two parts, the first of them told twice
    refund(small, amount=Decimal(100))
    assert refund(small, amount=Decimal(100)).outcome == "nothing"
    refund(small, ghala_id="r-2", amount=Decimal(200))
    assert small.order("ORD-2026-000001").refunded == Decimal(300)
    # then more than is left is not believed
    assert refund(small, ghala_id="r-3", amount=Decimal(221)).outcome == "flagged"
    # and the rest ends the order
    refund(small, ghala_id="r-4", amount=Decimal(220))
    order = small.order("ORD-2026-000001")
    assert (order.status, order.refunded) == (OrderStatus.REFUNDED, Decimal(520))
    assert small.payments_of(order)[0].status is PaymentStatus.REFUNDED


def test_more_than_was_paid_cannot_be_refunded(small: SmallShop) -> None:
    assert refund(small, amount=Decimal(521)).outcome == "flagged"
    order = small.order("ORD-2026-000001")
    assert order.status is OrderStatus.CONFIRMED
    assert "521" in order.flag


def test_a_refund_of_a_strange_order_changes_nothing(small: SmallShop) -> None:
    paid(small)
    before = small.everything()
    assert refund(small, ghala_payment_id="", ghala_order_id="g-strange").outcome == "nothing"
    assert small.everything() == before


def test_cancelling_a_paid_order_says_that_money_must_go_back(small: SmallShop) -> None:
    order, _ = paid(small)
    cancel_order(small.shop, order)
    assert small.order(order.number).refund_is_due


def test_the_order_that_waits_for_its_money(small: SmallShop) -> None:
    first = ordered(small, turn="t1")
    second = ordered(small, turn="t2")
    with small.uow(read_only=True) as uow:
        assert unpaid_order(uow, ANN) == second
        assert unpaid_order(uow, ANN, first.number) == first
        assert unpaid_order(uow, ANN, "ORD-2026-999999") is None
        assert unpaid_order(uow, BEN) is None

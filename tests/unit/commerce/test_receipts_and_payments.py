"""Receipts that anyone can verify; what was paid against what was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from bot.commerce.errors import PaymentMismatch
from bot.commerce.extras import ExtraLine
from bot.commerce.money import money, number, words
from bot.commerce.orders import Order, OrderLine, OrderStatus
from bot.commerce.payments import Payment, PaymentStatus, ReportedPayment, check_against
from bot.commerce.receipts import Receipt, canonical_json, digest, in_nairobi, make_receipt

AT = datetime(2026, 11, 20, 21, 30, 5, 999, tzinfo=timezone.utc)
ORDER = Order(
    id=1,
    number="ORD-2026-000001",
    key="wa:1#1",
    conversation="wa:1",
    status=OrderStatus.PENDING,
    lines=(OrderLine("MF-5KG", "Maize “Jogoo” 5kg", 3, Decimal(420)),),
    delivery_fee=Decimal(200),
    address="Kilimani",
    payment_method="mpesa",
    phone="+254700000001",
    created_at=AT,
    ghala_id="g-1",
)
PAYMENT = Payment(
    id=1,
    key="pay-ORD-2026-000001-1",
    order_id=1,
    amount=Decimal(1460),
    method="mpesa",
    phone="+254700000001",
    status=PaymentStatus.SUCCESS,
    created_at=AT,
    reference="SGH7X8K2LM",
)
CANONICAL = (
    '{"amount":"1460.00","currency":"KES","delivery_fee":"200.00","items":[{"name":"Maize “Jogoo” 5kg","quantity":3,'
    '"sku":"MF-5KG","total":"1260.00","unit_price":"420.00"}],"method":"mpesa","order":"ORD-2026-000001",'
    '"paid_at":"2026-11-21T00:30:05+03:00","receipt":"RCP-2026-000001","reference":"SGH7X8K2LM"}'
)
HASH = "c6133939a9b075cb90f1caa5a748e1c8d3755624ce03ac8d16da174e902e4049"


def test_the_bytes_that_are_hashed_never_change() -> None:
    receipt = make_receipt("RCP-2026-000001", ORDER, PAYMENT, AT)
    assert receipt.canonical == CANONICAL
    assert receipt.hash == HASH


def test_a_receipt_has_an_extra_as_an_item() -> None:
    wrapped = replace(ORDER, extras=(ExtraLine("gift_wrap", "Gift wrap", Decimal(50)),))
    items: Any = make_receipt("RCP-2026-000001", wrapped, PAYMENT, AT).facts["items"]
    assert items[1:] == [
        {"sku": "gift_wrap", "name": "Gift wrap", "quantity": 1, "unit_price": "50.00", "total": "50.00"}
    ]


def test_a_receipt_is_genuine_until_one_byte_differs() -> None:
    receipt = make_receipt("RCP-2026-000001", ORDER, PAYMENT, AT)
    assert receipt.is_genuine
    forged = Receipt(receipt.number, receipt.canonical.replace("1460.00", "1460.01"), receipt.hash)
    assert not forged.is_genuine


def test_facts_come_back_as_they_went_in() -> None:
    assert make_receipt("RCP-2026-000001", ORDER, PAYMENT, AT).facts["amount"] == "1460.00"


def test_canonical_json_is_sorted_without_spaces_and_in_utf_8() -> None:
    written = canonical_json({"b": 1, "a": "é"})
    assert written == '{"a":"é","b":1}'
    assert digest(written) == "aa58fba8483623bed37c1b02edfccbdd9a53123837c20bfa4cb4049993a2872e"


def test_times_are_nairobis() -> None:
    assert in_nairobi(AT) == "21 Nov 2026, 12:30 AM"
    assert in_nairobi(datetime(2026, 11, 20, 9, 5, tzinfo=timezone.utc)) == "20 Nov 2026, 12:05 PM"


def reported(**changes: object) -> ReportedPayment:
    return replace(ReportedPayment("p-1", "g-1", Decimal(1460), "KES", PaymentStatus.SUCCESS), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("order_id", ["g-1", "ORD-2026-000001", ""])
def test_what_was_asked_was_paid(order_id: str) -> None:
    check_against(ORDER, PAYMENT, reported(ghala_order_id=order_id))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"ghala_order_id": "g-2"}, "order"),
        ({"amount": Decimal("1459.99")}, "amount"),
        ({"amount": Decimal("1460.01")}, "amount"),
        ({"currency": "TZS"}, "currency"),
        ({"currency": "kes"}, "currency"),
    ],
)
def test_a_difference_is_named(changes: dict[str, object], named: str) -> None:
    with pytest.raises(PaymentMismatch, match=f"^{named}: asked"):
        check_against(ORDER, PAYMENT, reported(**changes))


@pytest.mark.parametrize(
    ("written", "amount"), [(1460, "1460.00"), (1460.1, "1460.10"), ("0.005", "0.00"), (Decimal("9.999"), "10.00")]
)
def test_money_has_two_decimals(written: object, amount: str) -> None:
    assert str(money(written)) == amount


@pytest.mark.parametrize("written", ["", "KES 5", None, float("nan"), float("inf"), [], True])
def test_what_is_no_money(written: object) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        money(written)


def test_amounts_in_words_and_as_json_numbers() -> None:
    assert [words(Decimal(each)) for each in ("1460", "1460.50", "1000000")] == [
        "KES 1,460",
        "KES 1,460.50",
        "KES 1,000,000",
    ]
    assert repr(number(Decimal("1460.00"))) == "1460"
    assert repr(number(Decimal("1460.50"))) == "1460.5"

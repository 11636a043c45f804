"""The receipt as a file says what was hashed, in both languages."""

from __future__ import annotations

import re
import zlib
from datetime import datetime, timezone
from decimal import Decimal

import pytest

from bot.commerce.orders import Order, OrderLine, OrderStatus
from bot.commerce.payments import Payment, PaymentStatus
from bot.commerce.receipts import Receipt, make_receipt
from bot.web.receipt_file import printable, receipt_pdf

PAID = datetime(2026, 11, 20, 11, 30, tzinfo=timezone.utc)
LINK = "https://shop.example.com/receipts/abc"


def receipt(name: str = "Maize Flour 5kg", reference: str = "UKL7X8K2LM", lines: int = 1) -> Receipt:
    order = Order(
        1, "ORD-2026-000001", "k", "wa:1", OrderStatus.CONFIRMED,
        (OrderLine("MF-5KG", name, 3, Decimal(420)),) * lines, Decimal(200), "Kilimani", "mpesa", "+2547", PAID,
    )  # fmt: skip
    payment = Payment(1, "p", 1, order.amount, "mpesa", "+2547", PaymentStatus.SUCCESS, PAID, reference=reference)
    return make_receipt("RCP-2026-000001", order, payment, PAID)


def words_in(pdf: bytes) -> str:
    """All that is drawn, page by page, as text."""
    streams = [zlib.decompress(each) for each in re.findall(rb"stream\n(x.*?)\nendstream", pdf, re.DOTALL)]
    shown = re.findall(rb"\(((?:\\.|[^\\()])*)\) Tj", b"\n".join(streams))
    return "\n".join(re.sub(r"\\([()\\])", r"\1", each.decode("latin-1")) for each in shown)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Receipt", "Paid by", "M-Pesa code", "Delivery", "Total paid"]),
        ("sw", ["Risiti", "Kwa", "Nambari ya M-Pesa", "Usafirishaji", "Jumla iliyolipwa"]),
    ],
)
def test_shop_lines_delivery_total_and_code_stand_on_it(language: str, expected: list[str]) -> None:
    pdf = receipt_pdf(receipt(), language, "Duka la Mama (Njeri)", "+254700000000", LINK)
    assert pdf.startswith(b"%PDF-")
    told = words_in(pdf)
    for part in [
        *expected, "Duka la Mama (Njeri)", "RCP-2026-000001", "ORD-2026-000001", "20 Nov 2026, 2:30 PM", "UKL7X8K2LM",
        "Maize Flour 5kg", "KES 420", "KES 1,260", "KES 200", "KES 1,460", "+254700000000",
    ]:  # fmt: skip
        assert part in told


def test_the_same_receipt_is_the_same_file() -> None:
    assert receipt_pdf(receipt(), "en", "Duka", "1", LINK) == receipt_pdf(receipt(), "en", "Duka", "1", LINK)


def test_what_paid_in_cash_has_no_code() -> None:
    assert "code" not in words_in(receipt_pdf(receipt(reference=""), "en", "Duka", "1", LINK))


def test_a_long_name_and_a_long_order_are_all_there() -> None:
    name = "Laundry Detergent Powder with Lemon and Lavender for Whites and Colours, family pack, " + "9" * 60
    pdf = receipt_pdf(receipt(name, lines=40), "sw", "Duka", "1", LINK)
    told = words_in(pdf)
    assert told.count("KES 1,260") == 40
    assert "family pack" in told
    assert pdf.count(b"/Type /Page\n") > 1


def test_signs_outside_the_standard_fonts_are_no_trouble() -> None:
    assert printable("Njeri’s – Café 😀 ŵ") == "Njeri's - Café ? w?"
    assert "Njeri's" in words_in(receipt_pdf(receipt("Unga 😀"), "en", "Njeri’s 🛒", "1", LINK))

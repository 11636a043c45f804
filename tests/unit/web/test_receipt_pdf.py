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
from bot.web.receipts.pdf import receipt_pdf

PAID = datetime(2026, 11, 20, 11, 30, tzinfo=timezone.utc)
LINK = "https://shop.example.com/receipts/abc"


def receipt(
    name: str = "Maize Flour 5kg", reference: str = "UKL7X8K2LM", lines: int = 1, method: str = "mpesa", fee: int = 200
) -> Receipt:
    order = Order(
        1, "ORD-2026-000001", "k", "wa:1", OrderStatus.CONFIRMED,
        (OrderLine("MF-5KG", name, 3, Decimal(420)),) * lines, Decimal(fee), "Kilimani", method, "+2547", PAID,
    )  # fmt: skip
    payment = Payment(1, "p", 1, order.amount, method, "+2547", PaymentStatus.SUCCESS, PAID, reference=reference)
    return make_receipt("RCP-2026-000001", order, payment, PAID)


def words_in(pdf: bytes) -> str:
    """All that is drawn, page by page, as text."""
    streams = [zlib.decompress(each) for each in re.findall(rb"stream\n(x.*?)\nendstream", pdf, re.DOTALL)]
    pages = b"\n".join(each for each in streams if b" Tj" in each)
    tables = [_letters(each) for each in re.findall(rb"begincmap.*?endcmap", pdf, re.DOTALL)]
    told, table = [], {}
    for font, shown in re.findall(rb"/F(\d) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj", pages, re.DOTALL):
        if font:
            table = tables[int(font) - 1] if tables else {}
        else:
            told.append(_read(re.sub(rb"\\([()\\])", rb"\1", shown).replace(rb"\r", b"\r"), table))
    return "\n".join(told)


def _letters(table: bytes) -> dict[int, str]:
    """A font that lies in the file numbers its letters as it likes, and says so beside it."""
    return {
        int(code, 16): bytes.fromhex(sign.decode()).decode("utf-16-be")
        for code, sign in re.findall(rb"<(\w{4})> <(\w+)>", table)
    }


def _read(shown: bytes, table: dict[int, str]) -> str:
    if not table:
        return shown.decode("latin-1")
    return "".join(table[int.from_bytes(shown[place : place + 2], "big")] for place in range(0, len(shown), 2))


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


def test_names_outside_latin_1_are_drawn_as_they_are_written() -> None:
    name = "Gĩthĩnji’s ŵ – Café 🛒家"

    told = words_in(receipt_pdf(receipt(name), "sw", "Duka la Wanjirũ 🛒", "1", LINK))

    # then every letter is there, a picture is left out, and what no font here has is told by a sign
    assert "Gĩthĩnji’s ŵ – Café ?" in told
    assert "Duka la Wanjirũ" in told
    assert "KES 1,260" in told


def test_the_file_stays_small_where_every_reader_has_the_signs() -> None:
    plain, named = (receipt_pdf(receipt(name), "en", "Njeri’s – Café", "1", LINK) for name in ("Unga", "Ũnga"))
    assert len(plain) < 4_000 < len(named) < 40_000
    assert named == receipt_pdf(receipt("Ũnga"), "en", "Njeri’s – Café", "1", LINK)


@pytest.mark.parametrize(("language", "cash"), [("en", "Cash"), ("sw", "Pesa taslimu")])
def test_cash_is_called_in_the_language_of_the_receipt(language: str, cash: str) -> None:
    told = words_in(receipt_pdf(receipt(method="cash", reference=""), language, "Duka", "1", LINK)).splitlines()
    assert cash in told
    assert "Cash on delivery" not in told


@pytest.mark.parametrize(("language", "fetched"), [("en", "Fetched at the shop"), ("sw", "Imechukuliwa dukani")])
def test_what_was_fetched_shows_no_delivery_of_nothing(language: str, fetched: str) -> None:
    told = words_in(receipt_pdf(receipt(fee=0), language, "Duka", "1", LINK)).splitlines()
    assert fetched in told
    assert "KES 0" not in told

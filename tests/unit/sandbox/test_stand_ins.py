"""Personal data leaves a chat that is kept, and only what any playing says again is expected of it."""

from __future__ import annotations

import pytest

from bot.sandbox.keep.redact import StandIns


@pytest.fixture
def stand_ins() -> StandIns:
    return StandIns("254722000101", ["ORD-2026-000041", "ORD-2026-000044"], {"UKLVUQZR8U"}, {"Zuri Example", "Zuri"})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("pay with 0733 111 222", "pay with 0712 345 678"),
        ("pay with +254733111222 please", "pay with +254712345678 please"),
        ("nipigie 0722000101", "nipigie 0700123456"),
        ("where is ord-2026-000044", "where is {order 2}"),
        ("where is ORD-2026-000007", "where is ORD-2026-999999"),
        ("UKLVUQZR8U Confirmed. Ksh1,460.00 paid", "{code} Confirmed. Ksh1,460.00 paid"),
        ("QAB1C2D3E4 Confirmed", "SGH7X8K2LM Confirmed"),
        ("write to zuri@shop.example.ke", "write to customer@example.com"),
        ("Kilimani, Wood Avenue, house 12B", "Kilimani, Wood Avenue, house 4"),
        ("nyumba no. 7, ghorofa ya pili", "nyumba no. 4, ghorofa ya pili"),
        ("my name is Neema Mfano", "my name is Customer"),
        ("it is Zuri here", "it is Customer here"),
    ],
)
def test_what_would_tell_who_it_was_is_replaced(stand_ins: StandIns, typed: str, kept: str) -> None:
    assert stand_ins.text(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["3 bags of maize flour 5kg", "nataka unga 2kg mbili na sukari 1kg", "2", "KES 1,460", "make it 12 instead"],
)
def test_what_is_ordered_stays_as_it_was_typed(stand_ins: StandIns, typed: str) -> None:
    assert stand_ins.text(typed) == typed
    assert stand_ins.summary() == {}


def test_two_numbers_stay_two_and_one_stays_one(stand_ins: StandIns) -> None:
    kept = stand_ins.text("0733111222, no, 0744111222, no, 0733111222")

    assert kept == "0712345678, no, 0712345679, no, 0712345678"
    assert stand_ins.summary() == {"phone numbers": 3}


def test_of_a_bubble_the_beginning_the_amounts_and_the_end_are_expected(stand_ins: StandIns) -> None:
    receipt = (
        "✅ *PAYMENT RECEIVED*\n🧾 Receipt *RCP-2026-000009*\nOrder: ORD-2026-000041\nAmount: *KES 1,460*\n"
        "M-Pesa code: UKLVUQZR8U\nDate: 21 Nov 2026, 1:48 PM\n🔐 Verify: http://localhost:8000/receipts/1f\nSee you, Zuri!"
    )

    assert stand_ins.parts(receipt, 9) == ["PAYMENT RECEIVED", "RCP-", "ORD-", "Amount: *KES 1,460", "See you"]


def test_stock_that_others_buy_from_is_not_expected(stand_ins: StandIns) -> None:
    assert stand_ins.parts("*Sugar 1kg* – KES 155\n📦 In stock: 47\nHow many?", 5) == [
        "Sugar 1kg* – KES 155",
        "How many?",
    ]
    assert stand_ins.parts("We have only 12 of *Eggs*", 5) == ["We have only", "of *Eggs"]


def test_words_taken_out_of_what_was_typed_are_not_expected_back(stand_ins: StandIns) -> None:
    stand_ins.text("Kilimani, Wood Avenue, house 12B")

    assert stand_ins.parts("Total: KES 505\n📍 Kilimani, Wood Avenue, house 12B\nConfirm?", 5) == [
        "Total: KES 505",
        "Confirm?",
    ]


def test_a_label_with_a_drawn_number_is_no_lasting_one(stand_ins: StandIns) -> None:
    assert stand_ins.is_lasting("Cancel order")
    assert not stand_ins.is_lasting("Track ORD-2026-000041")

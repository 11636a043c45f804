"""A payment that does not match is told in the words that fit it."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

import pytest

from actions.payment import say_flagged, say_not_in, shown
from actions.talk import Talk
from bot.commerce.flags import Flag, FlagKind
from bot.commerce.orders import OrderLine, OrderStatus
from bot.services.heard import Heard
from bot.services.ports import UnitOfWork
from bot.services.reading import Claim
from tests.small_shop import ANN, mpesa_order

ORDER = mpesa_order(status=OrderStatus.PENDING, lines=(OrderLine("SG-1KG", "Sugar 1kg", 2, Decimal(155)),))


def short_by(missing: int) -> Flag:
    return Flag.of(FlagKind.OTHER_AMOUNT, asked=ORDER.amount, reported=ORDER.amount - missing)


@pytest.mark.parametrize(
    ("flag", "response"),
    [
        (short_by(310), "utter_payment_short"),
        (short_by(-1), "utter_payment_over"),
        (Flag.of(FlagKind.PAID_TWICE, payment="pay-1", code="SGH7X8K2LM"), "utter_payment_twice"),
        (Flag.of(FlagKind.PAID_LATE, code="SGH7X8K2LM"), "utter_payment_late"),
        (Flag.of(FlagKind.OTHER_CURRENCY, asked="KES", reported="USD"), "utter_payment_flagged"),
        (Flag.of(FlagKind.CODE_USED, code="SGH7X8K2LM", payment="pay-1"), "utter_payment_flagged"),
    ],
)
def test_what_is_wrong_with_a_payment_decides_the_words(flag: Flag, response: str) -> None:
    talk = Talk(
        conversation=ANN, key="key", message_id="m1", heard=Heard("", ""), slots={}, in_form=False, ran_before=()
    )

    say_flagged(talk, ORDER, flag.kind, flag.paid)

    assert [note.response for note in talk.notes] == [response]


def test_what_is_missing_is_said() -> None:
    talk = Talk(
        conversation=ANN, key="key", message_id="m1", heard=Heard("", ""), slots={}, in_form=False, ran_before=()
    )

    say_flagged(talk, ORDER, FlagKind.OTHER_AMOUNT, Decimal(200))

    assert talk.notes[0].values["missing"] == "KES 310"


def test_a_sum_in_other_money_is_not_the_sum_of_the_order() -> None:
    talk = Talk(
        conversation=ANN, key="key", message_id="m1", heard=Heard("", ""), slots={}, in_form=False, ran_before=()
    )

    # A claim without a code asks nothing of the database.
    say_not_in(cast(UnitOfWork, None), talk, ORDER, None, Claim(amount=ORDER.amount, currency="TZS"))

    assert [(note.response, note.values["said"]) for note in talk.notes] == [("utter_claim_amount", "TZS 510")]


def test_only_the_number_of_the_customer_is_shown_whole() -> None:
    assert shown(ORDER, "+254700000001") == "+254700000001"
    assert shown(ORDER, "+254722123456") == "+254722•••456"

"""A quick reply of a template comes back as its words: the assistant must understand them as typed, at any time."""

from __future__ import annotations

import pytest

from bot.nlu.fields.keywords import keyword
from bot.templates.definition import templates
from tests.stage.dialogue import DialogueHere

MEANT = {
    "Track my order": "track_order", "Fuatilia oda": "track_order",
    "Send it again": "retry_payment", "Tuma tena": "retry_payment",
    "Try again": "retry_payment", "Jaribu tena": "retry_payment",
    "Pay another way": "choose_payment_method", "Lipa njia nyingine": "choose_payment_method",
    "Payment options": "choose_payment_method", "Njia za kulipa": "choose_payment_method",
    "Checkout": "checkout", "Maliza oda": "checkout",
}  # fmt: skip
LABELS = sorted(
    {title for each in templates().values() for wording in each.wordings.values() for title in wording.buttons}
)


@pytest.mark.parametrize("label", LABELS)
def test_a_quick_reply_is_understood(trained_dialogue: DialogueHere, label: str) -> None:
    if keyword(label):
        assert label in ("Stop offers", "Acha ofa")
        return
    parsed = trained_dialogue.loop.run_until_complete(trained_dialogue.agent.parse_message(label))

    assert parsed["intent"]["name"] == MEANT[label]

"""Which language a turn is spoken in."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.turns import AskedTurn, settle_language


@pytest.mark.parametrize(
    ("spoken", "detected", "settled"),
    [
        ("en", {"name": "sw", "confidence": 0.9}, "sw"),
        ("sw", {"name": "en", "confidence": 0.6}, "en"),
        ("en", {"name": "sw", "confidence": 0.59}, "en"),
        ("sw", {"name": "en", "confidence": None}, "sw"),
        ("sw", {"name": "fr", "confidence": 1.0}, "sw"),
        ("en", {"name": None}, "en"),
        ("sw", {}, "sw"),
    ],
)
def test_only_a_clear_message_changes_the_language(spoken: str, detected: dict[str, Any], settled: str) -> None:
    assert settle_language(AskedTurn("wa:1", "m1", language=spoken), detected) == settled


def test_a_language_that_was_asked_for_stays() -> None:
    asked = AskedTurn("wa:1", "m1", language="en", language_chosen=True)
    assert settle_language(asked, {"name": "sw", "confidence": 1.0}) == "en"

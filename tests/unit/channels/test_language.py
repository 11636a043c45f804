"""Which language a turn is spoken in."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.turns import AskedTurn, settle_language


def settled(spoken: str, detected: dict[str, Any], *before: str, chosen: bool = False) -> str:
    """``before``: the languages heard before this message, the newest first."""
    asked = AskedTurn("wa:1", "m1", language=spoken, language_chosen=chosen)
    return settle_language(asked, detected, lambda: before)


@pytest.mark.parametrize(
    ("spoken", "detected", "then"),
    [
        ("en", {"name": "sw", "confidence": 0.8}, "sw"),
        ("sw", {"name": "en", "confidence": 1.0}, "en"),
        ("sw", {"name": "en", "confidence": 0.79}, "sw"),
        ("en", {"name": "sw", "confidence": 0.59}, "en"),
        ("sw", {"name": "en", "confidence": None}, "sw"),
        ("sw", {"name": "fr", "confidence": 1.0}, "sw"),
        ("en", {"name": None}, "en"),
        ("sw", {}, "sw"),
    ],
)
def test_only_a_clear_message_changes_the_language_at_once(spoken: str, detected: dict[str, Any], then: str) -> None:
    assert settled(spoken, detected, spoken) == then


@pytest.mark.parametrize(
    ("spoken", "before", "then"),
    [
        ("en", (), "sw"),
        ("en", ("en",), "en"),
        ("en", ("sw", "en"), "sw"),
        ("en", ("en", "sw", "sw"), "en"),
    ],
)
def test_a_single_word_changes_it_when_it_is_the_first_or_the_second_in_a_row(
    spoken: str, before: tuple[str, ...], then: str
) -> None:
    assert settled(spoken, {"name": "sw", "confidence": 0.75}, *before) == then


def test_a_word_does_not_change_the_language_a_customer_is_known_by() -> None:
    assert settled("sw", {"name": "en", "confidence": 0.75}) == "sw"


def test_hardly_a_sign_is_none_even_twice() -> None:
    assert settled("en", {"name": "sw", "confidence": 0.59}, "sw", "sw") == "en"


def test_a_language_that_was_asked_for_stays() -> None:
    assert settled("en", {"name": "sw", "confidence": 1.0}, "sw", "sw", chosen=True) == "en"

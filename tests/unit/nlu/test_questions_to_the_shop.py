"""What is asked of the shop itself, known by its words: one's own data, and giving goods back."""

from __future__ import annotations

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.fields.commands import read_command
from tests.small_shop import CATALOG

GOODS = Catalog(CATALOG)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("delete my data", "en"), ("Please delete all my personal data.", "en"), ("erase my information", "en"),
        ("remove my account and data", "en"), ("I want you to delete my details", "en"), ("forget me", "en"),
        ("futa data yangu", "sw"), ("Tafadhali futa taarifa zangu zote", "sw"), ("naomba ufute data yangu", "sw"),
        ("ondoa taarifa zangu", "sw"),
    ],
)  # fmt: skip
def test_a_wish_to_be_forgotten_is_one(text: str, language: str) -> None:
    command = read_command(text, GOODS)
    assert command is not None
    assert (command.intent, command.language) == ("EXTERNAL_delete_data", language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is your returns policy?", "en"), ("return policy", "en"), ("refund policy please", "en"),
        ("can I return the goods", "en"), ("do you accept returns?", "en"), ("how do I return an item?", "en"),
        ("naweza kurudisha bidhaa?", "sw"), ("sera ya kurudisha bidhaa ni gani", "sw"), ("mnakubali kurudisha bidhaa?", "sw"),
    ],
)  # fmt: skip
def test_a_question_about_giving_back_is_one(text: str, language: str) -> None:
    command = read_command(text, GOODS)
    assert command is not None
    assert (command.intent, command.language) == ("EXTERNAL_ask_returns", language)


@pytest.mark.parametrize(
    "text",
    [
        "delete sugar", "delete my order", "delete the sugar and my data bundle", "futa sukari", "futa oda yangu", "forget it",
        "forget the milk", "I want to return the sugar, it is torn", "can I return it", "nirudishie pesa", "delete my cart",
        "remove my address", "my data is finished",
    ],
)  # fmt: skip
def test_what_only_sounds_alike_is_neither(text: str) -> None:
    command = read_command(text, GOODS)
    assert command is None or not command.intent.startswith("EXTERNAL_")

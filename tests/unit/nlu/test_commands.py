"""The command words: what they mean, in any case, and what is none of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.commerce.catalog import Catalog, Product
from bot.nlu.fields.commands import read_command, speaks_swahili

CATALOG = Catalog.of(
    [
        Product("SG-1KG", "Sugar 1kg", Decimal(155), 10, "Groceries", "Sugar", aliases=("sukari",)),
        Product("DP-M", "Baby Diapers Medium", Decimal(1150), 3, "Care", "Baby", aliases=("pampers",)),
        Product("CH-4KG", "Charcoal 4kg Tin", Decimal(150), 0, "Household", "Fuel", aliases=("makaa",)),
    ],
    "v1",
)
ORDERS = ["ORD-2026-000012", "ORD-2026-000003"]


def meant(text: str) -> tuple[str, dict[str, Any], str] | None:
    command = read_command(text, CATALOG, lambda: ORDERS)
    return None if command is None else (command.intent, command.entities, command.language)


def lines(text: str) -> list[tuple[str, str | None, str]]:
    found = meant(text)
    assert found is not None, f"{text!r} is no command"
    return [(line["sku"], line["quantity"], line["change"]) for line in found[1]["lines"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ADD SG-1KG 2", [("SG-1KG", "2", "add")]),
        ("add 2 sg-1kg please", [("SG-1KG", "2", "add")]),
        ("Add sg1kg x2.", [("SG-1KG", "2", "add")]),
        ("ongeza DP-M", [("DP-M", None, "add")]),
        ("weka sg-1kg x 3", [("SG-1KG", "3", "add")]),
        ("ADD SG-1KG -2", [("SG-1KG", "-2", "add")]),
        ("ADD SG-1KG 2,5", None),
        ("ADD SG-1KG 1/2", [("SG-1KG", "0.5", "add")]),
        ("ADD XX-99 2", [("XX-99", "2", "add")]),
        ("REMOVE SG-1KG", [("SG-1KG", None, "remove")]),
        ("toa sg-1kg 1", [("SG-1KG", "1", "remove")]),
        ("ADD SG-1KG 1\nDP-M 2\nTOA XX-99", [("SG-1KG", "1", "add"), ("DP-M", "2", "add"), ("XX-99", None, "remove")]),
    ],
)
def test_lines_of_a_cart(text: str, expected: list[tuple[str, str | None, str]] | None) -> None:
    if expected is None:
        assert meant(text) is None
    else:
        assert lines(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "add 2 sugar",
        "add milk",
        "add 7-up 2",
        "ADD sugar-1kg 2",
        "ADD SG-1KG two",
        "ADD SG-1KG 2 3",
        "ADD SG-1KG DP-M",
        "SG-1KG 2",
        "remove",
        "track my order",
        "find my order",
        "tell me",
        "niambie",
        "tell me if you have sugar",
        "more sugar",
        "ADD SG-1KG 1/0",
        "",
        "x" * 401,
    ],
)
def test_anything_else_is_left_to_the_understanding_of_free_text(text: str) -> None:
    assert meant(text) is None


@pytest.mark.parametrize(
    ("text", "intent", "entities", "language"),
    [
        ("next", "browse_catalog", {"page": "next"}, "en"),
        ("  ZAIDI ", "browse_catalog", {"page": "next"}, "sw"),
        ("previous", "browse_catalog", {"page": "previous"}, "en"),
        ("search sugar", "browse_catalog", {"search": "sugar"}, "en"),
        ("tafuta viatu", "browse_catalog", {"search": "viatu"}, "sw"),
        ("TRACK 12", "track_order", {"order_number": "ORD-2026-000012"}, "en"),
        ("status #000003", "track_order", {"order_number": "ORD-2026-000003"}, "en"),
        ("fuatilia ord-2026-000099", "track_order", {"order_number": "ORD-2026-000099"}, "sw"),
        ("TRACK 99", "track_order", {"order_number": "99"}, "en"),
        ("NOTIFY ch-4kg", "EXTERNAL_watch_stock", {"sku": "CH-4KG"}, "en"),
        ("notify me", "EXTERNAL_watch_stock", {}, "en"),
        ("Tell me when it is back", "EXTERNAL_watch_stock", {}, "en"),
        ("nijulishe ikirudi", "EXTERNAL_watch_stock", {}, "sw"),
        ("nijulishe makaa ikirudi", "EXTERNAL_watch_stock", {"skus": ["CH-4KG"]}, "sw"),
        ("let me know when the charcoal is back in stock", "EXTERNAL_watch_stock", {"skus": ["CH-4KG"]}, "en"),
        ("ADD", "order_items", {}, "en"),
        ("Ongeza", "order_items", {}, "sw"),
    ],
)
def test_other_commands(text: str, intent: str, entities: dict[str, Any], language: str) -> None:
    assert meant(text) == (intent, entities, language)


def test_the_swahili_words_said_alone_show_the_language() -> None:
    assert all(speaks_swahili(word) for word in ("ACHA", "anza", "Msaada!"))
    assert not any(speaks_swahili(word) for word in ("STOP", "acha sukari", ""))

"""Order lines of the development set: messages the reader was mended on, so a floor against decay and no measure of worth.

The evaluation set in ``tests/nlu`` is the measure; nothing is tuned on that one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.live_catalog import DEFAULT_CSV, read_csv
from bot.nlu.order_lines import OrderLine, read_order_lines

MESSAGES = Path(__file__).parent / "order_lines.jsonl"
LEAST_EXACT = 0.98
CHANGING = ("remove_item", "change_quantity")


@pytest.fixture(scope="module")
def shop() -> Catalog:
    return read_csv(DEFAULT_CSV)


@pytest.fixture(scope="module")
def messages() -> list[dict[str, Any]]:
    return [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]


def _is_exact(message: dict[str, Any], lines: list[OrderLine]) -> bool:
    """The same lines in the same order by sku, set of candidates and quantity; where the cart changes, by change too."""
    has_change = message["intent"] in CHANGING
    found = [(x.sku, set(x.candidates), x.quantity, x.change if has_change else "") for x in lines]
    right = [
        (x["sku"], set(x["candidates"]), x["quantity"], x["change"] if has_change else "")
        for x in message["order_lines"]
    ]
    return found == right


def _wrong_products(message: dict[str, Any], lines: list[OrderLine]) -> list[str]:
    meant = {sku for line in message["order_lines"] for sku in line["candidates"]}
    return [line.sku for line in lines if line.sku is not None and line.sku not in meant]


def test_given_the_development_messages_when_read_then_the_exact_rate_keeps_its_floor(
    shop: Catalog, messages: list[dict[str, Any]]
) -> None:
    missed = [
        message["id"]
        for message in messages
        if not _is_exact(message, read_order_lines(message["text"], shop, message["intent"]))
    ]

    assert len(messages) >= 361
    assert 1 - len(missed) / len(messages) >= LEAST_EXACT, missed


def test_given_the_development_messages_when_read_then_no_wrong_product_is_picked(
    shop: Catalog, messages: list[dict[str, Any]]
) -> None:
    wrong = {
        message["id"]: skus
        for message in messages
        if (skus := _wrong_products(message, read_order_lines(message["text"], shop, message["intent"])))
    }

    assert wrong == {}

"""Order lines of the development set: messages the reader was mended on, so a floor against decay and no measure of worth.

The evaluation set in ``tests/nlu`` is the measure; nothing is tuned on that one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.goods.live_catalog import DEFAULT_CSV, read_csv
from bot.nlu.goods.order_lines import OrderLine, read_order_lines

MESSAGES = Path(__file__).parent / "order_lines.jsonl"
LEAST_EXACT = 0.985
CHANGING = ("remove_item", "change_quantity")
DETAILS = ("unit", "size")


@pytest.fixture(scope="module")
def shop() -> Catalog:
    return read_csv(DEFAULT_CSV)


@pytest.fixture(scope="module")
def messages() -> list[dict[str, Any]]:
    return [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]


def _compared(line: dict[str, Any], intent: str, details: tuple[str, ...]) -> tuple[object, ...]:
    """What of a line counts: candidates as a set; the change where the cart changes; unit and size where labelled."""
    change = line["change"] if intent in CHANGING else ""
    named = [None if line[name] is None else "".join(str(line[name]).split()) for name in details]
    return line["sku"], frozenset(line["candidates"]), line["quantity"], change, *named


def _is_exact(message: dict[str, Any], lines: list[OrderLine]) -> bool:
    labelled = message["order_lines"]
    details = DETAILS if labelled and "unit" in labelled[0] else ()
    found = [_compared(line.as_dict(), message["intent"], details) for line in lines]
    return found == [_compared(line, message["intent"], details) for line in labelled]


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

    assert len(messages) >= 1237
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

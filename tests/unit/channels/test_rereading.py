"""A message that was asked about, read as what was then chosen."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.channels.rereading import read_again
from bot.channels.turns import AskedTurn, understand


def chosen(intent: str, said: str) -> dict[str, Any]:
    asked = AskedTurn("wa:1", "m1", text="Take an item out", intent=intent, entities={"meant": said})
    # No agent: nothing is classified again.
    return asyncio.run(understand(None, asked))  # type: ignore[arg-type]


def test_the_order_number_of_the_message_is_kept() -> None:
    parsed = chosen("cancel_order", "hiyo oda ORD-2026-000001 tafadhali")

    assert parsed["text"] == "hiyo oda ORD-2026-000001 tafadhali"
    assert parsed["intent"] == {"name": "cancel_order", "confidence": 1.0}
    said = {each["entity"]: each["value"] for each in parsed["entities"]}
    assert said["order_number"] == "ORD-2026-000001"
    assert "meant" not in said


def test_order_lines_are_read_for_the_meaning_chosen() -> None:
    ordered, tracked = chosen("remove_item", "the sugar 1kg"), chosen("cancel_order", "the sugar 1kg")

    assert [(line["sku"], line["product"]) for line in ordered["order_lines"]] == [("SG-1KG", "sugar")]
    assert tracked["order_lines"] == []


def test_the_language_of_the_message_counts_once() -> None:
    assert "language" not in read_again("toa sukari", "remove_item")

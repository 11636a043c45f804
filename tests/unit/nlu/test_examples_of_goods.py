"""What our sentences give as an example is understood, in every shop: it names one product, and how many."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.fields.commands import read_command
from bot.nlu.goods.live_catalog import DEFAULT_CSV, read_csv
from bot.nlu.goods.order_lines import read_order_lines

SHOPS = [DEFAULT_CSV, *sorted((Path(__file__).resolve().parents[2] / "nlu/shops").glob("*.csv"))]


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.stem)
def test_an_example_is_understood(shop: Path) -> None:
    catalog = read_csv(shop)
    example = catalog.example
    lines = read_order_lines(f"2 {example.name}", catalog, "order_items")
    assert [(line.sku, line.quantity) for line in lines] == [(example.sku, 2)]
    command = read_command(f"ADD {example.sku} 2", catalog, tuple)
    assert command is not None
    assert command.entities == {"lines": [{"sku": example.sku, "quantity": "2", "change": "add"}]}

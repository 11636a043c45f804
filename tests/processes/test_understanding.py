"""What is understood changes with the shop's catalog and with the customer's language, while all is running."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import requests

from tests.processes.journey import Customer
from tests.processes.shop_processes import ROOT, ShopProcesses, wait_until

A_MINUTE = 60.0


def lines_read(shop: ShopProcesses, text: str) -> list[dict[str, Any]]:
    answer = requests.post(f"{shop.settings.rasa_url}/model/parse", json={"text": text}, timeout=10)
    answer.raise_for_status()
    return list(answer.json()["order_lines"])


def skus_read(shop: ShopProcesses, text: str) -> list[str]:
    return [line["sku"] for line in lines_read(shop, text) if line["sku"]]


def models() -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in (ROOT / "models").glob("*.tar.gz")}


def test_a_product_added_in_ghala_is_understood_within_a_minute_and_without_training(
    running_shop: ShopProcesses, new_phone: str
) -> None:
    # given words that no product has
    asked, trained = "nipe koroboi mbili", models()
    assert skus_read(running_shop, asked) == []
    # when the shop adds one with that alias in Ghala
    product = {"name": "Solar Lantern", "price": 850, "stock": 5, "category": "Household", "aliases": ["koroboi"]}
    running_shop.ask("PUT", "/shop/products/SL-1", product)
    # then the very model that was running reads it
    wait_until(lambda: skus_read(running_shop, asked) == ["SL-1"], "the new product to be understood", A_MINUTE)
    assert models() == trained
    # and whoever orders it has it in the cart
    customer = Customer(running_shop, new_phone)
    customer.types(asked)
    customer.expects("Solar Lantern × 2")


def test_replies_follow_the_language_of_the_messages_until_one_is_asked_for(
    running_shop: ShopProcesses, new_phone: str
) -> None:
    customer = Customer(running_shop, new_phone)
    # given a customer who writes Swahili
    customer.types("naomba kujua mko wapi na mnafungua saa ngapi tafadhali")
    swahili = customer.expects("")["text"]
    # when they ask for English, and write Swahili again
    customer.types("English please")
    customer.expects("English")
    customer.types("naomba kujua mko wapi na mnafungua saa ngapi tafadhali")
    english = customer.expects("")["text"]
    # then the same question was answered in Swahili first and in English then
    assert english != swahili
    assert "open" in english.lower()
    assert "open" not in swahili.lower()

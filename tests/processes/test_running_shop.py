"""The five processes together, as `make run` starts them."""

from __future__ import annotations

from typing import Any

import requests

from tests.processes.accounts import faults_found
from tests.processes.journey import STANDARD, Customer, play
from tests.processes.shop_processes import ShopProcesses


def test_the_standard_journey_ends_with_a_receipt_that_anyone_can_verify(
    running_shop: ShopProcesses, new_phone: str
) -> None:
    # given a customer who has never written before
    customer = Customer(running_shop, new_phone)
    # when the whole journey is played
    play(customer)
    # then each step was answered with one bubble and the books are right
    assert len(customer.bubbles()) == len(STANDARD)
    assert faults_found(customer) == []
    # and the link on the receipt says that it is genuine
    link = next(word for each in customer.bubbles() for word in each["text"].split() if "/receipts/" in word)
    page = requests.get(link, timeout=5)
    assert page.status_code == 200
    assert "1,460" in page.text


def test_a_bubble_too_many_would_be_noticed(running_shop: ShopProcesses, new_phone: str) -> None:
    # given a journey whose books are right
    customer = Customer(running_shop, new_phone)
    play(customer)
    # when the same receipt reaches the phone a second time
    receipt = next(each["text"] for each in customer.bubbles() if "RCP-" in each["text"])
    again: Any = {"messaging_product": "whatsapp", "to": new_phone, "type": "text", "text": {"body": receipt}}
    settings = running_shop.settings
    sent = requests.post(
        f"{settings.whatsapp_api_url}/{settings.whatsapp_phone_number_id}/messages",
        json=again,
        headers={"Authorization": f"Bearer {settings.whatsapp_access_token}"},
        timeout=5,
    )
    assert sent.status_code == 200
    # then the check that all kill tests rely on tells
    assert any("bubbles" in wrong for wrong in faults_found(customer))


def test_the_gateway_is_ready_only_while_all_parts_answer(running_shop: ShopProcesses) -> None:
    ready = f"{running_shop.settings.app_url}/readyz"
    assert requests.get(ready, timeout=5).status_code == 200
    # when the action server dies
    running_shop.kill("actions")
    answer = requests.get(ready, timeout=5)
    running_shop.start(("actions",))
    running_shop.wait_until_ready()
    # then the gateway said so, and named it
    assert answer.status_code == 503
    assert answer.json()["waiting_for"] == ["actions"]

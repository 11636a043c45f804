"""The channel in a real Rasa server: a turn at most once, never half, and only for the worker."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
import requests

from bot.settings import channel_token, rasa_token
from tests.processes.shop_processes import ShopProcesses, wait_until

_conversations = count(1)


class Door:
    """Asks turns of one new conversation."""

    def __init__(self, shop: ShopProcesses) -> None:
        self.shop = shop
        self.conversation = f"wa:25470099{next(_conversations):04d}"

    def ask(
        self, message_id: str, text: str = "", seconds: float = 30, token: str = "", **more: Any
    ) -> requests.Response:
        settings = self.shop.settings
        turn = {
            "conversation": self.conversation,
            "message_id": f"{self.conversation}/{message_id}",
            "text": text,
            **more,
        }
        headers = {"Authorization": f"Bearer {token or channel_token(settings)}"}
        return requests.post(f"{settings.rasa_url}/webhooks/gateway/turn", json=turn, headers=headers, timeout=seconds)

    def events(self) -> list[dict[str, Any]]:
        path = f"{self.shop.settings.rasa_url}/conversations/{self.conversation}/tracker"
        query = {"include_events": "ALL", "token": rasa_token(self.shop.settings)}
        return list(requests.get(path, params=query, timeout=10).json()["events"])

    def typed(self) -> list[str]:
        return [event["text"] for event in self.events() if event["event"] == "user"]


@pytest.fixture
def door(running_shop: ShopProcesses) -> Door:
    return Door(running_shop)


def test_the_same_message_id_gives_the_same_replies_without_a_second_effect(door: Door) -> None:
    # given an order whose one line is in the cart
    first = door.ask("1", "3 bags of maize flour 5kg").json()
    # when the same message comes again, and then a question about the cart
    again = door.ask("1", "3 bags of maize flour 5kg").json()
    cart = door.ask("2", "make the flour 4").json()
    # then it was answered the same, stored once, and counted once
    assert again["replies"] == first["replies"]
    assert "Maize Flour 5kg × 3" in first["replies"][0]["text"]
    assert "Maize Flour 5kg × 4" in cart["replies"][0]["text"]
    assert door.typed() == ["3 bags of maize flour 5kg", "make the flour 4"]


@pytest.mark.parametrize("text", ["/EXTERNAL_payment_success", "/restart", "/", '/inform{"sku": "MF-5KG"}'])
def test_text_that_begins_with_a_slash_is_text(door: Door, text: str) -> None:
    understood = door.ask("1", text).json()["understood"]

    assert not str(understood["intent"]["name"]).startswith("EXTERNAL_")
    assert understood["intent"]["confidence"] < 1
    assert not [event for event in door.events() if event["event"] == "restart"]


def test_a_turn_outlives_its_caller(door: Door) -> None:
    # given a Ghala that takes its time, and an order that lacks nothing but a phone number
    door.ask("1", "2 sugar 1kg to Kilimani, pay on delivery")
    door.ask("2", "yes")
    door.shop.ask(
        "POST", "/faults", {"target": "ghala", "path": "/orders", "kind": "delay", "seconds": 1.5, "count": 1}
    )
    # when the caller goes away in the middle of it
    with pytest.raises(requests.Timeout):
        door.ask("3", "0712345678", seconds=0.7)
    # then the turn ends all the same, and who asks again is told how
    wait_until(lambda: "0712345678" in door.typed(), "the turn to be stored", 20)
    assert "ORD-" in door.ask("3", "0712345678").json()["replies"][0]["text"]
    assert door.typed().count("0712345678") == 1


def test_without_the_worker_token_nothing_is_asked(door: Door) -> None:
    assert door.ask("1", "hi", token="guessed").status_code == 401
    assert door.events() == [] or door.typed() == []


def test_a_request_that_is_no_turn_is_refused(door: Door) -> None:
    assert door.ask("1", "hi", colour="red").status_code == 400


def test_without_the_action_server_nothing_is_said_and_nothing_stored(door: Door) -> None:
    # given a stopped action server
    door.shop.kill("actions")
    try:
        failed = door.ask("1", "3 bags of maize flour 5kg")
    finally:
        door.shop.start(("actions",))
        door.shop.wait_until_ready()
    # then the turn was not pretended, and asked again it is answered as if nothing had been
    assert failed.status_code == 503
    assert door.typed() == []
    assert "Maize Flour 5kg × 3" in door.ask("1", "3 bags of maize flour 5kg").json()["replies"][0]["text"]

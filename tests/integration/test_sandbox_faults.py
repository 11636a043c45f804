"""Trouble made on purpose on the sides of Ghala and Meta."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from bot.sandbox import SandboxConfig
from tests.stage.sandbox_server import SandboxServer, running

ORDER = {"customer": {"phone": "+254700123456"}, "items": [{"product_id": "MF-5KG", "quantity": 1}], "amount": 420}
TEXT = {"messaging_product": "whatsapp", "to": "254700123456", "type": "text", "text": {"body": "Karibu"}}


@pytest.fixture(scope="module")
def shared() -> Iterator[SandboxServer]:
    with running(SandboxConfig(gateway_url=None, latency_ms=0, seed=7)) as server:
        yield server


@pytest.fixture
def server(shared: SandboxServer) -> SandboxServer:
    shared.ask("POST", "/reset")
    return shared


def fault(server: SandboxServer, target: str, kind: str, **more: object) -> dict[str, Any]:
    answer = server.ask("POST", "/faults", {"target": target, "kind": kind, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def order_count(server: SandboxServer) -> int:
    return len(server.ask("GET", "/shop/orders").json()["orders"])


def test_an_error_has_no_effect_and_strikes_once(server: SandboxServer) -> None:
    fault(server, "ghala", "error", status=502)
    answer = server.ask_ghala("POST", "/orders", ORDER, "k")
    assert (answer.status_code, answer.json()["error"]["code"], order_count(server)) == (502, "unavailable", 0)
    assert server.ask_ghala("POST", "/orders", ORDER, "k").status_code == 201


def test_a_fault_without_count_strikes_until_it_is_taken_away(server: SandboxServer) -> None:
    fault(server, "ghala", "error", count=None)
    assert {server.ask_ghala("GET", "/products").status_code for _ in range(3)} == {503}
    server.ask("DELETE", "/faults")
    assert server.ask_ghala("GET", "/products").status_code == 200


def test_a_rate_limit_says_when_to_come_back(server: SandboxServer) -> None:
    fault(server, "ghala", "rate_limit", seconds=3)
    fault(server, "graph", "rate_limit")
    answer, sent = server.ask_ghala("GET", "/products"), server.ask_graph(TEXT)
    assert (answer.status_code, answer.headers["Retry-After"], answer.json()["error"]["code"]) == (
        429,
        "3",
        "rate_limited",
    )
    assert (sent.status_code, sent.json()["error"]["code"]) == (429, 130429)


def test_a_lost_answer_has_its_effect_and_the_key_finds_it(server: SandboxServer) -> None:
    fault(server, "ghala", "lost_answer", path="/orders", method="post")
    assert server.ask_ghala("GET", "/orders").status_code == 200
    with pytest.raises(requests.ConnectionError):
        server.ask_ghala("POST", "/orders", ORDER, "k")
    assert order_count(server) == 1
    assert server.ask_ghala("POST", "/orders", ORDER, "k").status_code == 201
    assert order_count(server) == 1
    calls = [(call["status"], call["fault"]) for call in server.ask("GET", "/calls").json()["calls"]]
    assert calls == [(200, None), (201, "lost_answer"), (201, None)]


def test_a_lost_answer_of_meta_leaves_the_message_on_the_phone(server: SandboxServer) -> None:
    server.ask("POST", "/phone/254700123456/messages", {"text": "Hi"})
    fault(server, "graph", "lost_answer")
    with pytest.raises(requests.ConnectionError):
        server.ask_graph(TEXT)
    shown = server.ask("GET", "/phone/254700123456/messages").json()["messages"]
    assert [bubble["from"] for bubble in shown] == ["customer", "shop"]


def test_a_dropped_call_has_no_effect(server: SandboxServer) -> None:
    fault(server, "ghala", "drop")
    with pytest.raises(requests.ConnectionError):
        server.ask_ghala("POST", "/orders", ORDER, "k")
    assert order_count(server) == 0


def test_garbage_hides_an_effect(server: SandboxServer) -> None:
    fault(server, "ghala", "garbage")
    answer = server.ask_ghala("POST", "/orders", ORDER, "k")
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert (answer.status_code, order_count(server)) == (200, 1)


def test_a_delay_delays(server: SandboxServer) -> None:
    fault(server, "ghala", "delay", seconds=0.2)
    began = time.monotonic()
    assert server.ask_ghala("GET", "/products").status_code == 200
    assert time.monotonic() - began >= 0.2


def test_only_the_named_path_is_struck(server: SandboxServer) -> None:
    fault(server, "ghala", "error", path="/ghala/v1/orders")
    assert server.ask_ghala("GET", "/products").status_code == 200
    assert server.ask_ghala("GET", "/orders").status_code == 503


def test_dice_fall_the_same_for_the_same_seed(server: SandboxServer) -> None:
    runs = []
    for _ in range(2):
        server.ask("DELETE", "/faults")
        fault(server, "ghala", "error", count=None, probability=0.5, seed=11)
        runs.append([server.ask_ghala("GET", "/products/MF-5KG").status_code for _ in range(20)])
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 503}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"target": "moon", "kind": "error"}, "target"),
        ({"target": "ghala", "kind": "repeat"}, "kind"),
        ({"target": "ghala"}, "kind"),
        ({"target": "ghala", "kind": "error", "count": 0}, "count"),
        ({"target": "ghala", "kind": "error", "status": 200}, "status"),
        ({"target": "ghala", "kind": "error", "probability": 2}, "probability"),
        ({"target": "ghala", "kind": "delay", "seconds": "5"}, "seconds"),
        ({"target": "ghala", "kind": "delay", "minutes": 5}, "minutes"),
    ],
)
def test_a_senseless_fault_is_refused(server: SandboxServer, wrong: dict[str, Any], field: str) -> None:
    answer = server.ask("POST", "/faults", wrong)
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
    assert server.ask("GET", "/faults").json() == {"faults": []}


def test_a_listed_fault_tells_what_is_left_of_it(server: SandboxServer) -> None:
    fault(server, "ghala", "error", count=2)
    server.ask_ghala("GET", "/products")
    [listed] = server.ask("GET", "/faults").json()["faults"]
    assert (listed["target"], listed["kind"], listed["count"], listed["remaining"]) == ("ghala", "error", 2, 1)

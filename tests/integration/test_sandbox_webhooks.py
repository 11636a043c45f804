"""Webhooks on their way: signed, in order, again and again until they are taken, past a killed process."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.sandbox import SandboxConfig
from bot.sandbox.config import SignatureScheme
from bot.sandbox.signatures import ghala_headers, meta_headers
from tests.stage.sandbox_server import SandboxServer, running

MSISDN = "254700123456"
DEADLINE_SECONDS = 20.0
ROOT = Path(__file__).resolve().parents[2]


@dataclasses.dataclass
class Gateway:
    """A gateway that writes down what it gets and answers as told: the listed statuses first, 200 afterwards."""

    port: int
    got: list[tuple[str, dict[str, str], bytes]] = dataclasses.field(default_factory=list)
    statuses: list[int] = dataclasses.field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def texts(self) -> list[str]:
        """What customers wrote, in the order in which it came."""
        values = [json.loads(body)["entry"][0]["changes"][0]["value"] for _, _, body in self.got]
        return [message["text"]["body"] for value in values for message in value.get("messages", [])]

    def statuses_of(self) -> list[str]:
        values = [json.loads(body)["entry"][0]["changes"][0]["value"] for _, _, body in self.got]
        return [status["status"] for value in values for status in value.get("statuses", [])]

    def events(self) -> list[str]:
        return [json.loads(body)["event"] for path, _, body in self.got if path == "/api/webhooks/ghala"]


def until(condition: Callable[[], bool]) -> None:
    """Waits for a condition; fails at the deadline."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    tick = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        tick.wait(0.01)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    class Recorder(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = known.statuses.pop(0) if known.statuses else 200
            known.got.append((self.path, dict(self.headers.items()), body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Stays silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    known = Gateway(server.server_port)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield known
    server.shutdown()
    server.server_close()


@pytest.fixture
def server(gateway: Gateway) -> Iterator[SandboxServer]:
    with running(SandboxConfig(gateway_url=gateway.url, latency_ms=0, seed=7)) as sandbox:
        yield sandbox


def write(server: SandboxServer, text: str) -> None:
    assert server.ask("POST", f"/phone/{MSISDN}/messages", {"text": text}).status_code == 202


def edit(server: SandboxServer, stock: int) -> None:
    assert server.ask("PUT", "/shop/products/MF-5KG", {"stock": stock}).status_code == 200


def fault(server: SandboxServer, kind: str, **more: object) -> None:
    answer = server.ask("POST", "/faults", {"target": "webhooks", "kind": kind, **more})
    assert answer.status_code == 201, answer.text


SECRET, TIMESTAMP, RAW = "test_secret", 1700000000, b'{"event":"order.created","data":{"order_id":42}}'
BODY_HEX = "19d63cc821fdc3aa6e0953d25684d1881cc2cdba652a1d94ccef6aa9e4391787"
TIMESTAMP_HEX = "795baa3d3a6d818fae61de7739353d838fb7af4c93840c7afd1f31b76d4f836f"
TIMESTAMP_BASE64 = "eVuqPTptgY+uYd53OTU9g4+3r0yThAx6/R8xt21Pg28="


@pytest.mark.parametrize(
    ("scheme", "headers"),
    [
        ("body-hex", {"X-Ghala-Signature": BODY_HEX}),
        ("timestamp-hex", {"X-Ghala-Signature": f"sha256={TIMESTAMP_HEX}", "X-Ghala-Timestamp": "1700000000"}),
        ("timestamp-base64", {"X-Ghala-Signature": TIMESTAMP_BASE64, "X-Ghala-Timestamp": "1700000000"}),
    ],
)
def test_ghala_signs_as_the_vectors_say(scheme: SignatureScheme, headers: dict[str, str]) -> None:
    assert ghala_headers(scheme, SECRET, RAW, TIMESTAMP) == headers


def test_meta_signs_as_the_vector_says() -> None:
    assert meta_headers(SECRET, RAW) == {"X-Hub-Signature-256": f"sha256={BODY_HEX}"}


def test_messages_and_events_go_to_their_own_doors_signed(server: SandboxServer, gateway: Gateway) -> None:
    write(server, "Hi")
    edit(server, 3)
    until(lambda: len(gateway.got) == 2)
    (_, of_meta, message), (_, of_ghala, event) = sorted(gateway.got, key=lambda request: request[0], reverse=True)
    signed = hmac.new(b"sandbox-app-secret", message, hashlib.sha256).hexdigest()
    assert of_meta["X-Hub-Signature-256"] == f"sha256={signed}"
    assert of_ghala["X-Ghala-Signature"] == hmac.new(b"sandbox-webhook-secret", event, hashlib.sha256).hexdigest()
    assert of_ghala["X-Ghala-Delivery"]
    assert "X-Ghala-Timestamp" not in of_ghala
    assert {path for path, _, _ in gateway.got} == {"/api/webhooks/whatsapp", "/api/webhooks/ghala"}
    content = json.loads(event)
    assert (content["event"], content["data"]["product"]["stock"]) == ("product.updated", 3)
    assert content["id"]
    assert content["created_at"].endswith("Z")


@pytest.mark.parametrize("scheme", ["timestamp-hex", "timestamp-base64"])
def test_other_schemes_sign_the_time_as_well(gateway: Gateway, scheme: SignatureScheme) -> None:
    with running(SandboxConfig(gateway_url=gateway.url, signature_scheme=scheme)) as server:
        edit(server, 3)
        until(lambda: len(gateway.got) == 1)
    _, headers, body = gateway.got[0]
    stamped = headers["X-Ghala-Timestamp"].encode() + b"." + body
    digest = hmac.new(b"sandbox-webhook-secret", stamped, hashlib.sha256).digest()
    expected = "sha256=" + digest.hex() if scheme == "timestamp-hex" else base64.b64encode(digest).decode()
    assert headers["X-Ghala-Signature"] == expected


def test_a_number_held_by_ghala_is_forwarded_by_ghala(gateway: Gateway) -> None:
    with running(SandboxConfig(gateway_url=gateway.url, number_held_by="ghala")) as server:
        write(server, "Hi")
        until(lambda: len(gateway.got) == 1)
    path, headers, body = gateway.got[0]
    assert path == "/api/messages/incoming"
    assert headers["X-Ghala-Signature"] == hmac.new(b"sandbox-webhook-secret", body, hashlib.sha256).hexdigest()
    assert gateway.texts() == ["Hi"]


def test_what_is_refused_comes_again_and_holds_back_what_follows(server: SandboxServer, gateway: Gateway) -> None:
    gateway.statuses[:] = [503, 401]
    write(server, "one")
    write(server, "two")
    until(lambda: len(gateway.got) == 4)
    assert gateway.texts() == ["one", "one", "one", "two"]
    assert len({body for _, _, body in gateway.got}) == 2


def test_a_delivery_keeps_its_id_when_it_comes_again(server: SandboxServer, gateway: Gateway) -> None:
    gateway.statuses[:] = [500]
    edit(server, 3)
    until(lambda: len(gateway.got) == 2)
    assert len({headers["X-Ghala-Delivery"] for _, headers, _ in gateway.got}) == 1


def test_one_phone_does_not_wait_for_another(server: SandboxServer, gateway: Gateway) -> None:
    fault(server, "delay", seconds=600, event="message")
    write(server, "held back")
    server.ask("POST", "/phone/254711000000/messages", {"text": "at once"})
    until(lambda: gateway.texts() == ["at once"])


def test_ticks_come_in_their_order(server: SandboxServer, gateway: Gateway) -> None:
    write(server, "Hi")
    body = {"messaging_product": "whatsapp", "to": MSISDN, "type": "text", "text": {"body": "Karibu"}}
    for _ in range(5):
        server.ask_graph(body)
    until(lambda: len(gateway.got) == 16)
    assert gateway.statuses_of() == ["sent", "delivered", "read"] * 5


def test_the_customer_sees_a_second_tick(server: SandboxServer, gateway: Gateway) -> None:
    write(server, "Hi")
    until(lambda: server.ask("GET", f"/phone/{MSISDN}/messages").json()["messages"][0]["status"] == "delivered")
    assert gateway.texts() == ["Hi"]


def test_repeat_sends_the_same_twice(server: SandboxServer, gateway: Gateway) -> None:
    fault(server, "repeat")
    edit(server, 3)
    edit(server, 4)
    until(lambda: len(gateway.got) == 3)
    assert gateway.got[0][2] == gateway.got[1][2] != gateway.got[2][2]


def test_reorder_lets_the_next_one_pass(server: SandboxServer, gateway: Gateway) -> None:
    fault(server, "reorder", path="/api/webhooks/ghala")
    edit(server, 3)
    edit(server, 4)
    until(lambda: len(gateway.got) == 2)
    assert [json.loads(body)["data"]["product"]["stock"] for _, _, body in gateway.got] == [4, 3]


def test_reorder_does_not_hold_back_for_ever(server: SandboxServer, gateway: Gateway) -> None:
    fault(server, "reorder", seconds=0.05)
    edit(server, 3)
    until(lambda: len(gateway.got) == 1)


def test_drop_loses_the_event(server: SandboxServer, gateway: Gateway) -> None:
    fault(server, "drop", event="product")
    edit(server, 3)
    edit(server, 4)
    until(lambda: len(gateway.got) == 1)
    assert json.loads(gateway.got[0][2])["data"]["product"]["stock"] == 4


def test_a_lost_answer_makes_it_come_again(server: SandboxServer, gateway: Gateway) -> None:
    fault(server, "lost_answer")
    edit(server, 3)
    until(lambda: len(gateway.got) == 2)
    assert gateway.got[0][2] == gateway.got[1][2]


def test_garbage_is_sent_before_the_real_thing(server: SandboxServer, gateway: Gateway) -> None:
    fault(server, "garbage")
    gateway.statuses[:] = [400]
    edit(server, 3)
    until(lambda: len(gateway.got) == 2)
    assert gateway.got[1][2].startswith(gateway.got[0][2])
    assert len(gateway.got[0][2]) < len(gateway.got[1][2])


def test_faults_shape_the_pulled_webhooks_too() -> None:
    with running(SandboxConfig(gateway_url=None)) as server:
        fault(server, "reorder")
        for stock in (1, 2):
            edit(server, stock)
        fault(server, "repeat")
        fault(server, "drop")
        for stock in (3, 4, 5):
            edit(server, stock)
        pulled = server.ask("GET", "/webhooks").json()
        rest = server.ask("GET", f"/webhooks?after={pulled['webhooks'][2]['seq']}").json()["webhooks"]
    stocks = [json.loads(webhook["body"])["data"]["product"]["stock"] for webhook in pulled["webhooks"]]
    assert stocks == [2, 1, 3, 3, 5]
    assert [webhook["seq"] for webhook in rest] == [webhook["seq"] for webhook in pulled["webhooks"][3:]]
    first = pulled["webhooks"][0]
    signature = hmac.new(b"sandbox-webhook-secret", first["body"].encode(), hashlib.sha256).hexdigest()
    assert (first["path"], first["headers"]["X-Ghala-Signature"]) == ("/api/webhooks/ghala", signature)


def free_port() -> int:
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def process(database: Path, port: int, gateway_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A sandbox in a process of its own, killed at the end of the block as ``kill -9`` would."""
    command = [sys.executable, "-m", "bot.sandbox", "--port", str(port), "--database", str(database)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen([*command, "--gateway-url", gateway_url], cwd=ROOT, env=environment) as running_one:
        try:
            until(lambda: alive(port))
            yield running_one
        finally:
            running_one.kill()


def alive(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


def ask(port: int, method: str, path: str, body: dict[str, Any] | None = None) -> requests.Response:
    return requests.request(method, f"http://127.0.0.1:{port}{path}", json=body, timeout=10)


def test_a_killed_sandbox_goes_on_where_it_was(tmp_path: Path, gateway: Gateway) -> None:
    port, database = free_port(), tmp_path / "sandbox.db"
    with process(database, port, f"http://127.0.0.1:{free_port()}"):
        ask(port, "POST", f"/phone/{MSISDN}/messages", {"text": "Hi", "id": "wamid.hi"})
        ask(port, "PUT", "/shop/products/MF-5KG", {"stock": 3})
        assert ask(port, "GET", f"/phone/{MSISDN}/messages").json()["messages"][0]["status"] == "sent"
    with process(database, port, gateway.url):
        until(lambda: len(gateway.got) == 2)
        until(lambda: ask(port, "GET", f"/phone/{MSISDN}/messages").json()["messages"][0]["status"] == "delivered")
        headers = {"Authorization": "Bearer sandbox-ghala-key"}
        product = requests.get(f"http://127.0.0.1:{port}/ghala/v1/products/MF-5KG", headers=headers, timeout=10)
    assert product.json()["stock"] == 3
    assert sorted(path for path, _, _ in gateway.got) == ["/api/webhooks/ghala", "/api/webhooks/whatsapp"]


def test_an_answer_is_lost_in_a_process_of_its_own_too(tmp_path: Path) -> None:
    port = free_port()
    with process(tmp_path / "sandbox.db", port, ""):
        ask(port, "POST", "/faults", {"target": "ghala", "kind": "lost_answer"})
        with pytest.raises(requests.ConnectionError):
            ask(port, "GET", "/ghala/v1/products")
        assert ask(port, "GET", "/calls").json()["calls"][0]["fault"] == "lost_answer"

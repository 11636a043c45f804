"""The phone: what a customer can send, what the gateway gets of it, what the screen shows."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from bot.sandbox import SandboxConfig
from tests.stage.sandbox_server import SandboxServer, running

MSISDN = "254700123456"


@pytest.fixture(scope="module")
def shared() -> Iterator[SandboxServer]:
    with running(SandboxConfig(gateway_url=None, latency_ms=0, seed=7)) as server:
        yield server


@pytest.fixture
def server(shared: SandboxServer) -> SandboxServer:
    shared.ask("POST", "/reset")
    return shared


def write(server: SandboxServer, body: dict[str, Any], msisdn: str = MSISDN) -> requests.Response:
    return server.ask("POST", f"/phone/{msisdn}/messages", body)


def watch(server: SandboxServer, after: int = 0, wait: float = 0, msisdn: str = MSISDN) -> dict[str, Any]:
    return dict(server.ask("GET", f"/phone/{msisdn}/messages?after={after}&wait={wait}").json())


def inbound(server: SandboxServer) -> list[dict[str, Any]]:
    """The values of all message webhooks so far."""
    webhooks = server.ask("GET", "/webhooks").json()["webhooks"]
    bodies = [json.loads(webhook["body"]) for webhook in webhooks if webhook["event"] == "message"]
    return [body["entry"][0]["changes"][0]["value"] for body in bodies]


def shop_says(server: SandboxServer, interactive: dict[str, Any]) -> str:
    body = {"messaging_product": "whatsapp", "to": MSISDN, "type": "interactive", "interactive": interactive}
    return str(server.ask_graph(body).json()["messages"][0]["id"])


def buttons(*ids: str) -> dict[str, Any]:
    listed = [{"type": "reply", "reply": {"id": id_, "title": id_.upper()}} for id_ in ids]
    return {"type": "button", "body": {"text": "?"}, "action": {"buttons": listed}}


def test_a_text_becomes_a_webhook_as_meta_sends_it(server: SandboxServer) -> None:
    answer = write(server, {"text": "nataka unga", "timestamp": 1767225600})
    assert answer.status_code == 202
    [value] = inbound(server)
    [contact], [message] = value["contacts"], value["messages"]
    assert value["metadata"]["phone_number_id"] == server.config.phone_number_id
    assert (contact["wa_id"], contact["profile"]) == (MSISDN, {"name": "Mwende"})
    assert contact["user_id"] == message["from_user_id"]
    assert contact["user_id"].startswith("KE.")
    assert (message["from"], message["id"], message["timestamp"]) == (MSISDN, answer.json()["id"], "1767225600")
    assert (message["type"], message["text"]) == ("text", {"body": "nataka unga"})


def test_a_bubble_has_one_tick_until_the_gateway_has_the_message(server: SandboxServer) -> None:
    seq = write(server, {"text": "Hi"}).json()["seq"]
    [bubble] = watch(server)["messages"]
    assert (bubble["from"], bubble["kind"], bubble["text"], bubble["status"]) == ("customer", "text", "Hi", "sent")
    inbound(server)
    [ticked] = watch(server, after=seq)["messages"]
    assert (ticked["id"], ticked["status"]) == (bubble["id"], "delivered")
    assert watch(server, after=ticked["seq"])["messages"] == []


@pytest.mark.parametrize(
    ("sent", "kind", "content"),
    [
        ({"image": {"caption": "hii"}}, "image", {"caption": "hii", "mime_type": "image/jpeg"}),
        ({"voice": True}, "audio", {"voice": True, "mime_type": "audio/ogg; codecs=opus"}),
        ({"sticker": True}, "sticker", {"mime_type": "image/webp"}),
        ({"location": {"latitude": -1.2921, "longitude": 36.8}}, "location", {"latitude": -1.2921, "longitude": 36.8}),
        ({"order": [{"sku": "MF-5KG", "quantity": 2}]}, "order", {"catalog_id": "300000000000001"}),
    ],
)
def test_other_kinds_reach_the_gateway_too(
    server: SandboxServer, sent: dict[str, Any], kind: str, content: dict[str, Any]
) -> None:
    assert write(server, sent).status_code == 202
    message = inbound(server)[0]["messages"][0]
    assert message["type"] == kind
    assert content.items() <= message[kind].items()
    [bubble] = watch(server)["messages"]
    assert bubble["kind"] == ("voice" if kind == "audio" else kind)


def test_an_order_from_the_catalog_carries_its_prices(server: SandboxServer) -> None:
    write(server, {"order": [{"sku": "MF-5KG", "quantity": 2}]})
    item = {"product_retailer_id": "MF-5KG", "quantity": 2, "item_price": 420, "currency": "KES"}
    assert inbound(server)[0]["messages"][0]["order"]["product_items"] == [item]


def test_a_tap_answers_the_newest_bubble_with_that_button(server: SandboxServer) -> None:
    write(server, {"text": "Hi"})
    shop_says(server, buttons("yes"))
    newer = shop_says(server, buttons("yes", "no"))
    shop_says(server, buttons("later"))
    write(server, {"reply_id": "yes"})
    message = inbound(server)[-1]["messages"][0]
    assert message["interactive"] == {"type": "button_reply", "button_reply": {"id": "yes", "title": "YES"}}
    assert message["context"]["id"] == newer
    assert watch(server)["messages"][-1]["reply_to"] == newer


def test_a_choice_from_a_list_carries_its_description(server: SandboxServer) -> None:
    write(server, {"text": "Hi"})
    row = {"id": "sku:MF-5KG", "title": "5kg", "description": "KES 420"}
    action = {"button": "Packs", "sections": [{"rows": [row]}]}
    shop_says(server, {"type": "list", "body": {"text": "Which?"}, "action": action})
    write(server, {"reply_id": "sku:MF-5KG"})
    message = inbound(server)[-1]["messages"][0]
    assert message["interactive"] == {"type": "list_reply", "list_reply": row}


def test_a_quick_reply_of_a_template_is_a_button_message(server: SandboxServer) -> None:
    write(server, {"text": "Hi"})
    part = {
        "type": "button",
        "sub_type": "quick_reply",
        "index": "0",
        "parameters": [{"type": "payload", "payload": "GO"}],
    }
    body = {"type": "body", "parameters": [{"type": "text", "text": "ORD-1"}]}
    template = {"name": "order_processing", "language": {"code": "en"}, "components": [body, part]}
    server.ask_graph({"messaging_product": "whatsapp", "to": MSISDN, "type": "template", "template": template})
    write(server, {"reply_id": "GO"})
    assert inbound(server)[-1]["messages"][0]["button"] == {"payload": "GO", "text": "Track my order"}


def test_a_button_never_shown_needs_its_title(server: SandboxServer) -> None:
    refused = write(server, {"reply_id": "old"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "unknown_reply")
    assert write(server, {"reply_id": "old", "title": "Old"}).status_code == 202
    assert len(inbound(server)) == 1


def test_the_same_id_is_the_same_webhook_again_and_one_bubble(server: SandboxServer) -> None:
    first = write(server, {"text": "Hi", "id": "wamid.same"}).json()
    again = write(server, {"text": "another text", "id": "wamid.same"}).json()
    one, two = inbound(server)
    assert one == two
    assert first["id"] == again["id"] == "wamid.same"
    assert [bubble["text"] for bubble in watch(server)["messages"]] == ["Hi"]
    assert write(server, {"text": "Hi", "id": "wamid.same"}, "254711000000").status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"text": ""},
        {"text": None},
        {"text": 7},
        {"text": "Hi", "voice": True},
        {"text": "Hi", "surprise": 1},
        {"voice": False},
        {"image": "cat.png"},
        {"location": {"latitude": 91, "longitude": 0}},
        {"location": {"latitude": "1", "longitude": 0}},
        {"order": []},
        {"order": [{"sku": "MF-5KG", "quantity": 0}]},
        {"text": "Hi", "timestamp": "soon"},
        {"text": "Hi", "id": ""},
    ],
)
def test_a_wrong_message_is_refused_with_words(server: SandboxServer, wrong: dict[str, Any]) -> None:
    answer = write(server, wrong)
    assert (answer.status_code, bool(answer.json()["error"]["message"])) == (400, True)
    assert (inbound(server), watch(server)["messages"]) == ([], [])


@pytest.mark.parametrize("msisdn", ["0700123456", "+254700123456", "254-700", "abc", "1234567", "2547001234567890"])
def test_a_wrong_phone_is_refused(server: SandboxServer, msisdn: str) -> None:
    assert write(server, {"text": "Hi"}, msisdn).json()["error"]["code"] == "invalid_phone"
    assert server.ask("GET", f"/phone/{msisdn}/messages").status_code == 400
    assert server.ask("GET", "/phones").json() == {"phones": []}


def test_phones_keep_apart(server: SandboxServer) -> None:
    write(server, {"text": "Hi"})
    write(server, {"text": "Sasa"}, "254711000000")
    assert server.ask("GET", "/phones").json() == {"phones": [MSISDN, "254711000000"]}
    assert [bubble["text"] for bubble in watch(server, msisdn="254711000000")["messages"]] == ["Sasa"]


def test_a_long_poll_answers_as_soon_as_something_comes(server: SandboxServer) -> None:
    seq = write(server, {"text": "Hi"}).json()["seq"]
    found: list[dict[str, Any]] = []
    watcher = threading.Thread(target=lambda: found.append(watch(server, after=seq, wait=20)))
    began = time.monotonic()
    watcher.start()
    write(server, {"text": "again"})
    watcher.join(10)
    assert [bubble["text"] for bubble in found[0]["messages"]] == ["again"]
    assert time.monotonic() - began < 5


def test_a_long_poll_ends_empty_after_its_time(server: SandboxServer) -> None:
    assert watch(server, wait=0.05) == {"messages": [], "typing": False, "prompt": None, "seq": 0}


@pytest.mark.parametrize("query", ["after=x", "after=-1", "wait=x", "wait=-1"])
def test_a_senseless_watch_is_refused(server: SandboxServer, query: str) -> None:
    assert server.ask("GET", f"/phone/{MSISDN}/messages?{query}").status_code == 400


class Turns(BaseHTTPRequestHandler):
    """A gateway that knows one turn."""

    def do_GET(self) -> None:
        known = self.path == "/api/turns/wamid.known?explained=true"
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write(json.dumps({"intent": "greet"} if known else {"error": "unknown"}).encode())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stays silent."""


def test_what_was_understood_is_asked_of_the_gateway() -> None:
    gateway = ThreadingHTTPServer(("127.0.0.1", 0), Turns)
    threading.Thread(target=gateway.serve_forever, args=(0.01,), daemon=True).start()
    with running(SandboxConfig(gateway_url=f"http://127.0.0.1:{gateway.server_port}")) as server:
        known = server.ask("GET", f"/phone/{MSISDN}/messages/wamid.known/understood")
        unknown = server.ask("GET", f"/phone/{MSISDN}/messages/wamid.other/understood")
        gateway.shutdown()
        gateway.server_close()
        gone = server.ask("GET", f"/phone/{MSISDN}/messages/wamid.known/understood")
    assert (known.status_code, known.json()) == (200, {"intent": "greet"})
    assert unknown.status_code == 404
    assert (gone.status_code, gone.json()["error"]["code"]) == (502, "gateway_unreachable")


def test_nothing_outside_the_pages_folder_is_served(server: SandboxServer) -> None:
    for path in ("/static/..%2fapp.py", "/static/%2e%2e/store.py", "/static/nothing.js", "/static/"):
        assert server.ask("GET", path).status_code == 404

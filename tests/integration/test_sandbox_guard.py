"""Whom the sandbox answers: programs and its own pages, no page from elsewhere that a browser has open."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests

from bot.sandbox import SandboxConfig
from bot.sandbox.guard import demand_known_host
from bot.sandbox.http import Refusal
from tests.stage.sandbox_server import SandboxServer, running

MSISDN = "254700123456"
WRITE = f"/phone/{MSISDN}/messages"
HELLO = b'{"text": "hi"}'
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with running(SandboxConfig(gateway_url=None, latency_ms=0, seed=7)) as server:
        yield server


def call(server: SandboxServer, method: str, path: str, body: bytes = b"", **headers: str) -> requests.Response:
    shown = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.request(method, server.url + path, data=body, headers=shown, timeout=10)


def shown_messages(server: SandboxServer) -> int:
    return len(server.ask("GET", f"{WRITE}?after=0").json()["messages"])


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8100", "localhost.evil.example", "127.0.0.1.nip.io", "10.0.0.7", "", "[", "a@b"],
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", WRITE), ("GET", WRITE), ("POST", "/reset"), ("GET", "/webhooks")]
)
def test_under_a_name_that_is_not_its_own_it_does_nothing(
    server: SandboxServer, host: str, method: str, path: str
) -> None:
    before = shown_messages(server)
    refused = call(server, method, path, HELLO if method == "POST" else b"", Host=host, **JSON)
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "unknown_host"
    assert shown_messages(server) == before


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:3000", "", "file://"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", WRITE), ("POST", "/reset"), ("DELETE", "/faults"), ("POST", "/pay/pay_1"), ("GET", "/")],
)
def test_a_page_from_elsewhere_is_refused(server: SandboxServer, origin: str, method: str, path: str) -> None:
    before = shown_messages(server)
    refused = call(server, method, path, HELLO if path == WRITE else b"", Origin=origin, **JSON)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "foreign_page")
    assert shown_messages(server) == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", WRITE),
        ("POST", "/reset"),
        ("POST", "/faults"),
        ("PUT", "/shop/products/MF-5KG"),
        ("PUT", "/templates/x"),
    ],
)
def test_a_body_that_a_form_could_send_is_refused(server: SandboxServer, kind: str, method: str, path: str) -> None:
    before = shown_messages(server)
    refused = call(server, method, path, HELLO, Content_Type=kind)
    assert (refused.status_code, refused.json()["error"]["code"]) == (415, "json_only")
    assert shown_messages(server) == before


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_its_own_page_and_programs_are_served_under_every_name_of_this_machine(
    server: SandboxServer, host: str
) -> None:
    named = f"{host}:{urlsplit(server.url).port}"
    page = call(server, "POST", WRITE, HELLO, Host=named, Origin=f"http://{named}", **JSON)
    script = call(server, "POST", WRITE, HELLO, Host=named, Content_Type="application/json; charset=utf-8")
    assert [page.status_code, script.status_code, call(server, "POST", "/reset", Host=named).status_code] == [
        202,
        202,
        200,
    ]


def test_where_it_has_a_name_in_a_network_it_is_served_under_that_too() -> None:
    demand_known_host("sandbox:8100", own="sandbox")
    with pytest.raises(Refusal):
        demand_known_host("gateway:8000", own="sandbox")

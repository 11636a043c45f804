"""Webhooks posted to a running gateway over HTTP, kept in a real SQLite file."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.settings import Settings, read_settings
from bot.storage.database import make_engine
from bot.storage.tables import inbox, metadata
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.web.app import LARGEST_BODY, create_app
from tests.stage.gateway_server import running

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)
META, GHALA, FORWARDED = "/api/webhooks/whatsapp", "/api/webhooks/ghala", "/api/messages/incoming"
EVENT = b'{"id": "evt_1", "event": "payment.successful", "data": {"payment": {"order_id": 7, "phone": "0712345678"}}}'


@dataclass
class Gateway:
    url: str
    engine: Engine
    settings: Settings

    def post(self, path: str, raw: bytes, **headers: str) -> requests.Response:
        return requests.post(self.url + path, data=raw, headers=headers, timeout=10)

    def post_signed(self, path: str, raw: bytes, **headers: str) -> requests.Response:
        return self.post(path, raw, **signed(self.settings, path, raw), **headers)

    def entries(self) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(inbox).order_by(inbox.c.id)))

    def counted(self, line: str) -> float:
        """The value of one line of /metrics; 0 where it is not there yet."""
        page = requests.get(f"{self.url}/metrics", timeout=10).text
        return next((float(each.rpartition(" ")[2]) for each in page.splitlines() if each.startswith(f"{line} ")), 0.0)


def signed(settings: Settings, path: str, raw: bytes) -> dict[str, str]:
    name, secret = (
        ("X-Hub-Signature-256", settings.whatsapp_app_secret)
        if path == META
        else ("X-Ghala-Signature", settings.ghala_webhook_secret)
    )
    digest = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return {name: f"sha256={digest}" if path == META else digest}


def message(message_id: str, text: Any = "unga") -> dict[str, Any]:
    return {"from": "254712345678", "id": message_id, "timestamp": "1763700000", "type": "text", "text": {"body": text}}


def webhook(*messages: Any, **value: Any) -> bytes:
    whole = {
        "metadata": {"phone_number_id": "1"},
        "contacts": [{"profile": {"name": "W"}, "wa_id": "254712345678"}],
        "messages": messages,
        **value,
    }
    return json.dumps(
        {"object": "x", "entry": [{"id": "1", "changes": [{"field": "messages", "value": whole}]}]}
    ).encode()


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with Opened(tmp_path, read_settings({})) as started:
        yield started


class Opened:
    """A gateway on a fresh database."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.settings = replace(settings, database_url=f"sqlite:///{folder}/duka.db")

    def __enter__(self) -> Gateway:
        self.engine = make_engine(self.settings.database_url)
        metadata.create_all(self.engine)
        app = create_app(self.settings, partial(SqlUnitOfWork, self.engine, lambda: NOW), lambda: NOW, {})
        self.running = running(app)
        return Gateway(self.running.__enter__(), self.engine, self.settings)

    def __exit__(self, *error: Any) -> None:
        self.running.__exit__(None, None, None)
        self.engine.dispose()


def test_verification_gives_the_challenge_back_only_to_our_token(gateway: Gateway) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "sandbox-verify-token", "hub.challenge": "1158201444"}
    answer = requests.get(gateway.url + META, params=asked, timeout=10)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["Content-Type"].startswith("text/plain")
    for wrong in (
        {"hub.verify_token": "else"},
        {"hub.verify_token": ""},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": ""},
    ):
        assert requests.get(gateway.url + META, params={**asked, **wrong}, timeout=10).status_code == 403


def test_message_is_stored_once_however_often_it_comes(gateway: Gateway) -> None:
    raw = webhook(message("wamid.1"), message("wamid.2"))
    assert gateway.post_signed(META, raw).json() == {"received": 2, "stored": 2}
    assert gateway.post_signed(META, raw).json() == {"received": 2, "stored": 0}
    assert gateway.post_signed(META, webhook(message("wamid.2"), message("wamid.3"))).json() == {
        "received": 2,
        "stored": 1,
    }
    assert [(entry.provider_id, entry.kind, entry.state) for entry in gateway.entries()] == [
        (f"wamid.{number}", "message", "waiting") for number in (1, 2, 3)
    ]
    assert gateway.counted("duka_inbox_stored_total") == 3
    assert gateway.counted('duka_inbox_entries{state="waiting"}') == 3


def test_same_message_from_meta_and_from_ghala_is_one(gateway: Gateway) -> None:
    raw = webhook(message("wamid.1"))
    assert gateway.post_signed(FORWARDED, raw).json()["stored"] == 1
    assert gateway.post_signed(META, raw).json()["stored"] == 0


def test_many_posts_at_once_lose_nothing_and_double_nothing(gateway: Gateway) -> None:
    bodies = [webhook(message(f"wamid.{number}")) for number in range(20)] * 3
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda raw: gateway.post_signed(META, raw), bodies))
    assert {answer.status_code for answer in answers} == {200}
    assert sum(answer.json()["stored"] for answer in answers) == 20
    assert len(gateway.entries()) == 20


def test_an_event_without_an_id_sent_again_under_another_delivery_is_the_same(gateway: Gateway) -> None:
    unnamed = b'{"event": "payment.successful", "data": {"payment": {"order_id": 7}}}'
    stored = [
        gateway.post_signed(GHALA, unnamed, **{"X-Ghala-Delivery": each}).json()["stored"] for each in ("d1", "d2")
    ]
    assert stored == [1, 0]


def test_event_is_stored_under_its_own_id(gateway: Gateway) -> None:
    assert gateway.post_signed(GHALA, EVENT, **{"X-Ghala-Delivery": "dlv_1"}).json()["stored"] == 1
    assert gateway.post_signed(GHALA, EVENT, **{"X-Ghala-Delivery": "dlv_2"}).json()["stored"] == 0
    [entry] = gateway.entries()
    assert (entry.provider, entry.provider_id, entry.kind, entry.conversation) == (
        "ghala",
        "evt_1",
        "event",
        "wa:254712345678",
    )
    assert entry.body["event"] == "payment.success"


@pytest.mark.parametrize("path", [META, GHALA, FORWARDED])
def test_forged_missing_and_truncated_signatures_are_refused_and_counted(gateway: Gateway, path: str) -> None:
    raw = EVENT if path == GHALA else webhook(message("wamid.1"))
    [(name, good)] = signed(gateway.settings, path, raw).items()
    attempts = {
        "missing": {},
        "malformed": {name: good[:-1]},
        "mismatch": {name: good[:-64] + "0" * 64},
    }
    for reason, headers in attempts.items():
        answer = gateway.post(path, raw, **headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "bad_signature")
        assert gateway.counted(f'duka_refused_signatures_total{{reason="{reason}",route="{path}"}}') == 1
    assert gateway.post(path, raw + b" ", **{name: good}).status_code == 401
    assert gateway.entries() == []


def test_signature_of_the_other_party_is_refused(gateway: Gateway) -> None:
    raw = webhook(message("wamid.1"))
    ghalas = signed(gateway.settings, GHALA, raw)["X-Ghala-Signature"]
    assert gateway.post(META, raw, **{"X-Hub-Signature-256": f"sha256={ghalas}"}).status_code == 401
    assert gateway.entries() == []


@pytest.mark.parametrize("missing", ["whatsapp_app_secret", "ghala_webhook_secret"])
def test_without_a_secret_everything_is_refused(tmp_path: Path, missing: str) -> None:
    path = META if missing == "whatsapp_app_secret" else GHALA
    with Opened(tmp_path, replace(read_settings({}), **{missing: ""})) as gateway:
        assert gateway.post_signed(path, EVENT).status_code == 401
        assert gateway.entries() == []


@pytest.mark.parametrize("scheme", ["timestamp-hex", "timestamp-base64"])
def test_schemes_with_a_timestamp_refuse_a_replay(tmp_path: Path, scheme: str) -> None:
    from bot.sandbox.signatures import ghala_headers

    with Opened(tmp_path, replace(read_settings({}), ghala_signature_scheme=scheme)) as gateway:
        sent_at = int(NOW.timestamp())
        fresh = ghala_headers(scheme, gateway.settings.ghala_webhook_secret, EVENT, sent_at)  # type: ignore[arg-type]
        stale = ghala_headers(scheme, gateway.settings.ghala_webhook_secret, EVENT, sent_at - 301)  # type: ignore[arg-type]
        assert gateway.post(GHALA, EVENT, **stale).status_code == 401
        assert gateway.entries() == []
        assert gateway.post(GHALA, EVENT, **fresh).status_code == 200


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"a": NaN}', b'{"a":' * 3000])
@pytest.mark.parametrize("path", [META, GHALA, FORWARDED])
def test_signed_nonsense_is_400_and_not_stored(gateway: Gateway, path: str, raw: bytes) -> None:
    answer = gateway.post_signed(path, raw)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_json")
    assert gateway.entries() == []


def test_nul_bytes_lone_surrogates_and_null_texts_are_stored(gateway: Gateway) -> None:
    raw = webhook(
        message("wamid.1", "a\x00b\ud83d"),
        message("wamid.2", None),
        message("wamid.3", "😀" * 4096),
        message("wamid\x00.4"),
    )
    assert gateway.post_signed(META, raw).json()["stored"] == 4
    texts = [entry.body["message"]["text"]["body"] for entry in gateway.entries()]
    assert texts[:3] == ["a\ufffdb\ufffd", None, "😀" * 4096]


def test_unreadable_parts_are_kept_beside_the_readable_ones(gateway: Gateway) -> None:
    raw = webhook("nonsense", message("wamid.1"), errors=[{"code": 130429, "title": "Rate limit hit"}])
    assert gateway.post_signed(META, raw).json() == {"received": 3, "stored": 3}
    kinds = {entry.kind: (entry.state, entry.error) for entry in gateway.entries()}
    assert kinds["message"] == ("waiting", None)
    assert kinds["unreadable"] == ("dead", "WhatsApp reports an error: 130429 Rate limit hit")


@pytest.mark.parametrize("path", [META, GHALA, FORWARDED])
def test_body_over_three_megabytes_is_413(gateway: Gateway, path: str) -> None:
    answer = gateway.post_signed(path, b" " * (LARGEST_BODY + 1))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    just = EVENT if path == GHALA else webhook(message("wamid.1"))
    assert gateway.post_signed(path, just + b" " * (LARGEST_BODY - len(just))).status_code == 200
    assert len(gateway.entries()) == 1


def exchange(gateway: Gateway, raw: bytes) -> bytes:
    """The first bytes of the answer to ``raw``, written as it is onto a socket."""
    host, port = gateway.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(raw)
        return connection.recv(4096)


def test_announced_size_is_refused_before_it_is_sent(gateway: Gateway) -> None:
    head = f"POST {META} HTTP/1.1\r\nHost: x\r\nContent-Length: {LARGEST_BODY + 1}\r\n\r\n"
    assert exchange(gateway, head.encode()).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "framing",
    [
        "Content-Length: -5",
        "Content-Length: five",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
    ],
)
def test_doubtful_framing_is_400_and_the_gateway_lives_on(gateway: Gateway, framing: str) -> None:
    assert exchange(gateway, f"POST {META} HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\nhello".encode()).startswith(
        b"HTTP/1.1 400 "
    )
    assert requests.get(f"{gateway.url}/healthz", timeout=5).json() == {"status": "alive"}


def test_no_answer_shows_what_broke_inside(gateway: Gateway) -> None:
    metadata.drop_all(gateway.engine)
    answer = gateway.post_signed(META, webhook(message("wamid.1")))
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal_error")
    for secret in ("Traceback", "sqlite", "inbox", "sqlalchemy"):
        assert secret not in answer.text


def test_latency_and_answers_are_counted_by_route(gateway: Gateway) -> None:
    gateway.post_signed(META, webhook(message("wamid.1")))
    requests.get(f"{gateway.url}/no/such/page", timeout=10)
    assert gateway.counted(f'duka_webhook_seconds_count{{route="{META}"}}') == 1
    assert gateway.counted(f'duka_http_requests_total{{method="POST",route="{META}",status="200"}}') == 1
    assert gateway.counted('duka_http_requests_total{method="GET",route="unmatched",status="404"}') == 1

"""Sending through the sandbox's Graph API and through its Ghala."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bot.providers.http import HttpLine
from bot.providers.whatsapp.client import CloudMessenger, GhalaMessenger, messenger_of
from bot.sandbox.config import SandboxConfig
from bot.services.ports import Choice, Customer, Messenger, Reply, SendLater, SendRefused, SendUnknown
from bot.settings import SettingError, read_settings
from tests.own_shop import PRODUCTION
from tests.stage.sandbox_server import SandboxServer, running

PHONE = "254712345678"
CUSTOMER = Customer(f"wa:{PHONE}", phone=f"+{PHONE}")
THROUGH_GHALA = {**PRODUCTION, "WHATSAPP_ACCESS_TOKEN": "", "WHATSAPP_PHONE_NUMBER_ID": ""}


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with running(SandboxConfig(gateway_url=None, latency_ms=0, seed=1)) as started:
        yield started


@pytest.fixture
def sandbox(server: SandboxServer) -> SandboxServer:
    """The customer has just written, so that the 24-hour window is open."""
    assert server.ask("POST", "/reset").ok
    assert server.ask("POST", f"/phone/{PHONE}/messages", {"text": "hi"}).ok
    return server


def cloud(server: SandboxServer, token: str = "sandbox-access-token") -> CloudMessenger:
    return CloudMessenger(HttpLine(server.graph_url, token), server.config.phone_number_id)


def through_ghala(server: SandboxServer) -> GhalaMessenger:
    return GhalaMessenger(HttpLine(server.ghala_url, "sandbox-ghala-key", pause=lambda seconds: None))


def shown(server: SandboxServer) -> list[dict[str, Any]]:
    return [
        each
        for each in server.ask("GET", f"/phone/{PHONE}/messages?after=0").json()["messages"]
        if each["from"] == "shop"
    ]


def trouble(server: SandboxServer, target: str, kind: str, count: int | None = 1, **more: Any) -> None:
    added = server.ask("POST", "/faults", {"target": target, "kind": kind, "count": count, **more})
    assert added.ok, added.text


@pytest.mark.parametrize("make", [cloud, through_ghala])
def test_text_buttons_list_and_picture_arrive(sandbox: SandboxServer, make: Any) -> None:
    messenger: Messenger = make(sandbox)
    offered = tuple(Choice(f"c{place}", f"Choice {place}") for place in range(5))
    replies = [
        Reply("Habari"),
        Reply("Confirm?", offered[:2]),
        Reply("Which?", offered),
        Reply("Flour", image_url="https://duka.example/f.jpg"),
    ]
    sent = [messenger.send(CUSTOMER, reply, f"key-{place}") for place, reply in enumerate(replies)]
    assert len({each.provider_message_id for each in sent}) == 4
    assert len(shown(sandbox)) == 4


def test_lost_answer_of_the_cloud_api_leaves_it_open_and_is_not_repeated(sandbox: SandboxServer) -> None:
    trouble(sandbox, "graph", "lost_answer")
    with pytest.raises(SendUnknown):
        cloud(sandbox).send(CUSTOMER, Reply("Habari"), "key")
    assert len(shown(sandbox)) == 1


def test_lost_answer_of_ghala_is_asked_again_and_the_message_exists_once(sandbox: SandboxServer) -> None:
    trouble(sandbox, "ghala", "lost_answer")
    assert through_ghala(sandbox).send(CUSTOMER, Reply("Habari"), "key").provider_message_id
    assert len(shown(sandbox)) == 1


def test_answer_without_a_message_id_leaves_it_open(sandbox: SandboxServer) -> None:
    trouble(sandbox, "graph", "garbage")
    with pytest.raises(SendUnknown, match="without a message id"):
        cloud(sandbox).send(CUSTOMER, Reply("Habari"), "key")


def test_unreachable_sender_is_later() -> None:
    for messenger in (
        CloudMessenger(HttpLine("http://127.0.0.1:1", "t"), "1"),
        GhalaMessenger(HttpLine("http://127.0.0.1:1", "t", pause=lambda s: None)),
    ):
        with pytest.raises(SendLater):
            messenger.send(CUSTOMER, Reply("Habari"), "key")


@pytest.mark.parametrize(("target", "make"), [("graph", cloud), ("ghala", through_ghala)])
def test_rate_limit_is_later(sandbox: SandboxServer, target: str, make: Any) -> None:
    trouble(sandbox, target, "rate_limit", count=None, seconds=7)
    with pytest.raises(SendLater) as later:
        make(sandbox).send(CUSTOMER, Reply("Habari"), "key")
    assert (later.value.seconds or 0) >= 5
    assert shown(sandbox) == []


@pytest.mark.parametrize("make", [cloud, through_ghala])
def test_closed_window_is_refused_with_its_code(server: SandboxServer, make: Any) -> None:
    assert server.ask("POST", "/reset").ok
    with pytest.raises(SendRefused) as refused:
        make(server).send(CUSTOMER, Reply("Habari"), "key")
    assert refused.value.code == 131047


def test_expired_token_is_later_for_the_owner_may_renew_it(sandbox: SandboxServer) -> None:
    with pytest.raises(SendLater) as later:
        cloud(sandbox, token="expired").send(CUSTOMER, Reply("Habari"), "key")
    assert later.value.seconds == 300


def test_customer_without_an_address_is_refused(sandbox: SandboxServer) -> None:
    with pytest.raises(SendRefused, match="no phone number"):
        cloud(sandbox).send(Customer("ghala:7"), Reply("Habari"), "key")


def test_read_mark_never_raises_but_is_missed_aloud(sandbox: SandboxServer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        cloud(sandbox).mark_read("wamid.unknown", typing=True)
        CloudMessenger(HttpLine("http://127.0.0.1:1", "t"), "1").mark_read("wamid.A", typing=False)
    assert [record.levelname for record in caplog.records if record.name.startswith("bot.providers")] == ["WARNING"] * 2


def test_read_mark_reaches_the_phone(sandbox: SandboxServer, caplog: pytest.LogCaptureFixture) -> None:
    asked = sandbox.ask("GET", f"/phone/{PHONE}/messages?after=0").json()["messages"]
    with caplog.at_level(logging.WARNING):
        cloud(sandbox).mark_read(asked[0]["id"], typing=True)
    assert [record for record in caplog.records if record.name.startswith("bot.providers")] == []


def test_shop_with_a_token_sends_itself_and_without_one_through_ghala() -> None:
    assert isinstance(messenger_of(read_settings(PRODUCTION)), CloudMessenger)
    assert isinstance(messenger_of(read_settings(THROUGH_GHALA)), GhalaMessenger)
    assert not messenger_of(read_settings(PRODUCTION)).repeats_safely
    assert messenger_of(read_settings(THROUGH_GHALA)).repeats_safely


def test_token_without_a_number_is_named_at_the_start() -> None:
    with pytest.raises(SettingError, match="WHATSAPP_PHONE_NUMBER_ID"):
        messenger_of(read_settings({**PRODUCTION, "WHATSAPP_PHONE_NUMBER_ID": ""}))


def test_given_a_file_is_refused_then_its_link_comes_as_words(sandbox: SandboxServer) -> None:
    file = {"document": {"link": "ftp://duka.example/r.pdf", "filename": "ORD-1.pdf"}}
    cloud(sandbox).send(CUSTOMER, Reply("", attached=file), "key-file")
    (bubble,) = shown(sandbox)
    assert (bubble["kind"], bubble["text"]) == ("text", "ORD-1.pdf\nftp://duka.example/r.pdf")

"""Ghala's events on their way into the inbox."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from bot.providers.ghala.webhook import read_event
from bot.services.ports import Incoming

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)


def read(document: dict[str, Any], raw: bytes = b"raw") -> Incoming:
    return read_event(document, raw, NOW)


def event(name: str = "payment.success", **data: Any) -> dict[str, Any]:
    return {"id": "evt_1", "event": name, "created_at": "2026-11-21T08:59:00Z", "data": data}


def test_event_keeps_its_data_and_all_that_came() -> None:
    came = event(payment={"id": "pay_1", "order_id": "o_1", "phone": "+254712345678", "amount": 1460})
    assert read(came) == Incoming(
        provider="ghala",
        provider_id="evt_1",
        kind="event",
        conversation="wa:254712345678",
        body={"event": "payment.success", "created_at": came["created_at"], "data": came["data"], "raw": came},
        sent_at=datetime(2026, 11, 21, 8, 59, tzinfo=timezone.utc),
    )


def test_other_names_of_an_event_become_the_one_of_the_contract() -> None:
    incoming = read(event("payment.successful"))
    assert incoming.body["event"] == "payment.success"
    assert incoming.body["raw"]["event"] == "payment.successful"


def test_id_is_the_events_own_else_a_digest_of_the_bytes() -> None:
    unnamed = {"event": "order.shipped", "data": {}}
    assert read({**unnamed, "id": 42}).provider_id == "42"
    assert read(unnamed, raw=b"one").provider_id == read(unnamed, raw=b"one").provider_id
    assert read(unnamed, raw=b"one").provider_id != read(unnamed, raw=b"two").provider_id


@pytest.mark.parametrize(
    ("data", "conversation"),
    [
        ({"order": {"id": "o_1", "customer": {"phone": "0712 345 678"}}}, "wa:254712345678"),
        ({"order": {"id": "o_1", "customer": {"phone_number": 254712345678}}}, "wa:254712345678"),
        ({"payment": {"order_id": 7, "phone": "712345678"}}, "wa:254712345678"),
        ({"order_id": 7, "phone_number": "+254712345678"}, "wa:254712345678"),
        ({"payment": {"order_id": 7, "phone": "none"}}, "ghala:7"),
        ({"refund": {"order_id": "o_1"}}, "ghala:o_1"),
        ({"order": {"id": 9}}, "ghala:9"),
        ({"order_id": "o_2"}, "ghala:o_2"),
        ({"order_id": ["nonsense"]}, "ghala:payment"),
        ({"product": {"id": "MF-5KG"}}, "ghala:payment"),
    ],
)
def test_conversation_is_the_customers_else_the_orders(data: dict[str, Any], conversation: str) -> None:
    assert read(event(**data)).conversation == conversation


def test_event_without_an_envelope_keeps_its_fields_as_data() -> None:
    incoming = read({"id": "evt_9", "event": "payment.failed", "order_id": 42, "phone": "0712345678"})
    assert incoming.body["data"] == {"order_id": 42, "phone": "0712345678"}
    assert incoming.conversation == "wa:254712345678"


@pytest.mark.parametrize("document", [{}, {"event": 7}, {"event": ""}, {"event": "order.shipped", "data": "x"}])
def test_event_that_cannot_be_read_is_kept_with_its_error(document: dict[str, Any]) -> None:
    incoming = read(document)
    assert incoming.kind == "unreadable"
    assert incoming.body["raw"] == document
    assert incoming.body["error"]


@pytest.mark.parametrize("written", [None, "yesterday", 5, "2026-99-99T00:00:00Z"])
def test_time_that_cannot_be_read_is_the_time_of_arrival(written: object) -> None:
    assert read({**event(), "created_at": written}).sent_at == NOW

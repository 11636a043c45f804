"""Documents and places on their way to the customer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.channels.bubbles import bubbles
from bot.messaging.claims import Claims
from bot.messaging.sender import Sender
from bot.providers.whatsapp.wire import message_body
from bot.sandbox.http import load
from bot.sandbox.meta import outbound
from bot.services.ports import Customer, Reply, SendRefused, Sent
from bot.storage import tables
from tests.meta_schema import check_message
from tests.small_shop import ANN, SmallShop, small_shop_in

FILE = {"document": {"link": "https://shop.example.com/receipts/abc/en.pdf", "filename": "ORD-2026-000001.pdf"}}
PLACE = {"location": {"latitude": -1.2864, "longitude": 36.8172, "name": "Duka", "address": "Kenyatta Avenue"}}
# As Meta wants them.
DEGREES = {"latitude": "-1.2864", "longitude": "36.8172"}


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallShop]:
    made = small_shop_in(tmp_path)
    yield made
    made.engine.dispose()


@dataclass
class NoFiles:
    """A provider that takes words and no files."""

    repeats_safely: bool = True
    sent: list[Reply] = field(default_factory=list)

    def send(self, customer: Customer, reply: Reply, key: str) -> Sent:
        if reply.attached:
            raise SendRefused("131053: the file could not be fetched", 131053)
        self.sent.append(reply)
        return Sent(key)

    def mark_read(self, provider_message_id: str, typing: bool) -> None:
        raise AssertionError("nothing came in")


@pytest.mark.parametrize("attached", [FILE, PLACE])
def test_it_is_a_message_that_whatsapp_takes(attached: dict[str, dict[str, object]]) -> None:
    body = message_body(Customer(ANN), Reply("", attached=attached), "key")
    (kind,) = attached
    assert (body["type"], body[kind]) == (kind, {**attached[kind], **DEGREES} if kind == "location" else attached[kind])
    outbound.check(load(json.dumps(body)))
    check_message(body)


@pytest.mark.parametrize("degrees", [0, -0.00001, 36, "36.8172", -1.2864])
def test_degrees_are_written_out(degrees: float | str) -> None:
    place = {"location": {"latitude": degrees, "longitude": 36.8172}}
    body = message_body(Customer(ANN), Reply("", attached=place), "key")
    assert (body["location"]["latitude"], "e" in body["location"]["latitude"]) == (
        {-0.00001: "-0.00001"}.get(degrees, str(degrees)), False,
    )  # fmt: skip
    outbound.check(load(json.dumps(body)))


def test_words_go_along_with_a_file_and_never_with_a_place() -> None:
    with_words = [message_body(Customer(ANN), Reply("Here", attached=each), "key") for each in (FILE, PLACE)]
    assert with_words[0]["document"]["caption"] == "Here"
    assert "caption" not in with_words[1]["location"]


def test_a_file_is_a_bubble_of_its_own_below_all_words() -> None:
    uttered = [
        {"text": "The receipt"},
        {"text": None, "data": {"custom": {"attached": FILE}}},
        {"text": "Bye"},
        {"text": None, "data": {"custom": None}},
    ]
    assert [(bubble.text, dict(bubble.attached)) for bubble in bubbles(uttered)] == [
        ("The receipt\n\nBye", {}), ("", FILE),
    ]  # fmt: skip


def test_what_an_action_offers_stands_before_the_buttons_of_the_sentence() -> None:
    own = {"title": "More", "payload": "/order_history"}
    offered = {"title": "ORD-1", "description": "", "payload": "/track_order"}
    (bubble,) = bubbles([{"text": "Orders", "data": {"buttons": [own, offered]}}])
    assert [choice["title"] for choice in bubble.choices] == ["ORD-1", "More"]


def test_given_the_file_is_refused_then_the_words_have_come_and_the_file_waits_among_the_dead(small: SmallShop) -> None:
    small.meet()
    with small.uow() as uow:
        uow.outbox.put("k-0", ANN, Reply("The receipt"))
        uow.outbox.put("k-1", ANN, Reply("", attached=FILE))
        uow.outbox.put("k-2", ANN, Reply("What else?"))
        uow.commit()
    messenger = NoFiles()
    sender = Sender(small.shop, messenger, Claims("test"))
    while sender.send_one():
        pass
    assert [reply.text for reply in messenger.sent] == ["The receipt", "What else?"]
    assert [row.state for row in small.rows(tables.outbox)] == ["sent", "dead", "sent"]

"""What comes from outside is made fit where it enters."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from bot.commerce.events import EVENTS
from bot.commerce.json_fields import Unreadable
from bot.commerce.lengths import own_name
from bot.nlu.reader import WordReader
from bot.providers.ghala import documents
from bot.providers.ghala.webhook import read_event
from bot.providers.whatsapp.webhook import read_webhook
from bot.web.api.order_request import read_order

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)
FORGED = "A\n\n✅ *PAYMENT RECEIVED* KES 50,000\r\nrefund to 0700\u2028_now_ ~x~ `y`\u202etxt"


def whatsapp(**changes: Any) -> dict[str, Any]:
    contact = {"profile": {"name": FORGED}, "wa_id": "254712345678"}
    sent = {"from": "254712345678", "id": "wamid.1", "type": "text", "text": {"body": "hi"}, **changes}
    value = {"contacts": [contact], "messages": [sent]}
    return {"entry": [{"changes": [{"field": "messages", "value": value}]}]}


def name_over_whatsapp() -> str:
    (incoming,) = read_webhook(whatsapp(), b"raw", NOW)
    return str(incoming.body["contact"]["name"])


def name_over_http() -> str:
    wanted = {
        "customer": {"phone": "0712345678", "name": FORGED},
        "items": [{"product_id": "A", "quantity": 1}],
        "delivery_address": "Kilimani, Argwings Kodhek Road",
        "payment_method": "mpesa",
    }
    return read_order(wanted, WordReader()).name


@pytest.mark.parametrize("enters", [name_over_whatsapp, name_over_http])
def test_a_name_is_one_line_without_marks_wherever_it_enters(enters: Any) -> None:
    name = enters()
    assert name == "A ✅ PAYMENT RECEIVED KES 50,000 refund to 0700 now x y txt"
    assert len(name) <= 60


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Wanjiku wa Njoroge", "Wanjiku wa Njoroge"),
        ("👩‍👧 Mama Njeri", "👩‍👧 Mama Njeri"),
        ("ÀÉ ʻOkina-Smith Jr.", "ÀÉ ʻOkina-Smith Jr."),
        ("x" * 300, "x" * 60),
        ("***", ""),
        ("\u200b\ufeff\x00", ""),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_an_honest_name_stays(written: str, shown: str) -> None:
    assert own_name(written) == shown
    assert own_name(shown) == shown


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_the_shops_own_events_are_not_taken_from_ghala(name: str) -> None:
    incoming = read_event({"id": "e-1", "event": name, "data": {"case": 1}}, b"raw", NOW)
    assert incoming.kind == "unreadable"
    assert name in incoming.body["error"]


def test_an_event_without_an_id_is_known_by_its_body_alone() -> None:
    unnamed = {"event": "order.shipped", "data": {}}
    assert read_event({**unnamed, "id": 42}, b"raw", NOW).provider_id == "42"
    assert read_event(unnamed, b"one", NOW).provider_id == read_event(unnamed, b"one", NOW).provider_id
    assert read_event(unnamed, b"one", NOW).provider_id != read_event(unnamed, b"two", NOW).provider_id


@pytest.mark.parametrize("length", [101, 121, 161, 300, 301, 5000])
def test_long_ids_stay_apart_and_leave_room_for_the_keys_made_of_them(length: int) -> None:
    long, other = "x" * length, "x" * (length - 1) + "y"
    seen = set()
    for each in (long, other):
        (message,) = read_webhook(whatsapp(id=each, **{"from": None, "from_user_id": each}), b"raw", NOW)
        event = read_event({"id": each, "event": "order.shipped", "data": {"order_id": each}}, b"raw", NOW)
        for incoming in (message, event):
            key = f"payment:{incoming.conversation}/ghala:{incoming.provider_id}/{'action' * 8}/12"
            assert len(key) <= 300
            seen.add((incoming.conversation, incoming.provider_id))
        assert len(message.body["contact"]["user_id"]) <= 160
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("read", "field", "longest"),
    [
        (documents.product, "id", 64),
        (documents.order, "id", 100),
        (documents.order, "order_number", 40),
        (documents.payment, "id", 100),
        (documents.payment, "transaction_reference", 60),
    ],
)
def test_an_id_too_long_to_be_kept_is_refused_by_its_name(read: Any, field: str, longest: int) -> None:
    about = {
        "id": "1",
        "order_id": "1",
        "name": "n",
        "price": 1,
        "stock": 1,
        "currency": "KES",
        "status": "pending",
        "amount": 1,
    }
    read({**about, field: "x" * longest})
    with pytest.raises(Unreadable, match=rf"{field} .*{longest}"):
        read({**about, field: "x" * (longest + 1)})


def test_a_products_words_are_cut() -> None:
    long = "n" * 5000
    about = {"id": "1", "price": 1, "stock": 1, "currency": "KES"}
    product = documents.product({**about, "name": long, "category": long, "subcategory": long, "description": long})
    assert (len(product.name), len(product.category), len(product.subcategory)) == (200, 100, 100)
    assert product.description == long

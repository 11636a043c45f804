"""Cloud API webhooks taken apart: nothing is lost, whatever shape it comes in."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from bot.providers.whatsapp.webhook import read_webhook
from bot.services.ports import Incoming

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)
RAW = b"the bytes that were posted"


def webhook(*values: Any, field: str = "messages") -> dict[str, Any]:
    changes = [{"field": field, "value": value} for value in values]
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}


def value(**parts: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "100"}, **parts}


def message(**parts: Any) -> dict[str, Any]:
    text = {"type": "text", "text": {"body": "unga"}}
    return {"from": "254712345678", "id": "wamid.A", "timestamp": "1763700000", **text, **parts}


def read(document: Any) -> list[Incoming]:
    return read_webhook(document, RAW, NOW)


def test_message_comes_out_whole_with_its_contact() -> None:
    contact = {"profile": {"name": "Wanjiku"}, "wa_id": "254712345678", "user_id": "KE.123"}
    [incoming] = read(webhook(value(contacts=[contact], messages=[message()])))
    assert incoming == Incoming(
        provider="whatsapp",
        provider_id="wamid.A",
        kind="message",
        conversation="wa:254712345678",
        body={
            "message": message(),
            "contact": {"name": "Wanjiku", "wa_id": "254712345678", "user_id": "KE.123"},
            "phone_number_id": "100",
        },
        sent_at=datetime(2025, 11, 21, 4, 40, tzinfo=timezone.utc),
    )


def test_every_entry_change_message_and_status_is_read_in_order() -> None:
    first = webhook(value(messages=[message(id="m1"), message(id="m2")]), value(statuses=[status(id="m3")]))
    second = webhook(value(messages=[message(id="m4")], statuses=[status(id="m5")], errors=[{"code": 1, "title": "x"}]))
    document = {"object": "x", "entry": [*first["entry"], *second["entry"]]}
    kinds = [(incoming.kind, incoming.provider_id[:2]) for incoming in read(document)]
    assert kinds == [
        ("message", "m1"),
        ("message", "m2"),
        ("status", "m3"),
        ("message", "m4"),
        ("status", "m5"),
        ("unreadable", "un"),
    ]


def status(**parts: Any) -> dict[str, Any]:
    return {"id": "wamid.S", "status": "delivered", "timestamp": "1763700001", "recipient_id": "254712345678", **parts}


def test_status_key_tells_each_step_of_a_message_apart() -> None:
    steps = [status(), status(status="read"), status(timestamp=None)]
    read_back = read(webhook(value(statuses=steps)))
    assert [each.provider_id for each in read_back] == [
        "wamid.S:delivered:1763700001",
        "wamid.S:read:1763700001",
        "wamid.S:delivered",
    ]
    assert read_back[0].body == {"status": steps[0]}
    assert read_back[0].conversation == "wa:254712345678"


def test_customer_without_a_phone_is_known_by_the_business_scoped_user_id() -> None:
    sent = message(from_user_id="KE.987")
    del sent["from"]
    [incoming] = read(webhook(value(contacts=[{"profile": {}, "user_id": "KE.987"}], messages=[sent])))
    assert incoming.conversation == "wa:KE.987"
    assert incoming.body["contact"] == {"name": "", "wa_id": "", "user_id": "KE.987"}


def test_contacts_go_to_their_own_messages() -> None:
    contacts = [
        {"profile": {"name": name}, "wa_id": number} for name, number in (("A", "254700000001"), ("B", "254700000002"))
    ]
    sent = [
        message(**{"from": "254700000002"}, id="b"),
        message(**{"from": "254700000001"}, id="a"),
        message(**{"from": "254700000003"}, id="c"),
    ]
    assert [each.body["contact"]["name"] for each in read(webhook(value(contacts=contacts, messages=sent)))] == [
        "B",
        "A",
        "",
    ]


def test_contact_of_someone_else_is_not_taken_for_the_sender() -> None:
    contacts = [{"profile": {"name": "Someone else"}, "wa_id": "254799999999"}]
    [incoming] = read(webhook(value(contacts=contacts, messages=[message()])))
    assert incoming.body["contact"] == {"name": "", "wa_id": "", "user_id": ""}


def test_unknown_message_types_and_empty_texts_stay_messages() -> None:
    sent = [
        message(id="1", type="hologram"),
        message(id="2", text=None),
        message(id="3", type="unsupported", errors=[{"code": 131051}]),
    ]
    assert [each.kind for each in read(webhook(value(messages=sent)))] == ["message"] * 3


def test_errors_of_the_account_are_kept_with_their_words() -> None:
    trouble = {"code": 130429, "title": "Rate limit hit", "error_data": {"details": "too many messages"}}
    [incoming] = read(webhook(value(errors=[trouble])))
    assert incoming.kind == "unreadable"
    assert incoming.body == {"error": "WhatsApp reports an error: 130429 too many messages", "part": trouble}


def test_what_cannot_be_read_is_kept_with_the_reason() -> None:
    documents = {
        "entry is not a list": {"object": "x"},
        "changes is not a list": {"entry": [{"changes": None}]},
        "entry[0] is not an object": {"entry": ["x"]},
        "value is not an object": webhook(None),
        "neither messages nor statuses nor errors": webhook(value()),
        "changes of account_update are not acted on": webhook(value(), field="account_update"),
        "messages is not a list": webhook(value(messages={"id": "x"})),
        "entry[0].changes[0].value.messages[0] is not an object": webhook(value(messages=["x"])),
        "the message has no id": webhook(value(messages=[message(id=None)])),
        "the message has no sender": webhook(value(messages=[message(**{"from": ""})])),
        "the status lacks its message id or its word": webhook(value(statuses=[status(status=None)])),
    }
    for reason, document in documents.items():
        [incoming] = read(document)
        assert (incoming.kind, incoming.body["error"]) == ("unreadable", reason)


def test_unreadable_parts_have_ids_of_their_own_and_keep_them_when_posted_again() -> None:
    document = webhook(value(messages=["x", message(), 7]))
    first, again = read(document), read(document)
    assert [each.provider_id for each in first] == [each.provider_id for each in again]
    assert len({each.provider_id for each in first}) == 3
    assert read_webhook(document, b"other bytes", NOW)[0].provider_id != first[0].provider_id


def test_timestamps_that_tell_no_time_give_the_time_of_arrival() -> None:
    for written in (None, "", "soon", "-5", "0", "99999999999999", 1.5, []):
        [incoming] = read(webhook(value(messages=[message(timestamp=written)])))
        assert incoming.sent_at == NOW, written


def test_ids_longer_than_the_inbox_holds_become_digests_and_stay_distinct() -> None:
    sent = [message(id="w" * 400 + end) for end in "ab"]
    first, second = read(webhook(value(messages=sent)))
    assert first.provider_id != second.provider_id
    assert len(first.provider_id) <= 300
    [incoming] = read(webhook(value(messages=[message(**{"from": ""}, from_user_id="KE." + "9" * 200)])))
    assert len(incoming.conversation) <= 160

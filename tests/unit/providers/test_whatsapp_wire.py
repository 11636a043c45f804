"""Replies as Cloud API bodies: always within Meta's limits, and as Meta's own schema has them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.providers.whatsapp.wire import NoAddress, message_body, read_body
from bot.services.ports import Choice, Customer, Reply
from tests import meta_schema

CUSTOMER = Customer("wa:254712345678", phone="+254712345678")


def choices(count: int, title: str = "Choice {}", description: str = "") -> tuple[Choice, ...]:
    return tuple(Choice(f"id-{place}", title.format(place), description) for place in range(1, count + 1))


def body(reply: Reply, customer: Customer = CUSTOMER, key: str = "key") -> dict[str, Any]:
    return message_body(customer, reply, key)


def test_text() -> None:
    assert body(Reply("Habari")) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "254712345678",
        "type": "text",
        "text": {"body": "Habari", "preview_url": False},
        "biz_opaque_callback_data": "key",
    }


def test_link_in_a_text_is_previewed() -> None:
    assert body(Reply("Receipt: https://duka.example/receipts/1"))["text"]["preview_url"] is True


def test_up_to_three_short_choices_are_buttons() -> None:
    interactive = body(Reply("Confirm?", choices(3)))["interactive"]
    assert interactive["type"] == "button"
    assert [each["reply"] for each in interactive["action"]["buttons"]] == [
        {"id": f"id-{n}", "title": f"Choice {n}"} for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    "offered",
    [choices(4), choices(2, "A title of 21 letters"), choices(2, "same"), choices(1, "   ")],
    ids=["four", "long", "same", "blank"],
)
def test_choices_that_do_not_fit_buttons_are_a_list(offered: tuple[Choice, ...]) -> None:
    interactive = body(Reply("Which?", offered))["interactive"]
    assert interactive["type"] == "list"
    assert interactive["action"]["button"] == "Choose"
    assert len(interactive["action"]["sections"][0]["rows"]) == len(offered)


def test_title_too_long_for_its_row_is_said_in_full_below() -> None:
    long = "Jogoo maize flour grade one 5kg"
    [row] = body(Reply("Which?", choices(1, long)))["interactive"]["action"]["sections"][0]["rows"]
    assert (row["title"], row["description"]) == ("Jogoo maize flour… 5kg", long)
    [row] = body(Reply("Which?", choices(1, long, "KES 420")))["interactive"]["action"]["sections"][0]["rows"]
    assert row["description"] == f"{long} · KES 420"


def test_the_price_stays_where_the_name_is_too_long_for_the_description_too() -> None:
    long = "Heavy duty galvanised steel watering can with a brass rose and a long reach spout green 10L"
    [row] = body(Reply("Which?", choices(1, long, "KES 420")))["interactive"]["action"]["sections"][0]["rows"]
    assert (row["title"], len(row["description"])) == ("Heavy duty… 10L", 72)
    assert row["description"].startswith("galvanised steel watering")
    assert row["description"].endswith("… · KES 420")


def test_rows_of_siblings_have_titles_of_their_own() -> None:
    sizes = tuple(Choice(f"id-{size}", f"Round Neck T-Shirt Black {size}", "KES 500") for size in ("M", "L", "XL"))
    rows = body(Reply("Which?", sizes))["interactive"]["action"]["sections"][0]["rows"]
    assert [row["title"] for row in rows] == [f"Neck T-Shirt Black {size}" for size in ("M", "L", "XL")]
    assert rows[0]["description"] == "Round Neck T-Shirt Black M · KES 500"


def test_picture_alone_with_buttons_and_with_a_list() -> None:
    picture = "https://duka.example/mf.jpg"
    alone = body(Reply("Maize flour", image_url=picture))
    assert (alone["type"], alone["image"]) == ("image", {"link": picture, "caption": "Maize flour"})
    header = body(Reply("How many?", choices(2), image_url=picture))["interactive"]["header"]
    assert header == {"type": "image", "image": {"link": picture}}
    assert "header" not in body(Reply("Which?", choices(5), image_url=picture))["interactive"]


@pytest.mark.parametrize(
    ("customer", "address"),
    [
        (Customer("wa:254712345678"), {"to": "254712345678"}),
        (Customer("wa:KE.99", user_id="KE.99"), {"recipient": "KE.99"}),
        (Customer("wa:KE.99"), {"recipient": "KE.99"}),
        (Customer("wa:KE.99", phone="+254 712 345 678", user_id="KE.99"), {"to": "254712345678"}),
    ],
)
def test_address_is_the_phone_else_the_user_id(customer: Customer, address: dict[str, str]) -> None:
    sent = body(Reply("x"), customer)
    assert {name: sent[name] for name in ("to", "recipient") if name in sent} == address


def test_customer_without_any_address_cannot_be_written_to() -> None:
    with pytest.raises(NoAddress):
        body(Reply("x"), Customer("ghala:1"))


EXTREMES = [
    Reply(""),
    Reply("x" * 5000),
    Reply("x" * 5000, image_url="https://duka.example/x.jpg"),
    Reply("", choices(3)),
    Reply("x" * 5000, choices(3, "y" * 20), image_url="https://duka.example/x.jpg"),
    Reply("x" * 5000, choices(12, "y" * 200 + "{}", "z" * 200), button="b" * 50),
    Reply("😀" * 3000, tuple(Choice(" " + "i" * 400, "😀" * 30, "😀" * 100) for _ in range(10))),
]


@pytest.mark.parametrize("reply", EXTREMES)
def test_every_limit_holds(reply: Reply) -> None:
    sent = body(reply, key="k" * 900)
    assert len(sent["biz_opaque_callback_data"]) <= 512
    if sent["type"] == "text":
        assert 1 <= len(sent["text"]["body"]) <= 4096
    elif sent["type"] == "image":
        assert len(sent["image"].get("caption", "")) <= 1024
    else:
        assert 1 <= len(sent["interactive"]["body"]["text"]) <= 1024
        _check_action(sent["interactive"]["action"])


def _check_action(action: dict[str, Any]) -> None:
    for button in action.get("buttons", []):
        assert 1 <= len(button["reply"]["title"]) <= 20
        assert 1 <= len(button["reply"]["id"]) <= 256
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    assert len(rows) <= 10
    assert len(action.get("button", "")) <= 20
    for row in rows:
        assert 1 <= len(row["title"]) <= 24
        assert len(row.get("description", "")) <= 72
        assert 1 <= len(row["id"]) <= 200
        assert row["id"] == row["id"].strip()


def test_what_is_cut_ends_in_an_ellipsis() -> None:
    assert body(Reply("x" * 5000))["text"]["body"] == "x" * 4095 + "…"
    assert body(Reply("x" * 4096))["text"]["body"] == "x" * 4096


@pytest.mark.skipif(
    not meta_schema.is_at_hand(), reason="Meta's OpenAPI description does not lie beside this repository"
)
@pytest.mark.parametrize(
    "reply",
    [
        *EXTREMES,
        Reply("Habari"),
        Reply("Which?", choices(5, description="KES 1")),
        Reply("Ok?", choices(2)),
        Reply("Receipt", attached={"document": {"link": "https://duka.example/r.pdf", "filename": "ORD-1.pdf"}}),
    ],
)
def test_body_is_valid_by_metas_own_schema(reply: Reply) -> None:
    sent = body(reply)

    assert sent["type"] in meta_schema.KINDS
    meta_schema.check_message(sent)


def test_read_mark_with_and_without_typing_dots() -> None:
    assert read_body("wamid.A", typing=False) == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": "wamid.A",
    }
    assert read_body("wamid.A", typing=True)["typing_indicator"] == {"type": "text"}

"""Keeping a chat as a test, over HTTP: what is written where, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from bot.sandbox import SandboxConfig
from tests.stage.sandbox_server import SandboxServer, running

MSISDN = "254722000101"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "conversations").mkdir()
    return tmp_path / "conversations" / "kept"


@pytest.fixture
def server(folder: Path) -> Iterator[SandboxServer]:
    with running(SandboxConfig(gateway_url=None, latency_ms=0, seed=7, kept_folder=folder)) as server:
        yield server


def writes(server: SandboxServer, body: dict[str, Any]) -> None:
    assert server.ask("POST", f"/phone/{MSISDN}/messages", body).status_code == 202


def answers(server: SandboxServer, text: str, *labels: str, key: str = "") -> None:
    """As the shop would send it."""
    listed = [{"type": "reply", "reply": {"id": f"id-{label}", "title": label}} for label in labels]
    content: dict[str, Any] = {"type": "text", "text": {"body": text}}
    if labels:
        shown = {"type": "button", "body": {"text": text}, "action": {"buttons": listed}}
        content = {"type": "interactive", "interactive": shown}
    if key:
        content["biz_opaque_callback_data"] = key
    assert server.ask_graph({"messaging_product": "whatsapp", "to": MSISDN, **content}).status_code == 200


def keep(server: SandboxServer, **wanted: Any) -> requests.Response:
    body = {"name": "two milks", "kind": "happy", "speaks": "en", **wanted}
    return server.ask("POST", f"/phone/{MSISDN}/kept", body)


def steps_of(path: Path) -> list[dict[str, Any]]:
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert len(written) == 1
    return list(written[0]["steps"])


def test_a_chat_becomes_a_dialogue_of_its_kind_and_tongue(server: SandboxServer, folder: Path) -> None:
    # given a chat with a text and a tap
    writes(server, {"text": "nataka maziwa"})
    answers(server, "*maziwa* gani?", "Fresh Milk 500ml", "Fresh Milk 1L")
    writes(server, {"reply_id": "id-Fresh Milk 1L"})
    answers(server, "✅ *Fresh Milk 1L* – KES 120\n📦 Zipo: 37\nNgapi?")
    # when it is kept
    kept = keep(server, kind="disambiguation", speaks="sw").json()
    # then the file says what was done and what must be said again, and the answer where it is and how to run it
    written = yaml.safe_load((folder / "two-milks.yml").read_text(encoding="utf-8"))[0]
    assert (written["dialogue"], written["kind"], written["in"]) == ("two milks", "disambiguation", "sw")
    assert written["steps"] == [
        {"customer": "nataka maziwa", "shop": ["maziwa* gani?"], "choices": ["Fresh Milk 500ml", "Fresh Milk 1L"]},
        {
            "tap": "Fresh Milk 1L",
            "shop": ["Fresh Milk 1L* – KES 120", "Ngapi?"],
            "ghala": {"orders": [], "payments": []},
        },
    ]
    assert kept["file"].endswith("conversations/kept/two-milks.yml")
    assert "two-milks" in kept["run"]
    assert kept["warnings"] == []


def test_two_messages_answered_together_are_held_and_released_together(server: SandboxServer, folder: Path) -> None:
    writes(server, {"text": "sukari 1kg"})
    writes(server, {"text": "na mkate"})
    answers(server, "MUHTASARI", key="wa:1/7/message-0")

    keep(server)

    assert steps_of(folder / "two-milks.yml") == [
        {"held": True, "customer": "sukari 1kg", "bubbles": 0},
        {
            "customer": "na mkate",
            "released": "forwards",
            "shop": ["MUHTASARI"],
            "ghala": {"orders": [], "payments": []},
        },
    ]


def test_two_messages_with_an_answer_each_stay_two_turns(server: SandboxServer, folder: Path) -> None:
    writes(server, {"text": "sukari 1kg"})
    writes(server, {"text": "na mkate"})
    answers(server, "first answer")
    answers(server, "second answer")

    keep(server)

    assert [(each["customer"], each["shop"]) for each in steps_of(folder / "two-milks.yml")] == [
        ("sukari 1kg", ["first answer"]),
        ("na mkate", ["second answer"]),
    ]


def test_what_got_no_answer_is_kept_as_silence(server: SandboxServer, folder: Path) -> None:
    writes(server, {"text": "hello?"})
    writes(server, {"voice": True})

    keep(server)

    assert [each["bubbles"] for each in steps_of(folder / "two-milks.yml")] == [0, 0]


def test_troubles_made_on_the_page_are_steps_and_are_warned_of(server: SandboxServer, folder: Path) -> None:
    writes(server, {"text": "hi"})
    answers(server, "hello")
    server.ask("POST", "/faults", {"target": "ghala", "kind": "error", "count": None})
    server.ask("PUT", "/shop/products/MF-5KG", {"stock": 2})
    server.ask("DELETE", "/faults")
    answers(server, "it is placed now")

    kept = keep(server).json()

    assert [set(each) - {"ghala"} for each in steps_of(folder / "two-milks.yml")][1:] == [
        {"fault", "bubbles"}, {"stock", "bubbles"}, {"mended", "wait", "bubbles", "shop"},
    ]  # fmt: skip
    assert any("broken on purpose" in each for each in kept["warnings"])


def test_a_refused_move_is_not_in_the_journal(server: SandboxServer, folder: Path) -> None:
    writes(server, {"text": "hi"})
    answers(server, "hello")
    assert server.ask("PUT", "/shop/products/MF-5KG", {"stock": -1}).status_code == 400

    keep(server)

    assert len(steps_of(folder / "two-milks.yml")) == 1


@pytest.mark.parametrize(
    "name", ["../outside", "a/b", "..", ".hidden", "", "ab", "x" * 61, "two\nmilks", "milk.yml", "–milk–", 7, None]
)
def test_a_name_that_could_be_more_than_a_name_is_refused(server: SandboxServer, folder: Path, name: object) -> None:
    writes(server, {"text": "hi"})

    answer = keep(server, name=name)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_name")
    assert not folder.exists()


def test_nothing_is_replaced_unless_it_is_said(server: SandboxServer, folder: Path) -> None:
    writes(server, {"text": "hi"})
    keep(server)
    writes(server, {"text": "more"})
    before = (folder / "two-milks.yml").read_bytes()

    assert keep(server, name="Two  Milks").json()["error"]["code"] == "name_taken"
    assert (folder / "two-milks.yml").read_bytes() == before

    assert keep(server, replace=True).status_code == 201
    assert len(steps_of(folder / "two-milks.yml")) == 2


def test_a_link_out_of_the_folder_is_never_followed(server: SandboxServer, folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    outside = tmp_path / "outside.yml"
    outside.write_text("untouched", encoding="utf-8")
    (folder / "two-milks.yml").symlink_to(outside)
    writes(server, {"text": "hi"})

    assert keep(server, replace=True).status_code == 409
    assert outside.read_text(encoding="utf-8") == "untouched"


def test_an_unknown_kind_a_silent_phone_and_a_foreign_form_are_refused(server: SandboxServer, folder: Path) -> None:
    assert keep(server).json()["error"]["code"] == "nothing_said"
    writes(server, {"text": "hi"})
    assert keep(server, kind="sad").json()["error"]["field"] == "kind"
    # what a form on another site can send without being asked first
    url = f"{server.url}/phone/{MSISDN}/kept"
    sent = requests.post(
        url, data='{"name": "two milks", "kind": "happy"}', headers={"Content-Type": "text/plain"}, timeout=5
    )
    assert sent.status_code == 415
    assert not folder.exists()


def test_where_there_are_no_conversation_tests_nothing_is_written(server: SandboxServer, folder: Path) -> None:
    folder.parent.rmdir()
    writes(server, {"text": "hi"})

    assert keep(server).json()["error"]["code"] == "no_tests_here"
    assert not folder.parent.exists()


def test_a_phone_of_before_a_reset_is_warned_of(server: SandboxServer) -> None:
    writes(server, {"text": "hi"})
    assert keep(server).json()["warnings"] == []
    server.ask("POST", "/reset")
    writes(server, {"text": "hi"})

    assert any("Start over" in each for each in keep(server, replace=True).json()["warnings"])

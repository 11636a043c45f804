"""Meta's stand-in: what it sends, what it refuses, and when its window and its pace close."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import requests

from bot.sandbox import SandboxConfig
from bot.sandbox.phone.phones import user_id
from tests.stage.sandbox_server import SandboxServer, running

MSISDN = "254700123456"
Body = dict[str, Any]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 31, 9, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def shared(clock: Clock) -> Iterator[SandboxServer]:
    with running(SandboxConfig(gateway_url=None, latency_ms=0, seed=7, clock=clock)) as server:
        yield server


@pytest.fixture
def server(shared: SandboxServer) -> SandboxServer:
    """A sandbox in which the customer has just written."""
    shared.ask("POST", "/reset")
    shared.ask("POST", f"/phone/{MSISDN}/messages", {"text": "Hi", "id": "wamid.hi"})
    return shared


def message(kind: str, content: object, **more: object) -> Body:
    return {"messaging_product": "whatsapp", "to": MSISDN, "type": kind, kind: content, **more}


def text(body: str = "Karibu!", **more: object) -> Body:
    return message("text", {"body": body}, **more)


def buttons(*replies: tuple[str, str], body: str = "Sawa?", **more: object) -> Body:
    listed = [{"type": "reply", "reply": {"id": id_, "title": title}} for id_, title in replies]
    content = {"type": "button", "body": {"text": body}, "action": {"buttons": listed}, **more}
    return message("interactive", content)


def rows(number: int, **more: object) -> list[Body]:
    return [{"id": f"row-{position}", "title": f"Row {position}", **more} for position in range(number)]


def choices(*sections: Body, button: str = "Choose") -> Body:
    action = {"button": button, "sections": list(sections)}
    return message("interactive", {"type": "list", "body": {"text": "Which?"}, "action": action})


def screen(server: SandboxServer, msisdn: str = MSISDN) -> list[Body]:
    shown = server.ask("GET", f"/phone/{msisdn}/messages").json()["messages"]
    return [bubble for bubble in shown if bubble["from"] == "shop"]


def code_of(answer: requests.Response) -> int:
    error = answer.json()["error"]
    assert error["type"] == "OAuthException"
    assert error["message"]
    assert error["fbtrace_id"]
    return int(error["code"])


def test_a_wrong_token_is_refused(server: SandboxServer) -> None:
    url = f"{server.graph_url}/{server.config.phone_number_id}/messages"
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        answer = requests.post(url, json=text(), headers=headers, timeout=10)
        assert (answer.status_code, code_of(answer)) == (401, 190)
    assert screen(server) == []


def test_another_number_is_refused(server: SandboxServer) -> None:
    headers = {"Authorization": "Bearer sandbox-access-token"}
    answer = requests.post(f"{server.graph_url}/999/messages", json=text(), headers=headers, timeout=10)
    assert (answer.status_code, code_of(answer), answer.json()["error"]["error_subcode"]) == (400, 100, 33)


def test_a_text_reaches_the_phone_and_its_ticks_come_back(server: SandboxServer) -> None:
    answer = server.ask_graph(text(biz_opaque_callback_data="outbox-7", context={"message_id": "wamid.hi"}))
    wamid = answer.json()["messages"][0]["id"]
    assert answer.json()["contacts"] == [{"input": MSISDN, "wa_id": MSISDN}]
    [bubble] = screen(server)
    assert (bubble["id"], bubble["kind"], bubble["text"], bubble["reply_to"]) == (wamid, "text", "Karibu!", "wamid.hi")
    bodies = [json.loads(webhook["body"]) for webhook in server.ask("GET", "/webhooks").json()["webhooks"][1:]]
    statuses = [body["entry"][0]["changes"][0]["value"]["statuses"][0] for body in bodies]
    assert [status["status"] for status in statuses] == ["sent", "delivered", "read"]
    assert {status["id"] for status in statuses} == {wamid}
    assert {status["biz_opaque_callback_data"] for status in statuses} == {"outbox-7"}
    assert {status["recipient_id"] for status in statuses} == {MSISDN}
    assert statuses[0]["pricing"]["category"] == "service"
    assert statuses[0]["conversation"]["id"]


def test_there_is_no_dedup_of_sends(server: SandboxServer) -> None:
    first, second = server.ask_graph(text()), server.ask_graph(text())
    assert first.json()["messages"] != second.json()["messages"]
    assert len(screen(server)) == 2


def test_a_message_without_a_type_is_text_to_meta_but_not_to_ghala(server: SandboxServer) -> None:
    untyped = {name: value for name, value in text().items() if name != "type"}
    assert server.ask_graph(untyped).status_code == 200
    assert server.ask_ghala("POST", "/whatsapp/messages", untyped).json()["error"]["field"] == "type"
    assert [bubble["kind"] for bubble in screen(server)] == ["text"]


def test_a_user_id_finds_the_phone(server: SandboxServer) -> None:
    by_id = {name: value for name, value in text().items() if name != "to"}
    assert server.ask_graph({**by_id, "recipient": user_id(MSISDN)}).status_code == 200
    assert code_of(server.ask_graph({**by_id, "recipient": "KE.1"})) == 131009
    assert code_of(server.ask_graph(by_id)) == 131008
    assert len(screen(server)) == 1


def test_every_kind_shows_on_the_phone(server: SandboxServer) -> None:
    sections = [
        {"title": "Flour", "rows": rows(1, description="KES 420")},
        {"title": "Rice", "rows": [{"id": "r", "title": "R"}]},
    ]
    template = {
        "name": "order_processing",
        "language": {"code": "en"},
        "components": [
            {"type": "body", "parameters": [{"type": "text", "text": "ORD-1"}]},
            {
                "type": "button",
                "sub_type": "quick_reply",
                "index": "0",
                "parameters": [{"type": "payload", "payload": "TRACK"}],
            },
        ],
    }
    ask_place = {"type": "location_request_message", "body": {"text": "Where?"}, "action": {"name": "send_location"}}
    parameters = {"display_text": "See receipt", "url": "https://duka.example/r/1"}
    link = {"type": "cta_url", "body": {"text": "Paid"}, "action": {"name": "cta_url", "parameters": parameters}}
    for sent in (
        buttons(("yes", "Yes"), ("no", "No"), header={"type": "text", "text": "Order"}, footer={"text": "Duka"}),
        choices(*sections),
        message("image", {"link": "https://duka.example/p.png", "caption": "Sugar"}),
        message("document", {"id": "123", "filename": "receipt.pdf"}),
        message("location", {"latitude": -1.29, "longitude": 36.78, "name": "Shop"}),
        message("location", {"latitude": "-1.29", "longitude": "36.78", "name": "Shop"}),
        message("interactive", ask_place),
        message("interactive", link),
        message("template", template),
    ):
        assert server.ask_graph(sent).status_code == 200, sent
    button, listed, image, document, place, written, asked, linked, templated = screen(server)
    assert (button["kind"], button["header"], button["footer"]) == ("buttons", "Order", "Duka")
    assert button["choices"] == [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}]
    assert (listed["kind"], listed["button"]) == ("list", "Choose")
    assert listed["choices"][0] == {"id": "row-0", "title": "Row 0", "description": "KES 420", "section": "Flour"}
    assert (image["kind"], image["caption"], image["link"]) == ("image", "Sugar", "https://duka.example/p.png")
    assert (document["kind"], document["text"]) == ("document", "receipt.pdf")
    assert (place["kind"], place["text"]) == ("location", "Shop")
    assert (written["text"], written["link"]) == (place["text"], place["link"])
    assert (asked["kind"], asked["button"]) == ("location", "Send location")
    assert (linked["kind"], linked["link"]) == ("text", "https://duka.example/r/1")
    assert (templated["kind"], templated["template"]) == ("template", "order_processing")
    assert templated["text"] == "Your order ORD-1 is being packed. We tell you when it leaves the shop."
    assert templated["choices"] == [{"id": "TRACK", "title": "Track my order"}]


@pytest.mark.parametrize(
    "fitting",
    [
        text("x" * 4096),
        buttons(*[(f"{number}" + "i" * 255, f"{number}" + "t" * 19) for number in range(3)], body="b" * 1024),
        choices({"title": "s" * 24, "rows": rows(10, description="d" * 72)}, button="b" * 20),
        choices({"rows": [{"id": "i" * 200, "title": "t" * 24}]}),
        message("image", {"link": "https://duka.example/p.png", "caption": "c" * 1024}),
        text(biz_opaque_callback_data="o" * 512),
    ],
)
def test_what_just_fits_is_taken(server: SandboxServer, fitting: Body) -> None:
    assert server.ask_graph(fitting).status_code == 200


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ({"messaging_product": "whatsapp", "to": MSISDN}, 131008),
        ({"to": MSISDN, "type": "text", "text": {"body": "x"}}, 131008),
        ({**text(), "messaging_product": "signal"}, 100),
        ({**text(), "type": "smoke"}, 100),
        ({**text(), "text": "x"}, 100),
        ({**text(), "surprise": 1}, 100),
        ({**text(), "to": "not a phone"}, 131009),
        ({**text(), "to": 254700123456}, 100),
        ({**text(), "recipient_type": "group"}, 100),
        (text("x" * 4097), 100),
        (text("  "), 131009),
        (message("text", {}), 131008),
        (message("text", {"body": None}), 131008),
        (message("text", {"body": 7}), 100),
        (message("text", {"body": "x", "preview_url": "yes"}), 100),
        (text(biz_opaque_callback_data="o" * 513), 131009),
        (buttons(), 131009),
        (buttons(*[(str(number), f"B{number}") for number in range(4)]), 131009),
        (buttons(("a", "t" * 21)), 131009),
        (buttons(("a", "")), 131009),
        (buttons(("a", "Yes"), ("b", "Yes")), 131009),
        (buttons(("a", "Yes"), ("a", "No")), 131009),
        (buttons((" a", "Yes")), 131009),
        (buttons(("i" * 257, "Yes")), 131009),
        (buttons(("a", "Yes"), body="b" * 1025), 131009),
        (buttons(("a", "Yes"), header={"type": "text", "text": "h" * 61}), 131009),
        (buttons(("a", "Yes"), footer={"text": "f" * 61}), 131009),
        (buttons(("a", "Yes"), header={"type": "image", "image": {}}), 100),
        (choices({"rows": rows(11)}), 131009),
        (choices({"title": "A", "rows": rows(6)}, {"title": "B", "rows": rows(5)}), 131009),
        (choices({"rows": rows(1)}, {"rows": [{"id": "z", "title": "Z"}]}), 131008),
        (choices({"title": "s" * 25, "rows": rows(1)}), 131009),
        (choices({"rows": [{"id": "a", "title": "t" * 25}]}), 131009),
        (choices({"rows": [{"id": "i" * 201, "title": "T"}]}), 131009),
        (choices({"rows": rows(1, description="d" * 73)}), 131009),
        (choices({"rows": rows(1) * 2}), 131009),
        (choices({"rows": rows(1)}, button="b" * 21), 131009),
        (choices({"rows": []}), 131009),
        (choices(), 131009),
        (message("interactive", {"type": "list", "action": {}}), 131008),
        (message("image", {"caption": "no picture"}), 100),
        (message("image", {"id": "1", "link": "https://duka.example/p.png"}), 100),
        (message("image", {"link": "ftp://duka.example/p.png"}), 131009),
        (message("image", {"id": "1", "caption": "c" * 1025}), 131009),
        (message("location", {"latitude": 91, "longitude": 0}), 131009),
        (message("location", {"latitude": "91", "longitude": "0"}), 131009),
        (message("location", {"latitude": "north", "longitude": "0"}), 131009),
        (message("location", {"latitude": "NaN", "longitude": "0"}), 131009),
        (message("template", {"name": "Order Update", "language": {"code": "en"}}), 131009),
        (message("template", {"name": "order_update"}), 131008),
        (message("template", {"name": "order_update", "language": {"code": "English"}}), 131009),
    ],
)
def test_what_breaks_a_limit_is_refused(server: SandboxServer, broken: Body, code: int) -> None:
    answer = server.ask_graph(broken)
    assert (answer.status_code, code_of(answer)) == (400, code)
    assert answer.json()["error"]["error_data"]["details"]
    assert screen(server) == []


def test_garbage_is_refused(server: SandboxServer) -> None:
    url = f"{server.graph_url}/{server.config.phone_number_id}/messages"
    headers = {"Authorization": "Bearer sandbox-access-token"}
    answer = requests.post(url, data=b"{", headers=headers, timeout=10)
    assert (answer.status_code, code_of(answer)) == (400, 100)


@pytest.fixture
def moved(clock: Clock) -> Iterator[Callable[..., None]]:
    """Moves the clock on, and back when the test is over."""
    start = clock.now

    def move(**by: float) -> None:
        clock.now += timedelta(**by)

    yield move
    clock.now = start


def test_after_a_day_only_templates_pass(server: SandboxServer, moved: Callable[..., None]) -> None:
    moved(hours=24)
    assert server.ask_graph(text()).status_code == 200
    moved(seconds=1)
    answer = server.ask_graph(text())
    assert (answer.status_code, code_of(answer)) == (400, 131047)
    assert server.ask_graph(template("order_processing", "ORD-1", language="sw")).status_code == 200
    server.ask("POST", f"/phone/{MSISDN}/messages", {"text": "Niko hapa"})
    assert server.ask_graph(text()).status_code == 200


def template(name: str, *texts: str, language: str = "en") -> Body:
    parameters = [{"type": "text", "text": each} for each in texts]
    components = [{"type": "body", "parameters": parameters}]
    return message("template", {"name": name, "language": {"code": language}, "components": components})


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (template("order_update", "ORD-1"), 132001),
        (template("order_processing", "ORD-1", language="fr"), 132001),
        (template("order_processing"), 132000),
        (template("order_processing", "ORD-1", "KES 1"), 132000),
        (template("order_processing", "x" * 1000), 132005),
        (template("order_processing", "two\nlines"), 131009),
    ],
)
def test_meta_sends_only_what_it_approved_with_every_place_filled(server: SandboxServer, sent: Body, code: int) -> None:
    answer = server.ask_graph(sent)
    assert (answer.status_code, code_of(answer)) == (400, code)
    assert screen(server) == []


def test_a_template_may_be_paused_and_approved_again(server: SandboxServer) -> None:
    wanted = template("order_processing", "ORD-1")
    codes = []
    for status in ("PAUSED", "DISABLED", "PENDING"):
        server.ask("PUT", "/templates/order_processing", {"status": status})
        codes.append(code_of(server.ask_graph(wanted)))
    assert codes == [132015, 132016, 132001]
    server.ask("PUT", "/templates/order_processing", {"status": "APPROVED"})
    assert server.ask_graph(wanted).status_code == 200
    assert server.ask("PUT", "/templates/order_processing", {"status": "ODD"}).status_code == 400
    assert server.ask("PUT", "/templates/nothing", {"status": "PAUSED"}).status_code == 404


def test_who_stopped_offers_in_whatsapp_gets_none_but_news_of_orders(server: SandboxServer) -> None:
    offer = template("cart_reminder", "3 × Maize Flour 5kg", "KES 1,460")
    server.ask("POST", f"/phone/{MSISDN}/marketing", {"allowed": False})
    assert code_of(server.ask_graph(offer)) == 131050
    assert server.ask_graph(template("order_processing", "ORD-1")).status_code == 200
    server.ask("POST", f"/phone/{MSISDN}/marketing", {"allowed": True})
    assert server.ask_graph(offer).status_code == 200
    assert server.ask("POST", f"/phone/{MSISDN}/marketing", {}).status_code == 400


def test_metas_own_clock_can_close_the_window(server: SandboxServer) -> None:
    server.ask("POST", f"/phone/{MSISDN}/window/close", {})
    assert code_of(server.ask_graph(text())) == 131047
    server.ask("POST", f"/phone/{MSISDN}/messages", {"text": "Hi again"})
    assert server.ask_graph(text()).status_code == 200


def test_who_never_wrote_only_gets_templates(server: SandboxServer) -> None:
    assert code_of(server.ask_graph({**text(), "to": "254711000000"})) == 131047


def test_a_burst_is_followed_by_one_message_in_six_seconds(server: SandboxServer, moved: Callable[..., None]) -> None:
    assert {server.ask_graph(text()).status_code for _ in range(45)} == {200}
    answer = server.ask_graph(text())
    assert (answer.status_code, code_of(answer)) == (400, 131056)
    moved(seconds=6)
    assert server.ask_graph(text()).status_code == 200
    assert server.ask_graph(text()).status_code == 400
    server.ask("POST", "/phone/254711000000/messages", {"text": "Hi"})
    assert server.ask_graph({**text(), "to": "254711000000"}).status_code == 200


def test_the_pace_can_be_left_free() -> None:
    with running(SandboxConfig(gateway_url=None, pair_rate=False)) as free:
        free.ask("POST", f"/phone/{MSISDN}/messages", {"text": "Hi"})
        assert {free.ask_graph(text()).status_code for _ in range(50)} == {200}


def test_marking_read_ticks_all_before_and_shows_typing(server: SandboxServer, moved: Callable[..., None]) -> None:
    last = server.ask("POST", f"/phone/{MSISDN}/messages", {"text": "Uko?"}).json()["id"]
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": last}
    answer = server.ask_graph({**mark, "typing_indicator": {"type": "text"}})
    assert answer.json() == {"success": True}
    shown = server.ask("GET", f"/phone/{MSISDN}/messages").json()
    assert ([bubble["status"] for bubble in shown["messages"]], shown["typing"]) == (["read", "read"], True)
    server.ask_graph(text())
    assert server.ask("GET", f"/phone/{MSISDN}/messages").json()["typing"] is False
    server.ask_graph({**mark, "typing_indicator": {"type": "text"}})
    moved(seconds=25)
    assert server.ask("GET", f"/phone/{MSISDN}/messages").json()["typing"] is False


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"message_id": "wamid.unknown"}, 131009),
        ({"status": "seen"}, 100),
        ({"typing_indicator": {"type": "voice"}}, 100),
    ],
)
def test_a_wrong_mark_is_refused(server: SandboxServer, change: Body, code: int) -> None:
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.hi"}
    assert code_of(server.ask_graph({**mark, **change})) == code


def test_what_a_customer_attached_can_be_fetched(server: SandboxServer) -> None:
    server.ask("POST", f"/phone/{MSISDN}/messages", {"image": {}})
    body = json.loads(server.ask("GET", "/webhooks").json()["webhooks"][-1]["body"])
    media_id = body["entry"][0]["changes"][0]["value"]["messages"][0]["image"]["id"]
    headers = {"Authorization": "Bearer sandbox-access-token"}
    described = requests.get(f"{server.graph_url}/{media_id}", headers=headers, timeout=10).json()
    picture = requests.get(described["url"], headers=headers, timeout=10)
    assert picture.content.startswith(b"\x89PNG")
    assert len(picture.content) == described["file_size"]
    assert requests.get(described["url"], timeout=10).status_code == 401


def test_ghala_sends_the_same_messages_with_its_own_errors(server: SandboxServer) -> None:
    sent = server.ask_ghala("POST", "/whatsapp/messages", text())
    broken = server.ask_ghala("POST", "/whatsapp/messages", text("x" * 4097))
    closed = server.ask_ghala("POST", "/whatsapp/messages", {**text(), "to": "254711000000"})
    assert (sent.status_code, len(screen(server))) == (200, 1)
    assert (broken.status_code, broken.json()["error"]["field"]) == (422, "text['body']")
    assert (closed.status_code, closed.json()["error"]["code"]) == (409, "outside_messaging_window")
    for _ in range(44):
        server.ask_ghala("POST", "/whatsapp/messages", text())
    fast = server.ask_ghala("POST", "/whatsapp/messages", text(), "k-1")
    assert (fast.status_code, fast.headers["Retry-After"]) == (429, "6")
    paths = [webhook["path"] for webhook in server.ask("GET", "/webhooks").json()["webhooks"][1:]]
    assert set(paths) == {"/api/messages/incoming"}


def test_ghala_sends_once_for_one_key(server: SandboxServer) -> None:
    first = server.ask_ghala("POST", "/whatsapp/messages", text(), "k-1")
    again = server.ask_ghala("POST", "/whatsapp/messages", text(), "k-1")
    assert (first.json(), len(screen(server))) == (again.json(), 1)

"""Keeping a chat as a test on the phone page, and what else the page itself writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, expect

from bot.sandbox import SandboxConfig
from tests.browser.phone_page import ANSWER_MS, PhonePage
from tests.browser.test_standard_journey import WINDOWS, open_page
from tests.stage.sandbox_server import SandboxServer, running

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def sandbox_alone(folder: Path) -> Iterator[SandboxServer]:
    """Nobody answers here but the test."""
    config = SandboxConfig(gateway_url=None, latency_ms=0, kept_folder=folder, shop_name="Duka & Co", till_number="777")
    with running(config) as server:
        yield server


def shop_says(server: SandboxServer, phone: str, content: dict[str, Any]) -> str:
    sent = server.ask_graph({"messaging_product": "whatsapp", "to": phone, **content})
    assert sent.status_code == 200, sent.text
    return str(sent.json()["messages"][0]["id"])


@pytest.mark.parametrize("window", WINDOWS)
def test_a_chat_is_kept_and_only_replaced_when_asked(
    window: str, sandbox_alone: SandboxServer, browser: Browser, new_phone: str, folder: Path
) -> None:
    with open_page(browser, window) as page:
        # given a chat with a phone number in it
        phone = PhonePage(page, sandbox_alone.url, new_phone)
        phone.types("call me on 0722 555 777")
        shop_says(sandbox_alone, new_phone, {"type": "text", "text": {"body": "I will, at 10:30."}})
        phone.reads("I will")
        # when it is kept
        if page.get_by_test_id("panel-toggle").is_visible():
            page.get_by_test_id("panel-toggle").click()
        page.get_by_test_id("keep-name").fill("a call back")
        page.get_by_test_id("keep-kind").select_option("handoff")
        page.get_by_test_id("keep-send").click()
        # then the page says where, what was replaced and how to run it
        outcome = page.get_by_test_id("keep-outcome")
        expect(page.get_by_test_id("keep-file")).to_contain_text("a-call-back.yml", timeout=ANSWER_MS)
        expect(outcome).to_contain_text("phone numbers 1")
        expect(outcome).to_contain_text("-k a-call-back")
        written = yaml.safe_load((folder / "a-call-back.yml").read_text(encoding="utf-8"))[0]
        assert written["steps"][0]["customer"] == "call me on 0712 345 678"
        assert written["kind"] == "handoff"
        # and a second time it asks before it replaces
        page.get_by_test_id("keep-send").click()
        expect(outcome).to_contain_text("already")
        page.get_by_test_id("keep-replace").click()
        expect(page.get_by_test_id("keep-file")).to_be_visible(timeout=ANSWER_MS)
        # and a name that is no name is refused in words
        page.get_by_test_id("keep-name").fill("../a call back")
        page.get_by_test_id("keep-send").click()
        expect(outcome).to_contain_text("letters, digits")
    assert [path.name for path in folder.iterdir()] == ["a-call-back.yml"]


def test_a_new_customer_has_a_number_that_never_wrote(
    sandbox_alone: SandboxServer, browser: Browser, new_phone: str
) -> None:
    with open_page(browser, "laptop") as page:
        phone = PhonePage(page, sandbox_alone.url, new_phone)
        phone.types("hi")
        page.get_by_test_id("new-customer").click()
        expect(page.locator('[data-testid="bubble"]')).to_have_count(0)
        assert re.search(r"#2547\d{8}$", page.url)
        assert new_phone not in page.url


def test_the_merchant_is_named_on_the_phone_and_on_its_payment_request(
    sandbox_alone: SandboxServer, browser: Browser, new_phone: str
) -> None:
    wanted = {
        "customer": {"phone": f"+{new_phone}"},
        "items": [{"product_id": "MF-5KG", "quantity": 1}],
        "delivery_fee": 0,
        "amount": 420,
        "order_number": "ORD-2026-000001",
    }
    order = sandbox_alone.ask_ghala("POST", "/orders", wanted, key="order").json()
    asked = {"method": "mpesa", "phone": f"+{new_phone}", "amount": 420}
    assert sandbox_alone.ask_ghala("POST", f"/orders/{order['id']}/payments", asked, key="pay").status_code == 201
    with open_page(browser, "phone") as page:
        PhonePage(page, sandbox_alone.url, new_phone)
        expect(page.locator("h1")).to_contain_text("Duka & Co")
        expect(page.get_by_test_id("mpesa-prompt")).to_contain_text("to DUKA & CO (till 777)", timeout=ANSWER_MS)


def test_a_long_quote_is_cut_between_signs(sandbox_alone: SandboxServer, browser: Browser, new_phone: str) -> None:
    # given a question whose ninetieth sign is a flag of two letters
    sandbox_alone.ask("POST", f"/phone/{new_phone}/messages", {"text": "hi"})
    text = "a" * 89 + "🇰🇪" + "b" * 20
    action = {"buttons": [{"type": "reply", "reply": {"id": "yes", "title": "Yes"}}]}
    content = {"type": "interactive", "interactive": {"type": "button", "body": {"text": text}, "action": action}}
    shop_says(sandbox_alone, new_phone, content)
    with open_page(browser, "laptop") as page:
        phone = PhonePage(page, sandbox_alone.url, new_phone)
        # when it is answered by its button
        phone.taps(phone.reads("aaa"), "Yes")
        # then the quote above the answer ends with the whole flag
        quote = page.locator(".quote")
        expect(quote).to_contain_text("a" * 89 + "🇰🇪…", timeout=ANSWER_MS)

"""The standard journey on the phone page, as a person sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.phone_page import ANSWER_MS, PhonePage
from tests.processes.accounts import faults_found
from tests.processes.journey import Customer
from tests.processes.shop_processes import ShopProcesses

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WINDOWS = {"phone": (390, 844), "laptop": (1280, 800)}


@dataclass(frozen=True)
class Talk:
    """What is said in one language, and words that the answers must have."""

    asks: str
    how_many: str
    quantity: str
    summary: str
    confirm: str
    where: str
    address: str
    pay_how: str
    mpesa: str
    waiting: str
    paid: str


ENGLISH = Talk(
    asks="Hi, I need maize flour",
    how_many="How many",
    quantity="3 bags",
    summary="ORDER SUMMARY",
    confirm="Yes, confirm",
    where="Where should we deliver",
    address="Kilimani, Argwings Kodhek Road",
    pay_how="How will you pay",
    mpesa="M-Pesa",
    waiting="enter your PIN",
    paid="PAYMENT RECEIVED",
)
SWAHILI = Talk(
    asks="Habari, nataka unga wa ugali",
    how_many="Ngapi",
    quantity="mifuko mitatu",
    summary="MUHTASARI WA ODA",
    confirm="Ndio, thibitisha",
    where="Tulete wapi",
    address="Kilimani, barabara ya Argwings Kodhek",
    pay_how="Utalipa vipi",
    mpesa="M-Pesa",
    waiting="weka PIN yako",
    paid="MALIPO YAMEPOKELEWA",
)


@contextmanager
def open_page(browser: Browser, window: str) -> Iterator[Page]:
    """A page without history; an error that its scripts throw fails the test."""
    width, height = WINDOWS[window]
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("talk", [ENGLISH, SWAHILI], ids=["english", "swahili"])
def test_a_customer_orders_and_pays_and_verifies_the_receipt(
    talk: Talk, window: str, browsed_shop: ShopProcesses, browser: Browser, new_phone: str
) -> None:
    with open_page(browser, window) as page:
        # given a phone that has never written to the shop
        phone = PhonePage(page, browsed_shop.settings.sandbox_url, new_phone)
        # when the customer orders, by typing and by tapping
        phone.types(talk.asks)
        phone.taps(phone.reads("Maize Flour 2kg", "KES 420"), "Maize Flour 5kg")
        phone.reads("Maize Flour 5kg", "KES 420", talk.how_many)
        phone.types(talk.quantity)
        phone.taps(phone.reads(talk.summary, "KES 1,260", "KES 1,460"), talk.confirm)
        phone.reads(talk.where)
        phone.types(talk.address)
        phone.taps(phone.reads(talk.pay_how, "KES 1,460"), talk.mpesa)
        phone.reads("ORD-", talk.waiting)
        # and pays at the prompt
        phone.pays("1,460")
        receipt = phone.reads(talk.paid, "RCP-", "KES 1,460", "/receipts/")
        # then the link on the receipt leads to a page that calls it genuine
        page_text = phone.follows_receipt(receipt)
        assert re.search(r"genuine", page_text, re.IGNORECASE)
        assert "1,460" in page_text
        # and nothing more was said, ordered or charged
        expect(phone.shop_bubbles()).to_have_count(phone.told)
    assert faults_found(Customer(browsed_shop, new_phone)) == []


@pytest.mark.parametrize("window", WINDOWS)
def test_the_shop_and_the_rider_bring_the_order_home(
    window: str, browsed_shop: ShopProcesses, browser: Browser, new_phone: str
) -> None:
    with open_page(browser, window) as page:
        # given an order in one breath that is paid
        phone = PhonePage(page, browsed_shop.settings.sandbox_url, new_phone)
        phone.types("3 bags of maize flour 5kg to Kilimani, nalipa na mpesa")
        phone.taps(phone.reads("Kilimani", "KES 1,460"), "Yes, confirm")
        phone.reads("ORD-")
        phone.pays("1,460")
        phone.reads("PAYMENT RECEIVED")
        # when the shop packs and ships it and the rider delivers it against the code
        phone.shop_moves("process")
        phone.reads("packed")
        phone.shop_moves("ship")
        phone.reads("SHIPPED", "Tracking")
        phone.shop_moves("out-for-delivery")
        told = phone.reads("Code for the rider").inner_text()
        code = re.search(r"\b(\d{4,8})\b", told.split("Code for the rider")[1])
        assert code, told
        phone.shop_moves("deliver", code[1])
        phone.reads("DELIVERED", "1 to 5")
        # then the customer rates it
        phone.types("5")
        phone.reads("HELP", "REORDER", "HISTORY")


@pytest.mark.parametrize("window", WINDOWS)
def test_a_bubble_tells_how_it_was_understood(
    window: str, browsed_shop: ShopProcesses, browser: Browser, new_phone: str
) -> None:
    with open_page(browser, window) as page:
        # given a message that was answered
        phone = PhonePage(page, browsed_shop.settings.sandbox_url, new_phone)
        phone.types("Hi, I need maize flour to Yaya Centre, nimekosa kuoza")
        phone.reads("Maize Flour 2kg")
        # when one asks below the bubble, then intent, confidence and the rule are shown
        panel = phone.understood("Hi, I need maize flour")
        for part in ("order_items", "%", "Rule"):
            expect(panel).to_contain_text(part, timeout=ANSWER_MS)
        # and word by word what each became, and what was left unread
        words = panel.get_by_test_id("explained").locator("li[data-role]")
        said = {role: words.and_(panel.locator(f'[data-role="{role}"]')) for role in ("verb", "goods", "unread")}
        expect(said["goods"]).to_contain_text(["maize flour"])
        expect(said["goods"]).to_contain_text(["MF-2KG · MF-5KG"])
        expect(said["unread"]).to_contain_text(["nimekosa", "kuoza"])
        expect(said["verb"]).to_contain_text(["roles.order"])
        # and a word opens to the lines at which it stands, within the window
        said["verb"].first.click()
        expect(said["verb"].first).to_contain_text("data/words/en.yml:")
        assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")


def test_a_tap_is_told_without_words(browsed_shop: ShopProcesses, browser: Browser, new_phone: str) -> None:
    with open_page(browser, "phone") as page:
        # given a question that was answered by its button
        phone = PhonePage(page, browsed_shop.settings.sandbox_url, new_phone)
        phone.types("I need maize flour")
        phone.taps(phone.reads("Maize Flour 2kg"), "Maize Flour 5kg")
        phone.reads("How many")
        # then no words were read that could be explained
        panel = phone.understood("Maize Flour 5kg")
        expect(panel).to_contain_text("Intent", timeout=ANSWER_MS)
        expect(panel.get_by_test_id("explained")).to_have_count(0)


def test_a_request_on_another_phone_is_found_from_the_one_that_ordered(
    browsed_shop: ShopProcesses, browser: Browser, new_phone: str
) -> None:
    with open_page(browser, "phone") as page:
        # given an order that another number is to pay
        phone = PhonePage(page, browsed_shop.settings.sandbox_url, new_phone)
        phone.types("2 sugar 1kg to Kilimani, Wood Avenue, mpesa 0722000111")
        phone.taps(phone.reads("KES 510"), "Yes, confirm")
        phone.reads("ORD-", "+254722")
        # when the shop's side is opened and the number followed that it names
        page.get_by_test_id("panel-toggle").click()
        page.get_by_test_id("pay-elsewhere").click(timeout=ANSWER_MS)
        # then that phone is shown, with the request on it
        expect(page.get_by_test_id("panel-close")).to_be_hidden()
        phone.pays("510")


def test_cash_on_delivery_waits_for_no_network(browsed_shop: ShopProcesses, browser: Browser, new_phone: str) -> None:
    with open_page(browser, "laptop") as page:
        phone = PhonePage(page, browsed_shop.settings.sandbox_url, new_phone)
        phone.types("2 sugar 1kg to Kilimani, Wood Avenue, cash on delivery")
        phone.taps(phone.reads("KES 510"), "Yes, confirm")
        phone.reads("ORD-", "in cash")
        expect(page.get_by_test_id("order").first).to_contain_text("KES 510", timeout=ANSWER_MS)
        expect(page.get_by_test_id("payment")).to_have_count(0)

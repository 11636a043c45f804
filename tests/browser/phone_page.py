"""The phone page as a person uses it: reading bubbles, typing, tapping, paying, moving the order on."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

ANSWER_MS = 20_000


class PhonePage:
    """``told`` counts the shop's bubbles that were read; answers are looked for only after those."""

    def __init__(self, page: Page, url: str, phone: str) -> None:
        self.page = page
        self.told = 0
        page.goto(f"{url}/#{phone}")
        expect(page.get_by_test_id("presence")).to_have_text("online", timeout=ANSWER_MS)

    def shop_bubbles(self) -> Locator:
        return self.page.locator('[data-testid="bubble"][data-from="shop"]')

    def reads(self, *parts: str) -> Locator:
        """The next bubble of the shop, which must have all ``parts``."""
        bubble = self.shop_bubbles().nth(self.told)
        for part in parts:
            expect(bubble).to_contain_text(part, timeout=ANSWER_MS)
        self.told += 1
        return bubble

    def types(self, text: str) -> None:
        """Sends it, and sees it leave: until then a bubble's id is not final."""
        self.page.get_by_test_id("composer").fill(text)
        self.page.get_by_test_id("send").click()
        sent = self.page.locator('[data-testid="bubble"][data-from="customer"]').last
        expect(sent).to_contain_text(text)
        expect(sent).to_have_attribute("data-status", re.compile("sent|delivered|read"), timeout=ANSWER_MS)

    def taps(self, bubble: Locator, label: str) -> None:
        """A reply button, or a row of the list behind the bubble's one button."""
        opener = bubble.get_by_test_id("list-open")
        if opener.count() == 0:
            bubble.get_by_test_id("reply-button").filter(has_text=label).click()
            return
        opener.click()
        self.page.get_by_test_id("list-row").filter(has_text=label).first.click()
        self.page.get_by_test_id("list-send").click()

    def pays(self, amount: str) -> None:
        prompt = self.page.get_by_test_id("mpesa-prompt")
        expect(prompt).to_contain_text(amount, timeout=ANSWER_MS)
        prompt.get_by_test_id("mpesa-pin").fill("1234")
        prompt.get_by_test_id("mpesa-ok").click()
        expect(prompt).to_be_hidden(timeout=ANSWER_MS)

    def follows_receipt(self, bubble: Locator) -> str:
        """What the page behind the receipt's link says."""
        with self.page.context.expect_page() as opened:
            bubble.locator('a[href*="/receipts/"]').first.click()
        receipt = opened.value
        text = receipt.locator("body").inner_text()
        receipt.close()
        return text

    def shop_moves(self, move: str, code: str = "") -> None:
        """What shop and rider do beside the phone; on a narrow window behind a button."""
        toggle = self.page.get_by_test_id("panel-toggle")
        narrow = toggle.is_visible()
        if narrow:
            toggle.click()
        order = self.page.get_by_test_id("order").first
        if code:
            order.get_by_test_id("delivery-code").fill(code)
        order.get_by_test_id(f"move-{move}").click(timeout=ANSWER_MS)
        if narrow:
            self.page.get_by_test_id("panel-close").click()

    def understood(self, text: str) -> Locator:
        """What the page says was understood of the customer's bubble with ``text``."""
        bubble = self.page.locator('[data-testid="bubble"][data-from="customer"]').filter(has_text=text).first
        bubble.get_by_test_id("understood").click()
        return bubble.get_by_test_id("understood-panel")

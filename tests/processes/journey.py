"""A customer at the sandbox's phone, and the standard journey step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.processes.shop_processes import ShopProcesses, wait_until

# Longer than the worst honest case: a worker dies while sending (6 s lease, 8 s wait for a status) or Ghala is away
# at order time (a job asks again after 10 s).
ANSWER_SECONDS = 45.0
TOTAL = 1460


@dataclass
class Customer:
    """One phone. ``expects`` looks only at bubbles that no earlier step was told by."""

    shop: ShopProcesses
    phone: str
    told: set[str] = field(default_factory=set)

    def types(self, text: str) -> None:
        self.shop.ask("POST", f"/phone/{self.phone}/messages", {"text": text})

    def bubbles(self) -> list[dict[str, Any]]:
        """The shop's, oldest first; none while the sandbox is away."""
        try:
            found = self.shop.ask("GET", f"/phone/{self.phone}/messages", after=0)["messages"]
        except requests.RequestException:
            return []
        return [each for each in found if each["from"] == "shop"]

    def expects(self, *parts: str, seconds: float = ANSWER_SECONDS) -> dict[str, Any]:
        """The new bubble that has all ``parts``. Raises NotInTime."""

        def answer() -> dict[str, Any] | None:
            fresh = [each for each in self.bubbles() if each["id"] not in self.told]
            return next((each for each in fresh if all(part in each["text"] for part in parts)), None)

        bubble: dict[str, Any] = wait_until(answer, f"{self.phone} to be told {parts}", seconds)
        self.told.update(each["id"] for each in self.bubbles())
        return bubble

    def payments(self, status: str) -> list[dict[str, Any]]:
        try:
            found = self.shop.ask("GET", "/payments", phone=self.phone)["payments"]
        except requests.RequestException:
            return []
        return [each for each in found if each["status"] == status]

    def pays(self) -> None:
        """Enters the PIN at the prompt, once there is one."""
        open_ones = wait_until(lambda: self.payments("pending"), f"a prompt on {self.phone}", ANSWER_SECONDS)
        self.shop.ask("POST", f"/payments/{open_ones[0]['id']}/approve", {"pin": "1234"})

    def orders(self) -> list[dict[str, Any]]:
        found = self.shop.ask("GET", "/shop/orders")["orders"]
        return [each for each in found if each["customer"]["phone"].lstrip("+") == self.phone]

    def shop_moves(self, move: str) -> None:
        self.shop.ask("POST", f"/orders/{self.orders()[0]['id']}/{move}", {})


@dataclass(frozen=True)
class Step:
    """What is done, and what the answer must contain."""

    name: str
    do: Callable[[Customer], None]
    answer: tuple[str, ...]


def _types(text: str) -> Callable[[Customer], None]:
    return lambda customer: customer.types(text)


STANDARD = (
    Step("asks for flour", _types("Hi, I need maize flour"), ("1. Maize Flour 2kg", "2. Maize Flour 5kg")),
    Step("picks 5kg", _types("2"), ("Maize Flour 5kg", "KES 420")),
    Step("3 bags", _types("3 bags"), ("ORDER SUMMARY", "1,260", "1,460")),
    Step("confirms", _types("YES"), ("deliver",)),
    Step("gives address", _types("Kilimani, Argwings Kodhek Road"), ("1. M-Pesa", "1,460")),
    Step("picks M-Pesa", _types("mpesa"), ("ORD-",)),
    Step("pays", lambda customer: customer.pays(), ("PAYMENT RECEIVED", "1,460", "/receipts/")),
    Step("is packed", lambda customer: customer.shop_moves("process"), ("packed",)),
)


def play(customer: Customer, after: Callable[[int], None] = lambda _place: None) -> None:
    """The whole journey; ``after`` is called with a step's place once its message or move has been accepted."""
    for place, step in enumerate(STANDARD):
        step.do(customer)
        after(place)
        customer.expects(*step.answer)

"""A customer who talks and looks at the clock."""

from __future__ import annotations

import time
from typing import Any

import requests

from tests.processes.shop_processes import NotInTime, ShopProcesses

ANSWER_SECONDS = 60.0
JOURNEY = ("Hi, I need maize flour", "2", "3 bags", "YES", "Kilimani, Argwings Kodhek Road", "mpesa")


class Talker:
    """Has its own connection, so that many can talk from threads."""

    def __init__(self, shop: ShopProcesses, phone: str) -> None:
        self.url = shop.settings.sandbox_url
        self.phone = phone
        self.seq = 0
        self.http = requests.Session()
        self.http.trust_env = False

    def says(self, text: str) -> float:
        """Seconds from the message being accepted to the shop's bubble on the phone. Raises NotInTime."""
        self._ask("POST", f"/phone/{self.phone}/messages", json={"text": text})
        begun = time.perf_counter()
        while time.perf_counter() - begun < ANSWER_SECONDS:
            if self._shop_spoke():
                return time.perf_counter() - begun
        raise NotInTime(f"{self.phone}: no answer to {text!r} within {ANSWER_SECONDS:g} s")

    def pays(self) -> float:
        """As ``says``, from the PIN being entered to the receipt."""
        payment = self._ask("GET", "/payments", params={"phone": self.phone})["payments"][0]
        self._ask("POST", f"/payments/{payment['id']}/approve", json={"pin": "1234"})
        begun = time.perf_counter()
        while not self._shop_spoke():
            if time.perf_counter() - begun > ANSWER_SECONDS:
                raise NotInTime(f"{self.phone}: no receipt within {ANSWER_SECONDS:g} s")
        return time.perf_counter() - begun

    def whole_journey(self) -> list[float]:
        return [*(self.says(text) for text in JOURNEY), self.pays()]

    def _shop_spoke(self) -> bool:
        """Waits for the phone's next change; a tick is one too, but no answer."""
        known = self.seq
        seen = self._ask("GET", f"/phone/{self.phone}/messages", params={"after": known, "wait": 5})
        self.seq = max(known, seen["seq"])
        return any(each["from"] == "shop" and each["seq"] > known for each in seen["messages"])

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        answer = self.http.request(method, self.url + path, timeout=30, **more)
        answer.raise_for_status()
        return answer.json()

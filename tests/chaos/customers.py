"""Customers who play the standard journey one after the other and do not give up when the line is bad."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import requests

from tests.chaos.kept_shop import KeptShop
from tests.processes.accounts import faults_found
from tests.processes.journey import STANDARD, Customer
from tests.processes.shop_processes import NotInTime, wait_until

T = TypeVar("T")
# An answer that takes longer does not come.
ANSWER_SECONDS = 300.0
REACH_SECONDS = 120.0
ASK_EVERY = 0.1
FIRST_PHONE = 254_733_000_001


class Patient(Customer):
    """Says everything until it was taken: a message keeps its id, so that saying it again is no second message."""

    def __init__(self, shop: KeptShop, phone: str) -> None:
        super().__init__(shop, phone)  # type: ignore[arg-type]
        self.said = itertools.count(1)

    def types(self, text: str) -> None:
        message = {"text": text, "id": f"wamid.{self.phone}.{next(self.said)}"}
        reached(lambda: self.shop.ask("POST", f"/phone/{self.phone}/messages", message))

    def pays(self) -> None:
        (prompt,) = wait_until(lambda: self.payments("pending"), f"a prompt on {self.phone}", ANSWER_SECONDS, ASK_EVERY)
        reached(lambda: self._enters_pin(prompt["id"]))

    def _enters_pin(self, payment: str) -> None:
        if not self.payments("success"):
            self.shop.ask("POST", f"/payments/{payment}/approve", {"pin": "1234"})

    def shop_moves(self, move: str) -> None:
        order = reached(lambda: self.orders()[0])
        reached(lambda: self._moves(order["id"], move))

    def _moves(self, order: str, move: str) -> None:
        if self.orders()[0]["status"] == "confirmed":
            self.shop.ask("POST", f"/orders/{order}/{move}", {})


def reached(call: Callable[[], T]) -> T:
    """The sandbox itself may be away for a while. Raises NotInTime with every error that was met after REACH_SECONDS."""
    deadline = time.monotonic() + REACH_SECONDS
    met: Counter[str] = Counter()
    while True:
        try:
            return call()
        except requests.RequestException as problem:
            met[str(problem)] += 1
            if time.monotonic() > deadline:
                raise NotInTime(f"not reached in {REACH_SECONDS:.0f} s: {dict(met)}") from problem
        time.sleep(ASK_EVERY)


@dataclass
class Waited:
    """One step: when it was said, on the monotonic clock, and how long the answer took; None: it never came."""

    step: str
    at: float
    seconds: float | None


@dataclass
class Visit:
    """One journey of one phone."""

    phone: str
    waited: list[Waited] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    # Why the journey ended before its last step.
    stopped: str = ""

    @property
    def unanswered(self) -> int:
        return sum(each.seconds is None for each in self.waited)


class Crowd:
    """So many customers at once; each begins a new journey on a new phone until ``journeys`` were begun in all, or until
    ``stop``."""

    def __init__(self, shop: KeptShop, at_once: int, journeys: int, first_phone: int = FIRST_PHONE) -> None:
        self.shop = shop
        self.visits: list[Visit] = []
        self._phones = iter(range(first_phone, first_phone + journeys))
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._visit, name=f"customer-{each}") for each in range(at_once)]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Those who are in the shop finish."""
        self._stopped.set()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def check_accounts(self) -> None:
        """What is wrong with each journey, once all parts have come to rest."""
        for visit in self.visits:
            try:
                visit.wrong += faults_found(Patient(self.shop, visit.phone))
            except (AssertionError, requests.RequestException) as stuck:
                visit.wrong.append(str(stuck).splitlines()[0])

    def _visit(self) -> None:
        while not self._stopped.is_set():
            with self._lock:
                phone = next(self._phones, None)
            if phone is None:
                return
            visit = Visit(str(phone))
            try:
                self._play(visit)
            finally:
                with self._lock:
                    self.visits.append(visit)

    def _play(self, visit: Visit) -> None:
        customer = Patient(self.shop, visit.phone)
        # Of its own: a session of requests is not for two threads.
        customer.shop = KeptShop(self.shop.folder, self.shop.settings, self.shop.environment)  # type: ignore[assignment]
        customer.shop.http.trust_env = False
        for step in STANDARD:
            begun = time.monotonic()
            try:
                step.do(customer)
                begun = time.monotonic()
                customer.expects(*step.answer, seconds=ANSWER_SECONDS)
            except (NotInTime, requests.RequestException, IndexError) as stuck:
                visit.waited.append(Waited(step.name, begun, None))
                visit.stopped = f"{step.name}: {stuck}"
                return
            visit.waited.append(Waited(step.name, begun, time.monotonic() - begun))
        customer.shop.http.close()

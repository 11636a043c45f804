"""Killing one process in the middle of a journey."""

from __future__ import annotations

import time
from collections.abc import Mapping

from tests.processes.accounts import faults_found
from tests.processes.journey import STANDARD, Customer, play
from tests.processes.shop_processes import ShopProcesses

ENOUGH_STOCK = 5000


def stock_up(shop: ShopProcesses) -> None:
    """Many journeys buy the same flour."""
    shop.ask("PUT", "/shop/products/MF-5KG", {"stock": ENOUGH_STOCK})


def journey_with_kills(shop: ShopProcesses, phone: str, name: str, moments: Mapping[int, float]) -> list[str]:
    """Plays the journey on a phone of its own; ``name`` dies ``moments[place]`` seconds after that step was accepted and
    is started again at once. What is wrong afterwards; raises NotInTime where the journey does not go on."""

    def after(place: int) -> None:
        if place not in moments:
            return
        # The delay is the moment of the trial itself, not a wait for something.
        time.sleep(moments[place])
        shop.kill(name)
        shop.start((name,))
        if name == "sandbox":
            # The customer's phone itself lives there.
            shop.wait_until_ready((name,))

    customer = Customer(shop, phone)
    play(customer, after)
    return faults_found(customer)


def moment_name(place: int, delay: float) -> str:
    return f"{STANDARD[place].name} +{delay * 1000:.0f} ms"

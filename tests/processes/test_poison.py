"""One message must not stop the shop: a text that an action never comes back from costs its own turn and nobody else's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.workshop.run.parts import procfile_of, read_parts
from tests.chaos.kept_shop import KeptShop, kept_shop
from tests.processes.journey import Customer
from tests.processes.poisoned_actions import POISON
from tests.processes.shop_processes import ROOT, settings_of

pytestmark = pytest.mark.slow

# Three tries, each until the watchdog ends the action server and the runner has started it again.
GIVEN_UP_SECONDS = 90.0
SERVED_SECONDS = 60.0


def poisoned_procfile(folder: Path) -> Path:
    settings = settings_of(folder)
    commands = {part.name: part.command for part in read_parts(ROOT / procfile_of(settings), settings)}
    commands["actions"] = f"exec {sys.executable} -m tests.processes.poisoned_actions"
    procfile = folder / "Procfile"
    procfile.write_text("".join(f"{name}: {command}\n" for name, command in commands.items()), encoding="utf-8")
    return procfile


def customer(shop: KeptShop, phone: str) -> Customer:
    return Customer(shop, phone)  # type: ignore[arg-type]


def test_a_text_that_ends_the_action_server_is_given_up_and_others_are_served(tmp_path: Path) -> None:
    with kept_shop(tmp_path, procfile=poisoned_procfile(tmp_path)) as shop:
        ann, ben = customer(shop, "254711000001"), customer(shop, "254711000002")
        ann.types("2 maize flour 5kg")
        ann.expects("ORDER SUMMARY")
        # when one customer writes what no action comes back from, and another asks for sugar
        ann.types(f"leave it at the gate, {POISON} x")
        ben.types("do you have sugar?")
        # then the other is served soon, and the one is told, once, that a person must look
        ben.expects("Sugar 1kg", seconds=SERVED_SECONDS)
        ann.expects("could not handle your message", seconds=GIVEN_UP_SECONDS)
        # and the one is served again too
        ann.types("yes")
        ann.expects("deliver")

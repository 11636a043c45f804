"""What a talk waits for, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from bot.commerce.cart import CartLine, OpenLine, Question
from bot.services.awaiting import OF_QUESTION, Awaited
from bot.settings import PRODUCTION, Settings, read_settings
from bot.web.app import create_app
from bot.web.pages import DESCRIPTION
from bot.web.security.scopes import Scope
from tests.bearer import token
from tests.small_shop import ANN, SmallShop, small_shop_in
from tests.stage.gateway_server import running

PHONE = ANN.removeprefix("wa:")
FLOUR = [CartLine("MF-5KG", 3)]
SUMMED_UP = {"lines": FLOUR, "confirmed": True}
# In the order in which the shop asks, each cart with what it lacks.
CARTS: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({"open_lines": [OpenLine("flour", ("MF-5KG", "MF-2KG"))]}, "which"),
    ({"open_lines": [OpenLine("flour", ("MF-5KG",), "MF-5KG")]}, "quantity"),
    ({"lines": FLOUR}, "confirm"),
    ({"lines": FLOUR, "open_lines": [OpenLine("flour", ("MF-2KG",), "MF-2KG")]}, "quantity"),
    (SUMMED_UP, "address"),
    ({**SUMMED_UP, "address": "Kilimani"}, "method"),
    ({**SUMMED_UP, "address": "Kilimani", "payment_method": "mpesa"}, None),
]


@dataclass
class Door:
    url: str
    settings: Settings
    small: SmallShop

    def ask(self, phone: str = PHONE, **claims: Any) -> requests.Response:
        signed = token(self.settings.jwt_secret, **{"scope": Scope.CASES_READ.value, **claims})
        return self.get(phone, {"Authorization": f"Bearer {signed}"})

    def get(self, phone: str, headers: dict[str, str]) -> requests.Response:
        return requests.get(f"{self.url}/api/conversations/{phone}", headers=headers, timeout=10)

    def has(self, **cart: Any) -> None:
        with self.small.uow() as uow:
            uow.carts.save(replace(uow.carts.get(ANN), **cart))
            uow.commit()


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    small = small_shop_in(tmp_path)
    url = f"sqlite:///{tmp_path}/shop.db"
    secret = "a-secret-of-the-shop-with-more-than-32-signs"
    settings = replace(read_settings({}), mode=PRODUCTION, database_url=url, jwt_secret=secret)
    with running(create_app(settings, small.shop.unit_of_work, small.clock, {})) as address:
        yield Door(address, settings, small)
    small.engine.dispose()


@pytest.mark.parametrize(("cart", "awaiting"), CARTS)
def test_the_open_question_is_what_is_awaited(door: Door, cart: dict[str, Any], awaiting: str | None) -> None:
    door.small.meet()
    door.has(**cart)
    answer = door.ask()
    assert (answer.status_code, answer.json()) == (200, {"awaiting": awaiting})


def test_a_phone_that_can_get_no_payment_request_is_asked_for_another(door: Door) -> None:
    door.small.meet(phone="+447911123456")
    door.has(**SUMMED_UP, address="Kilimani", payment_method="mpesa")
    assert door.ask().json() == {"awaiting": "phone"}


@pytest.mark.parametrize("phone", ["254799999999", "nobody", "254%20700", "9" * 400])
def test_who_never_wrote_is_asked_nothing_and_not_written_down(door: Door, phone: str) -> None:
    before = door.small.everything()
    answer = door.ask(phone)
    assert (answer.status_code, answer.json()) == (200, {"awaiting": None})
    assert door.small.everything() == before


def test_the_phone_may_stand_with_its_plus(door: Door) -> None:
    door.small.meet()
    door.has(lines=FLOUR)
    assert door.ask(f"+{PHONE}").json() == {"awaiting": "confirm"}


def test_nothing_is_told_without_a_token_or_its_scope(door: Door) -> None:
    door.small.meet()
    door.has(lines=FLOUR)
    missing, other = door.get(PHONE, {}), door.ask(scope=Scope.ORDERS_READ.value)
    assert (missing.status_code, missing.json()["error"]["code"]) == (401, "token_missing")
    assert (other.status_code, other.json()["error"]["code"]) == (403, "insufficient_scope")


def test_every_question_has_a_name_and_every_name_is_described() -> None:
    assert set(OF_QUESTION) == set(Question)
    described = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    schema = described["paths"]["/api/conversations/{msisdn}"]["get"]["responses"]["200"]
    told = schema["content"]["application/json"]["schema"]["properties"]["awaiting"]["enum"]
    assert set(told) == {None, *(each.value for each in Awaited)}

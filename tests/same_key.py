"""Many who place the same order at once, through real gateways."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

import requests

from bot.processes import order_over_http
from bot.settings import read_settings
from bot.storage import tables
from bot.web.app import create_app
from tests.bearer import token
from tests.small_shop import SmallShop
from tests.stage.gateway_server import running

WANTED = {
    "customer": {"phone": "0712345678", "name": "Wanjiku"},
    "items": [{"product_id": "MF-5KG", "quantity": 3}, {"product_id": "SG-1KG", "quantity": 1}],
    "delivery_address": "Kilimani, Argwings Kodhek Road",
    "payment_method": "mpesa",
}


def placed_at_once(small: SmallShop, callers: int, keys: Sequence[str] = ("till-7-0001",)) -> list[requests.Response]:
    """``callers`` posts of one order, spread over two gateways on one database and over ``keys``, let go together."""
    settings = replace(read_settings({}), database_url=str(small.engine.url))
    headers = {"Authorization": f"Bearer {token(settings.jwt_secret)}"}
    together, answers = threading.Barrier(callers), list[requests.Response]()

    def place(url: str, key: str) -> None:
        together.wait(timeout=30)
        named = {**headers, "Idempotency-Key": key}
        answers.append(requests.post(f"{url}/api/orders", json=WANTED, headers=named, timeout=60))

    with ExitStack() as gateways:
        urls = [
            gateways.enter_context(
                running(
                    create_app(
                        settings,
                        small.shop.unit_of_work,
                        small.clock,
                        {},
                        reader=small.shop.reader,
                        place_order=lambda wanted, key: order_over_http(small.shop, wanted, key),
                    )
                )
            )
            for _ in range(2)
        ]
        threads = [
            threading.Thread(target=place, args=(urls[each % 2], keys[each % len(keys)])) for each in range(callers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=90)
    return answers


def assert_one_order(small: SmallShop, answers: Sequence[requests.Response]) -> None:
    assert [each.status_code for each in answers] == [201] * 12, [each.text[:200] for each in answers]
    assert len({each.json()["order_number"] for each in answers}) == 1
    assert len(small.rows(tables.orders)) == len(small.rows(tables.payments)) == len(small.rows(tables.customers)) == 1
    assert len(small.rows(tables.order_lines)) == 2
    assert [row.what for row in small.rows(tables.ledger)].count("order.drafted") == 1
    assert [row.what for row in small.rows(tables.ledger)].count("payment.asked") == 1
    assert len(small.ghala.orders) == len(small.ghala.payments) == 1

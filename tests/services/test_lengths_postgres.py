"""However long what comes from outside is, PostgreSQL can keep it, and no line of work stands still behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.commerce.cases import CaseKind
from bot.commerce.orders import OrderStatus
from bot.commerce.places import SavedPlace
from bot.messaging.claims import Claims
from bot.messaging.statuses import StatusKeeper
from bot.messaging.turns import TurnWorker
from bot.messaging.words import Words
from bot.nlu.reader import WordReader
from bot.processes import order_over_http
from bot.providers.ghala.webhook import read_event
from bot.providers.whatsapp.webhook import read_webhook
from bot.services import handoff
from bot.services.cases import open_case
from bot.services.details import give_address
from bot.services.ordering import place_order
from bot.services.paying import start_payment
from bot.services.ports import Reply, Turn, TurnResult
from bot.services.rider_code import show_code
from bot.services.stock_watches import LASTS
from bot.storage.tables import metadata
from bot.web.api.order_request import read_order
from tests.heard import reading
from tests.small_shop import ANN, SmallShop

pytestmark = pytest.mark.services
LONG = "Kilimani " + "x" * 5000
# Words of our own, of which none comes from outside.
OURS = {
    "customers": {"language"},
    "consents": {"purpose", "how"},
    "inbox": {"provider", "kind", "state", "claimed_by", "crashed"},
    "outbox": {"state", "delivery", "claimed_by"},
    "choices": {"id", "conversation", "outbox_key", "title"},
    "jobs": {"key", "kind", "state", "claimed_by"},
    "catalog_state": {"version", "wording"},
    "catalog_indexes": {"wording", "made_with", "taken_by"},
    "carts": {"payment_method"},
    "orders": {"number", "status", "currency", "payment_method"},
    "code_tries": {"outcome"},
    "revoked_tokens": {"claim", "value"},
    "payments": {"key", "currency", "method", "status"},
    "receipts": {"number", "hash"},
    "cases": {"kind", "question"},
    "ledger": {"what"},
}


class Listening:
    """Remembers each turn as an action would, under the longest key that one makes."""

    def __init__(self, small: SmallShop) -> None:
        self.small = small

    def turn(self, turn: Turn) -> TurnResult:
        with self.small.uow() as uow:
            uow.answers.put(f"payment:{turn.conversation}/{turn.message_id}/{'action_' * 7}/12", {})
            uow.commit()
        return TurnResult((Reply("yes"),), "en", {})


class Mute:
    repeats_safely = False

    def send(self, *about: Any) -> Any:
        raise AssertionError("nothing is sent here")

    def mark_read(self, provider_message_id: str, typing: bool) -> None:
        return


def written(small: SmallShop, text: str, message_id: str) -> None:
    contact = {"profile": {"name": LONG}, "user_id": LONG}
    sent = {"from_user_id": LONG, "id": message_id, "type": "text", "text": {"body": text}}
    post(small, {"contacts": [contact], "messages": [sent]})


def post(small: SmallShop, value: dict[str, Any]) -> None:
    document = {"entry": [{"changes": [{"field": "messages", "value": value}]}]}
    small.store(*read_webhook(document, json.dumps(document).encode(), small.clock()))


def happens(small: SmallShop, name: str, event_id: str = "", **data: Any) -> None:
    document = {"id": event_id or f"{name}{LONG}{len(json.dumps(data))}", "event": name, "data": data}
    small.store(read_event(document, json.dumps(document).encode(), small.clock()))


def string_columns() -> Iterator[sa.Column[Any]]:
    for table in metadata.sorted_tables:
        yield from (each for each in table.columns if type(each.type) is sa.String)


def test_nothing_that_comes_from_outside_is_too_long_for_its_column(small: SmallShop) -> None:
    # given an order that was paid, and one that is asked for over HTTP
    small.fill(lines=(("SG-1KG", 2),))
    order = place_order(small.shop, ANN, "t1")
    payment = start_payment(small.shop, order, "t1")
    wanted = {
        "customer": {"phone": "0712345678", "name": LONG},
        "items": [{"product_id": "SG-1KG", "quantity": 1}],
        "delivery_address": LONG[:300],
        "payment_method": "mpesa",
    }
    other = order_over_http(small.shop, read_order(wanted, WordReader()), "k" * 128)
    (failing,) = small.payments_of(other)
    # when everything comes that strangers can make long
    written(small, LONG, LONG)
    written(small, "STOP", f"{LONG}2")
    with small.uow() as uow:
        uow.outbox.put("told", ANN, Reply("hello"))
        uow.commit()
    status = {"id": LONG, "status": LONG, "recipient_id": "254700000001", "biz_opaque_callback_data": "told"}
    post(small, {"statuses": [status, {**status, "status": "failed", "errors": [{"code": 131050, "title": LONG}]}]})
    product = {"id": "P" * 64, "price": 1, "stock": 1, "currency": "KES", "name": LONG, "category": LONG}
    happens(small, "product.updated", product={**product, "subcategory": LONG, "image_url": LONG, "aliases": [LONG]})
    happens(small, "product.updated", product={**product, "id": LONG})
    happens(small, LONG, order={"id": LONG})
    happens(small, "order.shipped", order={"id": LONG})
    happens(small, "order.shipped", order={"id": order.ghala_id, "tracking": {"number": "1", "url": LONG}})
    paid = {"id": payment.ghala_id, "order_id": order.ghala_id, "amount": 520}
    failed = {"id": failing.ghala_id, "amount": str(failing.amount), "failure_reason": LONG}
    happens(small, "payment.failed", payment=failed)
    happens(small, "payment.success", payment={**paid, "transaction_reference": LONG})
    happens(small, "payment.success", payment={**paid, "transaction_reference": "R" * 60})
    happens(
        small, "payment.success", "x" * 300, payment={"id": "p" * 100, "order_id": "o" * 100, "amount": 1, "phone": "x"}
    )
    happens(small, "refund.issued", refund={"id": LONG, "payment_id": payment.ghala_id, "amount": 1})
    # and all of it is worked, with what customers and callers say over it
    worker = TurnWorker(small.shop, Listening(small), Mute(), Words.of_domain(), Claims())
    while worker.work_one() or StatusKeeper(small.shop).work_all():
        small.clock.move(1)
    with small.uow() as uow:
        give_address(uow, ANN, reading(LONG).as_place)
        cart = uow.carts.get(ANN)
        cart.address, cart.payment_phone, cart.instructions, cart.place_name = (
            LONG[:300],
            "+254712345678",
            "gate",
            "home",
        )
        uow.carts.save(cart)
        uow.places.save(ANN, SavedPlace("home", LONG[:300], "home"))
        uow.stock_watches.put(ANN, "P" * 64, small.clock() + LASTS)
        current = uow.orders.by_id(order.id)
        words = {"rating_words": LONG, "payment_phone": "+254712345678", "instructions": "gate"}
        uow.orders.save(replace(current, status=OrderStatus.OUT_FOR_DELIVERY, delivery_code="0417", **words))
        show_code(uow, uow.orders.by_id(order.id), "0000", LONG, small.clock())
        open_case(uow, ANN, CaseKind.PROBLEM, LONG, small.clock(), order.number)
        case = handoff.hand_off(uow, ANN, LONG, small.clock(), LASTS)
        handoff.write(uow, case, "hello", "k" * 128, small.clock(), LASTS)
        uow.products.replace_all(list(uow.products.catalog()), "e" * 200)
        uow.commit()
    # then all is kept, or put aside with a reason that names the field
    rows = small.rows(metadata.tables["inbox"])
    for row in rows:
        assert row.state in ("done", "dead"), (row.body, row.error)
        assert "DataError" not in (row.error or "")
    assert {row.error for row in rows if row.state == "dead"} == {
        f"not an event by the contract: {field} is {LONG[:40]!r}, not an id of at most {longest} characters"
        for field, longest in (
            ("product.id", 64),
            ("event.data.order.id", 100),
            ("event.data.payment.transaction_reference", 60),
            ("event.data.refund.id", 100),
        )
    }
    # and every column that holds words of others did hold some
    empty = set()
    with small.engine.connect() as connection:
        for column in string_columns():
            longest = connection.execute(sa.select(sa.func.max(sa.func.length(column)))).scalar()
            if not longest and column.name not in OURS.get(column.table.name, ()):
                empty.add(str(column))
    assert empty == set()

"""Payloads of WhatsApp that no phone of the stage sends: odd names, other numbers, late messages, failed deliveries."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa

from bot.providers.whatsapp.webhook import read_webhook
from bot.storage import tables
from tests.stage.script import PHONE, Dialogue, Player
from tests.stage.shop_stage import Stage

OWN_NUMBER = "100000000000001"
NEW, USER = "254711000999", "KE.13491208655302741918"
NUMBERS = count(1)


class Phone:
    """A customer on the stage, and Meta's webhooks about them."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.player = Player(stage)

    def play(self, *steps: dict[str, Any]) -> None:
        self.player.play(Dialogue("payloads", "faults", list(steps), "en"))

    def writes(
        self,
        text: str,
        name: object = "Customer",
        number: str = OWN_NUMBER,
        late: timedelta = timedelta(),
        user_id: str = "",
    ) -> None:
        moment = str(int((self.stage.clock() - late).timestamp()))
        message = {"from": PHONE, "id": f"wamid.odd.{next(NUMBERS)}", "timestamp": moment}
        written = {**message, "type": "text", "text": {"body": text}}
        self._comes(
            {"contacts": [{"profile": {"name": name}, "wa_id": PHONE, "user_id": user_id}], "messages": [written]},
            number,
        )

    def could_not_read(self, message_id: str, code: int) -> None:
        moment, errors = str(int(self.stage.clock().timestamp())), [{"code": code, "title": "Message undeliverable"}]
        status = {"id": message_id, "status": "failed", "timestamp": moment, "recipient_id": PHONE, "errors": errors}
        self._comes({"statuses": [status]}, OWN_NUMBER)

    def hides_the_phone(self, text: str) -> None:
        """From now on only the id within this business tells who writes."""
        moment, number = str(int(self.stage.clock().timestamp())), next(NUMBERS)
        message = {"from_user_id": USER, "id": f"wamid.odd.{number}", "timestamp": moment, "type": "text"}
        contact = {"profile": {"name": "Customer"}, "user_id": USER}
        self._comes({"contacts": [contact], "messages": [{**message, "text": {"body": text}}]}, OWN_NUMBER)

    def changes_number(self, digits: str) -> None:
        moment, number = str(int(self.stage.clock().timestamp())), next(NUMBERS)
        system = {"type": "user_changed_number", "body": "changed", "wa_id": digits}
        message = {"from": PHONE, "id": f"wamid.odd.{number}", "timestamp": moment, "type": "system", "system": system}
        self._comes({"messages": [message]}, OWN_NUMBER)

    def _comes(self, value: dict[str, Any], number: str) -> None:
        whole = {"metadata": {"phone_number_id": number}, **value}
        document = {"entry": [{"id": "1", "changes": [{"field": "messages", "value": whole}]}]}
        self.stage.store(read_webhook(document, json.dumps(document).encode(), self.stage.clock()))
        self.stage.settle()


@pytest.fixture
def phone(stage_now: Stage) -> Phone:
    return Phone(stage_now)


@pytest.mark.parametrize("name", [" ", "\u200b", "\u00a0\u3000", "", None, 7, "\u2060\ufeff", "* _ ~"])
def test_a_name_of_blanks_takes_no_name_away(phone: Phone, name: object) -> None:
    phone.play({"customer": "hello", "shop": "Hi Mwende!"})

    phone.writes("good morning", name=name)

    phone.play({"wait": 1, "bubbles": 1, "shop": "Hi Mwende!"})


def test_what_is_written_to_another_number_is_not_answered(phone: Phone) -> None:
    phone.play({"customer": "hello", "shop": "Karibu"})

    phone.writes("2 sugar 1kg", number="999999999999999")

    phone.play({"wait": 1, "bubbles": 0, "cart": {}})


def test_a_yes_that_was_three_days_on_its_way_is_asked_for_again(phone: Phone) -> None:
    phone.play({"customer": "2 sugar 1kg to Kilimani, I pay cash", "shop": "Total: KES 510"})

    phone.writes("yes", late=timedelta(days=3))

    phone.play(
        {"wait": 1, "bubbles": 1, "shop": ["reached me only now", "Total: KES 510"], "orders": []},
        {"customer": "yes", "shop": "in cash", "orders": [{"status": "pending"}]},
    )


def test_a_way_to_pay_that_was_long_on_its_way_places_nothing(phone: Phone) -> None:
    phone.play(
        {"customer": "2 sugar 1kg to Kilimani", "shop": "Total: KES 510"},
        {"customer": "yes", "shop": "How will you pay"},
    )

    phone.writes("mpesa", late=timedelta(days=2))

    phone.play({"wait": 1, "bubbles": 1, "shop": "Total: KES 510", "orders": []})


def test_a_receipt_that_whatsapp_could_not_deliver_calls_a_person_once(phone: Phone) -> None:
    phone.play(
        {"customer": "2 sugar 1kg to Kilimani, pay with mpesa", "shop": "Total: KES 510"},
        {"customer": "yes", "shop": "waiting"},
        {"pays": "approve", "bubbles": 1, "shop": "PAYMENT RECEIVED", "cases": []},
    )

    for _ in range(2):
        phone.could_not_read(newest_message(phone.stage), 131026)

    told = "WhatsApp could not deliver payment_receipt: 131026 Message undeliverable"
    phone.play({"wait": 1, "bubbles": 0, "cases": [{"kind": "money", "order": "ORD-2026-000001", "said": told}]})


def test_an_answer_that_whatsapp_could_not_deliver_calls_nobody(phone: Phone) -> None:
    phone.play({"customer": "2 sugar 1kg", "shop": "Total: KES 510"})

    phone.could_not_read(newest_message(phone.stage), 131026)

    phone.play({"wait": 1, "bubbles": 0, "cases": []})


def test_who_hides_the_phone_later_is_the_same_customer(phone: Phone) -> None:
    phone.play({"customer": "2 sugar 1kg to Kilimani, I pay cash", "shop": "Total: KES 510"})
    phone.writes("yes", user_id=USER)
    phone.play({"wait": 1, "bubbles": 1, "shop": "ORD-2026-000001", "orders": [{"status": "pending"}]})

    phone.hides_the_phone("where is my order")

    phone.play({"wait": 1, "bubbles": 1, "shop": "ORD-2026-000001", "never": "no orders"})


def test_who_changes_the_number_keeps_order_and_cart(phone: Phone) -> None:
    phone.play(
        {"customer": "2 sugar 1kg to Kilimani, I pay cash", "shop": "Total: KES 510"},
        {"customer": "yes", "shop": "ORD-2026-000001"},
        {"customer": "3 salt", "shop": "Total: KES 335", "cart": {"SL-1KG": 3}},
    )

    for _ in range(2):
        phone.changes_number(NEW)

    phone.play(
        {"bubbles": 0, "wait": 1, "cart": {}, "orders": []},
        {"phone": NEW, "customer": "cart", "shop": "Salt 1kg × 3", "cart": {"SL-1KG": 3}},
        {"phone": NEW, "customer": "status", "shop": "ORD-2026-000001", "orders": [{"status": "pending"}]},
    )


def test_who_changes_the_number_has_stopped_us_all_the_same(phone: Phone) -> None:
    phone.play({"customer": "STOP", "shop": "nothing more"})

    phone.changes_number(NEW)

    phone.play({"phone": NEW, "customer": "2 sugar 1kg", "shop": "Write *START*", "cart": {}})


def test_a_system_message_without_a_number_moves_nothing(phone: Phone) -> None:
    phone.play({"customer": "3 salt", "shop": "Total: KES 335"})

    phone.changes_number("not a number")

    phone.play({"wait": 1, "bubbles": 0, "cart": {"SL-1KG": 3}})


def newest_message(stage: Stage) -> str:
    with stage.shop.unit_of_work(read_only=True) as uow:
        newest = sa.select(tables.outbox.c.provider_message_id).order_by(tables.outbox.c.id.desc()).limit(1)
        return str(uow.connection.execute(newest).scalar())

"""What must hold after a journey, whatever was killed on the way: read from the shop's database and from the sandbox."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from bot.storage.database import make_engine
from bot.storage.tables import inbox, orders, outbox, payments, receipts
from tests.processes.journey import STANDARD, TOTAL, Customer
from tests.processes.shop_processes import wait_until

SETTLE_SECONDS = 30.0


def rows(customer: Customer, table: sa.Table, *conditions: Any) -> list[Any]:
    engine = make_engine(customer.shop.settings.database_url)
    try:
        with engine.connect() as connection:
            query = sa.select(table).where(*conditions).order_by(table.c.id)
            return list(connection.execution_options(read_only=True).execute(query))
    finally:
        engine.dispose()


def faults_found(customer: Customer) -> list[str]:
    """One sentence for everything that is not as it must be; empty when all is well."""
    conversation = f"wa:{customer.phone}"
    wait_until(lambda: _settled(customer, conversation), f"{conversation} to come to rest", SETTLE_SECONDS)
    return [*_money(customer, conversation), *_words(customer, conversation)]


def _settled(customer: Customer, conversation: str) -> bool:
    """Nothing is under way any more, so whatever would be said twice has been said."""
    waiting = rows(customer, inbox, inbox.c.conversation == conversation, inbox.c.state.in_(("waiting", "in_flight")))
    unsent = rows(customer, outbox, outbox.c.conversation == conversation, outbox.c.state != "sent")
    return not waiting and not unsent


def _money(customer: Customer, conversation: str) -> list[str]:
    found = []
    ordered, asked = customer.orders(), customer.shop.ask("GET", "/payments", phone=customer.phone)["payments"]
    if [(each["amount"], each["payment_status"]) for each in ordered] != [(TOTAL, "paid")]:
        found.append(f"Ghala has these orders: {ordered}")
    if [(each["amount"], each["status"]) for each in asked] != [(TOTAL, "success")]:
        found.append(f"Ghala has these payments: {asked}")
    own = rows(customer, orders, orders.c.conversation == conversation)
    if [each.amount for each in own] != [Decimal(TOTAL)]:
        found.append(f"the shop has these orders: {own}")
    for order in own:
        paid = rows(customer, payments, payments.c.order_id == order.id)
        if [(each.amount, each.status) for each in paid] != [(Decimal(TOTAL), "success")]:
            found.append(f"the shop has these payments: {paid}")
        if len(rows(customer, receipts, receipts.c.order_id == order.id)) != 1:
            found.append("not exactly one receipt")
    return found


def _words(customer: Customer, conversation: str) -> list[str]:
    """Every reply of the outbox stands on the phone once, in its order, and nothing else does."""
    found = []
    shown = customer.bubbles()
    sent = rows(customer, outbox, outbox.c.conversation == conversation)
    if [each["id"] for each in shown] != [each.provider_message_id for each in sent]:
        found.append(f"the phone shows {len(shown)} bubbles, the outbox sent {len(sent)}, or in another order")
    for one, other in pairwise(shown):
        if one["text"] == other["text"]:
            found.append(f"said twice: {one['text']!r}")
    more = len(shown) - len(STANDARD)
    if more > len([each for each in shown if is_excuse(each["text"])]):
        found.append(f"{more} bubbles too many: {[each['text'][:40] for each in shown]}")
    return found


def is_excuse(text: str) -> bool:
    """An honest line that something takes longer, which a customer may get beside the answer."""
    return "slow right now" in text or "not answering" in text

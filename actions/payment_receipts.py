"""The receipt again: as words, and as a file to keep."""

from __future__ import annotations

from collections.abc import Sequence

from actions.base import ReadingAction
from actions.orders import say_not_found
from actions.payment import say_receipt
from actions.talk import Talk
from bot.commerce.orders import Order
from bot.services.ports import UnitOfWork
from bot.settings import read_settings


def _orders_meant(uow: UnitOfWork, conversation: str, number: str) -> Sequence[Order]:
    """The one that is named, if it is the customer's; else all of theirs."""
    if not number:
        return uow.orders.of(conversation)
    named = uow.orders.by_number(number)
    return [named] if named and named.conversation == conversation else []


class SendReceipt(ReadingAction):
    """Words first: they are there whatever becomes of the file."""

    action_name = "action_send_receipt"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        number = talk.heard.first("order_number").upper()
        orders = _orders_meant(uow, talk.conversation, number)
        if number and not orders:
            say_not_found(uow, talk)
            return
        paid = next((order for order in orders if uow.receipts.of_order(order.id)), None)
        receipt = uow.receipts.of_order(paid.id) if paid else None
        if paid is None or receipt is None:
            talk.say("utter_no_receipt")
            return
        say_receipt(uow, talk, paid)
        language = "sw" if talk.slots.get("language") == "sw" else "en"
        link = f"{read_settings().app_url}/receipts/{receipt.hash}/{language}.pdf"
        talk.attach("document", link=link, filename=f"{paid.number}.pdf")

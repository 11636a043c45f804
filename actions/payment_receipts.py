"""The receipt again: as words, and as a file to keep."""

from __future__ import annotations

from actions.base import ReadingAction
from actions.orders import say_not_found
from actions.payment import say_receipt
from actions.talk import Talk
from bot.services.ports import UnitOfWork
from bot.settings import read_settings


class SendReceipt(ReadingAction):
    """Words first: they are there whatever becomes of the file."""

    action_name = "action_send_receipt"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        number = talk.heard.first("order_number").upper()
        named = uow.orders.by_number(number) if number else None
        if number and (named is None or named.conversation != talk.conversation):
            say_not_found(uow, talk)
            return
        orders = [named] if named else uow.orders.of(talk.conversation)
        paid = next((order for order in orders if uow.receipts.of_order(order.id)), None)
        receipt = uow.receipts.of_order(paid.id) if paid else None
        if paid is None or receipt is None:
            talk.say("utter_no_receipt")
            return
        say_receipt(uow, talk, paid)
        language = "sw" if talk.slots.get("language") == "sw" else "en"
        link = f"{read_settings().app_url}/receipts/{receipt.hash}/{language}.pdf"
        talk.attach("document", link=link, filename=f"{paid.number}.pdf")

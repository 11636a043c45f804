"""Where to deliver, said outside the question for it."""

from __future__ import annotations

from dataclasses import replace

from actions.base import ShopAction, go_on
from actions.talk import Talk
from bot.commerce.delivery import looks_like_address
from bot.commerce.orders import FORWARD
from bot.services import checkout
from bot.services.notes import Note
from bot.services.ports import UnitOfWork


class TakeAddress(ShopAction):
    action_name = "action_take_address"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        place = talk.heard.first("address") or talk.heard.text
        if not looks_like_address(place):
            talk.say("utter_address_unclear")
        else:
            noted = Note("utter_address_noted", {"address": " ".join(place.split())[:200]})
            talk.tell(checkout.give_address(uow, talk.conversation, place) or [noted])
        if uow.carts.get(talk.conversation).is_empty:
            talk.say("utter_lost_here")
        go_on(uow, talk)


class UseSavedAddress(ShopAction):
    action_name = "action_use_saved_address"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        customer = uow.customers.get(talk.conversation)
        if customer is None or not customer.address:
            talk.say("utter_no_saved_address")
        else:
            talk.tell(checkout.give_address(uow, talk.conversation, customer.address))
            talk.say("utter_address_noted", address=customer.address)
        go_on(uow, talk)


class ChangeAddress(ShopAction):
    action_name = "action_change_address"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        cart = uow.carts.get(talk.conversation)
        cart.address = ""
        uow.carts.save(cart)
        talk.set_slot("wants_new_address", True)
        if cart.is_empty or cart.question() is None:
            talk.say("utter_ask_address")
        go_on(uow, talk)


class NoteInstructions(ShopAction):
    """For the order on its way, or the one being made."""

    action_name = "action_note_instructions"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        said = " ".join(talk.heard.text.split())[:200]
        placed = uow.orders.placed(talk.conversation, limit=5)
        order = next((each for each in placed if each.status in FORWARD[:-1]), None)
        cart = uow.carts.get(talk.conversation)
        if cart.is_empty and order is None:
            talk.say("utter_instructions_for_nothing")
            return
        if cart.is_empty and order is not None:
            uow.orders.save(replace(order, address=f"{order.address} ({said})"[:500]))
        elif cart.address:
            cart.address = f"{cart.address} ({said})"[:500]
            uow.carts.save(cart)
        uow.ledger.note(
            talk.conversation,
            "delivery_instructions",
            order.number if order else talk.conversation,
            None,
            {"said": said},
        )
        talk.say("utter_instructions_noted", instructions=said)

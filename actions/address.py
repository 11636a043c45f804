"""Where to deliver and how to hand over, said outside the question for it."""

from __future__ import annotations

from dataclasses import replace

from actions.asked import answer_asked
from actions.base import ShopAction, go_on
from actions.talk import Talk
from bot.bootstrap import current_shop
from bot.commerce.delivery import Fulfilment
from bot.commerce.orders import BEFORE_SHIPPING, FORWARD, SENT, Order, OrderStatus
from bot.services import cart_acts, checkout
from bot.services.details import Details, give_address, read_details, take_details
from bot.services.instructions import add_instructions
from bot.services.ports import UnitOfWork
from bot.services.reading import kept_place
from bot.settings import read_settings

ON_ITS_WAY = frozenset(FORWARD) - {OrderStatus.DELIVERED}


class TakeAddress(ShopAction):
    """A place, with whatever else is said beside it; "save this as home" is about a place too."""

    action_name = "action_take_address"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        talk.tell(cart_acts.take(uow, talk.conversation, talk.heard, talk.shown) or [])
        details = read_details(uow, talk.conversation, talk.heard)
        said = talk.heard.reading.as_address
        if said.words and not (details.place or details.place_name or details.saves or details.pickup):
            details = replace(details, place=said)
        take_place(uow, talk, details)


def take_place(uow: UnitOfWork, talk: Talk, details: Details) -> None:
    is_shopping = not uow.carts.get(talk.conversation).is_empty
    notes = take_details(uow, talk.conversation, details)
    placed = None if is_shopping or details.saves else _order(uow, talk, frozenset(BEFORE_SHIPPING))
    cart = uow.carts.get(talk.conversation)
    place, brought = cart.address, cart.fulfilment is Fulfilment.DELIVERY
    if placed is not None and brought and place not in ("", placed.address):
        if placed.is_fetched:
            talk.say("utter_address_after_pickup", order=placed.number, place=place)
        else:
            talk.say("utter_address_after_order", order=placed.number, address=placed.address, place=place)
        return
    talk.tell(checkout.fitting(uow, talk.conversation, notes))
    answer_asked(uow, talk)
    if not is_shopping and not details.saves:
        talk.say("utter_lost_here")
    go_on(uow, talk)


def _order(uow: UnitOfWork, talk: Talk, statuses: frozenset[OrderStatus]) -> Order | None:
    """The newest order of the conversation in one of the statuses."""
    return next((order for order in uow.orders.of(talk.conversation, limit=3) if order.status in statuses), None)


class UseSavedAddress(ShopAction):
    """By its name; else the one that the last order went to."""

    action_name = "action_use_saved_address"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        details = read_details(uow, talk.conversation, talk.heard)
        customer = uow.customers.get(talk.conversation)
        if details.place_name or details.saves or details.pickup:
            take_place(uow, talk, details)
            return
        if customer is None or not customer.address:
            talk.say("utter_no_saved_address")
        else:
            talk.tell(give_address(uow, talk.conversation, kept_place(customer.address, customer.zone)))
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
    """For the order being made, with whatever else is said beside it; else for the one on its way; else for the next."""

    action_name = "action_note_instructions"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        cart, order = uow.carts.get(talk.conversation), _order(uow, talk, ON_ITS_WAY)
        if cart.is_empty and order is None:
            talk.say("utter_instructions_for_nothing")
            return
        said = talk.heard.reading.as_instructions
        if cart.is_empty and order is not None:
            add_instructions(uow, order, said, current_shop().clock(), read_settings().owner_phone)
            say_passed_on(talk, order, said)
        else:
            details = replace(read_details(uow, talk.conversation, talk.heard), instructions=said)
            talk.tell(checkout.fitting(uow, talk.conversation, take_details(uow, talk.conversation, details)))
            uow.ledger.note(talk.conversation, "delivery_instructions", talk.conversation, None, {"said": said})
        go_on(uow, talk)


def say_passed_on(talk: Talk, order: Order, said: str) -> None:
    """Once the rider has left nobody can promise that it reaches them."""
    tracking, left = order.tracking, order.status in SENT and not order.is_fetched
    driver = " ".join(part for part in (tracking.driver_name, tracking.driver_phone) if part)
    if left:
        whom = driver or read_settings().support_phone
        talk.say("utter_instructions_late", order=order.number, instructions=said, driver=whom)
    else:
        talk.say("utter_instructions_passed_on", order=order.number, instructions=said)

"""What a customer allows us: our messages, offers, and keeping their data."""

from __future__ import annotations

from actions.base import ShopAction, go_on
from actions.orders_problems import for_person
from actions.talk import Talk
from bot.commerce.cases import CaseKind
from bot.services import consent, handoff
from bot.services.ports import UnitOfWork
from bot.settings import read_settings


def is_about_offers(talk: Talk) -> bool:
    """Said of offers alone; our messages about orders are not meant."""
    return talk.heard.first("purpose") == consent.OFFERS or talk.heard.reading.is_of_offers


def _of_offers(uow: UnitOfWork, talk: Talk, granted: bool) -> bool:
    """False where all our messages are meant."""
    if not is_about_offers(talk):
        return False
    consent.answer_offers(uow, talk.conversation, granted, talk.message_id, talk.heard.text)
    talk.say("utter_offers_come" if granted else "utter_no_offers")
    return True


class OptOut(ShopAction):
    """Whoever stops in the middle of an order keeps the cart; a START goes on from there."""

    action_name = "action_opt_out"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        if _of_offers(uow, talk, granted=False):
            return
        if talk.heard.reading.names_own_number and not talk.heard.reading.is_of_losing:
            talk.say("utter_stop_how")
            go_on(uow, talk)
            return
        consent.stop(uow, talk.conversation, talk.message_id, talk.heard.text)
        talk.end_form()
        talk.say("utter_opted_out")


class OptIn(ShopAction):
    action_name = "action_opt_in"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        if _of_offers(uow, talk, granted=True):
            return
        customer = uow.customers.get(talk.conversation)
        stopped = customer is not None and customer.opted_out
        consent.start(uow, talk.conversation, talk.message_id, talk.heard.text)
        was_with_person = handoff.hand_back(uow, talk.conversation, who=talk.conversation)
        if was_with_person and not stopped:
            talk.say("utter_back_from_person")
        elif uow.carts.get(talk.conversation).is_empty:
            talk.say("utter_opted_in")
        else:
            # The open question follows.
            talk.say("utter_opted_in_order")
        go_on(uow, talk)


def ask_for_offers(uow: UnitOfWork, talk: Talk) -> None:
    """Once, and only who has ordered before and is in no order now."""
    if uow.carts.get(talk.conversation).is_empty and consent.may_ask_for_offers(uow, talk.conversation):
        consent.note_offers_asked(uow, talk.conversation)
        talk.say("utter_ask_offers")


class DeleteData(ShopAction):
    """Nothing is deleted by a machine: receipts are the shop's books, and the wish may come from a borrowed phone."""

    action_name = "action_delete_data"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        for_person(uow, talk, CaseKind.DATA, None)
        talk.say("utter_delete_data", phone=read_settings().support_phone)

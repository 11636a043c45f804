"""What customers allow us, each yes and no with its words: our messages, and offers."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.services.ports import Customer, UnitOfWork

SERVICE, OFFERS = "service", "offers"
STOPPED = "the customer has stopped our messages"
How = Literal["first_contact", "message", "whatsapp"]


def stop(uow: UnitOfWork, conversation: str, message_id: str, words: str) -> None:
    """From now on nothing goes out, whatever waits; offers need a new yes even after a START. Done again it changes nothing."""
    me = uow.customers.get(conversation) or Customer(conversation)
    # The same person may be known by phone in one conversation and by user id in another.
    for each in uow.customers.same_person(me) or [me]:
        uow.outbox.withhold_all(each.conversation, STOPPED)
        if each.opted_out:
            continue
        uow.customers.save(replace(each, opted_out=True, stopped_by=message_id, offers=False))
        uow.consents.note(each.conversation, SERVICE, False, "message", message_id, words)
        uow.ledger.note(conversation, "opt_out", each.conversation, None, None)


def start(uow: UnitOfWork, conversation: str, message_id: str, words: str) -> None:
    """Our messages come again; offers only if they are asked for."""
    me = uow.customers.get(conversation) or Customer(conversation)
    for each in uow.customers.same_person(me) or [me]:
        if not each.opted_out:
            continue
        uow.customers.save(replace(each, opted_out=False, stopped_by=""))
        uow.consents.note(each.conversation, SERVICE, True, "message", message_id, words)
        uow.ledger.note(conversation, "opt_in", each.conversation, None, None)


def tell_of_stop(uow: UnitOfWork, conversation: str, message_id: str, words: str) -> None:
    """The customer wrote first, which allows us to answer, and has now been told how to end it by ``words``."""
    customer = uow.customers.get(conversation)
    if customer is None or customer.told_of_stop_at is not None:
        return
    at = customer.last_inbound_at
    uow.customers.save(replace(customer, told_of_stop_at=at))
    uow.consents.note(conversation, SERVICE, True, "first_contact", message_id, words)


def answer_offers(
    uow: UnitOfWork, conversation: str, yes: bool, message_id: str, words: str, how: How = "message"
) -> None:
    """Whether offers and reminders may come as templates. Known before, it changes nothing."""
    customer = uow.customers.get(conversation) or Customer(conversation)
    if customer.offers is yes:
        return
    uow.customers.save(replace(customer, offers=yes))
    uow.consents.note(conversation, OFFERS, yes, how, message_id, words)


def may_ask_for_offers(uow: UnitOfWork, conversation: str) -> bool:
    """Once in a life, and only who has ordered before."""
    customer = uow.customers.get(conversation)
    if customer is None or customer.opted_out or customer.offers is not None or customer.offers_asked_at is not None:
        return False
    return bool(uow.orders.of(conversation, limit=1))


def note_offers_asked(uow: UnitOfWork, conversation: str) -> None:
    customer = uow.customers.get(conversation)
    if customer is not None:
        uow.customers.save(replace(customer, offers_asked_at=customer.last_inbound_at))

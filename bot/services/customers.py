"""Meeting customers, their language, and a person in our place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal, cast

from bot.commerce.lengths import own_name
from bot.commerce.phone import normalise
from bot.services.ports import Customer, UnitOfWork

MOST_ORDERS = 1000


def by_phone(uow: UnitOfWork, conversation: str, user_id: str) -> str:
    """The conversation by phone of who is known here by the user id alone; empty where there is none."""
    if not user_id or conversation.removeprefix("wa:").isdigit():
        return ""
    known = uow.customers.same_person(Customer(conversation, user_id=user_id))
    return next((each.conversation for each in known if each.conversation.removeprefix("wa:").isdigit()), "")


def meet(
    uow: UnitOfWork, conversation: str, name: str, phone_digits: str, user_id: str, at: datetime | None
) -> Customer:
    """The customer of a conversation, new or known, with what the message tells of them.

    ``at`` is when they wrote, by WhatsApp's clock; None for what is no message of theirs. Late webhooks do not turn it back.
    """
    before = uow.customers.get(conversation)
    known = before or Customer(conversation)
    wrote = [moment for moment in (at, known.last_inbound_at) if moment is not None]
    met = replace(
        known,
        name=own_name(name) or known.name,
        phone=normalise(f"+{phone_digits}") or known.phone,
        user_id=user_id or known.user_id,
        last_inbound_at=max(wrote, default=None),
    )
    if before is None and any(each.opted_out for each in uow.customers.same_person(met)):
        # Known by another name, and that one has stopped us.
        met = replace(met, opted_out=True)
    uow.customers.save(met)
    return met


def move(uow: UnitOfWork, conversation: str, digits: str) -> None:
    """WhatsApp says that who wrote from one number writes from another now: what they allowed, what they ordered and what is in
    their cart goes along. Done again it changes nothing."""
    new, phone = f"wa:{digits}", normalise(f"+{digits}")
    known = uow.customers.get(conversation) if phone and new != conversation else None
    if known is None or phone is None:
        return
    there = uow.customers.get(new) or Customer(new)
    wrote = replace(known, conversation=new, phone=phone, last_inbound_at=there.last_inbound_at)
    wrote = replace(wrote, user_id=known.user_id or there.user_id)
    uow.customers.save(replace(wrote, opted_out=known.opted_out or there.opted_out))
    # The number left behind may become somebody else's, whom the user id must not be taken for.
    uow.customers.save(replace(known, user_id=""))
    for order in uow.orders.of(conversation, limit=MOST_ORDERS):
        called = phone if order.phone == known.phone else order.phone
        uow.orders.save(replace(order, conversation=new, phone=called))
    _move_cart(uow, conversation, new)
    uow.ledger.note("whatsapp", "number.changed", new, {"conversation": conversation}, None)


def _move_cart(uow: UnitOfWork, conversation: str, new: str) -> None:
    cart, empty = uow.carts.get(conversation), uow.carts.get(new)
    if not cart.is_empty and empty.is_empty:
        uow.carts.save(replace(cart, conversation=new, generation=empty.generation))
        cart.begin_again()
        uow.carts.save(cart)


def speak(uow: UnitOfWork, conversation: str, language: str, chosen: bool | None = None) -> None:
    """``chosen``: asked for in so many words, so that detection no longer changes it."""
    customer = uow.customers.get(conversation)
    if customer is None or language not in {"en", "sw"}:
        return
    wanted = cast(Literal["en", "sw"], language)
    changed = replace(customer, language=wanted, language_chosen=customer.language_chosen if chosen is None else chosen)
    if changed != customer:
        uow.customers.save(changed)

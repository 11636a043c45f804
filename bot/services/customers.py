"""Meeting customers, their language, and a person in our place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal, cast

from bot.commerce.lengths import own_name
from bot.commerce.phone import normalise
from bot.services.ports import Customer, UnitOfWork


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


def speak(uow: UnitOfWork, conversation: str, language: str, chosen: bool | None = None) -> None:
    """``chosen``: asked for in so many words, so that detection no longer changes it."""
    customer = uow.customers.get(conversation)
    if customer is None or language not in {"en", "sw"}:
        return
    wanted = cast(Literal["en", "sw"], language)
    changed = replace(customer, language=wanted, language_chosen=customer.language_chosen if chosen is None else chosen)
    if changed != customer:
        uow.customers.save(changed)

"""Meeting customers, and what they allow us."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal, cast

from bot.commerce.phone import normalise
from bot.services.ports import Customer, UnitOfWork


def meet(uow: UnitOfWork, conversation: str, name: str, phone_digits: str, user_id: str, at: datetime) -> Customer:
    """The customer of a conversation, new or known, with what the message tells of them."""
    known = uow.customers.get(conversation) or Customer(conversation)
    met = replace(
        known,
        name=name[:200] or known.name,
        phone=normalise(f"+{phone_digits}") or known.phone if phone_digits else known.phone,
        user_id=user_id or known.user_id,
        last_inbound_at=at,
    )
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


def opt(uow: UnitOfWork, conversation: str, out: bool) -> None:
    customer = uow.customers.get(conversation) or Customer(conversation)
    uow.customers.save(replace(customer, opted_out=out))
    uow.ledger.note(conversation, "opt_out" if out else "opt_in", conversation, None, None)


def hand_off(uow: UnitOfWork, conversation: str, reason: str, turn_key: str, until: datetime) -> None:
    """A person answers now; ``reason`` is kept for them. At ``until`` the bot answers again, so that nobody meets silence
    for ever."""
    customer = uow.customers.get(conversation) or Customer(conversation)
    uow.customers.save(replace(customer, handed_off=True))
    uow.jobs.put(f"hand-back:{turn_key}", "hand_back", {"conversation": conversation}, until)
    uow.ledger.note(conversation, "handed_off", conversation, None, {"reason": reason})


def hand_back(uow: UnitOfWork, conversation: str) -> None:
    customer = uow.customers.get(conversation)
    if customer is not None and customer.handed_off:
        uow.customers.save(replace(customer, handed_off=False))
        uow.ledger.note("shop", "handed_back", conversation, None, None)

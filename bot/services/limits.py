"""Counting what one customer did today, and calling a person where it is too much."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from bot.commerce.cases import CaseKind
from bot.commerce.errors import ShopError
from bot.commerce.limits import MINUTE, Limits, Over, Today, day_began, minute_began
from bot.services.cases import open_case
from bot.services.ports import InboxEntry, UnitOfWork


class OverDailyLimit(ShopError):
    """One more order would be more than one customer may order in a day."""

    reason = "over_daily_limit"

    def __init__(self, over: Over) -> None:
        super().__init__(over.value)
        self.over = over


def today_of(uow: UnitOfWork, at: datetime, conversation: str) -> Today:
    """All conversations of the same person together. In a unit of work that writes this must come before anything else of the
    customer is read, and further orders of theirs wait for its end."""
    return Today(*uow.orders.since(_conversations(uow, conversation), day_began(at)))


def _conversations(uow: UnitOfWork, conversation: str) -> list[str]:
    return uow.customers.conversations_of(conversation) or [conversation]


def over_today(uow: UnitOfWork, limits: Limits, at: datetime, conversation: str, amount: Decimal) -> Over | None:
    """Which limit an order of ``amount`` would pass; None for none."""
    return limits.passed_by(today_of(uow, at, conversation), amount)


def room_this_minute(uow: UnitOfWork, limits: Limits, entry: InboxEntry) -> int | None:
    """How many messages from this one on the customer may still send in the minute it was sent in; None for any number.

    By WhatsApp's clock, so that messages which were held up on the way are no flood; and by the order in which they were
    stored, so that a turn that runs again finds the same.
    """
    if not limits.messages_a_minute:
        return None
    began = minute_began(entry.sent_at)
    return limits.messages_a_minute - uow.inbox.messages_before(entry.conversation, began, began + MINUTE, entry.id)


def fails_too_often(uow: UnitOfWork, limits: Limits, at: datetime, conversation: str) -> list[str]:
    """Why the customer's payments failed today, the oldest first; empty while these are no more than allowed."""
    if not limits.failed_payments_a_day:
        return []
    failures = uow.payments.failures_since(_conversations(uow, conversation), day_began(at))
    return failures if len(failures) > limits.failed_payments_a_day else []


def flag_failures(
    uow: UnitOfWork, limits: Limits, at: datetime, conversation: str, order_number: str, owner: str
) -> None:
    """A person hears of it once a day; nobody is kept from paying."""
    failures = fails_too_often(uow, limits, at, conversation)
    key = f"failed-payments:{conversation}:{day_began(at).isoformat()}"
    if not failures or uow.answers.get(key) is not None:
        return
    uow.answers.put(key, {"failures": len(failures)})
    uow.ledger.note("shop", "payments.often_failed", order_number, None, {"failures": len(failures)})
    open_case(uow, conversation, CaseKind.PAYMENTS, ", ".join(failures), at, order_number, owner)

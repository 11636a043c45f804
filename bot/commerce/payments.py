"""Payments: what was asked, what was paid, and that both are the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from bot.commerce.errors import PaymentMismatch
from bot.commerce.flags import Flag, FlagKind
from bot.commerce.money import CURRENCY
from bot.commerce.orders import Order

METHODS = ("mpesa", "airtel", "card", "cash")
PROMPTED = ("mpesa", "airtel")
# What the payer or their network did. A try that we ended ourselves ("replaced", "expired") says nothing about the customer.
FAILURES = ("cancelled_by_user", "insufficient_funds", "timeout", "wrong_pin", "declined", "error")


class PaymentStatus(str, Enum):
    """``unknown``: we asked and heard nothing; only a query or the end-of-day statement settles it."""

    UNKNOWN = "unknown"
    PENDING = "pending"
    SUCCESS = "success"
    FAILED = "failed"
    REFUNDED = "refunded"

    @property
    def is_open(self) -> bool:
        return self in (PaymentStatus.UNKNOWN, PaymentStatus.PENDING)


@dataclass(frozen=True)
class Payment:
    """One try to pay one order. ``key`` is sent to Ghala as Idempotency-Key; ``reference`` is the provider's receipt code."""

    id: int
    key: str
    order_id: int
    amount: Decimal
    method: str
    phone: str
    status: PaymentStatus
    created_at: datetime
    currency: str = CURRENCY
    ghala_id: str = ""
    failure_reason: str = ""
    reference: str = ""
    checkout_url: str = ""
    paid_at: datetime | None = None
    # Counts the tries to pay one order.
    attempt: int = 1

    @property
    def is_first(self) -> bool:
        return self.attempt == 1


@dataclass(frozen=True)
class ReportedPayment:
    """A payment as the provider reports it; nothing in it is believed before it was compared."""

    ghala_id: str
    ghala_order_id: str
    amount: Decimal
    currency: str
    status: PaymentStatus
    method: str = ""
    reference: str = ""
    failure_reason: str = ""
    checkout_url: str = ""
    paid_at: datetime | None = None


@dataclass(frozen=True)
class ReportedRefund:
    """Money given back, KES; ``ghala_payment_id`` and ``ghala_order_id`` are Ghala's, empty where it tells only one."""

    ghala_id: str
    amount: Decimal
    ghala_payment_id: str = ""
    ghala_order_id: str = ""


def check_against(order: Order, payment: Payment, reported: ReportedPayment) -> None:
    """Raises PaymentMismatch naming the first of order, amount, currency that differs from what we asked."""
    if reported.ghala_order_id and reported.ghala_order_id not in (order.ghala_id, order.number):
        asked, told = order.ghala_id, reported.ghala_order_id
        raise PaymentMismatch(Flag.of(FlagKind.OTHER_ORDER, asked=asked, reported=told))
    if reported.amount != payment.amount:
        raise PaymentMismatch(Flag.of(FlagKind.OTHER_AMOUNT, asked=payment.amount, reported=reported.amount))
    if reported.currency != payment.currency:
        raise PaymentMismatch(Flag.of(FlagKind.OTHER_CURRENCY, asked=payment.currency, reported=reported.currency))


# As money that came is spoken of; how to pay is asked in the words of ``domain.yml``.
METHOD_NAMES = {
    "en": {"mpesa": "M-Pesa", "airtel": "Airtel Money", "card": "Card", "cash": "Cash"},
    "sw": {"mpesa": "M-Pesa", "airtel": "Airtel Money", "card": "Kadi", "cash": "Pesa taslimu"},
}

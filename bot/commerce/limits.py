"""How much one customer may do before a person should look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum

from bot.commerce.receipts import NAIROBI

MINUTE = timedelta(minutes=1)


class Over(str, Enum):
    """Which of the day's limits one more order would pass."""

    ORDERS = "orders"
    AMOUNT = "amount"


@dataclass(frozen=True)
class Limits:
    """For each customer; zero switches a limit off. Amounts in KES, days by the shop's own clock."""

    messages_a_minute: int = 30
    orders_a_day: int = 5
    amount_a_day: Decimal = Decimal(50_000)
    failed_payments_a_day: int = 3

    def passed_by(self, today: Today, amount: Decimal) -> Over | None:
        """What one more order of ``amount`` would pass; None for nothing."""
        if self.orders_a_day and today.orders >= self.orders_a_day:
            return Over.ORDERS
        if self.amount_a_day and today.amount + amount > self.amount_a_day:
            return Over.AMOUNT
        return None


@dataclass(frozen=True)
class Today:
    """What a customer ordered since midnight, without what was called off."""

    orders: int
    amount: Decimal


def day_began(at: datetime) -> datetime:
    """Midnight in Nairobi, in UTC."""
    there = at.astimezone(NAIROBI)
    return there.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(timezone.utc)


def minute_began(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)

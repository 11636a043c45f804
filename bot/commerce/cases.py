"""What a person of the shop must look at, because a customer asked for it or a machine should not decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class CaseKind(str, Enum):
    """``person``: wants to talk to one; ``question``: asks what only a person knows; ``data``: wants their own data deleted. The
    others are about an order: something is wrong with it, money back, few stars, payments that failed too often in a day, money
    that does not add up, a rider's code that did not fit, how to hand over."""

    PERSON = "person"
    PROBLEM = "problem"
    REFUND = "refund"
    RATING = "rating"
    PAYMENTS = "payments"
    MONEY = "money"
    CODE = "code"
    INSTRUCTIONS = "instructions"
    DATA = "data"
    QUESTION = "question"


@dataclass(frozen=True)
class Case:
    """``said`` is what the customer wrote, line by line; ``question`` what the shop had asked last, as a slot's name.

    ``pictures`` are WhatsApp media ids. While a person has the talk, ``bot_back_at`` is when the bot answers again.
    """

    id: int
    conversation: str
    kind: CaseKind
    said: str
    opened_at: datetime
    order_number: str = ""
    question: str = ""
    pictures: tuple[str, ...] = ()
    bot_back_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

"""Handing over against the customer's code. Ghala has no part in it: the code is drawn, told and checked here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.commerce.cases import CaseKind
from bot.commerce.events import OrderMoved
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.rider_code import MOST_TRIES, CodeOutcome, is_same
from bot.services.cases import open_case
from bot.services.own_events import put_event
from bot.services.ports import UnitOfWork


@dataclass(frozen=True)
class Shown:
    """``tries_left`` means something after a wrong code only."""

    outcome: CodeOutcome
    tries_left: int = 0


def show_code(uow: UnitOfWork, order: Order, code: str, who: str, at: datetime, owner: str = "") -> Shown:
    """Checks the code that ``who`` (by their token) shows for ``order``, which must have been read in this unit of work.

    The right one delivers the order, by an event through the inbox, once. Every try is kept; the fifth wrong one and a
    code that is too old call a person of the shop, and ``owner`` (digits of a phone) is told.
    """
    if order.status not in (OrderStatus.OUT_FOR_DELIVERY, OrderStatus.DELIVERED) or not order.delivery_code:
        return Shown(CodeOutcome.NOT_OUT)
    wrong = uow.code_tries.count(order.id, CodeOutcome.WRONG.value)
    outcome = _judged(order, code, wrong, at)
    is_out = order.status is OrderStatus.OUT_FOR_DELIVERY
    if is_out and outcome is CodeOutcome.RIGHT:
        _deliver(uow, order, at)
    why = _why_a_person(uow, order, outcome, wrong + 1) if is_out else ""
    if why:
        open_case(uow, order.conversation, CaseKind.CODE, why, at, order.number, owner)
    uow.code_tries.add(order.id, who, outcome.value)
    return Shown(outcome, MOST_TRIES - wrong - 1)


def _judged(order: Order, code: str, wrong: int, at: datetime) -> CodeOutcome:
    if order.status is OrderStatus.OUT_FOR_DELIVERY and wrong >= MOST_TRIES:
        return CodeOutcome.BLOCKED
    if order.status is OrderStatus.OUT_FOR_DELIVERY and order.code_until and at >= order.code_until:
        return CodeOutcome.EXPIRED
    return CodeOutcome.RIGHT if is_same(order.delivery_code, code) else CodeOutcome.WRONG


def _deliver(uow: UnitOfWork, order: Order, at: datetime) -> None:
    """Through the same inbox as Ghala's own word, which then finds it done."""
    delivered = OrderMoved(OrderStatus.DELIVERED, order.ghala_id, order.number)
    put_event(uow, order.conversation, f"code:{order.number}", delivered, at)


def _why_a_person(uow: UnitOfWork, order: Order, outcome: CodeOutcome, place: int) -> str:
    """Once for each reason."""
    if outcome is CodeOutcome.WRONG and place == MOST_TRIES:
        return f"wrong {MOST_TRIES} times"
    first = outcome is CodeOutcome.EXPIRED and not uow.code_tries.count(order.id, outcome.value)
    return "expired" if first else ""

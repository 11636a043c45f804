"""Money that no rule can count: the order is flagged, and a person of the shop is called."""

from __future__ import annotations

from datetime import datetime

from bot.commerce.cases import CaseKind
from bot.commerce.flags import Flag
from bot.commerce.orders import Order
from bot.services.cases import open_case
from bot.services.ports import UnitOfWork


def has_flag(order: Order, flag: Flag) -> bool:
    """By its words, which flags of before there were kinds have too."""
    return flag.words in [each.words for each in order.flags]


def flag_money(uow: UnitOfWork, order: Order, flag: Flag, at: datetime, owner: str, who: str = "ghala") -> Order:
    """The order with its flag. Once for each: an order that has it is left alone. ``order`` must be as it was last saved;
    ``owner`` (digits of a phone) is told."""
    if has_flag(order, flag):
        return order
    flagged = order.flagged(flag)
    uow.orders.save(flagged)
    uow.ledger.note(who, "order.flagged", order.number, None, {"why": flag.words})
    open_case(uow, order.conversation, CaseKind.MONEY, flag.words, at, order.number, owner)
    return flagged


def call_for_stray(uow: UnitOfWork, payment_id: str, conversation: str, why: str, at: datetime, owner: str) -> None:
    """Money of a payment that belongs to no order of ours; once a payment."""
    key = f"stray-money:{payment_id}"[:300]
    if uow.answers.get(key) is None:
        uow.answers.put(key, {"why": why})
        open_case(uow, conversation, CaseKind.MONEY, why, at, owner=owner)

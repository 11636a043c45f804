"""How to hand over, said after the order was placed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.commerce.cases import CaseKind
from bot.commerce.orders import Order
from bot.services.cases import open_case
from bot.services.ports import UnitOfWork


def add_instructions(uow: UnitOfWork, order: Order, said: str, at: datetime, owner: str = "") -> bool:
    """Keeps ``said`` beside what Ghala got with the order; False where it is known already.

    Ghala's orders cannot be changed once they are placed, so a person of the shop is asked to tell the rider, and
    ``owner`` (digits of a phone) hears of each.
    """
    known = {_plain(each) for each in order.all_instructions.split("; ")}
    if _plain(said) in known:
        return False
    later = "; ".join(part for part in (order.later_instructions, said) if part)
    uow.orders.save(replace(order, later_instructions=later))
    uow.ledger.note(order.conversation, "delivery_instructions", order.number, None, {"said": said})
    open_case(uow, order.conversation, CaseKind.INSTRUCTIONS, said, at, order.number, owner)
    return True


def _plain(said: str) -> str:
    return " ".join(said.lower().split())

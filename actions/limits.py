"""A day that is full: told below the summary, before anything is placed."""

from __future__ import annotations

from bot.bootstrap import current_shop
from bot.commerce import money
from bot.services import checkout
from bot.services.limits import over_today, today_of
from bot.services.notes import Note
from bot.services.ports import UnitOfWork


def told_if_over(uow: UnitOfWork, conversation: str, summary: Note) -> Note:
    """``summary``; or, where the day's limit stands in its way, the same with that and the ways on in place of the question."""
    shop, (_, priced) = current_shop(), checkout.summary(uow, conversation)
    today = today_of(uow, shop.clock(), conversation)
    over = shop.limits.passed_by(today, priced.total)
    if over is None:
        return summary
    values = {
        "placed": today.orders,
        "orders": shop.limits.orders_a_day,
        "together": money.words(today.amount + priced.total),
        "amount": money.words(shop.limits.amount_a_day),
    }
    return Note(f"utter_limit_{over.value}", {**summary.values, **values})


def keep_open_if_over(uow: UnitOfWork, conversation: str) -> None:
    """A yes to a summary that cannot be ordered today is none: the cart stays as it is, to be agreed to another day."""
    cart = uow.carts.get(conversation)
    if not cart.confirmed:
        return
    shop, (_, priced) = current_shop(), checkout.summary(uow, conversation)
    if over_today(uow, shop.limits, shop.clock(), conversation, priced.total) is not None:
        cart.confirmed = False
        uow.carts.save(cart)

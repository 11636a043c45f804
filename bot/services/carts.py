"""Carts that were left: one reminder, and an end after seven days that is told."""

from __future__ import annotations

from bot.commerce.contact import CLOCKS_DIFFER, WINDOW, is_night
from bot.commerce.events import CartLeft
from bot.services.ordering import Shop
from bot.services.own_events import put_event
from bot.services.ports import Customer, ExpiredCart, LeftCart, UnitOfWork

TOGETHER = 100


def remind_of_carts(shop: Shop) -> int:
    """Puts one reminder for each cart left long enough into its conversation's line; how many. Never at night.

    Marked in the transaction that reminds: however many workers look, and however often, a cart is reminded of once.
    """
    now, manners = shop.clock(), shop.manners
    if not manners.remind_after or is_night(now):
        return 0
    with shop.unit_of_work() as uow:
        found = uow.carts.to_remind(now - manners.remind_after, now - WINDOW + CLOCKS_DIFFER, TOGETHER)
        reminded = sum(_remind(uow, shop, cart) for cart in found)
        uow.commit()
    return reminded


def _remind(uow: UnitOfWork, shop: Shop, cart: LeftCart) -> bool:
    if not uow.carts.mark_reminded(cart.conversation, cart.generation):
        return False
    ordered = next(iter(uow.orders.of(cart.conversation, limit=1)), None)
    if ordered is not None and ordered.created_at >= cart.touched_at:
        return False
    event_id = f"cart-left:{cart.conversation}#{cart.generation}"
    put_event(uow, cart.conversation, event_id, CartLeft(cart.generation), shop.clock())
    return True


def still_left(uow: UnitOfWork, shop: Shop, conversation: str, generation: int) -> bool:
    """Asked once more when the reminder's turn has come: the customer may have written meanwhile."""
    cart, touched_at = uow.carts.get(conversation), uow.carts.touched_at(conversation)
    if touched_at is None or cart.generation != generation or not cart.lines:
        return False
    customer = uow.customers.get(conversation) or Customer(conversation)
    wrote = customer.last_inbound_at is not None and shop.clock() - customer.last_inbound_at < shop.manners.remind_after
    untouched = shop.clock() - touched_at >= shop.manners.remind_after
    return untouched and not wrote and not customer.opted_out and not customer.handed_off


def empty_old_carts(shop: Shop) -> int:
    with shop.unit_of_work() as uow:
        found = uow.carts.left(shop.clock() - shop.manners.cart_kept, TOGETHER)
        for cart in found:
            _empty(uow, cart)
        uow.commit()
    return len(found)


def empty_if_old(uow: UnitOfWork, shop: Shop, conversation: str) -> None:
    """Before a turn, so that it holds whether or not the job has run."""
    cart, touched_at = uow.carts.get(conversation), uow.carts.touched_at(conversation)
    if touched_at is not None and not cart.is_empty and shop.clock() - touched_at > shop.manners.cart_kept:
        _empty(uow, LeftCart(conversation, cart.generation, touched_at))


def forget_shown(uow: UnitOfWork, conversation: str) -> None:
    """What the customer was shown and agreed to is to be shown once more before it counts."""
    cart = uow.carts.get(conversation)
    if cart.is_empty or (cart.shown_total is None and not cart.confirmed):
        return
    cart.shown_total, cart.confirmed = None, False
    uow.carts.save(cart)


def _empty(uow: UnitOfWork, left: LeftCart) -> None:
    """What was in it stays on record, and is told when the customer comes back."""
    cart = uow.carts.get(left.conversation)
    lines = tuple((line.sku, line.quantity) for line in cart.lines)
    before = {"lines": [list(line) for line in lines], "touched_at": left.touched_at.isoformat()}
    cart.begin_again()
    uow.carts.save(cart)
    uow.carts.keep_expired(left.conversation, ExpiredCart(lines, left.touched_at))
    uow.ledger.note("shop", "cart.expired", left.conversation, before, None)

"""Telling who asked for it that a product is back: once, and only whom we may write to."""

from __future__ import annotations

from datetime import timedelta

from bot.commerce.events import BackInStock
from bot.services.ordering import Shop
from bot.services.own_events import put_event
from bot.services.ports import UnitOfWork

LASTS = timedelta(days=30)


def watch(uow: UnitOfWork, shop: Shop, conversation: str, sku: str) -> None:
    """Asked twice is asked once."""
    uow.stock_watches.put(conversation, sku, shop.clock() + LASTS)
    uow.ledger.note(conversation, "stock.watched", sku, None, None)


def tell_who_waits(uow: UnitOfWork, shop: Shop, sku: str = "") -> int:
    """How many customers will be told that ``sku``, or anything they wait for, can be had again. It reaches each by the
    inbox, as an order's news do. Who wants no messages is left waiting: START within the time brings the next news of it."""
    catalog = uow.products.catalog()
    told = 0
    for waiting in uow.stock_watches.waiting(sku):
        product, customer = catalog.get(waiting.sku), uow.customers.get(waiting.conversation)
        if product is not None and product.sellable and customer is not None and not customer.opted_out:
            # One wish has one event, however often the product comes back.
            event_id = f"back:{waiting.id}:{waiting.asked_at.isoformat()}"
            put_event(uow, waiting.conversation, event_id, BackInStock(waiting.sku), shop.clock())
            uow.stock_watches.mark_told(waiting.id)
            told += 1
    return told


def can_be_had(uow: UnitOfWork, conversation: str, sku: str) -> bool:
    """When it is to be told; where others bought it all meanwhile, the wish waits on."""
    product = uow.products.catalog().get(sku)
    if product is not None and product.sellable:
        return True
    uow.stock_watches.wait_again(conversation, sku)
    return False

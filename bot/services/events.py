"""What follows from each event, applied once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.commerce import rider_code
from bot.commerce.events import (
    BackInStock,
    CartLeft,
    CaseOpened,
    Event,
    News,
    OrderCancelled,
    OrderCreated,
    OrderDelivered,
    OrderExpired,
    OrderMoved,
    OrderNews,
    OrderOutForDelivery,
    OrderPlaced,
    OrderProcessing,
    OrderRefused,
    OrderReported,
    OrderShipped,
    PaymentFailed,
    PaymentFlagged,
    PaymentPrompted,
    PaymentReceived,
    PaymentRefused,
    PaymentReminder,
    PaymentReported,
    PersonDone,
    PersonLeft,
    ProductReported,
    RefundIssued,
    RefundReported,
)
from bot.commerce.orders import Order, OrderSource, OrderStatus, Tracking
from bot.commerce.payments import PaymentStatus
from bot.services.carts import still_left
from bot.services.cases import call_for_refused
from bot.services.ordering import Shop
from bot.services.paying import Outcome, new_delivery_code, settle_payment, settle_refund
from bot.services.ports import UnitOfWork
from bot.services.stock_watches import can_be_had, tell_who_waits

# After this a payment request that nobody has answered is spoken of once more.
REMIND_AFTER = timedelta(minutes=15)
NEWS_OF_MOVE: Mapping[OrderStatus, type[OrderNews]] = {
    OrderStatus.PROCESSING: OrderProcessing,
    OrderStatus.SHIPPED: OrderShipped,
    OrderStatus.OUT_FOR_DELIVERY: OrderOutForDelivery,
    OrderStatus.DELIVERED: OrderDelivered,
    OrderStatus.CANCELLED: OrderCancelled,
}


def order_of(uow: UnitOfWork, event: Event) -> Order | None:
    """The order an event is about, by any of the names that are known of it."""
    if isinstance(event, OrderNews):
        return uow.orders.by_number(event.order_number)
    if isinstance(event, PaymentReported):
        return _named(uow, event.payment.ghala_order_id)
    if isinstance(event, RefundReported):
        payment_id = event.refund.ghala_payment_id
        payment = uow.payments.by_ghala_id(payment_id) if payment_id else None
        return uow.orders.by_id(payment.order_id) if payment else _named(uow, event.refund.ghala_order_id)
    if isinstance(event, (OrderReported, OrderMoved)):
        return _named(uow, event.ghala_id) or _named(uow, event.number)
    return None


def _named(uow: UnitOfWork, name: str) -> Order | None:
    return (uow.orders.by_ghala_id(name) or uow.orders.by_number(name)) if name else None


def apply_event(uow: UnitOfWork, shop: Shop, event: Event, conversation: str = "") -> News | None:
    """What is to be told of it, if anything. ``conversation`` is whose line the event stands in; only events that name no order
    need it."""
    return HANDLERS[type(event)](uow, shop, event, conversation)


def _payment_reported(uow: UnitOfWork, shop: Shop, event: PaymentReported, conversation: str) -> News | None:
    if event.payment.status is PaymentStatus.PENDING:
        _remind_later(uow, shop, event)
        return None
    settled = settle_payment(uow, shop, event.payment, conversation)
    if settled.flag is not None:
        return PaymentFlagged(settled.order_number, settled.flag.kind, settled.flag.paid)
    if settled.outcome is Outcome.FAILED:
        return PaymentFailed(settled.order_number, settled.reason)
    return PaymentReceived(settled.order_number) if settled.outcome is Outcome.PAID else None


def _remind_later(uow: UnitOfWork, shop: Shop, event: PaymentReported) -> None:
    """Asking was told by the action that asked; only silence is worth another word."""
    order = order_of(uow, event)
    asked = [payment for payment in uow.payments.of_order(order.id) if payment.status.is_open] if order else []
    if order is not None and asked and asked[-1].method != "cash":
        facts = {"key": asked[-1].key, "order": order.number}
        uow.jobs.put(f"remind-payment:{order.number}", "remind_payment", facts, shop.clock() + REMIND_AFTER)


def _refund_reported(uow: UnitOfWork, shop: Shop, event: RefundReported, conversation: str) -> News | None:
    settled = settle_refund(uow, shop, event.refund)
    return RefundIssued(settled.order_number, event.refund.amount) if settled.outcome is Outcome.REFUNDED else None


def _order_reported(uow: UnitOfWork, shop: Shop, event: OrderReported, conversation: str) -> News | None:
    """Who ordered in the chat was told there, by the action that saw it."""
    order = order_of(uow, event)
    return None if order is None or order.source is OrderSource.CHAT else OrderCreated(order.number)


def _order_moved(uow: UnitOfWork, shop: Shop, event: OrderMoved, conversation: str) -> News | None:
    """Forward only: a repeated or late event finds the order there already, or further on, and tells nothing."""
    order, status = order_of(uow, event), event.status
    if order is None or not order.can_become(status):
        return None
    tracking = order.tracking if event.tracking == Tracking() else event.tracking
    # An order whose answer we never got is known by its number; now Ghala's own id is known too.
    moved = replace(order.moved_to(status), tracking=tracking, ghala_id=order.ghala_id or event.ghala_id)
    if status is OrderStatus.OUT_FOR_DELIVERY:
        code = moved.delivery_code or new_delivery_code()
        moved = replace(moved, delivery_code=code, code_until=shop.clock() + rider_code.HOLDS)
    uow.orders.save(moved)
    before, after = {"status": order.status.value}, {"status": status.value}
    uow.ledger.note("ghala", f"order.{status.value}", order.number, before, after)
    return NEWS_OF_MOVE[status](order.number)


def _product_reported(uow: UnitOfWork, shop: Shop, event: ProductReported, conversation: str) -> None:
    uow.products.put(event.product)
    tell_who_waits(uow, shop, event.product.sku)


def _cart_left(uow: UnitOfWork, shop: Shop, event: CartLeft, conversation: str) -> News | None:
    return event if still_left(uow, shop, conversation, event.generation) else None


def _back_in_stock(uow: UnitOfWork, shop: Shop, event: BackInStock, conversation: str) -> News | None:
    return event if can_be_had(uow, conversation, event.sku) else None


def _order_refused(uow: UnitOfWork, shop: Shop, event: OrderRefused, conversation: str) -> News:
    """Where nothing can be said of what was short, a person is promised."""
    if not event.product:
        call_for_refused(uow, conversation, event.order_number, event.reason, shop.clock(), shop.owner)
    return event


def _told_as_it_is(uow: UnitOfWork, shop: Shop, event: News, conversation: str) -> News:
    """Whoever put it had made sure of it in the same transaction."""
    return event


Handler = Callable[[UnitOfWork, Shop, Any, str], "News | None"]
HANDLERS: Mapping[type[Event], Handler] = {
    PaymentReported: _payment_reported,
    RefundReported: _refund_reported,
    OrderReported: _order_reported,
    OrderMoved: _order_moved,
    ProductReported: _product_reported,
    OrderPlaced: _told_as_it_is,
    OrderRefused: _order_refused,
    OrderExpired: _told_as_it_is,
    PaymentPrompted: _told_as_it_is,
    PaymentRefused: _told_as_it_is,
    PaymentReminder: _told_as_it_is,
    CartLeft: _cart_left,
    BackInStock: _back_in_stock,
    CaseOpened: _told_as_it_is,
    PersonLeft: _told_as_it_is,
    PersonDone: _told_as_it_is,
}

"""What Ghala reports of orders, payments and products, applied once."""

from __future__ import annotations

from dataclasses import replace

from bot.commerce import ghala_json
from bot.commerce.orders import Order, OrderStatus, Tracking
from bot.services.ordering import Shop
from bot.services.paying import new_delivery_code, settle_payment
from bot.services.ports import Json, UnitOfWork

FROM_JOBS = ("order.placed", "order.refused", "payment.prompted", "payment.refused")


def order_of(uow: UnitOfWork, event: Json) -> Order | None:
    """The order an event is about, by any of the names Ghala gives it. Raises ValueError on a broken event."""
    name = ghala_json.event_name(event)
    if name in FROM_JOBS:
        return uow.orders.by_number(event["data"]["order_number"])
    if name.startswith("payment."):
        names = [ghala_json.event_payment(event).ghala_order_id]
    elif name == "refund.issued":
        names = [ghala_json.event_refund(event).ghala_order_id]
    elif name.startswith("order."):
        reported = ghala_json.event_order(event)
        names = [reported.ghala_id, reported.number]
    else:
        return None
    return next((order for each in names if each and (order := _named(uow, each))), None)


def _named(uow: UnitOfWork, name: str) -> Order | None:
    return uow.orders.by_ghala_id(name) or uow.orders.by_number(name)


def apply_event(uow: UnitOfWork, shop: Shop, event: Json) -> Json:
    """What the customer should be told: {"intent", "entities"}, or {} for nothing. Raises ValueError on a broken event."""
    name = ghala_json.event_name(event)
    if name == "product.updated":
        uow.products.put(ghala_json.event_product(event))
        return {}
    if name in ("payment.success", "payment.failed"):
        settled = settle_payment(uow, shop, ghala_json.event_payment(event))
        told = {
            "paid": "EXTERNAL_payment_success",
            "failed": "EXTERNAL_payment_failed",
            "flagged": "EXTERNAL_payment_flagged",
        }
        return _telling(told.get(settled.outcome, ""), settled.order_number, reason=settled.reason)
    if name in FROM_JOBS:
        data = event["data"]
        return _telling("EXTERNAL_" + name.replace(".", "_"), data["order_number"], reason=data.get("reason", ""))
    order = order_of(uow, event)
    if order is None:
        return {}
    if name == "refund.issued":
        return _move(uow, order, OrderStatus.REFUNDED, Tracking(), name)
    status = ghala_json.STATUS_OF_EVENT.get(name)
    return _move(uow, order, status, ghala_json.event_order(event).tracking, name) if status else {}


def _move(uow: UnitOfWork, order: Order, status: OrderStatus, tracking: Tracking, name: str) -> Json:
    """Forward only: a repeated or late event finds the order there already, or further on, and tells nothing."""
    if not order.can_become(status):
        return {}
    moved = replace(order.moved_to(status), tracking=order.tracking if tracking == Tracking() else tracking)
    if status is OrderStatus.OUT_FOR_DELIVERY and not moved.delivery_code:
        moved = replace(moved, delivery_code=new_delivery_code())
    uow.orders.save(moved)
    uow.ledger.note("ghala", name, order.number, {"status": order.status.value}, {"status": status.value})
    return _telling("EXTERNAL_" + name.replace(".", "_"), order.number)


def _telling(intent: str, order_number: str, reason: str = "") -> Json:
    return {"intent": intent, "entities": {"order_number": order_number, "reason": reason}} if intent else {}

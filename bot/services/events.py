"""What Ghala reports of orders, payments and products, applied once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.commerce import ghala_json, rider_code
from bot.commerce.ghala_json import ReportedOrder
from bot.commerce.orders import Order, OrderSource, OrderStatus, Tracking
from bot.services.carts import still_left
from bot.services.ordering import Shop
from bot.services.paying import Outcome, Settlement, new_delivery_code, settle_payment, settle_refund
from bot.services.ports import Json, UnitOfWork
from bot.services.stock_watches import BACK_IN_STOCK, news_of, tell_who_waits

FROM_JOBS = (
    "order.placed",
    "order.refused",
    "order.expired",
    "payment.prompted",
    "payment.refused",
    "payment.reminder",
)
# News of a talk with a person; they are about no order.
FROM_CASES = {
    "case.opened": "EXTERNAL_case_opened",
    "person.left": "EXTERNAL_person_left",
    "person.done": "EXTERNAL_person_done",
}
# Events that only we put; of everybody else they are not taken.
OURS = frozenset({*FROM_JOBS, *FROM_CASES, BACK_IN_STOCK, "cart.left"})
# After this a payment request that nobody has answered is spoken of once more.
REMIND_AFTER = timedelta(minutes=15)


def order_of(uow: UnitOfWork, event: Json) -> Order | None:
    """The order an event is about, by any of the names Ghala gives it. Raises ValueError on a broken event."""
    name = ghala_json.event_name(event)
    if name in FROM_JOBS:
        return uow.orders.by_number(event["data"]["order_number"])
    if name.startswith("payment."):
        names = [ghala_json.event_payment(event).ghala_order_id]
    elif name == "refund.issued":
        refund = ghala_json.event_refund(event)
        payment = uow.payments.by_ghala_id(refund.ghala_payment_id) if refund.ghala_payment_id else None
        if payment is not None:
            return uow.orders.by_id(payment.order_id)
        names = [refund.ghala_order_id]
    elif name.startswith("order."):
        reported = ghala_json.event_order(event)
        names = [reported.ghala_id, reported.number]
    else:
        return None
    return next((order for each in names if each and (order := _named(uow, each))), None)


def _named(uow: UnitOfWork, name: str) -> Order | None:
    return uow.orders.by_ghala_id(name) or uow.orders.by_number(name)


def apply_event(uow: UnitOfWork, shop: Shop, event: Json, conversation: str = "") -> Json:
    """What the customer should be told: {"intent", "entities"}, or {} for nothing. Raises ValueError on a broken event.

    ``conversation`` is whose line the event stands in; only events that name no order need it.
    """
    name = ghala_json.event_name(event)
    if name == "product.updated":
        product = ghala_json.event_product(event)
        uow.products.put(product)
        tell_who_waits(uow, shop, product.sku)
        return {}
    if name == BACK_IN_STOCK:
        return news_of(uow, conversation, event["data"]["sku"])
    if name in ("payment.success", "payment.failed"):
        return _told_of(settle_payment(uow, shop, ghala_json.event_payment(event), conversation))
    if name in FROM_JOBS:
        data = event["data"]
        return _telling("EXTERNAL_" + name.replace(".", "_"), data["order_number"], reason=data.get("reason", ""))
    if name == "cart.left":
        left = still_left(uow, shop, conversation, event["data"]["generation"])
        return {"intent": "EXTERNAL_cart_left", "entities": {}} if left else {}
    if name == "refund.issued":
        refund = ghala_json.event_refund(event)
        refunded = settle_refund(uow, shop, refund)
        intent = "EXTERNAL_refund_issued" if refunded.outcome == "refunded" else ""
        return _telling(intent, refunded.order_number, reason=str(refund.amount))
    if name in FROM_CASES:
        return {"intent": FROM_CASES[name], "entities": {"case": str(event["data"]["case"])}}
    order = order_of(uow, event)
    if name == "payment.pending" and order is not None:
        return _remind_later(uow, shop, order)
    if name == "order.created" and order is not None:
        # Who ordered in the chat was told there, by the action that saw it.
        in_chat = order.source is OrderSource.CHAT
        return _telling("" if in_chat else "EXTERNAL_order_created", order.number)
    status = ghala_json.STATUS_OF_EVENT.get(name)
    return _move(uow, shop, order, status, ghala_json.event_order(event), name) if order and status else {}


def _told_of(settled: Settlement) -> Json:
    if settled.flag is not None:
        about = {"reason": settled.flag.kind.value, "amount": str(settled.flag.paid or "")}
        return {
            "intent": "EXTERNAL_payment_flagged",
            "entities": {"order_number": settled.order_number, **about},
        }
    told = {Outcome.PAID: "EXTERNAL_payment_success", Outcome.FAILED: "EXTERNAL_payment_failed"}
    return _telling(told.get(settled.outcome, ""), settled.order_number, reason=settled.reason)


def _move(uow: UnitOfWork, shop: Shop, order: Order, status: OrderStatus, reported: ReportedOrder, name: str) -> Json:
    """Forward only: a repeated or late event finds the order there already, or further on, and tells nothing."""
    if not order.can_become(status):
        return {}
    tracking = order.tracking if reported.tracking == Tracking() else reported.tracking
    # An order whose answer we never got is known by its number; now Ghala's own id is known too.
    moved = replace(order.moved_to(status), tracking=tracking, ghala_id=order.ghala_id or reported.ghala_id)
    if status is OrderStatus.OUT_FOR_DELIVERY:
        code = moved.delivery_code or new_delivery_code()
        moved = replace(moved, delivery_code=code, code_until=shop.clock() + rider_code.HOLDS)
    uow.orders.save(moved)
    uow.ledger.note("ghala", name, order.number, {"status": order.status.value}, {"status": status.value})
    return _telling("EXTERNAL_" + name.replace(".", "_"), order.number)


def _remind_later(uow: UnitOfWork, shop: Shop, order: Order) -> Json:
    """Asking was told by the action that asked; only silence is worth another word."""
    asked = [payment for payment in uow.payments.of_order(order.id) if payment.status.is_open]
    if asked and asked[-1].method != "cash":
        facts = {"key": asked[-1].key, "order": order.number}
        uow.jobs.put(f"remind-payment:{order.number}", "remind_payment", facts, shop.clock() + REMIND_AFTER)
    return {}


def _telling(intent: str, order_number: str, reason: str = "") -> Json:
    return {"intent": intent, "entities": {"order_number": order_number, "reason": reason}} if intent else {}

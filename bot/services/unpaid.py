"""Orders that were to be paid ahead and were not: cancelled after a time, so that their goods can be sold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.commerce.errors import ServiceDown, ServiceRefused
from bot.commerce.events import OrderExpired
from bot.commerce.flags import Flag, FlagKind
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import Payment, PaymentStatus
from bot.services.flagging import flag_money
from bot.services.later import NotYet
from bot.services.ordering import Shop
from bot.services.own_events import put_event
from bot.services.ports import Job, UnitOfWork

# Never cash: it is paid at the door. Who has not chosen yet has nothing to pay at the door with.
NOT_CHOSEN = ""
PREPAID = ("mpesa", "airtel", "card", NOT_CHOSEN)
PAID = (PaymentStatus.SUCCESS, PaymentStatus.REFUNDED)
TOGETHER = 100
# A request made just now may still be paid.
STILL_ASKED = timedelta(minutes=15)


def find_unpaid(shop: Shop) -> int:
    """Puts a job for each order whose time is over; one order, one job, ever."""
    if not shop.manners.unpaid_after:
        return 0
    with shop.unit_of_work() as uow:
        found = uow.orders.unpaid_since(shop.clock() - shop.manners.unpaid_after, PREPAID, TOGETHER)
        put = [
            uow.jobs.put(f"expire-order:{order.number}", "expire_order", {"number": order.number}, shop.clock())
            for order in found
            if _is_unpaid(uow, order)
        ]
        uow.commit()
    return sum(put)


def _is_unpaid(uow: UnitOfWork, order: Order) -> bool:
    waits = order.status is OrderStatus.PENDING and order.payment_method in PREPAID
    return waits and all(each.status not in PAID for each in uow.payments.of_order(order.id))


def expire_order_job(shop: Shop, job: Job) -> None:
    """Closes the requests, cancels at Ghala, which frees the stock, and tells. Raises NotYet; done again it does nothing twice."""
    order = _closed_requests(shop, job.payload["number"])
    if order is None:
        return
    try:
        if order.ghala_id:
            shop.ghala.cancel_order(order.ghala_id, key=f"cancel-{order.number}")
    except ServiceDown as error:
        raise NotYet(str(error)) from error
    except ServiceRefused as refusal:
        _flag(shop, order.number, Flag.of(FlagKind.NOT_CANCELLED, refusal=refusal))
        return
    _end(shop, order.number, job.key)


def _closed_requests(shop: Shop, number: str) -> Order | None:
    """The order if it is still unpaid, by Ghala's own word too. Its open requests are ours no more: when Ghala reports that they
    ended, nobody is told to try again."""
    with shop.unit_of_work(read_only=True) as uow:
        order = uow.orders.by_number(number)
        tries = uow.payments.of_order(order.id) if order else []
        if order is None or not _is_unpaid(uow, order):
            return None
    _demand_over(shop, tries)
    with shop.unit_of_work() as uow:
        for each in uow.payments.of_order(order.id):
            if each.status.is_open:
                uow.payments.save(replace(each, status=PaymentStatus.FAILED, failure_reason="expired"))
                uow.jobs.drop(f"check-payment:{each.key}")
        uow.commit()
    return order


def _demand_over(shop: Shop, tries: Sequence[Payment]) -> None:
    """Raises NotYet where one may still bring money, or has."""
    if any(shop.clock() - each.created_at < STILL_ASKED for each in tries):
        raise NotYet("the customer was asked just now", STILL_ASKED)
    if any(_is_paid(shop, each.ghala_id) for each in tries if each.ghala_id):
        raise NotYet("Ghala has the money, its event is on its way", STILL_ASKED)


def _is_paid(shop: Shop, ghala_id: str) -> bool:
    try:
        return shop.ghala.payment(ghala_id).status in PAID
    except ServiceDown as error:
        raise NotYet(str(error)) from error
    except ServiceRefused:
        return False


def _end(shop: Shop, number: str, key: str) -> None:
    with shop.unit_of_work() as uow:
        order = uow.orders.by_number(number)
        still_unpaid = order is not None and _is_unpaid(uow, order)
        if order is not None and still_unpaid:
            uow.orders.save(order.moved_to(OrderStatus.CANCELLED))
            before, after = {"status": order.status.value}, {"status": "cancelled"}
            uow.ledger.note("shop", "order.expired", number, before, after)
            put_event(uow, order.conversation, f"{key}:expired", OrderExpired(number), shop.clock())
        uow.commit()
    if order is not None and order.status is not OrderStatus.CANCELLED and not still_unpaid:
        _flag(shop, number, Flag.of(FlagKind.PAID_AT_THE_END))


def _flag(shop: Shop, number: str, flag: Flag) -> None:
    with shop.unit_of_work() as uow:
        order = uow.orders.by_number(number)
        if order is not None:
            flag_money(uow, order, flag, shop.clock(), shop.owner, who="shop")
        uow.commit()

"""What is done later: finishing orders and payments that another party's silence left open."""

from __future__ import annotations

from datetime import timedelta

from bot.commerce.errors import ServiceDown, ServiceRefused
from bot.commerce.orders import OrderStatus
from bot.commerce.payments import PaymentStatus, ReportedPayment
from bot.services import customers
from bot.services.catalog_sync import sync_catalog
from bot.services.ordering import OrderDelayed, OrderRefused, Shop, cancel_at_ghala_later, send_to_ghala
from bot.services.paying import AlreadyPaid, PaymentDelayed, PaymentRefused, send_to_provider, start_payment
from bot.services.ports import Incoming, Job, Json, UnitOfWork

FAILURES = ("cancelled_by_user", "insufficient_funds", "timeout", "wrong_pin", "declined", "error", "replaced")
CHECK_AGAIN = timedelta(seconds=60)


class NotYet(Exception):
    """The job must run again, ``after`` at the earliest."""

    def __init__(self, message: str, after: timedelta | None = None) -> None:
        super().__init__(message)
        self.after = after


def place_order_job(shop: Shop, job: Job) -> None:
    """Goes on with an order that Ghala did not answer, then asks for the money, then tells the customer."""
    with shop.unit_of_work(read_only=True) as uow:
        order = uow.orders.by_number(job.payload["number"])
        asked = bool(order and uow.payments.of_order(order.id)) and uow.answers.get(f"payment:{job.key}") is None
    if order is None or asked or order.status not in (OrderStatus.DRAFT, OrderStatus.PENDING):
        # The conversation went on with it by itself, or it is over.
        return
    try:
        order = send_to_ghala(shop, order)
        start_payment(shop, order, turn_key=job.key)
        told, reason = "order.placed", ""
    except (OrderDelayed, PaymentDelayed) as error:
        raise NotYet(str(error)) from error
    except OrderRefused as refusal:
        if refusal.code == "order_cancelled":
            # By the customer, who knows.
            return
        told, reason = "order.refused", refusal.product or refusal.code
    except AlreadyPaid:
        # The payment's own event tells the customer.
        return
    except PaymentRefused as refusal:
        told, reason = "payment.refused", str(refusal)
    _tell(shop, order.conversation, f"{job.key}:{told}", told, {"order_number": order.number, "reason": reason})


def check_payment_job(shop: Shop, job: Job) -> None:
    """A prompt of which nothing was heard: asked for again if Ghala never answered, else looked up, until it is settled."""
    with shop.unit_of_work(read_only=True) as uow:
        payment, order = uow.payments.by_key(job.payload["key"]), uow.orders.by_number(job.payload["order"])
    if payment is None or order is None or not payment.status.is_open:
        return
    if not payment.ghala_id:
        try:
            send_to_provider(shop, order, payment)
        except PaymentDelayed as error:
            raise NotYet(str(error)) from error
        except AlreadyPaid:
            return
        except PaymentRefused as refusal:
            if str(refusal) in FAILURES:
                # The failure's own event tells it.
                return
            facts = {"order_number": order.number, "reason": str(refusal)}
            _tell(shop, order.conversation, f"{job.key}:refused", "payment.refused", facts)
            return
        _tell(shop, order.conversation, f"{job.key}:prompted", "payment.prompted", {"order_number": order.number})
        raise NotYet("prompt sent, waiting for the customer", CHECK_AGAIN)
    try:
        reported = shop.ghala.payment(payment.ghala_id)
    except ServiceDown as error:
        raise NotYet(str(error), CHECK_AGAIN) from error
    if reported.status not in (PaymentStatus.SUCCESS, PaymentStatus.FAILED):
        raise NotYet(f"still {reported.status.value}", CHECK_AGAIN)
    _tell(shop, order.conversation, f"{payment.ghala_id}:{reported.status.value}", *_as_event(reported))


def cancel_order_job(shop: Shop, job: Job) -> None:
    """An order that was cancelled here while Ghala's answer to it was not known: learnt of, then cancelled there too."""
    with shop.unit_of_work(read_only=True) as uow:
        order = uow.orders.by_number(job.payload["number"])
    if order is None:
        return
    try:
        ghala_id = order.ghala_id or shop.ghala.place_order(order, key=f"order-{order.number}").ghala_id
        shop.ghala.cancel_order(ghala_id, key=f"cancel-{order.number}")
    except ServiceDown as error:
        raise NotYet(str(error)) from error
    except ServiceRefused:
        # It never came to be there, or it cannot be cancelled any more: there is nothing to undo.
        return


def _as_event(reported: ReportedPayment) -> tuple[str, Json]:
    facts = {
        "id": reported.ghala_id,
        "order_id": reported.ghala_order_id or None,
        "amount": str(reported.amount),
        "currency": reported.currency,
        "method": reported.method,
        "status": reported.status.value,
        "transaction_reference": reported.reference or None,
        "failure_reason": reported.failure_reason or None,
        "paid_at": reported.paid_at.isoformat() if reported.paid_at else None,
    }
    return f"payment.{reported.status.value}", {"payment": facts}


def _tell(shop: Shop, conversation: str, event_id: str, name: str, data: Json) -> None:
    """What a job found out reaches the conversation through the same inbox as everybody else's events."""
    with shop.unit_of_work() as uow:
        _store_event(uow, shop, conversation, event_id, name, data)
        uow.commit()


def _store_event(uow: UnitOfWork, shop: Shop, conversation: str, event_id: str, name: str, data: Json) -> None:
    body = {"id": event_id, "event": name, "data": data}
    uow.inbox.store([Incoming("duka", event_id, "event", conversation, body, shop.clock())])


def sync_catalog_job(shop: Shop, job: Job) -> None:
    try:
        sync_catalog(shop)
    except ServiceDown as error:
        raise NotYet(str(error)) from error


def hand_back_job(shop: Shop, job: Job) -> None:
    with shop.unit_of_work() as uow:
        customers.hand_back(uow, job.payload["conversation"])
        uow.commit()


def abandon_order(shop: Shop, job: Job) -> None:
    """After a day without Ghala the order is closed and the customer told, so that nobody waits for what will not come."""
    with shop.unit_of_work() as uow:
        order = uow.orders.by_number(job.payload["number"])
        if order is None or order.status is not OrderStatus.DRAFT:
            return
        uow.orders.save(order.moved_to(OrderStatus.CANCELLED))
        uow.ledger.note("shop", "order.abandoned", order.number, {"status": "draft"}, {"status": "cancelled"})
        cancel_at_ghala_later(uow, shop, order)
        facts = {"order_number": order.number, "reason": ""}
        _store_event(uow, shop, order.conversation, f"{job.key}:abandoned", "order.refused", facts)
        uow.commit()


GIVEN_UP = {"place_order": abandon_order}
HANDLERS = {
    "place_order": place_order_job,
    "check_payment": check_payment_job,
    "cancel_order": cancel_order_job,
    "sync_catalog": sync_catalog_job,
    "hand_back": hand_back_job,
}

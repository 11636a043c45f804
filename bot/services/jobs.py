"""What is done later: finishing orders and payments that another party's silence left open."""

from __future__ import annotations

from datetime import timedelta

from bot.commerce import events
from bot.commerce.errors import ServiceDown, ServiceRefused
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import FAILURES, Payment, PaymentStatus
from bot.services import handoff
from bot.services.carts import empty_old_carts, remind_of_carts
from bot.services.catalog_sync import sync_catalog
from bot.services.later import NotYet
from bot.services.ordering import OrderDelayed, OrderRefused, Shop, cancel_at_ghala_later, send_to_ghala
from bot.services.own_events import put_event
from bot.services.paying import AlreadyPaid, PaymentDelayed, PaymentRefused, send_to_provider, start_payment
from bot.services.ports import Job
from bot.services.unpaid import expire_order_job, find_unpaid

CHECK_AGAIN = timedelta(seconds=60)
REMINDER_IS_LATE = timedelta(hours=2)
# Jobs that come again and again, and how often. Whoever sees first that one is due puts it; the others find it there.
PERIODIC = {"look_after_carts": timedelta(minutes=5), "find_unpaid": timedelta(minutes=5), "tidy": timedelta(hours=6)}
DONE_KEPT = timedelta(days=2)


def place_order_job(shop: Shop, job: Job) -> None:
    """Goes on with an order that Ghala did not answer, then asks for the money, then tells the customer."""
    order = _left_open(shop, job)
    if order is None:
        return
    try:
        order = send_to_ghala(shop, order)
        start_payment(shop, order, turn_key=job.key)
        told: events.Event = events.OrderPlaced(order.number)
    except (OrderDelayed, PaymentDelayed) as error:
        raise NotYet(str(error)) from error
    except OrderRefused as refusal:
        if refusal.code == "order_cancelled":
            # By the customer, who knows.
            return
        told = events.OrderRefused(order.number, refusal.code, refusal.product)
    except AlreadyPaid:
        # The payment's own event tells the customer.
        return
    except PaymentRefused as refusal:
        told = events.PaymentRefused(order.number, str(refusal))
    _tell(shop, order.conversation, f"{job.key}:{told.name}", told)


def _left_open(shop: Shop, job: Job) -> Order | None:
    """None where the conversation went on with the order by itself, or it is over."""
    with shop.unit_of_work(read_only=True) as uow:
        order = uow.orders.by_number(job.payload["number"])
        if order is None or order.status not in (OrderStatus.DRAFT, OrderStatus.PENDING):
            return None
        asked_elsewhere = uow.payments.of_order(order.id) and uow.answers.get(f"payment:{job.key}") is None
    return None if asked_elsewhere else order


def check_payment_job(shop: Shop, job: Job) -> None:
    """A prompt of which nothing was heard: asked for again if Ghala never answered, else looked up, until it is settled."""
    with shop.unit_of_work(read_only=True) as uow:
        payment, order = uow.payments.by_key(job.payload["key"]), uow.orders.by_number(job.payload["order"])
        if payment is None or order is None or not payment.status.is_open:
            return
        is_answering = not payment.ghala_id and uow.inbox.is_busy(order.conversation)
    if payment.ghala_id:
        _look_up(shop, order, payment.ghala_id)
    elif is_answering:
        # The turn that asks for the money may not be over yet, and tells of it itself.
        raise NotYet("its conversation is being answered")
    else:
        _ask_again(shop, job, order, payment)


def _ask_again(shop: Shop, job: Job, order: Order, payment: Payment) -> None:
    try:
        send_to_provider(shop, order, payment)
    except PaymentDelayed as error:
        raise NotYet(str(error)) from error
    except AlreadyPaid:
        return
    except PaymentRefused as refusal:
        # Another failure's own event tells it.
        if str(refusal) not in (*FAILURES, "replaced"):
            refused = events.PaymentRefused(order.number, str(refusal))
            _tell(shop, order.conversation, f"{job.key}:refused", refused)
        return
    _tell(shop, order.conversation, f"{job.key}:prompted", events.PaymentPrompted(order.number))
    raise NotYet("prompt sent, waiting for the customer", CHECK_AGAIN)


def _look_up(shop: Shop, order: Order, ghala_id: str) -> None:
    try:
        reported = shop.ghala.payment(ghala_id)
    except ServiceDown as error:
        raise NotYet(str(error), CHECK_AGAIN) from error
    if reported.status not in (PaymentStatus.SUCCESS, PaymentStatus.FAILED):
        raise NotYet(f"still {reported.status.value}", CHECK_AGAIN)
    event_id = f"{ghala_id}:{reported.status.value}"
    _tell(shop, order.conversation, event_id, events.PaymentReported(reported))


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


def _tell(shop: Shop, conversation: str, event_id: str, event: events.Event) -> None:
    """What a job found out reaches the conversation through the same inbox as everybody else's events."""
    with shop.unit_of_work() as uow:
        put_event(uow, conversation, event_id, event, shop.clock())
        uow.commit()


def sync_catalog_job(shop: Shop, job: Job) -> None:
    try:
        sync_catalog(shop)
    except ServiceDown as error:
        raise NotYet(str(error)) from error


def hand_back_job(shop: Shop, job: Job) -> None:
    with shop.unit_of_work() as uow:
        case = uow.cases.by_id(job.payload["case"])
        if case is not None:
            handoff.hand_back_when_due(uow, case, shop.clock())
        uow.commit()


def remind_payment_job(shop: Shop, job: Job) -> None:
    """A payment that is still open a while after it was asked for: the customer is told once that the order waits. Hours late,
    after a stop of the shop, it would only disturb."""
    with shop.unit_of_work() as uow:
        payment, order = uow.payments.by_key(job.payload["key"]), uow.orders.by_number(job.payload["order"])
        in_time = payment is not None and shop.clock() - payment.created_at <= REMINDER_IS_LATE
        waits = payment is not None and payment.status.is_open and in_time
        if order is not None and waits and order.status is OrderStatus.PENDING:
            reminder = events.PaymentReminder(order.number)
            put_event(uow, order.conversation, f"remind:{order.number}", reminder, shop.clock())
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
        refused = events.OrderRefused(order.number)
        put_event(uow, order.conversation, f"{job.key}:abandoned", refused, shop.clock())
        uow.commit()


def put_periodic(shop: Shop) -> int:
    """One job for each kind and each stretch of time, however many workers put it."""
    now = shop.clock()
    with shop.unit_of_work() as uow:
        put = [
            uow.jobs.put(f"{kind}:{int(now.timestamp() // every.total_seconds())}", kind, {}, now)
            for kind, every in PERIODIC.items()
        ]
        uow.commit()
    return sum(put)


def look_after_carts_job(shop: Shop, job: Job) -> None:
    empty_old_carts(shop)
    remind_of_carts(shop)


def find_unpaid_job(shop: Shop, job: Job) -> None:
    find_unpaid(shop)


def tidy_job(shop: Shop, job: Job) -> None:
    """Ends what waited too long, and forgets what nobody can ask for any more."""
    now = shop.clock()
    with shop.unit_of_work() as uow:
        uow.outbox.expire_kept(now - shop.manners.words_kept)
        uow.answers.forget_before(now - shop.manners.answers_kept)
        uow.jobs.forget_done(tuple(PERIODIC), now - DONE_KEPT)
        uow.commit()


GIVEN_UP = {"place_order": abandon_order}
HANDLERS = {
    "place_order": place_order_job,
    "check_payment": check_payment_job,
    "cancel_order": cancel_order_job,
    "sync_catalog": sync_catalog_job,
    "hand_back": hand_back_job,
    "remind_payment": remind_payment_job,
    "expire_order": expire_order_job,
    "look_after_carts": look_after_carts_job,
    "find_unpaid": find_unpaid_job,
    "tidy": tidy_job,
}

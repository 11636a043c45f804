"""Asking for money, and counting it exactly once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.commerce.errors import PaymentMismatch, ServiceDown, ServiceRefused, ShopError
from bot.commerce.flags import Flag, FlagKind
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import PROMPTED, Payment, PaymentStatus, ReportedPayment, ReportedRefund, check_against
from bot.commerce.receipts import NAIROBI, make_receipt
from bot.services.flagging import call_for_stray, flag_money, has_flag
from bot.services.limits import flag_failures
from bot.services.ordering import Shop
from bot.services.ports import UnitOfWork

CLOSED = (OrderStatus.DRAFT, OrderStatus.CANCELLED, OrderStatus.REFUNDED)
CHECK_AFTER = timedelta(seconds=12)
UNKNOWN_PAYER = "ghala:payment"


class PaymentDelayed(ShopError):
    """The payment service does not answer; whether it asked the customer is unknown, and a job finds out."""

    reason = "payment_delayed"


class AlreadyPaid(ShopError):
    reason = "already_paid"


class PaymentRefused(ShopError):
    reason = "payment_refused"


class Outcome(str, Enum):
    """What a report of money changed; nothing where it was known before, or is not ours."""

    PAID = "paid"
    FAILED = "failed"
    FLAGGED = "flagged"
    REFUNDED = "refunded"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Settlement:
    """``reason`` says why a payment failed, or why nothing changed; ``flag`` what is wrong where a person must look."""

    outcome: Outcome
    order_number: str = ""
    reason: str = ""
    flag: Flag | None = None


def start_payment(shop: Shop, order: Order, turn_key: str, method: str = "", phone: str = "") -> Payment:
    """Asks the customer for the order's amount. Never two open prompts: one that is open already is returned as it is.

    Raises AlreadyPaid, PaymentDelayed (a job goes on) or PaymentRefused.
    """
    with shop.unit_of_work() as uow:
        method = method or order.payment_method
        payer = order.payer if method in PROMPTED else order.phone
        payment = _open_payment(uow, shop, order, turn_key, method, phone or payer)
        uow.commit()
    return send_to_provider(shop, order, payment)


def _open_payment(uow: UnitOfWork, shop: Shop, order: Order, turn_key: str, method: str, phone: str) -> Payment:
    remembered = uow.answers.get(f"payment:{turn_key}")
    tries = uow.payments.of_order(order.id)
    if remembered:
        return next(payment for payment in tries if payment.key == remembered["key"])
    current = _demand_payable(uow, order, tries)
    payment = next((payment for payment in tries if payment.status.is_open), None)
    if payment is not None and _gives_way(payment, method):
        uow.payments.save(replace(payment, status=PaymentStatus.FAILED, failure_reason="replaced"))
        uow.jobs.drop(f"check-payment:{payment.key}")
        payment = None
    if payment is None:
        payment = _ask(uow, shop, current, _next_try(order, len(tries) + 1, method, phone, shop.clock()))
    uow.answers.put(f"payment:{turn_key}", {"key": payment.key})
    return payment


def _demand_payable(uow: UnitOfWork, order: Order, tries: Sequence[Payment]) -> Order:
    """The order as it is now."""
    if any(payment.status is PaymentStatus.SUCCESS for payment in tries):
        raise AlreadyPaid(order.number)
    current = uow.orders.by_id(order.id)
    if current is None or current.status in CLOSED:
        raise PaymentRefused("order_closed")
    return current


def _gives_way(payment: Payment, method: str) -> bool:
    """A link not followed and cash not yet handed over keep nobody from paying another way."""
    return payment.method not in PROMPTED and payment.method != method


def _next_try(order: Order, attempt: int, method: str, phone: str, at: datetime) -> Payment:
    return Payment(
        id=0,
        key=f"pay-{order.number}-{attempt}",
        attempt=attempt,
        order_id=order.id,
        amount=order.amount,
        method=method,
        phone=phone,
        status=PaymentStatus.UNKNOWN,
        created_at=at,
    )


def _ask(uow: UnitOfWork, shop: Shop, order: Order, wanted: Payment) -> Payment:
    """The payment that stands where another asked for it at the same time."""
    payment = uow.payments.add(wanted)
    if payment is None:
        standing = uow.payments.peek(wanted.key)
        if standing is None:
            raise PaymentDelayed(wanted.key)
        return standing
    if payment.method != order.payment_method:
        uow.orders.save(replace(order, payment_method=payment.method))
    facts = {"amount": str(payment.amount), "method": payment.method}
    uow.ledger.note(order.conversation, "payment.asked", payment.key, None, facts)
    if payment.method != "cash":
        about = {"key": payment.key, "order": order.number}
        uow.jobs.put(f"check-payment:{payment.key}", "check_payment", about, shop.clock() + CHECK_AFTER)
    return payment


def send_to_provider(shop: Shop, order: Order, payment: Payment) -> Payment:
    """Idempotent by the payment's key. Returns only a payment that is open; raises as start_payment does."""
    _demand_open(payment)
    if payment.ghala_id:
        return payment
    try:
        reported = shop.ghala.start_payment(order, payment)
    except ServiceDown:
        raise PaymentDelayed(payment.key) from None
    except ServiceRefused as refusal:
        _refused(shop, payment, refusal)
        raise (AlreadyPaid if refusal.code == "already_paid" else PaymentRefused)(refusal.code) from refusal
    with shop.unit_of_work() as uow:
        current = _latest(uow, payment)
        if current.status.is_open:
            # An event that overtook this answer may have settled the payment already; only what is missing is added.
            current = replace(
                current, ghala_id=reported.ghala_id, status=PaymentStatus.PENDING, checkout_url=reported.checkout_url
            )
            uow.payments.save(current)
        uow.commit()
    _demand_open(current)
    return current


def _demand_open(payment: Payment) -> None:
    if payment.status is PaymentStatus.FAILED:
        raise PaymentRefused(payment.failure_reason)
    if not payment.status.is_open:
        raise AlreadyPaid(payment.key)


def _latest(uow: UnitOfWork, payment: Payment) -> Payment:
    return next(each for each in uow.payments.of_order(payment.order_id) if each.id == payment.id)


def _refused(shop: Shop, payment: Payment, refusal: ServiceRefused) -> None:
    with shop.unit_of_work() as uow:
        current = _latest(uow, payment)
        if current.status is PaymentStatus.UNKNOWN:
            uow.payments.save(replace(current, status=PaymentStatus.FAILED, failure_reason="error"))
            uow.ledger.note("ghala", f"payment.refused.{refusal.code}", payment.key, None, None)
            uow.jobs.drop(f"check-payment:{payment.key}")
            if refusal.code == "payment_pending":
                _open_again(uow, shop, current)
        uow.commit()


def _open_again(uow: UnitOfWork, shop: Shop, refused: Payment) -> None:
    """The card page that was to be replaced still takes money at Ghala, so it is the one to be paid."""
    before = [each for each in uow.payments.of_order(refused.order_id) if each.failure_reason == "replaced"]
    order = uow.orders.by_id(refused.order_id)
    if before and before[-1].ghala_id and order is not None:
        payment = replace(before[-1], status=PaymentStatus.PENDING, failure_reason="")
        uow.payments.save(payment)
        uow.orders.save(replace(order, payment_method=payment.method))
        facts = {"key": payment.key, "order": order.number}
        uow.jobs.put(f"check-payment:{payment.key}", "check_payment", facts, shop.clock() + CHECK_AFTER)


def open_payment(uow: UnitOfWork, order: Order) -> Payment | None:
    return next((each for each in uow.payments.of_order(order.id) if each.status.is_open), None)


def settle_payment(uow: UnitOfWork, shop: Shop, reported: ReportedPayment, conversation: str = "") -> Settlement:
    """Applies a report of success or failure once. Repeated, late and reordered reports change nothing more.

    A report that differs from what was asked, or reuses a receipt code, flags the order and changes no money. Money of which
    nothing is known calls a person to ``conversation``, whose line the report stands in.
    """
    reported = replace(reported, reference=_as_printed(reported))
    found = _find(uow, reported)
    if found is None:
        return _not_asked(uow, shop, reported, conversation)
    order, payment = found
    try:
        check_against(order, payment, reported)
        _check_reference(uow, payment, reported)
    except PaymentMismatch as mismatch:
        return _flag(uow, shop, order, mismatch.flag)
    if reported.status is PaymentStatus.SUCCESS:
        return _paid(uow, shop, order, payment, reported)
    if reported.status is PaymentStatus.FAILED:
        return _failed(uow, shop, order, payment, reported)
    return Settlement(Outcome.NOTHING, order.number, reason=f"still {reported.status.value}")


def _as_printed(reported: ReportedPayment) -> str:
    """One code is one code, however it is written; those of cards may mean their small letters."""
    code = reported.reference.strip()
    return code if reported.method == "card" else code.upper()


def _not_asked(uow: UnitOfWork, shop: Shop, reported: ReportedPayment, conversation: str) -> Settlement:
    """Money that came is never passed over in silence."""
    if reported.status is not PaymentStatus.SUCCESS:
        return Settlement(Outcome.NOTHING, reason="not a payment of ours")
    paid = f"{reported.currency} {reported.amount} ({' '.join(filter(None, (reported.ghala_id, reported.reference)))})"
    order = _order_named(uow, reported.ghala_order_id)
    if order is not None:
        return _flag(uow, shop, order, Flag.of(FlagKind.NOT_ASKED, paid=paid))
    why = f"paid for no order known here: {paid}, order {reported.ghala_order_id or 'not named'}"
    place = conversation or UNKNOWN_PAYER
    call_for_stray(uow, reported.ghala_id or reported.reference, place, why, shop.clock(), shop.owner)
    return Settlement(Outcome.NOTHING, reason="not a payment of ours")


def _order_named(uow: UnitOfWork, name: str) -> Order | None:
    return (uow.orders.by_ghala_id(name) or uow.orders.by_number(name)) if name else None


def _find(uow: UnitOfWork, reported: ReportedPayment) -> tuple[Order, Payment] | None:
    """By Ghala's id; or, when its answer to us was lost, the order's open payment that has no id yet. A report that names no
    payment is of the one that had its receipt code, else of the order's open one."""
    payment = uow.payments.by_ghala_id(reported.ghala_id) if reported.ghala_id else None
    if payment is not None:
        order = uow.orders.by_id(payment.order_id)
        return (order, payment) if order else None
    order = _order_named(uow, reported.ghala_order_id)
    payment = _of_order(uow.payments.of_order(order.id), reported) if order else None
    return (order, payment) if order and payment else None


def _of_order(tries: Sequence[Payment], reported: ReportedPayment) -> Payment | None:
    open_ones = [each for each in tries if each.status.is_open]
    if reported.ghala_id:
        nameless = next((each for each in open_ones if not each.ghala_id), None)
        return replace(nameless, ghala_id=reported.ghala_id) if nameless else None
    coded = [each for each in tries if reported.reference and each.reference == reported.reference]
    return next(iter([*coded, *reversed(open_ones)]), None)


def _check_reference(uow: UnitOfWork, payment: Payment, reported: ReportedPayment) -> None:
    if reported.status is PaymentStatus.SUCCESS and payment.method != "cash" and not reported.reference:
        raise PaymentMismatch(Flag.of(FlagKind.NO_CODE))
    used = uow.payments.by_reference(reported.reference) if reported.reference else None
    if used is not None and used.id != payment.id:
        raise PaymentMismatch(Flag.of(FlagKind.CODE_USED, code=reported.reference, payment=used.key))


def _paid(uow: UnitOfWork, shop: Shop, order: Order, payment: Payment, reported: ReportedPayment) -> Settlement:
    if payment.status in (PaymentStatus.SUCCESS, PaymentStatus.REFUNDED):
        return Settlement(Outcome.NOTHING, order.number, reason="known before")
    paid_at = reported.paid_at or shop.clock()
    paid = replace(
        payment, status=PaymentStatus.SUCCESS, reference=reported.reference, paid_at=paid_at, failure_reason=""
    )
    uow.payments.save(paid)
    uow.ledger.note(
        "ghala", "payment.success", payment.key, {"status": payment.status.value}, {"reference": reported.reference}
    )
    uow.jobs.drop(f"check-payment:{payment.key}")
    if uow.receipts.of_order(order.id) is not None:
        return _flag(uow, shop, order, Flag.of(FlagKind.PAID_TWICE, payment=payment.key, code=reported.reference))
    if order.status is OrderStatus.CANCELLED:
        return _flag(uow, shop, order, Flag.of(FlagKind.PAID_LATE, code=reported.reference))
    confirmed = order.moved_to(OrderStatus.CONFIRMED) if order.can_become(OrderStatus.CONFIRMED) else order
    uow.orders.save(replace(confirmed, delivery_code=order.delivery_code or new_delivery_code()))
    uow.ledger.note(
        "ghala", "order.confirmed", order.number, {"status": order.status.value}, {"status": confirmed.status.value}
    )
    number = uow.receipts.reserve_number(order.id, payment.id, paid_at.astimezone(NAIROBI))
    uow.receipts.save(order.id, make_receipt(number, order, paid, paid_at))
    return Settlement(Outcome.PAID, order.number)


def _failed(uow: UnitOfWork, shop: Shop, order: Order, payment: Payment, reported: ReportedPayment) -> Settlement:
    if not payment.status.is_open:
        return Settlement(Outcome.NOTHING, order.number, reason="settled before")
    reason = reported.failure_reason or "error"
    uow.payments.save(replace(payment, status=PaymentStatus.FAILED, failure_reason=reason))
    uow.ledger.note("ghala", "payment.failed", payment.key, {"status": payment.status.value}, {"reason": reason})
    uow.jobs.drop(f"check-payment:{payment.key}")
    if order.status is OrderStatus.CANCELLED:
        # Whoever cancelled knows that the prompt is gone.
        return Settlement(Outcome.NOTHING, order.number, reason=reason)
    flag_failures(uow, shop.limits, shop.clock(), order.conversation, order.number, shop.owner)
    return Settlement(Outcome.FAILED, order.number, reason=reason)


def _flag(uow: UnitOfWork, shop: Shop, order: Order, flag: Flag) -> Settlement:
    if has_flag(order, flag):
        return Settlement(Outcome.NOTHING, order.number, reason="flagged before")
    flag_money(uow, uow.orders.by_id(order.id) or order, flag, shop.clock(), shop.owner)
    return Settlement(Outcome.FLAGGED, order.number, flag=flag)


def new_delivery_code() -> str:
    """Four digits that the rider must be told."""
    return f"{secrets.randbelow(10_000):04d}"


def settle_refund(uow: UnitOfWork, shop: Shop, refund: ReportedRefund) -> Settlement:
    """Applies a refund once: parts are summed, the whole amount ends payment and order, more than was paid is flagged."""
    payment = uow.payments.by_ghala_id(refund.ghala_payment_id) if refund.ghala_payment_id else None
    order = uow.orders.by_id(payment.order_id) if payment else uow.orders.by_ghala_id(refund.ghala_order_id)
    if order is None:
        return Settlement(Outcome.NOTHING, reason="not an order of ours")
    if _is_no_news(uow, refund):
        return Settlement(Outcome.NOTHING, order.number, reason="known before, or of nothing")
    payment = payment or _money_of(uow, order)
    if payment is not None and payment.status is PaymentStatus.REFUNDED:
        return Settlement(Outcome.NOTHING, order.number, reason="refunded before")
    if payment is None or not _can_give_back(order, payment, refund):
        return _flag(uow, shop, order, Flag.of(FlagKind.REFUND_UNCLEAR, amount=refund.amount))
    _keep_refund(uow, order, payment, refund)
    return Settlement(Outcome.REFUNDED, order.number)


def _is_no_news(uow: UnitOfWork, refund: ReportedRefund) -> bool:
    return not refund.amount or (bool(refund.ghala_id) and uow.answers.get(f"refund:{refund.ghala_id}") is not None)


def _money_of(uow: UnitOfWork, order: Order) -> Payment | None:
    """The payment that brought the order's money, also where it went back since."""
    paid = (PaymentStatus.SUCCESS, PaymentStatus.REFUNDED)
    return next((each for each in uow.payments.of_order(order.id) if each.status in paid), None)


def _can_give_back(order: Order, payment: Payment, refund: ReportedRefund) -> bool:
    return payment.status is PaymentStatus.SUCCESS and refund.amount <= payment.amount - order.refunded


def _keep_refund(uow: UnitOfWork, order: Order, payment: Payment, refund: ReportedRefund) -> None:
    if refund.ghala_id:
        uow.answers.put(f"refund:{refund.ghala_id}", {"amount": str(refund.amount)})
    uow.ledger.note("ghala", "refund.issued", order.number, None, {"amount": str(refund.amount)})
    order = replace(order, refunded=order.refunded + refund.amount)
    if order.refunded == payment.amount:
        uow.payments.save(replace(payment, status=PaymentStatus.REFUNDED))
        order = order.moved_to(OrderStatus.REFUNDED) if order.can_become(OrderStatus.REFUNDED) else order
    uow.orders.save(order)


def unpaid_order(uow: UnitOfWork, conversation: str, number: str = "") -> Order | None:
    """The newest order of the conversation that still waits for its money, or the one named if it does."""
    for order in uow.orders.of(conversation, limit=5):
        if number and order.number != number:
            continue
        if order.status is OrderStatus.PENDING and not any(
            payment.status is PaymentStatus.SUCCESS for payment in uow.payments.of_order(order.id)
        ):
            return order
    return None


def open_or_last_payment(uow: UnitOfWork, order: Order) -> Payment | None:
    tries = uow.payments.of_order(order.id)
    return open_payment(uow, order) or (tries[-1] if tries else None)

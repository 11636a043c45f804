"""Ghala's payments: a prompt on a phone, a card's checkout page, cash at the door, and money given back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.sandbox import values
from bot.sandbox.ghala import events, orders, receipts
from bot.sandbox.http import Answer, Call, Document, Refusal, dump, load
from bot.sandbox.phone import phones
from bot.sandbox.state import Sandbox

PROMPTED = ("mpesa", "airtel")
METHODS = (*PROMPTED, "card", "cash")
FAILURE_REASONS = ("cancelled_by_user", "insufficient_funds", "timeout", "wrong_pin", "declined", "error")


def started(sandbox: Sandbox, call: Call) -> Answer:
    order, wanted = orders.get(sandbox, call.params["order_id"]), call.document()
    _demand_payable(sandbox, order)
    method = wanted.get("method")
    if method not in METHODS:
        raise Refusal(422, "unsupported_method", f"method must be one of {', '.join(METHODS)}.", "method")
    phone = _payer(order, wanted, method)
    if values.money(wanted.get("amount"), "amount") != Decimal(order["amount"]):
        raise Refusal(422, "amount_mismatch", f"The order comes to {order['amount']}.", "amount")
    _give_up_cash(sandbox, order["id"])
    payment = _open(sandbox, order, method, phone)
    orders.change(sandbox, order, payment_status="pending")
    events.emit(sandbox, "payment.pending", payment=payment)
    return Answer(201, payment)


def _demand_payable(sandbox: Sandbox, order: Document) -> None:
    if order["status"] == "cancelled":
        raise Refusal(409, "order_cancelled", "The order is cancelled.", "status")
    if order["payment_status"] in ("paid", "refunded"):
        raise Refusal(409, "already_paid", "The order is paid already.", "payment_status")
    if any(
        payment["status"] == "pending" and payment["method"] != "cash" for payment in of_order(sandbox, order["id"])
    ):
        raise Refusal(409, "payment_pending", "Another payment for this order is still open.", "payment_status")


def _payer(order: Document, wanted: Document, method: str) -> str:
    """The phone that is to pay; a card or cash needs none of its own."""
    if method not in PROMPTED and wanted.get("phone") is None:
        return str(order["customer"]["phone"])
    phone = values.phone(wanted.get("phone"), "phone")
    if method in PROMPTED and not values.KENYAN_MOBILE.fullmatch(values.digits(phone)):
        raise Refusal(
            422, "invalid_phone", "A prompt can only be sent to a Kenyan mobile, such as +254700123456.", "phone"
        )
    return phone


def _give_up_cash(sandbox: Sandbox, order_id: str) -> None:
    """Who promised cash may still pay another way; nobody is told, for no prompt was open."""
    for payment in of_order(sandbox, order_id):
        if payment["status"] == "pending":
            _change(sandbox, payment, status="failed", failure_reason="cancelled_by_user")


def _open(sandbox: Sandbox, order: Document, method: str, phone: str) -> Document:
    payment_id = "pay_" + sandbox.token("payment", 12)
    payment: Document = {
        "id": payment_id,
        "order_id": order["id"],
        "amount": order["amount"],
        "currency": order["currency"],
        "method": method,
        "phone": phone,
        "status": "pending",
        "created_at": sandbox.stamp(),
    }
    if method == "card":
        payment["checkout_url"] = f"{sandbox.config.public_url}/pay/{payment_id}"
    position = sandbox.store.next("payment position")
    sandbox.store.run(
        "INSERT INTO payments VALUES (?, ?, ?, ?, 'pending', ?)",
        payment_id,
        position,
        order["id"],
        values.digits(phone),
        dump(payment).decode(),
    )
    phones.touch(sandbox, values.digits(phone))
    return payment


def shown(sandbox: Sandbox, call: Call) -> Answer:
    return Answer(200, get(sandbox, call.params["payment_id"]))


def get(sandbox: Sandbox, payment_id: str) -> Document:
    """Raises Refusal 404."""
    row = sandbox.store.one("SELECT body FROM payments WHERE id = ?", payment_id)
    if row is None:
        raise Refusal(404, "not_found", f"There is no payment {payment_id}.", "id")
    return dict(load(row["body"]))


def newest(sandbox: Sandbox, phone: str = "") -> list[Document]:
    """Payments of one phone (digits), or of all, the newest first, each with ``prompt`` while it waits for a PIN."""
    rows = sandbox.store.all("SELECT body FROM payments WHERE ? IN ('', phone) ORDER BY position DESC", phone)
    return [_prompted(sandbox, load(row["body"])) for row in rows]


def of_customer(sandbox: Sandbox, phone: str) -> list[Document]:
    """Payments that this phone (digits) is to make, or that another one makes for its orders, the newest first."""
    rows = sandbox.store.all(
        "SELECT payments.body FROM payments JOIN orders ON orders.id = payments.order_id"
        " WHERE ? IN (payments.phone, orders.phone) ORDER BY payments.position DESC",
        phone,
    )
    return [_prompted(sandbox, load(row["body"])) for row in rows]


def _prompted(sandbox: Sandbox, payment: Document) -> Document:
    waits = payment["status"] == "pending" and payment["method"] in PROMPTED
    number = orders.get(sandbox, payment["order_id"]).get("order_number")
    return {**payment, "order_number": number, "prompt": waits}


def of_order(sandbox: Sandbox, order_id: str) -> list[Document]:
    rows = sandbox.store.all("SELECT body FROM payments WHERE order_id = ? ORDER BY position DESC", order_id)
    return [load(row["body"]) for row in rows]


def _change(sandbox: Sandbox, payment: Document, **changes: Any) -> Document:
    changed = {**payment, **changes}
    sandbox.store.run(
        "UPDATE payments SET status = ?, body = ? WHERE id = ?",
        changed["status"],
        dump(changed).decode(),
        payment["id"],
    )
    phones.touch(sandbox, values.digits(payment["phone"]))
    return changed


def succeed(sandbox: Sandbox, payment: Document) -> Document:
    """The money has come: a reference, a paid and confirmed order, an event."""
    _demand_pending(payment)
    reference = receipts.reference(sandbox, payment["method"])
    with sandbox.store.transaction():
        payment = _change(sandbox, payment, status="success", transaction_reference=reference, paid_at=sandbox.stamp())
        order = orders.get(sandbox, payment["order_id"])
        status = "confirmed" if order["status"] == "pending" else order["status"]
        orders.change(sandbox, order, payment_status="paid", status=status)
        events.emit(sandbox, "payment.success", payment=payment)
    return payment


def fail(sandbox: Sandbox, payment: Document, reason: str) -> Document:
    """Raises Refusal 400 for a reason that the contract does not know."""
    _demand_pending(payment)
    if reason not in FAILURE_REASONS:
        raise Refusal(400, "invalid_request", f"reason must be one of {', '.join(FAILURE_REASONS)}.", "reason")
    with sandbox.store.transaction():
        payment = _change(sandbox, payment, status="failed", failure_reason=reason)
        orders.change(sandbox, orders.get(sandbox, payment["order_id"]), payment_status="failed")
        events.emit(sandbox, "payment.failed", payment=payment)
    return payment


def _demand_pending(payment: Document) -> None:
    if payment["status"] != "pending":
        raise Refusal(409, "not_pending", f"The payment is {payment['status']}, no longer pending.", "status")


def refunded(sandbox: Sandbox, call: Call) -> Answer:
    payment, wanted = get(sandbox, call.params["payment_id"]), call.document()
    amount = values.money(wanted["amount"], "amount") if "amount" in wanted else None
    return Answer(201, give_back(sandbox, payment, amount))


def give_back(sandbox: Sandbox, payment: Document, amount: Decimal | None = None) -> Document:
    """Refunds all that is left, or part of it. Raises Refusal 409 when there is nothing left to give back."""
    rows = sandbox.store.all("SELECT body FROM refunds WHERE payment_id = ?", payment["id"])
    left = Decimal(payment["amount"]) - sum(Decimal(load(row["body"])["amount"]) for row in rows)
    amount = left if amount is None else amount
    if payment["status"] != "success" or not 0 < amount <= left:
        raise Refusal(409, "not_refundable", f"The payment is {payment['status']}, {left} can be given back.", "status")
    refund: Document = {
        "id": "ref_" + sandbox.token("refund", 12),
        "payment_id": payment["id"],
        "order_id": payment["order_id"],
        "amount": amount,
        "status": "done",
    }
    with sandbox.store.transaction():
        sandbox.store.run("INSERT INTO refunds VALUES (?, ?, ?)", refund["id"], payment["id"], dump(refund).decode())
        if amount == left:
            _change(sandbox, payment, status="refunded")
            order = orders.get(sandbox, payment["order_id"])
            status = order["status"] if order["status"] == "cancelled" else "refunded"
            orders.change(sandbox, order, status=status, payment_status="refunded")
        events.emit(sandbox, "refund.issued", refund=refund)
    return refund

"""Payments and the receipts given for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.commerce.payments import FAILURES, Payment, PaymentStatus
from bot.commerce.receipts import Receipt
from bot.services.ports import Json
from bot.storage.leases import locked
from bot.storage.people import by_first, insert_new
from bot.storage.tables import orders, payments, receipts

# Nobody pays for an older order, and looking through all that a loyal customer ever ordered would take its time.
PAID_WITHIN = timedelta(days=31)


class SqlPayments:
    def __init__(self, connection: Connection, now: datetime, locking: bool = False) -> None:
        self.connection = connection
        self.now = now
        self.locking = locking

    def add(self, payment: Payment) -> Payment | None:
        """Gives the payment its id; None where a payment with its key stands already."""
        values = {**_row(payment), "created_at": payment.created_at, "updated_at": self.now}
        payment_id = insert_new(self.connection, payments, values, unique="key")
        return None if payment_id is None else replace(payment, id=payment_id)

    def save(self, payment: Payment) -> None:
        values = {**_row(payment), "updated_at": self.now}
        self.connection.execute(sa.update(payments).where(payments.c.id == payment.id).values(**values))

    def of_order(self, order_id: int) -> list[Payment]:
        """Oldest first."""
        query = locked(sa.select(payments).where(payments.c.order_id == order_id).order_by(payments.c.id), self.locking)
        return [_payment(row) for row in self.connection.execute(query)]

    def failures_since(self, conversations: Sequence[str], moment: datetime) -> list[str]:
        """Why the payments asked for since then failed, the oldest first; what Ghala never took is left out."""
        ordered = (orders.c.conversation.in_(list(conversations)), orders.c.created_at >= moment - PAID_WITHIN)
        failed = (payments.c.status == PaymentStatus.FAILED.value, payments.c.failure_reason.in_(FAILURES))
        query = (
            sa.select(payments.c.failure_reason)
            .join(orders, orders.c.id == payments.c.order_id)
            .where(*ordered, *failed, payments.c.created_at >= moment, payments.c.ghala_id.is_not(None))
            .order_by(payments.c.id)
        )
        return list(self.connection.execute(query).scalars())

    def by_ghala_id(self, ghala_id: str) -> Payment | None:
        return self._one(payments.c.ghala_id == ghala_id)

    def by_key(self, key: str) -> Payment | None:
        return self._one(payments.c.key == key)

    def peek(self, key: str) -> Payment | None:
        """By its key and without a lock, for who holds one that the payment's holder may be waiting for."""
        row = self.connection.execute(sa.select(payments).where(payments.c.key == key)).first()
        return _payment(row) if row else None

    def by_reference(self, reference: str) -> Payment | None:
        return self._one(payments.c.reference == reference)

    def references_of(self, conversations: Sequence[str]) -> dict[str, frozenset[str]]:
        """The receipt codes of all payments of each conversation that has any."""
        query = sa.select(orders.c.conversation, payments.c.reference).join(orders, orders.c.id == payments.c.order_id)
        query = query.where(orders.c.conversation.in_(list(conversations)), payments.c.reference.is_not(None))
        return by_first(self.connection.execute(query))

    def _one(self, condition: object) -> Payment | None:
        query = locked(sa.select(payments).where(condition), self.locking)
        row = self.connection.execute(query).first()
        return _payment(row) if row else None


def _row(payment: Payment) -> Json:
    return {
        "key": payment.key,
        "attempt": payment.attempt,
        "order_id": payment.order_id,
        "ghala_id": payment.ghala_id or None,
        "amount": payment.amount,
        "currency": payment.currency,
        "method": payment.method,
        "phone": payment.phone,
        "status": payment.status.value,
        "failure_reason": payment.failure_reason,
        "reference": payment.reference or None,
        "checkout_url": payment.checkout_url,
        "paid_at": payment.paid_at,
    }


def _payment(row: Row) -> Payment:
    return Payment(
        id=row.id,
        key=row.key,
        order_id=row.order_id,
        amount=row.amount,
        method=row.method,
        phone=row.phone,
        status=PaymentStatus(row.status),
        created_at=row.created_at,
        currency=row.currency,
        ghala_id=row.ghala_id or "",
        failure_reason=row.failure_reason,
        reference=row.reference or "",
        checkout_url=row.checkout_url,
        paid_at=row.paid_at,
        attempt=row.attempt,
    )


class SqlReceipts:
    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    def of_order(self, order_id: int) -> Receipt | None:
        return self._one(receipts.c.order_id == order_id)

    def by_hash(self, digest: str) -> Receipt | None:
        return self._one(receipts.c.hash == digest)

    def reserve_number(self, order_id: int, payment_id: int, at: datetime) -> str:
        """``RCP-<year>-<n>``; one order and one payment have one receipt, which the table's constraints keep."""
        values = {"order_id": order_id, "payment_id": payment_id, "created_at": self.now}
        receipt_id = self.connection.execute(sa.insert(receipts).values(**values)).inserted_primary_key[0]
        number = f"RCP-{at.year}-{receipt_id:06d}"
        self.connection.execute(sa.update(receipts).where(receipts.c.id == receipt_id).values(number=number))
        return number

    def save(self, order_id: int, receipt: Receipt) -> None:
        values = {"hash": receipt.hash, "canonical": receipt.canonical}
        self.connection.execute(sa.update(receipts).where(receipts.c.order_id == order_id).values(**values))

    def _one(self, condition: object) -> Receipt | None:
        row = self.connection.execute(sa.select(receipts).where(condition)).first()
        return Receipt(row.number, row.canonical, row.hash) if row and row.hash else None

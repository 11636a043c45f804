"""Customers and their carts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.commerce.cart import Cart, CartLine, OpenLine
from bot.services.ports import Customer
from bot.storage.leases import locked
from bot.storage.tables import carts, customers


def upsert(
    connection: Connection, table: sa.Table, key: dict[str, Any], values: dict[str, Any], fresh: dict[str, Any]
) -> None:
    """Update the row of ``key``, or insert it with ``fresh`` beside its values."""
    where = [table.c[name] == value for name, value in key.items()]
    if not connection.execute(sa.update(table).where(*where).values(**values)).rowcount:
        connection.execute(sa.insert(table).values(**key, **values, **fresh))


class SqlCustomers:
    def __init__(self, connection: Connection, now: datetime, locking: bool = False) -> None:
        self.connection = connection
        self.now = now
        self.locking = locking

    def get(self, conversation: str) -> Customer | None:
        query = locked(sa.select(customers).where(customers.c.conversation == conversation), self.locking)
        row = self.connection.execute(query).first()
        return _customer(row) if row else None

    def by_phone(self, phone: str) -> Customer | None:
        row = self.connection.execute(sa.select(customers).where(customers.c.phone == phone)).first()
        return _customer(row) if row else None

    def save(self, customer: Customer) -> None:
        values = asdict(customer)
        key = {"conversation": values.pop("conversation")}
        values["phone"] = values["phone"] or None
        values["user_id"] = values["user_id"] or None
        upsert(self.connection, customers, key, values, {"created_at": self.now})


def _customer(row: Row) -> Customer:
    return Customer(
        conversation=row.conversation,
        phone=row.phone or "",
        user_id=row.user_id or "",
        name=row.name,
        language=row.language,
        language_chosen=row.language_chosen,
        opted_out=row.opted_out,
        handed_off=row.handed_off,
        address=row.address,
        last_inbound_at=row.last_inbound_at,
    )


class SqlCarts:
    def __init__(self, connection: Connection, now: datetime, locking: bool = False) -> None:
        self.connection = connection
        self.now = now
        self.locking = locking

    def get(self, conversation: str) -> Cart:
        """The cart as it stands; a new, empty one for who has none."""
        query = locked(sa.select(carts).where(carts.c.conversation == conversation), self.locking)
        row = self.connection.execute(query).first()
        if row is None:
            return Cart(conversation)
        return Cart(
            conversation=conversation,
            lines=[CartLine(**line) for line in row.lines],
            open_lines=[OpenLine(**{**line, "candidates": tuple(line["candidates"])}) for line in row.open_lines],
            confirmed=row.confirmed,
            address=row.address,
            payment_method=row.payment_method,
            payment_phone=row.payment_phone,
            shown_total=row.shown_total,
            generation=row.generation,
        )

    def save(self, cart: Cart) -> None:
        values = asdict(cart)
        key = {"conversation": values.pop("conversation")}
        upsert(self.connection, carts, key, {**values, "updated_at": self.now}, {})

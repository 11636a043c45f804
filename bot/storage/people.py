"""Customers and their carts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.commerce.cart import Cart, CartLine, OpenLine
from bot.services.ports import Customer, ExpiredCart, LeftCart
from bot.storage.leases import locked
from bot.storage.tables import carts, consents, customers


def upsert(
    connection: Connection, table: sa.Table, key: dict[str, Any], values: dict[str, Any], fresh: dict[str, Any]
) -> None:
    """Update the row of ``key``, or insert it with ``fresh`` beside its values. ``key`` must be unique in the table: of two who
    insert at once the later one waits and updates."""
    where = [table.c[name] == value for name, value in key.items()]
    if not connection.execute(sa.update(table).where(*where).values(**values)).rowcount:
        fresh_row = insert_into(connection, table).values(**key, **values, **fresh)
        connection.execute(fresh_row.on_conflict_do_update(index_elements=list(key), set_=values))


def insert_new(connection: Connection, table: sa.Table, row: dict[str, Any], unique: str) -> int | None:
    """The id of the row, or None where one with the same ``unique`` column stands already."""
    made = connection.execute(
        insert_into(connection, table).values(**row).on_conflict_do_nothing(index_elements=[unique])
    )
    return int(made.inserted_primary_key[0]) if made.rowcount else None


def insert_into(connection: Connection, table: sa.Table) -> Any:
    """An insert that knows what to do about a row that stands already, in the words of the database."""
    dialect: Any = sa.dialects.postgresql if connection.dialect.name == "postgresql" else sa.dialects.sqlite
    return dialect.insert(table)


def by_first(rows: Iterable[Row]) -> dict[str, frozenset[str]]:
    """Rows of two columns: all that stand in the second, by the first."""
    found: dict[str, set[str]] = defaultdict(set)
    for first, second in rows:
        found[first].add(second)
    return {first: frozenset(seconds) for first, seconds in found.items()}


class SqlCustomers:
    def __init__(self, connection: Connection, now: datetime, locking: bool = False) -> None:
        self.connection = connection
        self.now = now
        self.locking = locking

    def get(self, conversation: str) -> Customer | None:
        query = locked(sa.select(customers).where(customers.c.conversation == conversation), self.locking)
        row = self.connection.execute(query).first()
        return _customer(row) if row else None

    def same_person(self, customer: Customer) -> list[Customer]:
        """All conversations of whom this customer is, the own one first: a phone may be hidden behind the user id later."""
        known = [customers.c.conversation == customer.conversation]
        known += [customers.c.user_id == customer.user_id] if customer.user_id else []
        known += [customers.c.phone == customer.phone] if customer.phone else []
        query = locked(sa.select(customers).where(sa.or_(*known)).order_by(customers.c.id), self.locking)
        found = [_customer(row) for row in self.connection.execute(query)]
        return sorted(found, key=lambda each: each.conversation != customer.conversation)

    def conversations_of(self, conversation: str) -> list[str]:
        """All conversations of whom this one is of, by phone or user id. In a unit of work that writes, all of them are locked in
        one order: two chats of one person at once wait for each other and never both."""
        me = customers.alias()
        same = (customers.c[name] == me.c[name] for name in ("conversation", "phone", "user_id"))
        query = sa.select(customers.c.conversation).join(me, sa.or_(*same)).where(me.c.conversation == conversation)
        query = query.order_by(customers.c.id)
        if self.locking:
            query = query.with_for_update(of=customers)
        return list(self.connection.execute(query).scalars())

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
        stopped_by=row.stopped_by,
        offers=row.offers,
        offers_asked_at=row.offers_asked_at,
        told_of_stop_at=row.told_of_stop_at,
        handed_off=row.handed_off,
        address=row.address,
        zone=row.zone,
        last_inbound_at=row.last_inbound_at,
    )


class SqlConsents:
    """Rows are added, never changed."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    def note(self, conversation: str, purpose: str, granted: bool, how: str, message_id: str, words: str) -> None:
        values = {"at": self.now, "conversation": conversation, "purpose": purpose, "granted": granted, "how": how}
        values |= {"message_id": message_id[:300], "words": words[:500]}
        self.connection.execute(sa.insert(consents).values(**values))


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
            zone=row.zone,
            payment_method=row.payment_method,
            payment_phone=row.payment_phone,
            instructions=row.instructions,
            delivery_time=row.delivery_time,
            receiver=row.receiver,
            otherwise=row.otherwise,
            place_check=row.place_check,
            place_name=row.place_name,
            place_key=row.place_key,
            shown_total=row.shown_total,
            generation=row.generation,
            extras=dict(row.extras),
        )

    def save(self, cart: Cart) -> None:
        values = asdict(cart)
        key = {"conversation": values.pop("conversation")}
        upsert(self.connection, carts, key, {**values, "updated_at": self.now}, {})

    def touched_at(self, conversation: str) -> datetime | None:
        query = sa.select(carts.c.updated_at).where(carts.c.conversation == conversation)
        return self.connection.execute(query).scalar()

    def left(self, before: datetime, limit: int) -> list[LeftCart]:
        """Carts with something in them not touched since ``before``, the oldest first."""
        filled = sa.or_(_filled(carts.c.lines), _filled(carts.c.open_lines))
        query = sa.select(carts).where(carts.c.updated_at < before, filled).order_by(carts.c.updated_at)
        return [_left(row) for row in self.connection.execute(query.limit(limit))]

    def to_remind(self, before: datetime, wrote_after: datetime, limit: int) -> list[LeftCart]:
        """Of those with products in them whose customer was not reminded yet and may be: the shop has the talk, and the
        customer wrote after ``wrote_after`` or asked for offers."""
        reachable = sa.or_(customers.c.last_inbound_at > wrote_after, customers.c.offers == sa.true())
        query = (
            sa.select(carts)
            .join(customers, customers.c.conversation == carts.c.conversation)
            .where(carts.c.updated_at < before, carts.c.reminded < carts.c.generation, _filled(carts.c.lines))
            .where(customers.c.opted_out == sa.false(), customers.c.handed_off == sa.false(), reachable)
            .order_by(carts.c.updated_at)
        )
        return [_left(row) for row in self.connection.execute(query.limit(limit))]

    def mark_reminded(self, conversation: str, generation: int) -> bool:
        """False where it was marked before; not a touch of the cart."""
        fresh = (carts.c.conversation == conversation, carts.c.generation == generation, carts.c.reminded < generation)
        return bool(self.connection.execute(sa.update(carts).where(*fresh).values(reminded=generation)).rowcount)

    def keep_expired(self, conversation: str, expired: ExpiredCart) -> None:
        kept = {"lines": [list(line) for line in expired.lines], "touched_at": expired.touched_at.isoformat()}
        self.connection.execute(sa.update(carts).where(carts.c.conversation == conversation).values(expired=kept))

    def take_expired(self, conversation: str) -> ExpiredCart | None:
        """What has not been told yet; taken once."""
        mine = carts.c.conversation == conversation
        kept = self.connection.execute(sa.select(carts.c.expired).where(mine)).scalar()
        if not kept:
            return None
        self.connection.execute(sa.update(carts).where(mine).values(expired=None))
        return ExpiredCart(
            tuple((str(sku), int(quantity)) for sku, quantity in kept["lines"]),
            datetime.fromisoformat(kept["touched_at"]),
        )


def _left(row: Row) -> LeftCart:
    return LeftCart(row.conversation, row.generation, row.updated_at)


def _filled(column: Any) -> Any:
    """An empty list is two signs long on every database."""
    return sa.func.length(sa.cast(column, sa.String)) > len("[]")

"""Orders, as placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.commerce.delivery import Fulfilment
from bot.commerce.extras import ExtraLine
from bot.commerce.flags import Flag, FlagKind, words_of
from bot.commerce.money import ZERO
from bot.commerce.orders import Order, OrderLine, OrderSource, OrderStatus, Tracking
from bot.commerce.receipts import NAIROBI
from bot.services.ports import Json
from bot.storage.leases import locked
from bot.storage.people import by_first, insert_new
from bot.storage.tables import order_lines, orders

KEY_LOCK = 0x6B6579


class SqlOrders:
    def __init__(self, connection: Connection, now: datetime, locking: bool = False) -> None:
        self.connection = connection
        self.now = now
        self.locking = locking

    def add(self, order: Order) -> Order | None:
        """Gives the order its id and its number, ``ORD-<year>-<id>``; None where an order with its key stands already."""
        values = {**_row(order), "created_at": order.created_at, "updated_at": self.now}
        order_id = insert_new(self.connection, orders, values, unique="key")
        if order_id is None:
            return None
        number = order.number or f"ORD-{order.created_at.astimezone(NAIROBI).year}-{order_id:06d}"
        self.connection.execute(sa.update(orders).where(orders.c.id == order_id).values(number=number))
        rows = [
            {
                "order_id": order_id,
                "position": place,
                "sku": line.sku,
                "name": line.name,
                "quantity": line.quantity,
                "unit_price": line.unit_price,
                "total": line.total,
            }
            for place, line in enumerate(order.lines)
        ]
        self.connection.execute(sa.insert(order_lines), rows)
        return replace(order, id=order_id, number=number)

    def save(self, order: Order) -> None:
        """Everything but the lines: what was ordered does not change."""
        self.connection.execute(
            sa.update(orders).where(orders.c.id == order.id).values(**_row(order), updated_at=self.now)
        )

    def by_number(self, number: str) -> Order | None:
        return self._one(orders.c.number == number)

    def by_key(self, key: str) -> Order | None:
        return self._one(orders.c.key == key)

    def hold(self, key: str) -> None:
        """Until this unit of work ends, nobody else who holds the same key goes on. Where SQLite has one writer anyway, nothing."""
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(sa.select(sa.func.pg_advisory_xact_lock(KEY_LOCK, sa.func.hashtext(key))))

    def peek(self, key: str) -> Order | None:
        """By its key and without a lock, for who holds one that the order's holder may be waiting for."""
        row = self.connection.execute(sa.select(orders).where(orders.c.key == key)).first()
        return self._order(row) if row else None

    def by_ghala_id(self, ghala_id: str) -> Order | None:
        return self._one(orders.c.ghala_id == ghala_id)

    def by_id(self, order_id: int) -> Order | None:
        return self._one(orders.c.id == order_id)

    def of(self, conversation: str, limit: int = 10) -> list[Order]:
        """Newest first."""
        return self._many(sa.select(orders).where(orders.c.conversation == conversation), limit)

    def placed(self, conversation: str, limit: int, skip: int = 0) -> list[Order]:
        """Newest first, without drafts that Ghala refused: to the customer those were never orders."""
        never = sa.and_(orders.c.ghala_id.is_(None), orders.c.status == OrderStatus.CANCELLED.value)
        query = sa.select(orders).where(orders.c.conversation == conversation, ~never)
        return self._many(query.offset(skip), limit)

    def latest(self, limit: int, before_id: int | None = None) -> list[Order]:
        query = sa.select(orders)
        return self._many(query if before_id is None else query.where(orders.c.id < before_id), limit)

    def unpaid_since(self, before: datetime, methods: Sequence[str], limit: int) -> list[Order]:
        """Orders placed before then that still wait, to be paid by one of ``methods``; the oldest first."""
        mine = (orders.c.status == OrderStatus.PENDING.value, orders.c.created_at < before)
        query = sa.select(orders).where(*mine, orders.c.payment_method.in_(list(methods)))
        rows = self.connection.execute(query.order_by(orders.c.id).limit(limit)).all()
        return [self._order(row) for row in rows]

    def since(self, conversations: Sequence[str], moment: datetime) -> tuple[int, Decimal]:
        """How many were placed since, and for how much together; cancelled and refused ones are left out."""
        placed = (orders.c.conversation.in_(list(conversations)), orders.c.created_at >= moment)
        query = sa.select(sa.func.count(), sa.func.sum(orders.c.amount)).where(
            *placed, orders.c.status != OrderStatus.CANCELLED.value
        )
        count, amount = self.connection.execute(query).one()
        return count, amount or ZERO

    def count_by_status(self) -> dict[str, int]:
        query = sa.select(orders.c.status, sa.func.count()).group_by(orders.c.status)
        return {str(row[0]): int(row[1]) for row in self.connection.execute(query)}

    def codes_of(self, conversations: Sequence[str]) -> dict[str, frozenset[str]]:
        """The rider's codes of all orders of each conversation that has any."""
        query = sa.select(orders.c.conversation, orders.c.delivery_code)
        query = query.where(orders.c.conversation.in_(list(conversations)), orders.c.delivery_code != "")
        return by_first(self.connection.execute(query))

    def _one(self, condition: object) -> Order | None:
        query = locked(sa.select(orders).where(condition), self.locking)
        row = self.connection.execute(query).first()
        return self._order(row) if row else None

    def _many(self, query: object, limit: int) -> list[Order]:
        rows = self.connection.execute(locked(query.order_by(orders.c.id.desc()).limit(limit), self.locking)).all()  # type: ignore[attr-defined]
        return [self._order(row) for row in rows]

    def _order(self, row: Row) -> Order:
        query = sa.select(order_lines).where(order_lines.c.order_id == row.id).order_by(order_lines.c.position)
        lines = tuple(
            OrderLine(line.sku, line.name, line.quantity, line.unit_price) for line in self.connection.execute(query)
        )
        return Order(
            id=row.id,
            number=row.number,
            key=row.key,
            conversation=row.conversation,
            status=OrderStatus(row.status),
            lines=lines,
            delivery_fee=row.delivery_fee,
            address=row.address,
            payment_method=row.payment_method,
            phone=row.phone,
            created_at=row.created_at,
            ghala_id=row.ghala_id or "",
            customer_name=row.customer_name,
            tracking=_tracking(row.tracking),
            delivery_code=row.delivery_code,
            rating=row.rating,
            rating_words=row.rating_words,
            refunded=row.refunded,
            flags=_flags(row),
            payment_phone=row.payment_phone,
            instructions=row.instructions,
            later_instructions=row.later_instructions,
            code_until=row.code_until,
            fulfilment=Fulfilment(row.fulfilment),
            source=OrderSource(row.source),
            extras=tuple(ExtraLine(each["name"], each["words"], Decimal(each["price"])) for each in row.extras),
        )


def _row(order: Order) -> Json:
    tracking = asdict(order.tracking)
    tracking["eta"] = order.tracking.eta.isoformat() if order.tracking.eta else None
    return {
        "key": order.key,
        "ghala_id": order.ghala_id or None,
        "conversation": order.conversation,
        "status": order.status.value,
        "items_total": order.items_total,
        "delivery_fee": order.delivery_fee,
        "amount": order.amount,
        "address": order.address,
        "payment_method": order.payment_method,
        "phone": order.phone,
        "customer_name": order.customer_name,
        "tracking": tracking,
        "delivery_code": order.delivery_code,
        "rating": order.rating,
        "rating_words": order.rating_words[:500],
        "refunded": order.refunded,
        "flag": order.flag,
        "flags": [{"kind": flag.kind.value, "facts": flag.facts} for flag in order.flags],
        "payment_phone": order.payment_phone,
        "instructions": order.instructions,
        "later_instructions": order.later_instructions,
        "code_until": order.code_until,
        "fulfilment": order.fulfilment.value,
        "source": order.source.value,
        "extras": [{"name": each.name, "words": each.words, "price": str(each.price)} for each in order.extras],
    }


def _flags(row: Row) -> tuple[Flag, ...]:
    """Whoever edits the words has the last one: where they are not those of the flags kept beside them, they alone count."""
    kept = tuple(Flag(FlagKind(each["kind"]), each["facts"]) for each in row.flags)
    if words_of(kept) == row.flag:
        return kept
    return tuple(Flag.of(FlagKind.WRITTEN, said=words) for words in row.flag.split("; ") if words)


def _tracking(stored: Json | None) -> Tracking:
    if not stored:
        return Tracking()
    eta = datetime.fromisoformat(stored["eta"]) if stored["eta"] else None
    return Tracking(**{**stored, "eta": eta})

"""A shop on real SQLite with a Ghala of a few lines, for tests of the services and the queues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.bootstrap import unit_of_work_factory
from bot.commerce.cart import Cart, CartLine
from bot.commerce.catalog import Product
from bot.commerce.errors import ServiceDown, ServiceRefused
from bot.commerce.events import Event
from bot.commerce.extras import Extra
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import Payment, PaymentStatus, ReportedPayment
from bot.nlu.reader import WordReader
from bot.providers.ghala import events as ghala_events
from bot.services.checkout import confirm, show_total
from bot.services.events import apply_event
from bot.services.news import as_told
from bot.services.ordering import Shop
from bot.services.own_events import read_event
from bot.services.ports import CatalogPage, Customer, Incoming, Json, PlacedOrder
from bot.storage import migrate
from bot.storage.database import make_engine
from bot.storage.tables import metadata

T = TypeVar("T")
START = datetime(2026, 11, 20, 9, 0, tzinfo=timezone.utc)
ANN = "wa:254700000001"
BEN = "wa:254700000002"
FLOUR = Product("MF-5KG", "Maize Flour 5kg", Decimal(420), 10, "Flour", "Maize")
FLOUR_2 = Product("MF-2KG", "Maize Flour 2kg", Decimal(180), 5, "Flour", "Maize")
SUGAR = Product("SG-1KG", "Sugar 1kg", Decimal(160), 1000, "Groceries", "Sugar")
SOLD_OUT = Product("EG-6", "Eggs 6 pieces", Decimal(120), 0, "Fresh", "Eggs")
CATALOG = (FLOUR, FLOUR_2, SUGAR, SOLD_OUT)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class FakeGhala:
    """Keeps orders and payments by their key: a repeated call has no second effect, as the contract says.

    ``down`` and ``refusal`` answer every call until taken away; ``meanwhile`` runs once, in the middle of the next call.
    """

    catalog: tuple[Product, ...] = CATALOG
    orders: dict[str, PlacedOrder] = field(default_factory=dict)
    payments: dict[str, ReportedPayment] = field(default_factory=dict)
    cancelled: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    down: bool = False
    answer_lost: bool = False
    refusal: ServiceRefused | None = None
    meanwhile: Callable[[], object] | None = None

    def products(self, etag: str = "") -> CatalogPage:
        self._called("products")
        return CatalogPage(None if etag == "v1" else self.catalog, "v1")

    def place_order(self, order: Order, key: str) -> PlacedOrder:
        self._called(f"place {key}")
        fresh = PlacedOrder(f"g-{order.number}", OrderStatus.PENDING, order.amount, order.number)
        return self._answered(self.orders.setdefault(key, fresh))

    def cancel_order(self, ghala_id: str, key: str) -> PlacedOrder:
        self._called(f"cancel {ghala_id}")
        self.cancelled.append(ghala_id)
        return PlacedOrder(ghala_id, OrderStatus.CANCELLED, Decimal(0))

    def start_payment(self, order: Order, payment: Payment) -> ReportedPayment:
        self._called(f"pay {payment.key} {payment.method}")
        fresh = report(order, payment, PaymentStatus.PENDING, ghala_id=f"p-{payment.key}")
        return self._answered(self.payments.setdefault(payment.key, fresh))

    def payment(self, ghala_id: str) -> ReportedPayment:
        self._called(f"look {ghala_id}")
        return next(each for each in self.payments.values() if each.ghala_id == ghala_id)

    def read_event(self, document: Json) -> Event | None:
        return ghala_events.read(document)

    def _called(self, call: str) -> None:
        self.calls.append(call)
        if self.down:
            raise ServiceDown(call)
        if self.refusal is not None:
            raise self.refusal
        if self.meanwhile is not None:
            work, self.meanwhile = self.meanwhile, None
            work()

    def _answered(self, answer: T) -> T:
        if self.answer_lost:
            raise ServiceDown("the answer was lost")
        return answer


def mpesa_order(**changes: Any) -> Order:
    """An order of ANN's to Kilimani, made at START; ``changes`` are fields of ``Order``."""
    order = Order(
        id=1,
        number="ORD-2026-000001",
        key="k",
        conversation=ANN,
        status=OrderStatus.CONFIRMED,
        lines=(),
        delivery_fee=Decimal(200),
        address="Kilimani",
        payment_method="mpesa",
        phone="+254700000001",
        created_at=START,
    )
    return replace(order, **changes)


def report(order: Order, payment: Payment, status: PaymentStatus, **changes: Any) -> ReportedPayment:
    """What Ghala says of a payment where nothing is odd; a success brings a receipt code."""
    said = ReportedPayment(
        ghala_id=payment.ghala_id,
        ghala_order_id=order.ghala_id,
        amount=payment.amount,
        currency=payment.currency,
        status=status,
        method=payment.method,
        reference=f"CODE{order.id:06d}" if status is PaymentStatus.SUCCESS else "",
        checkout_url="https://pay.example/1" if payment.method == "card" else "",
    )
    return replace(said, **changes)


@dataclass
class SmallShop:
    """``shop`` is what services take; the rest looks into the database from outside."""

    engine: Engine
    ghala: FakeGhala
    clock: Clock
    shop: Shop

    def uow(self, read_only: bool = False) -> Any:
        return self.shop.unit_of_work(read_only)

    def rows(self, table: sa.Table, **where: Any) -> list[Any]:
        query = sa.select(table).where(*(table.c[name] == value for name, value in where.items()))
        with self.engine.connect().execution_options(read_only=True) as connection:
            return list(connection.execute(query.order_by(*table.primary_key.columns)))

    def everything(self) -> dict[str, list[Any]]:
        """All rows of all tables, to show that nothing was written."""
        return {table.name: self.rows(table) for table in metadata.sorted_tables}

    def meet(self, conversation: str = ANN, **about: Any) -> None:
        with self.uow() as uow:
            phone = "+" + conversation.removeprefix("wa:")
            wrote = Customer(conversation, phone=phone, name="Ann", last_inbound_at=self.clock())
            uow.customers.save(replace(wrote, **about))
            uow.commit()

    def fill(
        self,
        conversation: str = ANN,
        lines: Sequence[tuple[str, int]] = (("MF-5KG", 3),),
        address: str = "Kilimani, Argwings Kodhek Road",
        method: str = "mpesa",
    ) -> None:
        """A cart to which everything was said and agreed."""
        self.meet(conversation)
        with self.uow() as uow:
            cart = uow.carts.get(conversation)
            cart.lines = [CartLine(sku, quantity) for sku, quantity in lines]
            cart.address, cart.payment_method = address, method
            uow.carts.save(cart)
            show_total(uow, conversation)
            confirm(uow, conversation)
            uow.commit()

    def order(self, number: str) -> Order:
        with self.uow(read_only=True) as uow:
            found: Order | None = uow.orders.by_number(number)
        assert found is not None
        return found

    def payments_of(self, order: Order) -> list[Payment]:
        with self.uow(read_only=True) as uow:
            return list(uow.payments.of_order(order.id))

    def store(self, *incoming: Incoming) -> int:
        with self.uow() as uow:
            stored = uow.inbox.store(incoming)
            uow.commit()
        return int(stored)

    def apply(self, event: str, conversation: str = "", **data: Any) -> Json:
        """An event as Ghala posts it, or as the shop's own stands in the inbox; what is to be told of it, {} for nothing."""
        incoming = Incoming("duka", "e", "event", conversation, {"event": event, "data": data}, self.clock())
        with self.uow() as uow:
            applied = read_event(incoming, self.ghala)
            news = apply_event(uow, self.shop, applied, conversation) if applied else None
            uow.commit()
        return as_told(news) if news else {}

    def write(self, text: str, message_id: str, conversation: str = ANN, seconds: float = 0) -> None:
        """A customer's text in the inbox, sent ``seconds`` from now."""
        body = {"message": {"type": "text", "text": {"body": text}, "from": conversation.removeprefix("wa:")}}
        at = self.clock() + timedelta(seconds=seconds)
        self.store(Incoming("whatsapp", message_id, "message", conversation, body, at))


def small_shop_on(url: str, extras: tuple[Extra, ...] = ()) -> SmallShop:
    """Migrated, with the catalog in it; ``extras`` are its own questions."""
    engine = make_engine(url)
    migrate.upgrade(engine)
    ghala, clock = FakeGhala(), Clock()
    made = SmallShop(
        engine, ghala, clock, Shop(unit_of_work_factory(engine, clock, extras), ghala, clock, WordReader())
    )
    with made.uow() as uow:
        uow.products.replace_all(CATALOG, "v0")
        uow.commit()
    return made


def small_shop_in(folder: Path, extras: tuple[Extra, ...] = ()) -> SmallShop:
    return small_shop_on(f"sqlite:///{folder}/shop.db", extras)


def stand(small: SmallShop, said: dict[str, Any], **about: Any) -> None:
    """ANN's cart stands like this, and the total was shown."""
    small.meet(**about)
    with small.uow() as uow:
        uow.carts.save(Cart(ANN, **said))
        show_total(uow, ANN)
        uow.commit()


def cart(small: SmallShop) -> Cart:
    """ANN's, as it is kept."""
    with small.uow(read_only=True) as uow:
        found: Cart = uow.carts.get(ANN)
    return found

"""Migrations against the metadata; money, times and rows as they went in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from bot.commerce.cart import Cart, CartLine, OpenLine
from bot.commerce.catalog import Product
from bot.commerce.delivery import PICKUP, Fulfilment
from bot.commerce.flags import Flag, FlagKind
from bot.commerce.orders import Order, OrderLine, OrderSource, OrderStatus, Tracking
from bot.commerce.payments import Payment, PaymentStatus
from bot.commerce.places import SavedPlace
from bot.commerce.receipts import make_receipt
from bot.services.ports import Customer
from bot.storage import migrate, tables
from bot.storage.database import make_engine
from tests.small_shop import ANN, BEN, CATALOG, FLOUR, START, SmallShop, small_shop_in


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallShop]:
    made = small_shop_in(tmp_path)
    yield made
    made.engine.dispose()


def test_the_migrations_make_the_tables_of_the_metadata(small: SmallShop) -> None:
    with small.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_a_table_that_the_migrations_forgot_would_be_seen(small: SmallShop) -> None:
    with small.engine.connect() as connection:
        connection.exec_driver_sql("DROP TABLE answers")
        connection.commit()
        found = compare_metadata(MigrationContext.configure(connection), tables.metadata)
    assert [change[0] for change in found] == ["add_table"]


def test_migrating_again_changes_nothing(small: SmallShop) -> None:
    before = small.everything()
    migrate.upgrade(small.engine)
    assert small.everything() == before


def downgraded(engine: sa.engine.Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.HERE / "migrations"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()


def test_addresses_that_were_kept_before_zones_get_theirs(small: SmallShop) -> None:
    with small.uow() as uow:
        uow.customers.save(Customer(ANN, address="Thika Road, Kasarani"))
        uow.carts.save(Cart(ANN, address="Thika town", place_name="Grandma"))
        uow.places.save(ANN, SavedPlace("home", "pin -1.03,37.07", "home"))
        uow.commit()
    downgraded(small.engine, "0009")

    migrate.upgrade(small.engine)

    with small.uow(read_only=True) as uow:
        customer, cart, (place,) = uow.customers.get(ANN), uow.carts.get(ANN), uow.places.of(ANN)
    assert (customer.zone if customer else "", cart.zone, place.zone) == ("nairobi", "outside", "outside")
    assert cart.place_key == "grandma"


def test_facts_that_were_kept_as_words_get_kinds(small: SmallShop) -> None:
    paid = Payment(0, "pay-1-11", 1, Decimal(1), "cash", "", PaymentStatus.PENDING, START)
    with small.uow() as uow:
        for key, address in ((f"{ANN}#1", PICKUP), ("http:1", "Kilimani")):
            uow.orders.add(replace(ORDER, key=key, address=address, ghala_id=""))
        for key in ("pay-1-1", "pay-1-11"):
            uow.payments.add(replace(paid, key=key))
        uow.commit()
    downgraded(small.engine, "0011")
    with small.engine.begin() as connection:
        words = "problem: late; cancelled after payment, refund due"
        connection.execute(tables.orders.update().where(tables.orders.c.id == 1).values(flag=words))

    migrate.upgrade(small.engine)

    with small.uow(read_only=True) as uow:
        first, second = uow.orders.by_id(1), uow.orders.by_id(2)
        attempts = [payment.attempt for payment in uow.payments.of_order(1)]
    assert first is not None
    assert second is not None
    assert (first.is_fetched, first.source, first.refund_is_due) == (True, OrderSource.CHAT, True)
    assert first.flag == words
    assert (second.is_fetched, second.source, second.refund_is_due) == (False, OrderSource.HTTP, False)
    assert second.flag == ORDER.flag
    assert attempts == [1, 11]


@pytest.mark.parametrize("words", ["", "look at it; call Ann"])
def test_whoever_edits_the_words_of_a_flag_has_the_last_one(small: SmallShop, words: str) -> None:
    with small.uow() as uow:
        order = uow.orders.add(ORDER)
        uow.commit()
    with small.engine.begin() as connection:
        connection.execute(tables.orders.update().values(flag=words))
    assert small.order(order.number).flag == words


def test_sqlite_is_durable_keeps_foreign_keys_and_lets_readers_read_while_one_writes(small: SmallShop) -> None:
    with small.engine.connect() as connection:
        assert [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ] == ["wal", 2, 1]
    with small.uow() as writing, small.uow(read_only=True) as reading:
        writing.customers.save(Customer(ANN))
        assert reading.customers.get(ANN) is None


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/not/yet/there.db")
    migrate.upgrade(engine)
    engine.dispose()
    assert (tmp_path / "not/yet/there.db").is_file()


def test_two_writers_wait_for_each_other_and_lose_nothing(small: SmallShop) -> None:
    """Each adds one to what it read; without the lock taken at the beginning one of them would be lost."""

    def add_ones(times: int) -> None:
        for _ in range(times):
            with small.uow() as uow:
                cart = uow.carts.get(ANN)
                cart.generation += 1
                uow.carts.save(cart)
                uow.commit()

    threads = [threading.Thread(target=add_ones, args=(15,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with small.uow(read_only=True) as uow:
        assert uow.carts.get(ANN).generation == 46


def test_without_a_commit_or_after_an_error_nothing_happened(small: SmallShop) -> None:
    before = small.everything()
    with small.uow() as uow:
        uow.customers.save(Customer(ANN))
    with pytest.raises(ZeroDivisionError):
        _write_and_break(small)
    assert small.everything() == before


def _write_and_break(small: SmallShop) -> None:
    with small.uow() as uow:
        uow.customers.save(Customer(ANN))
        raise ZeroDivisionError


MONEY = sa.Table("money", sa.MetaData(), sa.Column("amount", tables.Money), sa.Column("at", tables.UtcTime))


@pytest.mark.parametrize("amount", ["0.00", "0.01", "1460.00", "99999999.99", "-12.50"])
def test_money_comes_back_exact(small: SmallShop, amount: str) -> None:
    MONEY.metadata.create_all(small.engine)
    with small.engine.begin() as connection:
        connection.execute(MONEY.insert().values(amount=Decimal(amount)))
        assert str(connection.execute(sa.select(MONEY.c.amount)).scalar()) == amount


def test_parts_of_a_cent_and_times_without_a_zone_are_refused(small: SmallShop) -> None:
    MONEY.metadata.create_all(small.engine)
    with small.engine.begin() as connection:
        for wrong in ({"amount": Decimal("0.001")}, {"at": datetime(2026, 1, 1)}):  # noqa: DTZ001 - that is the point
            with pytest.raises(sa.exc.StatementError):
                connection.execute(MONEY.insert().values(**wrong))


def test_times_come_back_as_utc(small: SmallShop) -> None:
    MONEY.metadata.create_all(small.engine)
    nairobi = datetime(2026, 1, 1, 3, tzinfo=timezone(timedelta(hours=3)))
    with small.engine.begin() as connection:
        connection.execute(MONEY.insert().values(at=nairobi))
        assert connection.execute(sa.select(MONEY.c.at)).scalar() == datetime(2026, 1, 1, tzinfo=timezone.utc)


ORDER = Order(
    id=0,
    number="",
    key=f"{ANN}#1",
    conversation=ANN,
    status=OrderStatus.SHIPPED,
    lines=(OrderLine("A", "Flour “best”", 3, Decimal("420.50")), OrderLine("B", "Sugar", 1, Decimal("0.10"))),
    delivery_fee=Decimal("200.00"),
    address="Kilimani",
    payment_method="mpesa",
    phone="+254700000001",
    created_at=START,
    ghala_id="g-1",
    customer_name="Ann",
    tracking=Tracking("TRK", "https://t.example", START, "Juma", "+254700000009", "KCA 1"),
    delivery_code="0042",
    rating=5,
    flags=(Flag.of(FlagKind.PAID_LATE, code="SGH7X8K2LM"), Flag.of(FlagKind.PROBLEM, said="one; two")),
    fulfilment=Fulfilment.PICKUP,
    source=OrderSource.HTTP,
)


def test_an_order_comes_back_as_it_was_under_all_its_names(small: SmallShop) -> None:
    with small.uow() as uow:
        order = uow.orders.add(ORDER)
        uow.commit()
    assert order == replace(ORDER, id=1, number="ORD-2026-000001")
    with small.uow(read_only=True) as uow:
        found = [
            uow.orders.by_id(1),
            uow.orders.by_number("ORD-2026-000001"),
            uow.orders.by_key(f"{ANN}#1"),
            uow.orders.by_ghala_id("g-1"),
            uow.orders.of(ANN)[0],
            uow.orders.latest(5)[0],
        ]
        assert found == [order] * 6
        assert (uow.orders.by_id(2), uow.orders.of(BEN), uow.orders.latest(5, before_id=1)) == (None, [], [])
        assert uow.orders.count_by_status() == {"shipped": 1}


def test_the_newest_order_comes_first(small: SmallShop) -> None:
    with small.uow() as uow:
        for number in range(3):
            uow.orders.add(replace(ORDER, key=f"{ANN}#{number}", ghala_id=""))
        uow.commit()
        assert [order.id for order in uow.orders.of(ANN, limit=2)] == [3, 2]


def test_one_cart_cannot_become_two_orders(small: SmallShop) -> None:
    with small.uow() as uow:
        uow.orders.add(ORDER)
        assert uow.orders.add(replace(ORDER, ghala_id="g-2")) is None
        uow.commit()
    assert len(small.rows(tables.orders)) == 1


def test_a_receipt_code_and_a_receipt_exist_once(small: SmallShop) -> None:
    with small.uow() as uow:
        order = uow.orders.add(ORDER)
        payment = Payment(
            0,
            "p-1",
            order.id,
            Decimal("1461.60"),
            "mpesa",
            "+254700000001",
            PaymentStatus.SUCCESS,
            START,
            reference="C1",
        )
        payment = uow.payments.add(payment)
        assert uow.payments.by_key("p-1") == uow.payments.by_reference("C1") == payment
        number = uow.receipts.reserve_number(order.id, payment.id, START)
        assert uow.receipts.of_order(order.id) is None
        receipt = make_receipt(number, order, payment, START)
        uow.receipts.save(order.id, receipt)
        assert uow.receipts.of_order(order.id) == uow.receipts.by_hash(receipt.hash) == receipt
        uow.commit()
    with small.uow() as uow, pytest.raises(sa.exc.IntegrityError):
        uow.payments.add(replace(payment, key="p-2"))
    with small.uow() as uow, pytest.raises(sa.exc.IntegrityError):
        uow.receipts.reserve_number(order.id, payment.id, START)


def test_customers_and_carts_come_back_as_they_were(small: SmallShop) -> None:
    customer = Customer(
        ANN,
        "+254700000001",
        "KE.1",
        "Ann",
        "sw",
        True,
        True,
        "m9",
        True,
        False,
        START,
        START,
        "Thika",
        START,
        "outside",
    )
    cart = Cart(
        ANN, [CartLine("A", 2)], [OpenLine("unga", ("A", "B"), "A", 3)], True, "Kilimani", "mpesa", "+254700000002"
    )
    with small.uow() as uow:
        for _ in range(2):
            uow.customers.save(customer)
            uow.carts.save(cart)
        uow.commit()
    with small.uow(read_only=True) as uow:
        assert uow.customers.get(ANN) == customer
        assert uow.carts.get(ANN) == cart
        assert (uow.customers.get(BEN), uow.carts.get(BEN)) == (None, Cart(BEN))


def test_the_catalog_keeps_its_order_and_its_version_tells_of_any_change(small: SmallShop) -> None:
    with small.uow() as uow:
        assert tuple(uow.products.catalog()) == tuple(replace(each, price=each.price) for each in CATALOG)
        version = uow.products.version()
        uow.products.put(FLOUR)
        assert uow.products.version() == version
        uow.products.put(replace(FLOUR, aliases=("unga",)))
        changed = uow.products.version()
        assert changed != version
        uow.products.put(Product("NEW", "New thing", Decimal(1), 1))
        assert [product.sku for product in uow.products.catalog()][-1] == "NEW"
        uow.products.put(replace(FLOUR, is_active=False))
        assert uow.products.catalog().get("MF-5KG") is None


def test_a_catalog_that_was_not_committed_is_not_remembered(small: SmallShop) -> None:
    with small.uow() as uow:
        uow.products.put(replace(FLOUR, stock=1))
        assert uow.products.catalog().by_sku["MF-5KG"].stock == 1
    with small.uow() as uow:
        assert uow.products.catalog().by_sku["MF-5KG"].stock == 10


def test_the_first_answer_stays(small: SmallShop) -> None:
    with small.uow() as uow:
        uow.answers.put("k", {"said": "first"})
        uow.answers.put("k", {"said": "second"})
        assert uow.answers.get("k") == {"said": "first"}
        assert uow.answers.get("other") is None
        assert uow.answers.forget_before(START + timedelta(seconds=1)) == 1
        assert uow.answers.get("k") is None


def test_a_dropped_job_is_done_and_one_in_flight_is_left_to_end(small: SmallShop) -> None:
    with small.uow() as uow:
        for key in ("waiting", "flying"):
            uow.jobs.put(key, "test", {}, START if key == "flying" else START + timedelta(seconds=5))
        uow.jobs.claim("w", 6)
        for key in ("waiting", "flying"):
            uow.jobs.drop(key)
        uow.commit()
    assert {row.key: row.state for row in small.rows(tables.jobs)} == {"waiting": "done", "flying": "in_flight"}

"""What many do at once with the same key, the same customer or the same catalog happens once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from bot.commerce.cart import Cart
from bot.commerce.orders import Order, OrderLine, OrderStatus
from bot.commerce.payments import Payment, PaymentStatus
from bot.commerce.places import SavedPlace
from bot.services.paying import start_payment
from bot.services.ports import Customer
from bot.storage import tables
from tests.same_key import assert_one_order, placed_at_once
from tests.services.test_postgres import at_once
from tests.small_shop import ANN, CATALOG, SmallShop, mpesa_order

pytestmark = pytest.mark.services
LINES = (OrderLine("SG-1KG", "Sugar 1kg", 2, Decimal(160)),)


@pytest.mark.parametrize("known", [False, True])
def test_twelve_posts_with_one_key_at_once_are_one_order(small: SmallShop, known: bool) -> None:
    if known:
        small.meet("wa:254712345678")
    assert_one_order(small, placed_at_once(small, 12))


def test_twelve_posts_with_six_keys_at_once_are_six_orders(small: SmallShop) -> None:
    answers = placed_at_once(small, 12, [f"till-{each}" for each in range(6)])
    assert {each.status_code for each in answers} == {201}
    assert len({each.json()["order_number"] for each in answers}) == 6
    assert len(small.rows(tables.orders)) == len(small.rows(tables.payments)) == 6
    assert len(small.rows(tables.customers)) == 1


def test_two_who_ask_for_the_money_of_one_order_at_once_ask_once(small: SmallShop) -> None:
    small.meet()
    with small.uow() as uow:
        order = uow.orders.add(mpesa_order(number="", status=OrderStatus.PENDING, lines=LINES))
        uow.commit()
    at_once(*(partial(start_payment, small.shop, order, f"turn {each}") for each in range(8)))
    assert [row.key for row in small.rows(tables.payments)] == [f"pay-{order.number}-1"]
    assert [row.what for row in small.rows(tables.ledger)].count("payment.asked") == 1


def saved(small: SmallShop, save: Callable[[object], None]) -> None:
    with small.uow() as uow:
        save(uow)
        uow.commit()


@pytest.mark.parametrize("name", ["customer", "cart", "place", "watch", "order", "payment", "revoked"])
def test_the_first_row_of_its_kind_written_by_eight_at_once_is_one(small: SmallShop, name: str) -> None:
    with small.uow() as uow:
        order = uow.orders.add(mpesa_order(number="", key="another", lines=LINES))
        uow.commit()
    payment = Payment(0, "p-1", order.id, Decimal(1), "mpesa", "+254700000001", PaymentStatus.UNKNOWN, small.clock())
    table, save = {
        "customer": (tables.customers, lambda uow: uow.customers.save(Customer(ANN))),
        "cart": (tables.carts, lambda uow: uow.carts.save(Cart(ANN))),
        "place": (tables.places, lambda uow: uow.places.save(ANN, SavedPlace("home", "Kilimani", "home"))),
        "watch": (tables.stock_watches, lambda uow: uow.stock_watches.put(ANN, "SG-1KG", small.clock())),
        "order": (tables.orders, lambda uow: uow.orders.add(mpesa_order(number="", lines=LINES))),
        "payment": (tables.payments, lambda uow: uow.payments.add(payment)),
        "revoked": (tables.revoked_tokens, lambda uow: uow.revoked_tokens.add("sub", "rider-7")),
    }[name]
    before = len(small.rows(table))
    at_once(*[partial(saved, small, save)] * 8)
    assert len(small.rows(table)) == before + 1


def test_six_workers_on_an_empty_database_read_the_catalog_once_each_and_collide_never(small: SmallShop) -> None:
    with small.engine.begin() as connection:
        connection.execute(tables.products.delete())
        connection.execute(tables.catalog_state.delete())
    orders = [CATALOG, CATALOG[::-1]] * 3
    at_once(*(partial(saved, small, partial(_replaced, products=each)) for each in orders))
    assert {row.sku for row in small.rows(tables.products)} == {product.sku for product in CATALOG}


def _replaced(uow: object, products: object) -> None:
    uow.products.replace_all(products, "v1")  # type: ignore[attr-defined]


def test_products_changed_in_any_order_at_once_never_wait_for_each_other_in_a_ring(small: SmallShop) -> None:
    def change(order: tuple[int, ...], stock: int) -> None:
        for _ in range(10):
            with small.uow() as uow:
                for place in order:
                    uow.products.put(replace(CATALOG[place], stock=stock))
                uow.commit()

    at_once(
        partial(change, (0, 1, 2), 1),
        partial(change, (2, 1, 0), 2),
        partial(change, (1, 0), 3),
        *[partial(saved, small, partial(_replaced, products=CATALOG))] * 3,
    )
    assert len(small.rows(tables.products)) == len(CATALOG)


def test_an_order_of_that_key_answers_the_one_that_stands(small: SmallShop) -> None:
    with small.uow() as uow:
        first: Order | None = uow.orders.add(mpesa_order(number="", lines=LINES))
        again = uow.orders.add(mpesa_order(number="", lines=LINES, address="elsewhere"))
        uow.commit()
    assert first is not None
    assert again is None

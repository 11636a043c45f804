"""Placing and cancelling orders, whatever Ghala answers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.commerce.cart import CartLine
from bot.commerce.errors import IllegalTransition, ServiceDown, ServiceRefused, UnknownProduct
from bot.commerce.orders import Order, OrderStatus
from bot.services.jobs import cancel_order_job, place_order_job
from bot.services.ordering import (
    NothingToOrder,
    OrderDelayed,
    OrderRefused,
    PriceChanged,
    WantedOrder,
    cancel_order,
    place_order,
    place_wanted,
    send_to_ghala,
)
from bot.services.paying import start_payment
from bot.services.ports import Job
from bot.storage import tables
from tests.small_shop import ANN, BEN, FLOUR, SmallShop

SHORT = ServiceRefused("out_of_stock", "too little stock", "items[0].product_id MF-5KG")


def job_of(small: SmallShop, kind: str) -> Job:
    """The one job of a kind."""
    (row,) = small.rows(tables.jobs, kind=kind)
    return Job(row.id, row.key, row.kind, row.payload, row.attempts)


def stock_of(small: SmallShop, sku: str) -> int:
    with small.uow(read_only=True) as uow:
        return int(uow.products.catalog().by_sku[sku].stock)


def delayed(small: SmallShop) -> Order:
    """Ann's draft while Ghala is down."""
    small.fill()
    small.ghala.down = True
    with pytest.raises(OrderDelayed) as delay:
        place_order(small.shop, ANN, "t1")
    small.ghala.down = False
    return delay.value.order


def test_given_a_full_cart_then_the_order_is_ghalas_and_the_cart_is_closed(small: SmallShop) -> None:
    small.fill(lines=(("MF-5KG", 3), ("SG-1KG", 2)))
    order = place_order(small.shop, ANN, "t1")
    assert (order.status, order.number, order.ghala_id) == (
        OrderStatus.PENDING,
        "ORD-2026-000001",
        "g-ORD-2026-000001",
    )
    assert (order.amount, order.delivery_fee, order.phone) == (Decimal(1780), Decimal(200), "+254700000001")
    assert small.order(order.number) == order
    with small.uow(read_only=True) as uow:
        cart, customer = uow.carts.get(ANN), uow.customers.get(ANN)
    assert (cart.is_empty, cart.generation, cart.address) == (True, 2, "")
    assert customer.address == "Kilimani, Argwings Kodhek Road"
    assert [(row.what, row.before, row.after) for row in small.rows(tables.ledger)] == [
        ("order.drafted", None, {"amount": "1780.00"}),
        ("order.placed", {"status": "draft"}, {"status": "pending"}),
    ]


def test_what_ghala_reserved_is_no_longer_offered_but_the_catalog_is_still_due_for_a_sync(small: SmallShop) -> None:
    small.fill()
    with small.uow(read_only=True) as uow:
        synced = uow.products.synced_at()
    small.clock.move(120)
    place_order(small.shop, ANN, "t1")
    assert stock_of(small, "MF-5KG") == 7
    with small.uow(read_only=True) as uow:
        assert (uow.products.synced_at(), uow.products.etag()) == (synced, "")


def test_the_same_turn_again_is_the_same_order(small: SmallShop) -> None:
    small.fill()
    first = place_order(small.shop, ANN, "t1")
    small.fill(lines=(("SG-1KG", 1),))
    assert place_order(small.shop, ANN, "t1") == first
    assert len(small.rows(tables.orders)) == 1
    assert small.ghala.calls == ["place order-ORD-2026-000001"]


def test_two_carts_are_two_orders(small: SmallShop) -> None:
    numbers = []
    for turn in ("t1", "t2"):
        small.fill(lines=(("SG-1KG", 1),))
        numbers.append(place_order(small.shop, ANN, turn).number)
    assert numbers == ["ORD-2026-000001", "ORD-2026-000002"]


@pytest.mark.parametrize("missing", ["lines", "address", "payment_method"])
def test_given_something_is_missing_then_nothing_is_ordered_or_written(small: SmallShop, missing: str) -> None:
    small.fill()
    with small.uow() as uow:
        cart = uow.carts.get(ANN)
        setattr(cart, missing, [] if missing == "lines" else "")
        uow.carts.save(cart)
        uow.commit()
    before = small.everything()
    with pytest.raises(NothingToOrder):
        place_order(small.shop, ANN, "t1")
    assert small.everything() == before
    assert small.ghala.calls == []


def test_given_the_price_changed_after_the_yes_then_it_must_be_agreed_again(small: SmallShop) -> None:
    small.fill()
    with small.uow() as uow:
        uow.products.put(replace(FLOUR, price=Decimal(430)))
        uow.commit()
    for _ in range(2):
        with pytest.raises(PriceChanged):
            place_order(small.shop, ANN, "t1")
    assert small.rows(tables.orders) == []
    assert small.ghala.calls == []
    with small.uow(read_only=True) as uow:
        cart = uow.carts.get(ANN)
    assert (cart.lines, cart.confirmed) == ([CartLine("MF-5KG", 3)], False)


def test_given_a_product_left_the_catalog_after_the_yes_then_the_rest_is_not_ordered_unasked(small: SmallShop) -> None:
    small.fill(lines=(("MF-5KG", 1), ("SG-1KG", 1)))
    with small.uow() as uow:
        uow.products.replace_all([FLOUR], "")
        uow.commit()
    with pytest.raises(PriceChanged):
        place_order(small.shop, ANN, "t1")
    assert small.rows(tables.orders) == []


def test_given_ghala_is_down_then_the_order_is_kept_and_a_job_goes_on(small: SmallShop) -> None:
    order = delayed(small)
    assert order.status is OrderStatus.DRAFT
    with small.uow(read_only=True) as uow:
        assert uow.carts.get(ANN).is_empty
    assert stock_of(small, "MF-5KG") == 10
    place_order_job(small.shop, job_of(small, "place_order"))
    assert small.order(order.number).status is OrderStatus.PENDING
    assert len(small.payments_of(order)) == 1
    assert [row.body["event"] for row in small.rows(tables.inbox)] == ["order.placed"]


def test_given_ghalas_answer_was_lost_then_the_job_meets_the_same_order_there(small: SmallShop) -> None:
    small.fill()
    small.ghala.answer_lost = True
    with pytest.raises(OrderDelayed):
        place_order(small.shop, ANN, "t1")
    small.ghala.answer_lost = False
    place_order_job(small.shop, job_of(small, "place_order"))
    assert list(small.ghala.orders) == ["order-ORD-2026-000001"]
    assert small.order("ORD-2026-000001").ghala_id == "g-ORD-2026-000001"


def test_given_the_conversation_went_on_by_itself_then_the_job_asks_for_no_more_money(small: SmallShop) -> None:
    delayed(small)
    order = place_order(small.shop, ANN, "t1")
    start_payment(small.shop, order, "t1")
    calls = list(small.ghala.calls)
    place_order_job(small.shop, job_of(small, "place_order"))
    assert small.ghala.calls == calls
    assert small.rows(tables.inbox) == []


def test_given_ghala_refuses_then_the_draft_is_closed_and_the_cart_open_again(small: SmallShop) -> None:
    small.fill()
    small.ghala.refusal = SHORT
    with pytest.raises(OrderRefused) as refused:
        place_order(small.shop, ANN, "t1")
    assert (refused.value.code, refused.value.product) == ("out_of_stock", "Maize Flour 5kg")
    assert small.order("ORD-2026-000001").status is OrderStatus.CANCELLED
    with small.uow(read_only=True) as uow:
        cart = uow.carts.get(ANN)
    assert (cart.lines, cart.confirmed) == ([CartLine("MF-5KG", 3)], False)
    assert (cart.address, cart.payment_method) == ("Kilimani, Argwings Kodhek Road", "mpesa")
    assert cart.order_key != small.order("ORD-2026-000001").key
    assert stock_of(small, "MF-5KG") == 10
    assert small.rows(tables.jobs) == []


def test_the_refused_turn_again_is_refused_for_the_same_reason_without_a_call(small: SmallShop) -> None:
    small.fill()
    small.ghala.refusal = SHORT
    for _ in range(2):
        with pytest.raises(OrderRefused) as refused:
            place_order(small.shop, ANN, "t1")
        assert (refused.value.code, refused.value.product) == ("out_of_stock", "Maize Flour 5kg")
    assert len(small.ghala.calls) == 1
    assert len(small.rows(tables.orders)) == 1


def test_given_a_refused_order_over_http_then_the_customers_own_cart_is_left_alone(small: SmallShop) -> None:
    small.fill(lines=(("SG-1KG", 2),))
    before = small.rows(tables.carts)
    small.ghala.refusal = SHORT
    wanted = WantedOrder("http-1", ANN, (("MF-5KG", 3),), "Kilimani", "mpesa", "+254700000001")
    with pytest.raises(OrderRefused):
        place_wanted(small.shop, wanted)
    assert small.rows(tables.carts) == before


def test_a_wanted_order_is_placed_once_for_its_key(small: SmallShop) -> None:
    wanted = WantedOrder("http-1", BEN, (("MF-5KG", 1),), "Thika town", "cash", "+254700000002", "Ben", zone="outside")
    first = place_wanted(small.shop, wanted)
    assert place_wanted(small.shop, wanted) == first
    assert (first.amount, len(small.ghala.calls)) == (Decimal(820), 1)


def test_a_wanted_order_for_an_unknown_product_writes_nothing(small: SmallShop) -> None:
    before = small.everything()
    with pytest.raises(UnknownProduct):
        place_wanted(small.shop, WantedOrder("http-1", BEN, (("NO", 1),), "Kilimani", "cash", "+254700000002"))
    assert small.everything() == before
    assert small.ghala.calls == []


def test_cancelling_an_order_cancels_it_at_ghala_once(small: SmallShop) -> None:
    small.fill()
    order = place_order(small.shop, ANN, "t1")
    assert cancel_order(small.shop, order).status is OrderStatus.CANCELLED
    assert small.ghala.cancelled == [order.ghala_id]
    with pytest.raises(IllegalTransition):
        cancel_order(small.shop, small.order(order.number))
    assert small.ghala.cancelled == [order.ghala_id]


@pytest.mark.parametrize("broken", ["down", "refused"])
def test_given_ghala_does_not_cancel_then_nothing_is_cancelled_here(small: SmallShop, broken: str) -> None:
    small.fill()
    order = place_order(small.shop, ANN, "t1")
    small.ghala.down = broken == "down"
    small.ghala.refusal = None if broken == "down" else ServiceRefused("already_shipped")
    before = small.everything()
    with pytest.raises((ServiceDown, ServiceRefused)):
        cancel_order(small.shop, order)
    assert small.everything() == before


@pytest.mark.parametrize("status", [OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.REFUNDED])
def test_what_has_left_the_shop_cannot_be_cancelled_and_ghala_is_not_asked(
    small: SmallShop, status: OrderStatus
) -> None:
    small.fill()
    order = replace(place_order(small.shop, ANN, "t1"), status=status)
    with pytest.raises(IllegalTransition):
        cancel_order(small.shop, order)
    assert small.ghala.cancelled == []


def test_given_a_cancelled_draft_then_the_job_that_would_place_it_does_nothing(small: SmallShop) -> None:
    order = delayed(small)
    placing = job_of(small, "place_order")
    cancel_order(small.shop, order)
    calls = list(small.ghala.calls)
    place_order_job(small.shop, placing)
    assert small.ghala.calls == calls
    assert small.payments_of(order) == []
    (row,) = small.rows(tables.jobs, kind="place_order")
    assert row.state == "done"


def test_given_a_draft_cancelled_while_ghala_was_taking_it_then_it_is_cancelled_there_and_no_money_is_asked(
    small: SmallShop,
) -> None:
    order = delayed(small)
    small.ghala.meanwhile = lambda: cancel_order(small.shop, small.order(order.number))
    place_order_job(small.shop, job_of(small, "place_order"))
    assert small.payments_of(order) == []
    assert not any(call.startswith("pay") for call in small.ghala.calls)
    cancel_order_job(small.shop, job_of(small, "cancel_order"))
    assert small.ghala.cancelled == ["g-ORD-2026-000001"]
    assert small.order(order.number).status is OrderStatus.CANCELLED


def test_given_a_draft_of_which_ghala_may_know_then_cancelling_learns_its_id_and_cancels_there(
    small: SmallShop,
) -> None:
    small.fill()
    small.ghala.answer_lost = True
    with pytest.raises(OrderDelayed) as delay:
        place_order(small.shop, ANN, "t1")
    small.ghala.answer_lost = False
    cancel_order(small.shop, delay.value.order)
    cancel_order_job(small.shop, job_of(small, "cancel_order"))
    assert list(small.ghala.orders) == ["order-ORD-2026-000001"]
    assert small.ghala.cancelled == ["g-ORD-2026-000001"]


def test_given_a_turn_and_a_job_place_the_same_draft_at_once_then_it_counts_once(small: SmallShop) -> None:
    draft = delayed(small)
    small.ghala.meanwhile = lambda: send_to_ghala(small.shop, draft)
    assert send_to_ghala(small.shop, draft) == small.order(draft.number)
    assert small.order(draft.number).status is OrderStatus.PENDING
    assert stock_of(small, "MF-5KG") == 7
    assert len(small.rows(tables.ledger, what="order.placed")) == 1
    assert list(small.ghala.orders) == ["order-ORD-2026-000001"]

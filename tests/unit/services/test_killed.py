"""Killed before every line in turn: after the restart everything is there once."""

from __future__ import annotations

from decimal import Decimal

import tests.small_shop as outside
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import Payment, PaymentStatus
from bot.services import jobs, ordering, paying
from bot.services.ordering import cancel_order, place_order
from bot.services.paying import settle_payment, start_payment
from bot.services.ports import Job
from bot.storage import tables
from tests.killing import kill_before_every_line
from tests.small_shop import SmallShop, report


def customer(step: int) -> str:
    """One of its own for each death, in one database."""
    return f"wa:2547{step:08d}"


def test_killed_while_ordering_and_asking_for_money_then_the_turn_again_does_each_once(small: SmallShop) -> None:
    def fill(step: int) -> str:
        small.fill(customer(step), lines=(("SG-1KG", 1),))
        return customer(step)

    def end_of_the_form(conversation: str) -> None:
        order = place_order(small.shop, conversation, f"turn of {conversation}")
        start_payment(small.shop, order, f"turn of {conversation}")

    for conversation, line in kill_before_every_line(fill, end_of_the_form, ordering, paying, outside):
        end_of_the_form(conversation)
        (row,) = small.rows(tables.orders, conversation=conversation)
        (payment,) = small.rows(tables.payments, order_id=row.id)
        (cart,) = small.rows(tables.carts, conversation=conversation)
        assert (row.status, row.amount, payment.status) == ("pending", Decimal(360), "pending"), line
        assert (cart.lines, cart.generation) == ([], 2), line
        assert [len(small.rows(tables.ledger, subject=each)) for each in (row.number, payment.key)] == [2, 1], line
    whole = len(small.rows(tables.orders))
    assert whole > 60
    assert len(small.ghala.orders) == len(small.ghala.payments) == len(small.rows(tables.jobs)) == whole
    with small.uow(read_only=True) as uow:
        assert uow.products.catalog().by_sku["SG-1KG"].stock == 1000 - whole


def test_killed_while_counting_money_then_it_is_counted_once(small: SmallShop) -> None:
    def ask(step: int) -> tuple[Order, Payment]:
        small.fill(customer(step), lines=(("SG-1KG", 1),))
        order = place_order(small.shop, customer(step), f"{step}")
        return order, start_payment(small.shop, order, f"{step}")

    def count(asked: tuple[Order, Payment]) -> None:
        with small.uow() as uow:
            settle_payment(uow, small.shop, report(*asked, PaymentStatus.SUCCESS))
            uow.commit()

    for asked, line in kill_before_every_line(ask, count, paying):
        count(asked)
        count(asked)
        order, payment = asked
        assert small.order(order.number).status is OrderStatus.CONFIRMED, line
        assert len(small.rows(tables.receipts, order_id=order.id)) == 1, line
        assert len(small.rows(tables.ledger, subject=payment.key, what="payment.success")) == 1, line


def test_killed_while_cancelling_then_it_is_cancelled_once_at_both_ends(small: SmallShop) -> None:
    def place(step: int) -> Order:
        small.fill(customer(step), lines=(("SG-1KG", 1),))
        return place_order(small.shop, customer(step), f"{step}")

    for order, line in kill_before_every_line(place, lambda order: cancel_order(small.shop, order), ordering, outside):
        if small.order(order.number).status is not OrderStatus.CANCELLED:
            cancel_order(small.shop, small.order(order.number))
        assert small.order(order.number).status is OrderStatus.CANCELLED, line
        assert len(small.rows(tables.ledger, subject=order.number, what="order.cancelled")) == 1, line
        assert order.ghala_id in small.ghala.cancelled, line


def test_killed_while_a_job_finishes_an_order_then_the_job_again_finishes_it_and_tells_once(small: SmallShop) -> None:
    def delay(step: int) -> Job:
        small.fill(customer(step), lines=(("SG-1KG", 1),))
        small.ghala.down = True
        try:
            place_order(small.shop, customer(step), f"{step}")
        except ordering.OrderDelayed as delayed:
            job = small.rows(tables.jobs, key=f"place-order:{delayed.order.number}")[0]
        small.ghala.down = False
        return Job(job.id, job.key, job.kind, job.payload, job.attempts)

    def finish(job: Job) -> None:
        jobs.place_order_job(small.shop, job)

    for job, line in kill_before_every_line(delay, finish, jobs, ordering, paying, outside):
        finish(job)
        order = small.order(job.payload["number"])
        assert order.status is OrderStatus.PENDING, line
        assert len(small.payments_of(order)) == 1, line
        assert [row.body["event"] for row in small.rows(tables.inbox, conversation=order.conversation)] == [
            "order.placed"
        ], line

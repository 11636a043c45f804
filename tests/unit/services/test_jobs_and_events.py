"""What is found out later, and what Ghala reports."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.commerce.errors import ServiceDown, ServiceRefused
from bot.commerce.json_fields import Unreadable
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import Payment, PaymentStatus
from bot.services import consent, customers, handoff
from bot.services.catalog_sync import is_stale, sync_catalog
from bot.services.events import order_of
from bot.services.jobs import HANDLERS, NotYet, check_payment_job, place_order_job, remind_payment_job, sync_catalog_job
from bot.services.ordering import OrderDelayed, place_order
from bot.services.paying import PaymentDelayed, settle_payment, start_payment
from bot.services.ports import Incoming, Job
from bot.storage import tables
from tests.small_shop import ANN, FLOUR, SmallShop, report


def ordered(small: SmallShop) -> Order:
    small.fill(lines=(("SG-1KG", 2),))
    return place_order(small.shop, ANN, "t1")


def asked(small: SmallShop) -> tuple[Order, Payment]:
    order = ordered(small)
    return order, start_payment(small.shop, order, "p1")


def job(small: SmallShop, kind: str) -> Job:
    (row,) = small.rows(tables.jobs, kind=kind)
    return Job(row.id, row.key, row.kind, row.payload, row.attempts)


def told(small: SmallShop) -> list[tuple[str, str]]:
    """Events in the inbox: whose, and what."""
    return [(row.conversation, row.body["event"]) for row in small.rows(tables.inbox)]


def apply(small: SmallShop, name: str, **data: Any) -> dict[str, Any]:
    return small.apply(name, **data)


def test_a_payment_still_open_is_looked_at_again(small: SmallShop) -> None:
    asked(small)
    with pytest.raises(NotYet) as later:
        check_payment_job(small.shop, job(small, "check_payment"))
    assert later.value.after == timedelta(seconds=60)
    assert told(small) == []


def test_given_ghala_does_not_answer_then_the_look_is_put_off(small: SmallShop) -> None:
    asked(small)
    small.ghala.down = True
    with pytest.raises(NotYet):
        check_payment_job(small.shop, job(small, "check_payment"))


@pytest.mark.parametrize("status", [PaymentStatus.SUCCESS, PaymentStatus.FAILED])
def test_what_a_look_finds_comes_to_the_conversation_as_an_event_that_settles_it(
    small: SmallShop, status: PaymentStatus
) -> None:
    order, payment = asked(small)
    small.ghala.payments[payment.key] = report(order, payment, status, failure_reason="", paid_at=small.clock())
    for _ in range(2):
        check_payment_job(small.shop, job(small, "check_payment"))
    assert told(small) == [(ANN, "payment.reported")]
    (entry,) = small.rows(tables.inbox)
    assert apply(small, **{"name": entry.body["event"], **entry.body["data"]})["intent"] == (
        f"EXTERNAL_payment_{status.value}"
    )
    assert small.payments_of(order)[0].status is status


def test_a_payment_that_ghala_never_answered_is_asked_for_again_and_the_customer_told(small: SmallShop) -> None:
    order = ordered(small)
    small.ghala.down = True
    with pytest.raises(PaymentDelayed):
        start_payment(small.shop, order, "p1")
    with pytest.raises(NotYet):
        check_payment_job(small.shop, job(small, "check_payment"))
    assert told(small) == []
    small.ghala.down = False
    with pytest.raises(NotYet):
        check_payment_job(small.shop, job(small, "check_payment"))
    assert told(small) == [(ANN, "payment.prompted")]
    assert small.payments_of(order)[0].status is PaymentStatus.PENDING


def test_given_its_turn_is_not_over_then_the_turn_tells_of_the_prompt_and_no_job_does(small: SmallShop) -> None:
    order = ordered(small)
    with small.uow() as uow:
        uow.inbox.store([Incoming("whatsapp", "m1", "message", ANN, {"message": {}}, small.clock())])
        uow.commit()
    small.ghala.down = True
    with pytest.raises(PaymentDelayed):
        start_payment(small.shop, order, "p1")
    small.ghala.down = False
    with pytest.raises(NotYet):
        check_payment_job(small.shop, job(small, "check_payment"))
    (entry,) = small.rows(tables.inbox)
    assert entry.provider_id == "m1"
    assert not small.payments_of(order)[0].ghala_id


def test_a_delayed_payment_that_ghala_then_refuses_is_told(small: SmallShop) -> None:
    order = ordered(small)
    small.ghala.down = True
    with pytest.raises(PaymentDelayed):
        start_payment(small.shop, order, "p1")
    small.ghala.down, small.ghala.refusal = False, ServiceRefused("invalid_phone")
    check_payment_job(small.shop, job(small, "check_payment"))
    assert told(small) == [(ANN, "payment.refused")]


def test_given_ghala_says_it_is_paid_already_then_nobody_is_told_that_the_prompt_failed(small: SmallShop) -> None:
    order = ordered(small)
    small.ghala.down = True
    with pytest.raises(PaymentDelayed):
        start_payment(small.shop, order, "p1")
    small.ghala.down, small.ghala.refusal = False, ServiceRefused("already_paid")
    check_payment_job(small.shop, job(small, "check_payment"))
    assert told(small) == []


def test_a_settled_payment_is_not_looked_at(small: SmallShop) -> None:
    order, payment = asked(small)
    apply(
        small,
        "payment.failed",
        payment={"id": payment.ghala_id, "order_id": order.ghala_id, "amount": 520, "status": "failed"},
    )
    calls = list(small.ghala.calls)
    check_payment_job(small.shop, job(small, "check_payment"))
    assert small.ghala.calls == calls


@pytest.mark.parametrize("still_down", [True, False])
def test_a_delayed_order_is_tried_again_and_told_when_refused(small: SmallShop, still_down: bool) -> None:
    small.fill()
    small.ghala.down = True
    with pytest.raises(OrderDelayed):
        place_order(small.shop, ANN, "t1")
    if still_down:
        with pytest.raises(NotYet):
            place_order_job(small.shop, job(small, "place_order"))
        assert told(small) == []
        return
    small.ghala.down, small.ghala.refusal = False, ServiceRefused("out_of_stock", field="MF-5KG")
    place_order_job(small.shop, job(small, "place_order"))
    assert told(small) == [(ANN, "order.refused")]
    assert small.rows(tables.inbox)[0].body["data"]["product"] == "Maize Flour 5kg"


def test_every_kind_of_job_that_is_put_has_someone_to_do_it(small: SmallShop) -> None:
    assert {"place_order", "check_payment", "cancel_order", "hand_back"} <= HANDLERS.keys()


def test_the_catalog_is_synced_and_not_again_while_fresh(small: SmallShop) -> None:
    small.ghala.catalog = (FLOUR,)
    small.clock.move(301)
    assert is_stale(small.shop)
    assert sync_catalog(small.shop) == 1
    assert not is_stale(small.shop)
    small.clock.move(301)
    assert is_stale(small.shop)
    assert sync_catalog(small.shop) == 1
    assert not is_stale(small.shop)


def test_given_ghala_is_down_then_the_catalog_known_stays(small: SmallShop) -> None:
    small.ghala.down = True
    with pytest.raises(ServiceDown):
        sync_catalog(small.shop)
    with pytest.raises(NotYet):
        sync_catalog_job(small.shop, Job(1, "k", "sync_catalog", {}, 0))
    with small.uow(read_only=True) as uow:
        assert len(uow.products.catalog()) == 4


def test_an_order_goes_forward_by_events_and_is_told_once_each(small: SmallShop) -> None:
    order = ordered(small)
    about = {"id": order.ghala_id, "order_number": order.number}
    tracking = {"number": "TRK-1", "eta": "2026-11-20T12:00:00Z", "driver": {"name": "Juma", "vehicle": "KCA 1"}}
    steps = ["processing", "shipped", "out_for_delivery", "delivered"]
    said = [apply(small, f"order.{step}", order={**about, "tracking": tracking})["intent"] for step in steps]
    assert said == [f"EXTERNAL_order_{step}" for step in steps]
    after = small.order(order.number)
    assert (after.status, after.tracking.driver_name) == (OrderStatus.DELIVERED, "Juma")
    assert len(after.delivery_code) == 4
    before = small.everything()
    assert [apply(small, f"order.{step}", order=about) for step in steps] == [{}] * 4
    assert small.everything() == before


def test_late_and_reordered_events_never_move_an_order_back(small: SmallShop) -> None:
    order = ordered(small)
    about = {"id": order.ghala_id}
    assert apply(small, "order.shipped", order=about)["intent"] == "EXTERNAL_order_shipped"
    assert apply(small, "order.processing", order=about) == {}
    assert apply(small, "order.cancelled", order=about) == {}
    assert small.order(order.number).status is OrderStatus.SHIPPED


def test_an_event_without_tracking_keeps_what_is_known(small: SmallShop) -> None:
    order = ordered(small)
    apply(small, "order.shipped", order={"id": order.ghala_id, "tracking": {"number": "TRK-1"}})
    apply(small, "order.out_for_delivery", order={"id": order.ghala_id})
    assert small.order(order.number).tracking.number == "TRK-1"


def test_an_order_known_only_by_its_number_learns_ghalas_id(small: SmallShop) -> None:
    small.fill()
    small.ghala.answer_lost = True
    with pytest.raises(OrderDelayed):
        place_order(small.shop, ANN, "t1")
    apply(small, "order.processing", order={"id": "g-late", "order_number": "ORD-2026-000001"})
    assert small.order("ORD-2026-000001").ghala_id == "g-late"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("order.shipped", {"order": {"id": "g-strange"}}),
        ("order.created", {"order": {"id": "g-strange", "status": "pending"}}),
        ("payment.failed", {"payment": {"id": "p-x", "order_id": "g-x", "amount": 1, "status": "failed"}}),
        ("refund.issued", {"refund": {"id": "r-x", "order_id": "g-x", "amount": 1}}),
        ("merchant.updated", {"merchant": {}}),
    ],
)
def test_events_about_nothing_of_ours_change_and_tell_nothing(small: SmallShop, name: str, data: Any) -> None:
    ordered(small)
    before = small.everything()
    assert apply(small, name, **data) == {}
    assert small.everything() == before


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("payment.success", {"payment": {"id": "p-1", "order_id": "g-1", "amount": "a lot"}}),
        ("payment.success", {"payment": {"id": "p-1", "order_id": "g-1", "amount": 1, "status": "failed"}}),
        ("order.shipped", {"order": {}}),
        ("product.updated", {"product": {"id": "A"}}),
        ("", {}),
    ],
)
def test_a_broken_event_is_said_to_be_broken_and_changes_nothing(small: SmallShop, name: str, data: Any) -> None:
    before = small.everything()
    with pytest.raises(Unreadable):
        apply(small, name, **data)
    assert small.everything() == before


def test_a_product_event_changes_the_catalog_at_once(small: SmallShop) -> None:
    shown = {"id": "MF-5KG", "name": "Maize Flour 5kg", "price": 450, "currency": "KES", "stock": 0}
    assert apply(small, "product.updated", product=shown) == {}
    with small.uow(read_only=True) as uow:
        product = uow.products.catalog().by_sku["MF-5KG"]
    assert (product.price, product.sellable) == (Decimal(450), False)


@pytest.mark.parametrize("named", [{"order_id": "g-ORD-2026-000001"}, {"payment_id": "p-pay-ORD-2026-000001-1"}])
def test_a_refund_finds_its_order_by_either_name(small: SmallShop, named: dict[str, str]) -> None:
    order, _ = asked(small)
    event = small.ghala.read_event({"event": "refund.issued", "data": {"refund": {"id": "r", "amount": 520, **named}}})
    assert event is not None
    with small.uow(read_only=True) as uow:
        found = order_of(uow, event)
    assert found is not None
    assert found.number == order.number


def test_a_customer_is_met_known_and_spoken_to_in_a_language(small: SmallShop) -> None:
    with small.uow() as uow:
        met = customers.meet(uow, ANN, "Ann", "254700000001", "KE.1", small.clock())
        assert (met.name, met.phone, met.user_id) == ("Ann", "+254700000001", "KE.1")
        customers.speak(uow, ANN, "sw")
        customers.speak(uow, ANN, "fr")
        consent.stop(uow, ANN, "m1", "STOP")
        again = customers.meet(uow, ANN, "", "", "", small.clock() + timedelta(minutes=1))
        uow.commit()
    assert (again.name, again.phone, again.language, again.opted_out) == ("Ann", "+254700000001", "sw", True)


def test_speaking_to_nobody_writes_nothing(small: SmallShop) -> None:
    before = small.everything()
    with small.uow() as uow:
        customers.speak(uow, ANN, "sw")
        handoff.hand_back(uow, ANN)
        uow.commit()
    assert small.everything() == before


def test_given_an_order_made_elsewhere_when_ghala_has_it_then_its_customer_sees_it(small: SmallShop) -> None:
    order = ordered(small)
    assert apply(small, "order.created", order={"id": order.ghala_id, "status": "pending"}) == {}
    with small.uow() as uow:
        uow.connection.execute(tables.orders.update().values(source="http"))
        uow.commit()
    said = apply(small, "order.created", order={"id": order.ghala_id, "status": "pending"})
    assert (said["intent"], said["entities"]["order_number"]) == ("EXTERNAL_order_created", order.number)


def pending(small: SmallShop, order: Order, payment: Payment) -> None:
    facts = {"id": payment.ghala_id, "order_id": order.ghala_id, "amount": 520, "status": "pending"}
    assert apply(small, "payment.pending", payment=facts) == {}


def test_given_a_request_stays_unanswered_then_it_is_spoken_of_once(small: SmallShop) -> None:
    order, payment = asked(small)
    pending(small, order, payment)
    pending(small, order, payment)
    for _ in range(2):
        remind_payment_job(small.shop, job(small, "remind_payment"))
    assert told(small) == [(ANN, "payment.reminder")]
    said = apply(small, "payment.reminder", order_number=order.number)
    assert said["intent"] == "EXTERNAL_payment_reminder"


def test_given_the_reminder_is_hours_late_then_nobody_is_disturbed(small: SmallShop) -> None:
    order, payment = asked(small)
    pending(small, order, payment)
    small.clock.move(2 * 3600 + 1)
    remind_payment_job(small.shop, job(small, "remind_payment"))
    assert told(small) == []


def test_given_the_request_is_settled_then_nobody_is_reminded(small: SmallShop) -> None:
    order, payment = asked(small)
    pending(small, order, payment)
    with small.uow() as uow:
        settle_payment(uow, small.shop, report(order, payment, PaymentStatus.SUCCESS))
        uow.commit()
    remind_payment_job(small.shop, job(small, "remind_payment"))
    assert told(small) == []


def test_given_cash_then_no_reminder_is_planned(small: SmallShop) -> None:
    small.fill(lines=(("SG-1KG", 2),), method="cash")
    order = place_order(small.shop, ANN, "t1")
    pending(small, order, start_payment(small.shop, order, "p1"))
    assert small.rows(tables.jobs, kind="remind_payment") == []

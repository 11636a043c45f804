"""Orders that were placed: where they are, again, or not at all."""

from __future__ import annotations

from dataclasses import replace

from actions.base import ReachingAction, ShopAction, go_on, remember
from actions.talk import Talk
from bot.commerce import money
from bot.commerce.errors import IllegalTransition, ServiceDown, ServiceRefused
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.receipts import in_nairobi
from bot.services import shopping
from bot.services.heard import Wish, as_number
from bot.services.ordering import Shop, cancel_order
from bot.services.ports import UnitOfWork


def placed_orders(uow: UnitOfWork, talk: Talk) -> list[Order]:
    """Newest first, without drafts that Ghala refused: to the customer those were never orders."""
    orders = uow.orders.of(talk.conversation)
    return [order for order in orders if order.ghala_id or order.status is not OrderStatus.CANCELLED]


def named_order(uow: UnitOfWork, talk: Talk, cancelled_too: bool = False) -> Order | None:
    """The order named, or the latest. Another customer's order is not found."""
    number = talk.heard.first("order_number").upper()
    if number:
        order = uow.orders.by_number(number)
        return order if order and order.conversation == talk.conversation else None
    if cancelled_too:
        return next(iter(placed_orders(uow, talk)), None)
    return next(
        (order for order in uow.orders.of(talk.conversation, limit=5) if order.status is not OrderStatus.CANCELLED),
        None,
    )


def say_not_found(talk: Talk) -> None:
    number = talk.heard.first("order_number").upper()
    if number:
        talk.say("utter_order_not_found", order=number)
    else:
        talk.say("utter_no_orders")


def tracking_values(order: Order) -> dict[str, str]:
    tracking = order.tracking
    return {
        "order": order.number,
        "amount": money.words(order.amount),
        "tracking": tracking.number or "–",
        "driver": tracking.driver_name or "–",
        "driver_phone": tracking.driver_phone or "–",
        "vehicle": tracking.vehicle or "–",
        "eta": in_nairobi(tracking.eta) if tracking.eta else "–",
        "link": tracking.url,
        "code": order.delivery_code,
    }


class TrackOrder(ShopAction):
    action_name = "action_track_order"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        order = named_order(uow, talk, cancelled_too=True)
        if order is None:
            say_not_found(talk)
        else:
            cash = order.status is OrderStatus.PENDING and order.payment_method == "cash"
            talk.say(
                "utter_track_pending_cash" if cash else f"utter_track_{order.status.value}", **tracking_values(order)
            )


class OrderHistory(ShopAction):
    action_name = "action_order_history"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        orders = placed_orders(uow, talk)[:5]
        if not orders:
            talk.say("utter_no_orders")
            return
        rows = "\n".join(
            f"• {order.number} – {money.words(order.amount)} – {in_nairobi(order.created_at)}" for order in orders
        )
        talk.say("utter_history", rows=rows)


class Reorder(ShopAction):
    """The lines of an earlier order, at today's prices and stock."""

    action_name = "action_reorder"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        order = named_order(uow, talk)
        if order is None:
            say_not_found(talk)
            return
        catalog = uow.products.catalog()
        wishes = [
            Wish(line.name, sku=line.sku if catalog.get(line.sku) else "", quantity=as_number(line.quantity))
            for line in order.lines
        ]
        notes = shopping.add_wishes(uow, talk.conversation, wishes)
        talk.tell([note for note in notes if note.response != "utter_added"])
        go_on(uow, talk)


class CancelOrder(ReachingAction):
    """What is being ordered now; else the order that was placed, as long as it has not left the shop."""

    action_name = "action_cancel_order"

    def reach(self, of: Shop, talk: Talk) -> None:
        with of.unit_of_work() as uow:
            if not talk.heard.first("order_number") and not uow.carts.get(talk.conversation).is_empty:
                shopping.clear_cart(uow, talk.conversation)
                talk.say("utter_checkout_cancelled")
                go_on(uow, talk)
                remember(uow, talk)
                return
            order = self._meant(uow, talk)
            uow.commit()
        if order is None:
            talk.say("utter_nothing_to_cancel")
        elif order.status is not OrderStatus.CANCELLED and not order.can_become(OrderStatus.CANCELLED):
            talk.say("utter_cancel_too_late", order=order.number)
        else:
            self._cancel(of, talk, order)

    def _meant(self, uow: UnitOfWork, talk: Talk) -> Order | None:
        """Remembered, so that the same turn again does not go on to cancel the order before this one."""
        remembered = uow.answers.get(f"cancels:{talk.key}")
        if remembered:
            return uow.orders.by_number(remembered["number"])
        talk.end_form()
        order = named_order(uow, talk)
        if order is not None:
            uow.answers.put(f"cancels:{talk.key}", {"number": order.number})
        return order

    def _cancel(self, of: Shop, talk: Talk, order: Order) -> None:
        try:
            cancelled = order if order.status is OrderStatus.CANCELLED else cancel_order(of, order)
        except ServiceDown:
            talk.say("utter_cancel_delayed", order=order.number)
        except (ServiceRefused, IllegalTransition):
            talk.say("utter_cancel_too_late", order=order.number)
        else:
            paid = "refund due" in cancelled.flag
            talk.say("utter_order_cancelled_refund" if paid else "utter_order_cancelled", order=order.number)


def flag_for_person(uow: UnitOfWork, talk: Talk, why: str, response: str) -> None:
    order = named_order(uow, talk)
    if order is None:
        say_not_found(talk)
        return
    said = " ".join(talk.heard.text.split())[:300]
    uow.orders.save(replace(order, flag=f"{order.flag}; {why}: {said}".lstrip("; ")[:2000]))
    uow.ledger.note(talk.conversation, "order.flagged", order.number, None, {"why": why})
    talk.say(response, order=order.number)


class ReportProblem(ShopAction):
    action_name = "action_report_problem"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        flag_for_person(uow, talk, "problem", "utter_problem_noted")


def delivered_order(uow: UnitOfWork, talk: Talk) -> Order | None:
    return next(
        (each for each in uow.orders.of(talk.conversation, limit=5) if each.status is OrderStatus.DELIVERED), None
    )


def waits_for_rating(uow: UnitOfWork, talk: Talk) -> bool:
    """The last thing asked was how a delivery had been: a bare number answers that."""
    order = delivered_order(uow, talk)
    return order is not None and order.rating is None and talk.heard.quantity is not None


def rate(uow: UnitOfWork, talk: Talk) -> None:
    rating = as_number(talk.heard.first("rating") or talk.heard.first("quantity"))
    order = delivered_order(uow, talk)
    if order is None:
        talk.say("utter_nothing_to_rate")
    elif rating is None or rating not in range(1, 6):
        talk.say("utter_rating_range")
    else:
        uow.orders.save(replace(order, rating=int(rating)))
        uow.ledger.note(talk.conversation, "order.rated", order.number, None, {"rating": int(rating)})
        talk.say("utter_rated_high" if rating >= 4 else "utter_rated_low", rating=int(rating))


class RateOrder(ShopAction):
    action_name = "action_rate_order"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        rate(uow, talk)

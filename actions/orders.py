"""Orders that were placed: where they are, or not at all."""

from __future__ import annotations

from actions.arrival import say_expected
from actions.base import ReachingAction, ReadingAction, go_on, remember
from actions.pickup import shop_place
from actions.talk import Talk
from bot.commerce import money
from bot.commerce.errors import IllegalTransition, ServiceDown, ServiceRefused
from bot.commerce.orders import SENT, STANDING, Order, OrderStatus
from bot.commerce.receipts import in_nairobi
from bot.services import shopping
from bot.services.ordering import Shop, cancel_order
from bot.services.ports import UnitOfWork
from bot.settings import read_settings


def named_order(uow: UnitOfWork, talk: Talk, cancelled_too: bool = False) -> Order | None:
    """The order named, or the latest. Another customer's order is not found."""
    number = talk.heard.first("order_number").upper()
    if number:
        order = uow.orders.by_number(number)
        return order if order and order.conversation == talk.conversation else None
    if cancelled_too:
        return next(iter(uow.orders.placed(talk.conversation, limit=1)), None)
    return next(
        (order for order in uow.orders.of(talk.conversation, limit=5) if order.status is not OrderStatus.CANCELLED),
        None,
    )


def standing_order(uow: UnitOfWork, conversation: str) -> Order | None:
    """The latest that was placed and is not over."""
    return next((order for order in uow.orders.of(conversation, limit=5) if order.status in STANDING), None)


def say_not_found(uow: UnitOfWork, talk: Talk) -> None:
    number = talk.heard.first("order_number").upper()
    if number:
        talk.say("utter_order_not_found", order=number)
    elif uow.carts.get(talk.conversation).is_empty:
        talk.say("utter_no_orders")
    else:
        talk.say("utter_not_placed_yet")


def tracking_values(order: Order) -> dict[str, str]:
    """What is not known yet is a dash; the link stands alone on its line and is left out."""
    tracking = order.tracking
    phone = f" ({tracking.driver_phone})" if tracking.driver_phone else ""
    return {
        "order": order.number,
        "amount": money.words(order.amount),
        "tracking": tracking.number or "–",
        "driver": f"{tracking.driver_name}{phone}".strip() or "–",
        "vehicle": tracking.vehicle or "–",
        "eta": in_nairobi(tracking.eta) if tracking.eta else "–",
        "link": tracking.url,
        "code": order.delivery_code,
    }


class TrackOrder(ReadingAction):
    action_name = "action_track_order"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        order = named_order(uow, talk, cancelled_too=True)
        if order is None and not uow.carts.get(talk.conversation).is_empty:
            talk.say("utter_not_placed_yet")
            talk.say("utter_delivery_when")
        elif order is None:
            say_not_found(uow, talk)
        elif order.is_fetched and order.status in SENT:
            talk.say("utter_order_ready", order=order.number, **shop_place())
            if order.status is OrderStatus.OUT_FOR_DELIVERY:
                talk.say("utter_order_ready_code", order=order.number, code=order.delivery_code)
        else:
            response = _where_it_is(order)
            talk.say(response, **tracking_values(order))
            if response in UNDERWAY and not order.is_fetched:
                say_expected(uow, talk, order, "utter_track_eta")


# Agreed, and no rider has it yet.
UNDERWAY = {"utter_track_pending_cash", "utter_track_confirmed", "utter_track_processing"}


def _where_it_is(order: Order) -> str:
    if order.status is not OrderStatus.PENDING or order.payment_method != "cash":
        return f"utter_track_{order.status.value}"
    return "utter_track_pending_cash_pickup" if order.is_fetched else "utter_track_pending_cash"


# Of a message that speaks of goods too.
SURELY_CANCELS = 0.8


class CancelOrder(ReachingAction):
    """What is being ordered now; else the order that was placed, as long as it has not left the shop."""

    action_name = "action_cancel_order"

    def reach(self, of: Shop, talk: Talk) -> None:
        with of.unit_of_work() as uow:
            if not talk.heard.first("order_number") and not uow.carts.get(talk.conversation).is_empty:
                shopping.clear_cart(uow, talk.conversation)
                standing = standing_order(uow, talk.conversation)
                if standing is None:
                    talk.say("utter_checkout_cancelled")
                else:
                    talk.say("utter_checkout_cancelled_order_stands", order=standing.number)
                go_on(uow, talk)
                remember(uow, talk)
                return
            order = self._meant(uow, talk)
            if order is None:
                self._say_nothing_left(uow, talk)
            uow.commit()
        if order is None:
            return
        self._cancel_if_can(of, talk, order)

    def _cancel_if_can(self, of: Shop, talk: Talk, order: Order) -> None:
        if order.status in (OrderStatus.DELIVERED, OrderStatus.REFUNDED):
            talk.say("utter_cancel_delivered", order=order.number)
        elif talk.heard.acts.changes and talk.heard.confidence < SURELY_CANCELS:
            # "Add one more to that order; if it can no longer be changed, leave it": nobody wants it gone.
            talk.say("utter_order_cannot_change", order=order.number)
        elif order.status is not OrderStatus.CANCELLED and not order.can_become(OrderStatus.CANCELLED):
            talk.say("utter_cancel_too_late", order=order.number)
        else:
            self._cancel(of, talk, order)

    def _say_nothing_left(self, uow: UnitOfWork, talk: Talk) -> None:
        last = next(iter(uow.orders.placed(talk.conversation, limit=1)), None)
        if talk.heard.first("order_number"):
            say_not_found(uow, talk)
        elif last is not None and last.status is OrderStatus.CANCELLED:
            talk.say("utter_cancelled_already", order=last.number)
        else:
            talk.say("utter_nothing_to_cancel")

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
            talk.say("utter_cancel_delayed", order=order.number, phone=read_settings().support_phone)
        except (ServiceRefused, IllegalTransition):
            talk.say("utter_cancel_too_late", order=order.number)
        else:
            talk.say(
                "utter_order_cancelled_refund" if cancelled.refund_is_due else "utter_order_cancelled",
                order=order.number,
            )

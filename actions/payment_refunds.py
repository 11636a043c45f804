"""Money back: a person decides; here the wish is written down for them."""

from __future__ import annotations

from actions.base import ShopAction
from actions.orders import named_order, say_not_found
from actions.orders_problems import for_person
from actions.talk import Talk
from bot.commerce import money
from bot.commerce.cases import CaseKind
from bot.commerce.orders import Order
from bot.commerce.payments import PaymentStatus
from bot.services.ports import UnitOfWork

PAID = (PaymentStatus.SUCCESS, PaymentStatus.REFUNDED)


class AskRefund(ShopAction):
    action_name = "action_ask_refund"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        order = paid_order(uow, talk)
        named = named_order(uow, talk, cancelled_too=True)
        if named is None and not talk.heard.first("order_number"):
            talk.say("utter_refund_no_order")
        elif named is None:
            say_not_found(uow, talk)
        elif order is None:
            talk.say("utter_refund_not_paid", order=named.number)
        elif order.refunded >= order.amount:
            talk.say("utter_refund_done", order=order.number, amount=money.words(order.refunded))
        else:
            for_person(uow, talk, CaseKind.REFUND, order)
            talk.say("utter_refund_asked", order=order.number, amount=money.words(order.amount - order.refunded))


def paid_order(uow: UnitOfWork, talk: Talk) -> Order | None:
    """The order named, or the latest, of those that were paid; a cancelled one too, for its money is still with the shop."""
    number = talk.heard.first("order_number").upper()
    orders = uow.orders.placed(talk.conversation, limit=5)
    if number:
        found = uow.orders.by_number(number)
        orders = [found] if found and found.conversation == talk.conversation else []
    return next((order for order in orders if _is_paid(uow, order)), None)


def _is_paid(uow: UnitOfWork, order: Order) -> bool:
    return any(payment.status in PAID for payment in uow.payments.of_order(order.id))

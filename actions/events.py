"""Telling what the shop, the payment and the rider did. The change itself was made before, once; here are only the words."""

from __future__ import annotations

from actions.arrival import say_expected
from actions.base import ReadingAction, ShopAction, go_on
from actions.orders import tracking_values
from actions.payment import say_choose_method, say_failed, say_flagged, say_payment_asked, say_receipt
from actions.pickup import say_where, shop_place
from actions.talk import Talk
from bot.commerce import events, money
from bot.commerce.events import AnyNews
from bot.commerce.orders import Order, OrderStatus, Tracking
from bot.services.ports import UnitOfWork
from bot.settings import read_settings


def news_in(talk: Talk, kind: type[AnyNews]) -> AnyNews:
    return events.news_of(kind, dict(talk.heard.entities))


class Tell(ReadingAction):
    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        order = uow.orders.by_number(talk.heard.first("order_number"))
        if order is not None:
            self.tell(uow, talk, order)

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        raise NotImplementedError


class TellPaymentSuccess(Tell):
    action_name = "action_tell_payment_success"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        say_receipt(uow, talk, order)


class TellPaymentFailed(Tell):
    action_name = "action_tell_payment_failed"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        say_failed(uow, talk, order, news_in(talk, events.PaymentFailed).reason)


class TellPaymentFlagged(Tell):
    action_name = "action_tell_payment_flagged"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        news = news_in(talk, events.PaymentFlagged)
        say_flagged(talk, order, news.reason, news.amount)


class TellPaymentPrompted(Tell):
    """After a delay: the order is placed and the request is out at last."""

    action_name = "action_tell_payment_prompted"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        tries = uow.payments.of_order(order.id)
        if tries:
            say_payment_asked(talk, order, tries[-1])


class TellPaymentRefused(Tell):
    action_name = "action_tell_payment_refused"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        talk.say("utter_payment_refused", order=order.number)


class TellPaymentReminder(Tell):
    action_name = "action_tell_payment_reminder"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        talk.say("utter_payment_reminder", order=order.number, amount=money.words(order.amount))


class TellOrderCreated(Tell):
    """An order that did not grow in this chat: its customer sees it here for the first time."""

    action_name = "action_tell_order_created"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        talk.say(
            "utter_order_created_pickup" if order.is_fetched else "utter_order_created",
            order=order.number,
            lines=order.words,
            delivery=money.words(order.delivery_fee),
            total=money.words(order.amount),
            address=order.address,
        )
        if order.is_fetched:
            say_where(talk)
        if (
            order.status is OrderStatus.PENDING
            and order.payment_method != "cash"
            and not uow.payments.of_order(order.id)
        ):
            say_choose_method(talk, order)


class TellOrderRefused(Tell):
    action_name = "action_tell_order_refused"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        product = news_in(talk, events.OrderRefused).product
        if product:
            talk.say("utter_order_refused_stock", product=product)
        else:
            talk.say("utter_order_refused", phone=read_settings().support_phone)


class TellExpired(Tell):
    action_name = "action_tell_order_expired"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        talk.say("utter_order_expired", order=order.number, amount=money.words(order.amount))


class TellCartLeft(ShopAction):
    """The one reminder of a cart that was left; the question that was open comes after it."""

    action_name = "action_tell_cart_left"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        talk.say("utter_cart_left")
        go_on(uow, talk)


class TellProcessing(Tell):
    action_name = "action_tell_order_processing"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        if order.is_fetched:
            talk.say("utter_order_processing_pickup", order=order.number)
        else:
            say_expected(uow, talk, order, "utter_order_processing")


class TellShipped(Tell):
    action_name = "action_tell_order_shipped"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        if order.is_fetched:
            # For who fetches it there is no rider: it has been packed and waits.
            talk.say("utter_order_ready", order=order.number, **shop_place())
        else:
            known = order.tracking != Tracking()
            talk.say("utter_order_shipped" if known else "utter_order_shipped_untracked", **tracking_values(order))


class TellOutForDelivery(Tell):
    action_name = "action_tell_order_out_for_delivery"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        response = "utter_order_ready_code" if order.is_fetched else "utter_order_out_for_delivery"
        talk.say(response, order=order.number, code=order.delivery_code)


class TellDelivered(Tell):
    action_name = "action_tell_order_delivered"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        talk.say("utter_order_delivered", order=order.number, shop=read_settings().shop_name)


class TellCancelled(Tell):
    action_name = "action_tell_order_cancelled"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        talk.say("utter_order_cancelled_by_shop", order=order.number, phone=read_settings().support_phone)


class TellRefund(Tell):
    action_name = "action_tell_refund_issued"

    def tell(self, uow: UnitOfWork, talk: Talk, order: Order) -> None:
        amount = money.words(news_in(talk, events.RefundIssued).amount)
        paid = sum((payment.amount for payment in uow.payments.of_order(order.id) if payment.paid_at), money.ZERO)
        if order.refunded < paid:
            refunded = money.words(order.refunded)
            talk.say("utter_refund_part", order=order.number, amount=amount, refunded=refunded, paid=money.words(paid))
        else:
            talk.say("utter_refund_issued", order=order.number, amount=amount)

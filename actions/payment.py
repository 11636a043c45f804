"""Placing the order and asking for the money. Success is said by the action that saw it."""

from __future__ import annotations

from actions.base import ReachingAction, go_on, mirror, remember
from actions.talk import Talk
from bot.commerce import money
from bot.commerce.errors import ServiceDown, ServiceRefused, ShopError
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import METHOD_NAMES, METHODS, PROMPTED, Payment, PaymentStatus
from bot.commerce.receipts import in_nairobi
from bot.services import checkout, paying, shopping
from bot.services.catalog_sync import sync_catalog
from bot.services.notes import Note
from bot.services.ordering import NothingToOrder, OrderDelayed, OrderRefused, PriceChanged, Shop, place_order
from bot.services.ports import UnitOfWork
from bot.settings import read_settings


class PlaceOrder(ReachingAction):
    """The end of the order form: order at Ghala, then the payment request."""

    action_name = "action_place_order"

    def reach(self, of: Shop, talk: Talk) -> None:
        try:
            order = place_order(of, talk.conversation, talk.key)
        except PriceChanged:
            talk.say("utter_order_refused_price")
            talk.in_form = False
            talk.begin_form()
        except NothingToOrder:
            talk.say("utter_lost_here")
        except OrderDelayed as delay:
            talk.say("utter_order_delayed", order=delay.order.number)
        except OrderRefused as refusal:
            _tell_refusal(of, talk, refusal)
        else:
            ask_for_money(of, talk, order)
        with of.unit_of_work(read_only=True) as uow:
            mirror(uow, talk)
        talk.set_slot("wants_new_address", None)


def _tell_refusal(of: Shop, talk: Talk, refusal: OrderRefused) -> None:
    """The cart is open again; with Ghala's own stock and prices, so that the next try can succeed."""
    try:
        sync_catalog(of)
    except ShopError:
        talk.say("utter_order_refused")
        return
    if refusal.code == "out_of_stock":
        with of.unit_of_work() as uow:
            notes = shopping.fit_to_stock(uow, talk.conversation)
            uow.commit()
        talk.tell(notes or [Note("utter_order_refused_stock", {"product": refusal.product})])
    elif refusal.code == "amount_mismatch":
        talk.say("utter_order_refused_price")
    else:
        talk.say("utter_order_refused")
        return
    with of.unit_of_work(read_only=True) as uow:
        still_wanted = not uow.carts.get(talk.conversation).is_empty
    if still_wanted:
        talk.in_form = False
        talk.begin_form()


def ask_for_money(of: Shop, talk: Talk, order: Order, method: str = "", phone: str = "") -> None:
    try:
        payment = paying.start_payment(of, order, talk.key, method, phone)
    except paying.AlreadyPaid:
        talk.say("utter_already_paid", order=order.number)
    except paying.PaymentDelayed:
        talk.say("utter_payment_delayed", order=order.number, phone=order.phone)
    except paying.PaymentRefused:
        talk.say("utter_payment_refused", order=order.number)
    else:
        say_payment_asked(talk, order, payment)


def say_payment_asked(talk: Talk, order: Order, payment: Payment) -> None:
    values = {"order": order.number, "amount": money.words(order.amount)}
    if payment.method in PROMPTED:
        response = "utter_prompt_sent" if payment.is_first else "utter_prompt_sent_again"
        talk.say(response, phone=payment.phone, shop=read_settings().shop_name, **values)
    elif payment.method == "card":
        talk.say("utter_card_link", link=payment.checkout_url, **values)
    else:
        talk.say("utter_cash_order", address=order.address, **values)


def is_asked_already(talk: Talk, order: Order, payment: Payment | None) -> bool:
    """A request that is open on a phone is pointed at; there is never a second one beside it."""
    if payment is None or payment.status is not PaymentStatus.PENDING or payment.method not in PROMPTED:
        return False
    talk.say("utter_prompt_open", amount=money.words(order.amount), order=order.number, phone=payment.phone)
    return True


class ChoosePaymentMethod(ReachingAction):
    """For the cart being ordered; or for the order that waits for its money."""

    action_name = "action_choose_payment_method"

    def reach(self, of: Shop, talk: Talk) -> None:
        method = talk.heard.first("payment_method")
        with of.unit_of_work() as uow:
            if not uow.carts.get(talk.conversation).is_empty:
                if method in METHODS:
                    checkout.choose_method(uow, talk.conversation, method)
                    talk.say("utter_method_noted", method=METHOD_NAMES[method])
                go_on(uow, talk)
                remember(uow, talk)
                return
            order = paying.unpaid_order(uow, talk.conversation, talk.heard.first("order_number"))
            payment = paying.open_or_last_payment(uow, order) if order else None
        if order is None:
            talk.say("utter_nothing_to_pay")
        elif is_asked_already(talk, order, payment):
            return
        elif method in METHODS:
            ask_for_money(of, talk, order, method)
        else:
            talk.say("utter_choose_method_for_order", amount=money.words(order.amount), order=order.number)


class RetryPayment(ReachingAction):
    action_name = "action_retry_payment"

    def reach(self, of: Shop, talk: Talk) -> None:
        with of.unit_of_work(read_only=True) as uow:
            order = paying.unpaid_order(uow, talk.conversation, talk.heard.first("order_number"))
            payment = paying.open_or_last_payment(uow, order) if order else None
        if order is None:
            talk.say("utter_nothing_to_pay")
        elif not is_asked_already(talk, order, payment):
            ask_for_money(of, talk, order, payment.method if payment else "", payment.phone if payment else "")


class CheckPayment(ReachingAction):
    """ "I have paid": looked up at Ghala, never believed."""

    action_name = "action_check_payment"

    def reach(self, of: Shop, talk: Talk) -> None:
        with of.unit_of_work(read_only=True) as uow:
            order = paying.unpaid_order(uow, talk.conversation)
            payment = paying.open_or_last_payment(uow, order) if order else None
            last = next(iter(uow.orders.of(talk.conversation, limit=1)), None)
            if order is None:
                say_settled(uow, talk, last)
                return
        settled = _look_up(of, payment) if payment else ""
        if settled == "paid":
            with of.unit_of_work(read_only=True) as uow:
                say_receipt(uow, talk, order)
        elif settled == "flagged":
            talk.say("utter_payment_flagged", order=order.number)
        else:
            talk.say("utter_payment_waiting", order=order.number, amount=money.words(order.amount))


def say_settled(uow: UnitOfWork, talk: Talk, last: Order | None) -> None:
    """Nothing waits for money: the receipt of the last order proves it, where there is one."""
    if last is not None and uow.receipts.of_order(last.id) is not None:
        say_receipt(uow, talk, last)
    else:
        talk.say("utter_nothing_to_pay")


def _look_up(of: Shop, payment: Payment) -> str:
    """What Ghala's own word on the payment changed; nothing where it is silent."""
    if not payment.ghala_id:
        return ""
    try:
        reported = of.ghala.payment(payment.ghala_id)
    except (ServiceDown, ServiceRefused):
        return ""
    with of.unit_of_work() as uow:
        settled = paying.settle_payment(uow, of, reported)
        uow.commit()
    return settled.outcome


def say_receipt(uow: UnitOfWork, talk: Talk, order: Order) -> None:
    receipt = uow.receipts.of_order(order.id)
    payment = next((each for each in uow.payments.of_order(order.id) if each.status is PaymentStatus.SUCCESS), None)
    if receipt is None or payment is None or payment.paid_at is None:
        talk.say("utter_no_receipt")
        return
    talk.say(
        "utter_receipt",
        receipt=receipt.number,
        order=order.number,
        lines="\n".join(line.words for line in order.lines),
        delivery=money.words(order.delivery_fee),
        amount=money.words(payment.amount),
        method=METHOD_NAMES[payment.method],
        reference=payment.reference or "–",
        date=in_nairobi(payment.paid_at),
        link=f"{read_settings().app_url}/receipts/{receipt.hash}",
    )
    if order.status is OrderStatus.CONFIRMED:
        talk.say("utter_being_prepared")

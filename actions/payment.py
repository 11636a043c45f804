"""Placing the order and asking for the money. Success is said by the action that saw it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from actions.arrival import say_expected
from actions.base import ReachingAction, go_on, mirror, remember
from actions.methods import method_names
from actions.pickup import say_where
from actions.talk import Talk
from bot.bootstrap import current_shop
from bot.commerce import money
from bot.commerce.errors import ServiceDown, ServiceRefused, ShopError
from bot.commerce.flags import FlagKind
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import FAILURES, METHODS, PROMPTED, Payment, PaymentStatus
from bot.commerce.phone import PayingNumber, masked
from bot.commerce.receipts import NAIROBI, in_nairobi
from bot.services import cart_acts, checkout, paying, shopping
from bot.services.cases import call_for_refused
from bot.services.catalog_sync import sync_catalog
from bot.services.details import read_details, take_details
from bot.services.limits import OverDailyLimit, fails_too_often
from bot.services.notes import Note
from bot.services.ordering import NothingToOrder, OrderDelayed, OrderRefused, PriceChanged, Shop, place_order
from bot.services.paying import Outcome
from bot.services.ports import UnitOfWork
from bot.services.reading import Claim
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
        except OverDailyLimit:
            # The question that comes again says so.
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
        _call_for_refused(of, talk, refusal)
        return
    if refusal.code == "out_of_stock":
        with of.unit_of_work() as uow:
            notes = shopping.fit_to_stock(uow, talk.conversation)
            uow.commit()
        talk.tell(notes or [Note("utter_order_refused_stock", {"product": refusal.product})])
    elif refusal.code == "amount_mismatch":
        talk.say("utter_order_refused_price")
    else:
        _call_for_refused(of, talk, refusal)
        return
    with of.unit_of_work(read_only=True) as uow:
        still_wanted = not uow.carts.get(talk.conversation).is_empty
    if still_wanted:
        talk.in_form = False
        talk.begin_form()


def _call_for_refused(of: Shop, talk: Talk, refusal: OrderRefused) -> None:
    """A person is promised, so one is called."""
    with of.unit_of_work() as uow:
        call_for_refused(uow, talk.conversation, "", refusal.code, of.clock(), of.owner)
        uow.commit()
    talk.say("utter_order_refused", phone=read_settings().support_phone)


def ask_for_money(of: Shop, talk: Talk, order: Order, method: str = "", phone: str = "") -> None:
    if not (method or order.payment_method):
        say_choose_method(talk, order)
        return
    try:
        payment = paying.start_payment(of, order, talk.key, method, phone)
    except paying.AlreadyPaid:
        talk.say("utter_already_paid", order=order.number)
    except paying.PaymentDelayed:
        talk.say("utter_payment_delayed", order=order.number, phone=shown(order, phone or order.payer))
    except paying.PaymentRefused as refusal:
        _say_refused(of, talk, order, str(refusal))
    else:
        say_payment_asked(talk, order, payment)


def _say_refused(of: Shop, talk: Talk, order: Order, code: str) -> None:
    with of.unit_of_work(read_only=True) as uow:
        page = paying.open_payment(uow, order)
    if code == "payment_pending" and page is not None and page.checkout_url:
        talk.say("utter_card_still_open", order=order.number, link=page.checkout_url)
    else:
        talk.say("utter_payment_refused", order=order.number)


def say_payment_asked(talk: Talk, order: Order, payment: Payment) -> None:
    values = {"order": order.number, "amount": money.words(order.amount)}
    where = "" if order.is_fetched else f"\n📍 {order.address}"
    if payment.method in PROMPTED:
        response = "utter_prompt_sent" if payment.is_first else "utter_prompt_sent_again"
        talk.say(response, phone=shown(order, payment.phone), shop=read_settings().shop_name, where=where, **values)
    elif payment.method == "card":
        talk.say("utter_card_link", link=payment.checkout_url, where=where, **values)
    elif order.is_fetched:
        talk.say("utter_cash_order_pickup", **values)
    else:
        talk.say("utter_cash_order", address=order.address, **values)
    if order.is_fetched:
        say_where(talk)


def say_choose_method(talk: Talk, order: Order) -> None:
    talk.say("utter_choose_method_for_order", amount=money.words(order.amount), order=order.number)


def shown(order: Order, phone: str) -> str:
    """In full only where it is the customer's own."""
    return phone if phone == order.phone else masked(phone)


def is_put_off(talk: Talk, order: Order) -> bool:
    """Who pays later, or has no money now, gets no request; the order stays as it is. Cash to the rider, or a card, asks for nothing
    on the phone."""
    chosen = talk.heard.method
    if not talk.heard.reading.pays_later or (chosen in METHODS and chosen not in PROMPTED):
        return False
    talk.say("utter_pay_later", order=order.number, amount=money.words(order.amount))
    return True


def is_asked_already(talk: Talk, order: Order, payment: Payment | None) -> bool:
    """A request that is open on a phone is pointed at; there is never a second one beside it."""
    if payment is None or payment.status is not PaymentStatus.PENDING or payment.method not in PROMPTED:
        return False
    phone = shown(order, payment.phone)
    talk.say("utter_prompt_open", amount=money.words(order.amount), order=order.number, phone=phone)
    return True


def named_number(of: Shop, talk: Talk, order: Order, payment: Payment | None) -> bool:
    """The number that the message names for an order that waits for its money is kept for it, and asked at once unless a
    request is open. False where no number is spoken of."""
    number = _number(talk)
    if number is None and talk.heard.reading.names_other_number:
        talk.say("utter_ask_payment_phone")
        return True
    if number is None:
        return False
    phone = number.phone
    if phone is None or not number.gets_prompt:
        talk.say("utter_phone_unclear")
        return True
    with of.unit_of_work() as uow:
        current = uow.orders.by_id(order.id) or order
        uow.orders.save(replace(current, payment_phone=phone))
        uow.commit()
    if payment is not None and payment.status.is_open and payment.method in PROMPTED:
        talk.say("utter_number_kept", phone=shown(order, phone), open=shown(order, payment.phone))
    else:
        ask_for_money(of, talk, replace(current, payment_phone=phone), prompted_method(talk, order), phone)
    return True


def _number(talk: Talk) -> PayingNumber | None:
    """A number to pay from, right or wrong. Right after it was asked for any digits are meant as one."""
    said, asked = talk.heard.reading, talk.told_earlier[0] if talk.told_earlier else frozenset()
    if said.payer is not None:
        return said.payer
    if said.number is not None or not said.has_digit or talk.heard.intent != "inform":
        return said.number
    return said.as_digits if asked & {"utter_ask_payment_phone", "utter_phone_unclear"} else None


def prompted_method(talk: Talk, order: Order) -> str:
    """A number is asked by M-Pesa, unless Airtel is named or was chosen before."""
    wanted = (talk.heard.first("payment_method"), order.payment_method)
    return next((method for method in wanted if method in PROMPTED), PROMPTED[0])


class ChoosePaymentMethod(ReachingAction):
    """For the order named, as every button below an order names it; else for the cart being ordered; else for the order
    that waits for its money."""

    action_name = "action_choose_payment_method"

    def reach(self, of: Shop, talk: Talk) -> None:
        method = talk.heard.method
        number = talk.heard.first("order_number").upper()
        with of.unit_of_work() as uow:
            talk.tell([] if number else cart_acts.take(uow, talk.conversation, talk.heard, talk.shown) or [])
            if not number and not uow.carts.get(talk.conversation).is_empty:
                details = read_details(uow, talk.conversation, talk.heard)
                notes = take_details(uow, talk.conversation, details)
                talk.tell(checkout.fitting(uow, talk.conversation, notes))
                if not details.said and talk.heard.reading.names_other_number:
                    talk.say("utter_ask_payment_phone")
                go_on(uow, talk)
                remember(uow, talk)
                return
            order = paying.unpaid_order(uow, talk.conversation, number)
            payment = paying.open_or_last_payment(uow, order) if order else None
            if order is None:
                say_none_waits(uow, talk, number)
        if order is None or is_put_off(talk, order) or named_number(of, talk, order, payment):
            return
        if is_asked_already(talk, order, payment):
            return
        if method in METHODS:
            ask_for_money(of, talk, order, method)
        else:
            say_choose_method(talk, order)


def say_none_waits(uow: UnitOfWork, talk: Talk, number: str) -> None:
    named = uow.orders.by_number(number) if number else None
    if named is not None and named.conversation == talk.conversation and uow.receipts.of_order(named.id) is not None:
        talk.say("utter_already_paid", order=number)
    else:
        talk.say("utter_nothing_to_pay")


# What runs for a bare value; it hands a phone number on to RetryPayment, and no rule follows then.
NUMBER_SENT = {"action_unasked", "action_fallback"}


def waits_for_number(uow: UnitOfWork, talk: Talk) -> bool:
    """A phone number was sent, nothing is being ordered, and an order waits for its money."""
    return _number(talk) is not None and paying.unpaid_order(uow, talk.conversation) is not None


class RetryPayment(ReachingAction):
    action_name = "action_retry_payment"

    def reach(self, of: Shop, talk: Talk) -> None:
        with of.unit_of_work(read_only=True) as uow:
            number = talk.heard.first("order_number").upper()
            order = paying.unpaid_order(uow, talk.conversation, number)
            payment = paying.open_or_last_payment(uow, order) if order else None
            keeps = order is None and not number and not uow.carts.get(talk.conversation).is_empty
            if order is None and not keeps:
                say_none_waits(uow, talk, number)
        if keeps:
            self._keep_for_cart(of, talk)
            return
        is_done = order is None or is_put_off(talk, order) or named_number(of, talk, order, payment)
        if order is not None and not is_done and not is_asked_already(talk, order, payment):
            ask_for_money(of, talk, order, _method_for(talk, payment))
        if NUMBER_SENT & {*talk.ran_before}:
            talk.stop_here()

    def _keep_for_cart(self, of: Shop, talk: Talk) -> None:
        """Who pays, and how, of the order being made."""
        with of.unit_of_work() as uow:
            talk.tell(checkout.take_along(uow, talk.conversation, talk.heard))
            go_on(uow, talk)
            remember(uow, talk)


def _method_for(talk: Talk, payment: Payment | None) -> str:
    """The way that is named now, else the one of before: "leave M-Pesa, I will pay in cash"."""
    said = talk.heard.reading.method
    return said if said in METHODS else payment.method if payment else ""


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
        settled = _look_up(of, payment) if payment else NOTHING_NEW
        with of.unit_of_work(read_only=True) as uow:
            if settled.outcome is Outcome.PAID:
                say_receipt(uow, talk, order)
            elif settled.flag is not None:
                say_flagged(talk, order, settled.flag.kind, settled.flag.paid)
            elif settled.outcome is Outcome.FAILED:
                say_failed(uow, talk, order, settled.reason)
            else:
                say_not_in(uow, talk, order, payment, talk.heard.reading.claim)


def say_settled(uow: UnitOfWork, talk: Talk, last: Order | None) -> None:
    """Nothing waits for money: the receipt of the last order proves it, where there is one."""
    if last is not None and uow.receipts.of_order(last.id) is not None:
        say_receipt(uow, talk, last)
    else:
        talk.say("utter_no_money_expected")


def say_not_in(uow: UnitOfWork, talk: Talk, order: Order, payment: Payment | None, claim: Claim) -> None:
    """The money is not there; where the message itself shows why, that is said."""
    values = {"order": order.number, "amount": money.words(order.amount)}
    used = uow.payments.by_reference(claim.code) if claim.code else None
    if used is not None:
        other = uow.orders.by_id(used.order_id)
        mine = other is not None and other.conversation == talk.conversation
        if other is not None and mine:
            talk.say("utter_code_used", code=claim.code, other=other.number, **values)
        else:
            talk.say("utter_code_not_yours", code=claim.code, **values)
    elif claim.bad_code:
        talk.say("utter_code_malformed", code=claim.bad_code, **values)
    elif claim.amount is not None and (claim.amount, claim.currency) != (order.amount, money.CURRENCY):
        talk.say("utter_claim_amount", said=money.words(claim.amount, claim.currency), **values)
    elif claim.paid_on is not None and claim.paid_on < order.created_at.astimezone(NAIROBI).date():
        talk.say("utter_claim_old", date=f"{claim.paid_on:%d/%m/%Y}", **values)
    elif claim.code:
        talk.say("utter_code_not_seen", code=claim.code, **values)
    else:
        _say_still_open(talk, order, payment)


def _say_still_open(talk: Talk, order: Order, payment: Payment | None) -> None:
    values = {"order": order.number, "amount": money.words(order.amount)}
    if payment is not None and payment.method == "cash" and payment.status.is_open:
        talk.say("utter_pay_rider", **values)
    elif payment is None and not order.payment_method:
        # Nothing was asked for yet that could have been paid.
        say_choose_method(talk, order)
    elif payment is None or not payment.status.is_open:
        talk.say("utter_payment_not_in", **values)
    elif payment.method == "card":
        talk.say("utter_card_open", link=payment.checkout_url, **values)
    else:
        talk.say("utter_payment_waiting", phone=shown(order, payment.phone), **values)


def say_failed(uow: UnitOfWork, talk: Talk, order: Order, reason: str) -> None:
    """After too many failures in a day another way comes first, and a person."""
    shop, suffix = current_shop(), reason if reason in FAILURES else "error"
    values = {"order": order.number, "amount": money.words(order.amount)}
    if not fails_too_often(uow, shop.limits, shop.clock(), order.conversation):
        talk.say(f"utter_payment_failed_{suffix}", **values)
    elif order.is_fetched:
        talk.say("utter_payment_failed_often_pickup", **values)
    else:
        talk.say("utter_payment_failed_often", **values)


def say_flagged(talk: Talk, order: Order, kind: FlagKind, paid: Decimal | None) -> None:
    """Paid in part, too much, twice and too late have their own words; ``paid`` is what came instead of the order's amount."""
    values = {"order": order.number, "amount": money.words(order.amount)}
    if paid is not None and paid < order.amount:
        talk.say("utter_payment_short", paid=money.words(paid), missing=money.words(order.amount - paid), **values)
    elif paid is not None:
        talk.say("utter_payment_over", paid=money.words(paid), **values)
    elif kind is FlagKind.PAID_TWICE:
        talk.say("utter_payment_twice", order=order.number)
    elif kind is FlagKind.PAID_LATE:
        # The money came after the order had ended: nothing is wrong with it, and it must go back.
        talk.say("utter_payment_late", order=order.number)
    else:
        talk.say("utter_payment_flagged", order=order.number)


NOTHING_NEW = paying.Settlement(Outcome.NOTHING)


def _look_up(of: Shop, payment: Payment) -> paying.Settlement:
    """What Ghala's own word on the payment changed; nothing where it is silent."""
    if not payment.ghala_id:
        return NOTHING_NEW
    try:
        reported = of.ghala.payment(payment.ghala_id)
    except (ServiceDown, ServiceRefused):
        return NOTHING_NEW
    with of.unit_of_work() as uow:
        settled = paying.settle_payment(uow, of, reported)
        uow.commit()
    return settled


# Paid in cash; fetched at the shop.
RECEIPTS = {
    (False, False): "utter_receipt",
    (False, True): "utter_receipt_pickup",
    (True, False): "utter_receipt_cash",
    (True, True): "utter_receipt_cash_pickup",
}


def say_receipt(uow: UnitOfWork, talk: Talk, order: Order) -> None:
    receipt = uow.receipts.of_order(order.id)
    payment = next((each for each in uow.payments.of_order(order.id) if each.status is PaymentStatus.SUCCESS), None)
    if receipt is None or payment is None or payment.paid_at is None:
        talk.say("utter_no_receipt")
        return
    cash, fetched = payment.method == "cash", order.is_fetched
    talk.say(
        RECEIPTS[cash, fetched],
        receipt=receipt.number,
        order=order.number,
        lines=order.words,
        delivery=money.words(order.delivery_fee),
        amount=money.words(payment.amount),
        method=method_names(talk.language)[payment.method],
        reference=payment.reference or "–",
        date=in_nairobi(payment.paid_at),
        link=f"{read_settings().app_url}/receipts/{receipt.hash}",
    )
    if order.status is OrderStatus.CONFIRMED:
        if order.is_fetched:
            talk.say("utter_being_prepared_pickup")
        else:
            say_expected(uow, talk, order, "utter_being_prepared")

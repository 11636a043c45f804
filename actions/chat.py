"""The chat itself: greeting, thanks, help, the language; a yes or no to nothing, and what is not understood."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction

from actions import understanding
from actions.asked import answer_asked, answer_likely
from actions.base import ReadingAction, ShopAction, go_on
from actions.catalog import shows_affordable
from actions.consent import ask_for_offers
from actions.handoff import hand_over
from actions.orders import standing_order
from actions.orders_problems import answers_open_complaint
from actions.orders_ratings import rate, take_word, waits_for_rating
from actions.payment import is_put_off, waits_for_number
from actions.taking import take_shown
from actions.talk import Talk
from bot.commerce.cart import Question
from bot.commerce.payments import METHODS
from bot.services import checkout, customers, paying
from bot.services.ports import UnitOfWork
from bot.settings import read_settings

MOST_ITEMS = 5
# Of an unsure message: one of its likeliest meanings is the paying.
PAYING, MOST_GUESSES = frozenset(("choose_payment_method", "retry_payment")), 2


class Greet(ReadingAction):
    action_name = "action_greet"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        customer = uow.customers.get(talk.conversation)
        name = customer.name.split()[0] if customer and customer.name else ""
        items = _items_unseen(uow, talk) if talk.in_form else ""
        if items:
            talk.say("utter_greet_again_order", name=name or "rafiki", items=items)
        elif talk.in_form and not uow.carts.get(talk.conversation).is_empty:
            # The open question follows; the whole welcome above it would only be in the way.
            talk.say("utter_greet_again", name=name or "rafiki")
        else:
            goods = uow.products.latest().example.name
            talk.say("utter_greet", name=name or "rafiki", shop=read_settings().shop_name, goods=goods)


def _items_unseen(uow: UnitOfWork, talk: Talk) -> str:
    """What is in the cart, where the question that follows does not show it."""
    _, priced = checkout.summary(uow, talk.conversation)
    if not priced.lines or checkout.open_question(uow, talk.conversation) is Question.CONFIRM:
        return ""
    told = ", ".join(f"{line.quantity} × {line.product.name}" for line in priced.lines[:MOST_ITEMS])
    return f"{told}, …" if len(priced.lines) > MOST_ITEMS else told


class Thanks(ShopAction):
    """A good moment to ask for offers."""

    action_name = "action_thanks"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        talk.say("utter_thanks")
        ask_for_offers(uow, talk)


class Help(ReadingAction):
    action_name = "action_help"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        example = uow.products.latest().example
        talk.say("utter_help", phone=read_settings().support_phone, goods=example.name, code=example.sku)


class BotChallenge(ReadingAction):
    action_name = "action_bot_challenge"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        talk.say("utter_bot_challenge", shop=read_settings().shop_name)


class ChangeLanguage(ShopAction):
    """The language named, else the other one; it stays until another is asked for."""

    action_name = "action_change_language"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        # A button names its language in that language; tapped late it must not lead to the other one.
        named = talk.heard.first("language") or talk.heard.reading.language
        wanted = named if named in ("en", "sw") else ("sw" if talk.slots.get("language") == "en" else "en")
        customers.speak(uow, talk.conversation, wanted, chosen=True)
        talk.set_slot("language", wanted)
        # The sentence is chosen before the slot is set, so it must not depend on it.
        talk.say(f"utter_language_{wanted}")


class Fallback(ShopAction):
    """Outside the order form, which knows by itself what it asked: asks what was meant; else says what can be said, then
    what can be done, then offers a person."""

    action_name = "action_fallback"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        if answers_open_complaint(uow, talk) or take_word(uow, talk) or take_shown(uow, talk):
            return
        question = checkout.open_question(uow, talk.conversation)
        if question is not None:
            talk.tell(understanding.not_understood(uow, talk, question, talk.heard))
            go_on(uow, talk)
        else:
            self._nothing_is_open(uow, talk)

    def _nothing_is_open(self, uow: UnitOfWork, talk: Talk) -> None:
        if (talk.heard.reading.payer is not None and waits_for_number(uow, talk)) or _pays_otherwise(uow, talk):
            talk.events.append(FollowupAction("action_retry_payment"))
            return
        unpaid = paying.unpaid_order(uow, talk.conversation) if talk.heard.reading.pays_later else None
        if unpaid is not None and is_put_off(talk, unpaid):
            return
        missed, offered = understanding.misses_before(talk), understanding.meanings(talk.heard)
        if shows_affordable(uow, talk) or answer_likely(uow, talk, offered):
            return
        unknown = understanding.asks_unknown(uow, talk)
        if unknown:
            talk.tell(unknown)
            return
        pleasantry = understanding.small_talk(talk.heard)
        if missed >= 2:
            talk.say("utter_fallback_person")
        elif offered:
            talk.tell([understanding.ask_meaning(talk, offered)])
        elif pleasantry:
            talk.say(pleasantry)
        else:
            talk.say("utter_fallback_choices" if missed else "utter_default", goods=uow.products.latest().example.name)


def _pays_otherwise(uow: UnitOfWork, talk: Talk) -> bool:
    """ "Don't send it again, I pay cash to the rider": a way to pay is named while an order waits for its money."""
    is_about_paying = not PAYING.isdisjoint(name for name, _ in talk.heard.guesses[:MOST_GUESSES])
    return talk.heard.method in METHODS and is_about_paying and paying.unpaid_order(uow, talk.conversation) is not None


class Unasked(ShopAction):
    """A yes, a number or a name while nothing was asked: back to the open order, if there is one."""

    action_name = "action_unasked"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        passed_on = understanding.answers_offer_to_ask(uow, talk)
        if passed_on is not None:
            talk.tell(passed_on)
        elif talk.heard.intent == "affirm" and understanding.person_was_offered(talk):
            hand_over(uow, talk)
        elif not uow.carts.get(talk.conversation).is_empty:
            if not take_shown(uow, talk):
                go_on(uow, talk)
            answer_asked(uow, talk)
        elif waits_for_number(uow, talk):
            talk.events.append(FollowupAction("action_retry_payment"))
        elif talk.heard.intent == "inform" and waits_for_rating(uow, talk):
            rate(uow, talk)
            talk.notes = understanding.with_person(talk, talk.notes)
        elif take_shown(uow, talk):
            answer_asked(uow, talk)
        elif talk.heard.intent == "affirm":
            talk.say("utter_nothing_to_confirm")
        elif talk.heard.intent == "deny":
            talk.say("utter_ok_no")
        else:
            talk.say("utter_nothing_asked")


class StaleChoice(ShopAction):
    action_name = "action_stale_choice"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        order = standing_order(uow, talk.conversation) if talk.heard.first("reason") == "affirm" else None
        if order is not None and uow.carts.get(talk.conversation).is_empty:
            # Yes was tapped twice.
            talk.say("utter_placed_already", order=order.number)
            return
        talk.say("utter_stale_choice")
        if uow.carts.get(talk.conversation).is_empty:
            talk.say("utter_lost_here")
        go_on(uow, talk)

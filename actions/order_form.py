"""The order form: what counts as an answer, and how each question is asked."""

from __future__ import annotations

from dataclasses import replace

from actions import understanding
from actions.asked import answer_asked
from actions.base import ShopAction, mirror
from actions.cart import tell_empty
from actions.limits import keep_open_if_over, told_if_over
from actions.pickup import shop_place
from actions.talk import FORM, Talk
from bot.commerce.cart import Question
from bot.commerce.payments import PROMPTED
from bot.services import cart_acts, checkout, extras, questions, shopping
from bot.services.heard import Heard
from bot.services.notes import Note
from bot.services.ports import UnitOfWork


class ValidateOrderForm(ShopAction):
    """Called by the form with every message. No event at all tells Rasa that the message was no answer, so that the rules
    may take it as a question in between; the form comes back by itself after that."""

    action_name = "validate_order_form"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        # Rasa logs the form's own run before it calls this; anything more means that a rule has dealt with the message.
        if not talk.in_form or talk.ran_before != (FORM,):
            mirror(uow, talk)
            return
        question = checkout.open_question(uow, talk.conversation)
        notes = self.answer(uow, talk, question) if question else None
        if notes is None or question is None:
            return
        self._tell(uow, talk, question, notes)
        if not talk.events:
            # Still the same question: Rasa must see that it was answered, if badly, to ask it again.
            talk.slots[question.value] = "known"
            talk.set_slot(question.value, None)

    def _tell(self, uow: UnitOfWork, talk: Talk, question: Question, notes: list[Note]) -> None:
        if question is Question.CONFIRM:
            keep_open_if_over(uow, talk.conversation)
        talk.tell(understanding.with_person(talk, notes))
        answer_asked(uow, talk)
        mirror(uow, talk)
        if uow.carts.get(talk.conversation).is_empty and not any(note.response == "utter_skipped" for note in notes):
            tell_empty(uow, talk)
            talk.end_form()

    def answer(self, uow: UnitOfWork, talk: Talk, question: Question) -> list[Note] | None:
        """What to tell; None where the message is no answer to the open question, not even a bad one."""
        passed_on = understanding.answers_offer_to_ask(uow, talk)
        if passed_on is not None:
            return passed_on
        heard = understanding.in_context(question, talk.heard)
        if _answers_another(talk, heard):
            return None
        if question is Question.ADDRESS and heard.reading.is_skip:
            return [Note("utter_address_needed")]
        heard = _agreed(uow, talk, question, heard)
        extra = extras.asked(uow, talk.conversation) if question is Question.EXTRA else None
        notes = _cart_changes(uow, talk, question, heard)
        if notes is None:
            notes = checkout.answer_details(uow, talk.conversation, heard)
        if notes is None:
            return self._plainly(uow, talk, question, heard)
        if extra is not None:
            # "Yes please, and two more milk": the rest of it was just done.
            extras.answer(uow, talk.conversation, extra, heard)
        return notes

    def _plainly(self, uow: UnitOfWork, talk: Talk, question: Question, heard: Heard) -> list[Note] | None:
        """What is neither a change of the cart nor details of the order answers the question alone, if anything."""
        if question is Question.ADDRESS and heard.intent == "deny" and not talk.slots.get("wants_new_address"):
            # No to the address on file, if there is one; the question for another follows.
            talk.set_slot("wants_new_address", True)
            return []
        elsewhere = understanding.is_about_something_else(question, heard)
        notes = None if elsewhere else checkout.answer(uow, talk.conversation, heard, question)
        return understanding.unanswered(uow, talk, question, heard) if notes is None else notes


def _answers_another(talk: Talk, heard: Heard) -> bool:
    """Whether to talk to a person, or how to pay the order before this one."""
    if heard.intent in ("affirm", "deny") and understanding.person_was_offered(talk):
        return True
    return understanding.pays_order_before(heard)


def _agreed(uow: UnitOfWork, talk: Talk, question: Question, heard: Heard) -> Heard:
    """A yes that repeats what is in the cart is a yes."""
    agrees = question is Question.CONFIRM and heard.acts.begins_yes
    if agrees and cart_acts.repeats_cart(uow, talk.conversation, heard):
        return replace(heard, intent="affirm", wishes=())
    return heard


def _cart_changes(uow: UnitOfWork, talk: Talk, question: Question, heard: Heard) -> list[Note] | None:
    """None where the message changes no cart. How many it may be is what the question for a quantity reads itself."""
    if question is Question.QUANTITY:
        return None
    done = cart_acts.take(uow, talk.conversation, heard, talk.shown)
    if done is None:
        return None
    return done + checkout.take_along(uow, talk.conversation, replace(heard, intent="inform"))


class Ask(ShopAction):
    """Asking writes too: the total that was shown is kept, because a yes is a yes to that total."""

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        if talk.told & understanding.ASKS_ITSELF:
            return
        talk.tell(shopping.drop_gone(uow, talk.conversation))
        if talk.notes and uow.carts.get(talk.conversation).is_empty:
            tell_empty(uow, talk)
            talk.end_form()
            return
        # The slots are Rasa's picture of the cart; if they lag behind, the cart's own question is the right one.
        question = checkout.open_question(uow, talk.conversation)
        if question is None:
            talk.say("utter_ask_product_open")
        else:
            self.ask(uow, talk, question)

    def ask(self, uow: UnitOfWork, talk: Talk, question: Question) -> None:
        if question is Question.PRODUCT:
            note = questions.ask_product(uow, talk.conversation)
        elif question is Question.QUANTITY:
            note = questions.ask_quantity(uow, talk.conversation)
        elif question is Question.PLACE_CHECK:
            note = questions.ask_place_check(uow, talk.conversation)
        elif question is Question.CONFIRM:
            note = questions.ask_confirm(uow, talk.conversation, talk.language)
            note.values.update(shop_place())
            note = told_if_over(uow, talk.conversation, note)
        elif question is Question.EXTRA:
            note = extras.ask(*checkout.summary(uow, talk.conversation), uow.extras)
        elif question is Question.ADDRESS:
            note = questions.ask_address(uow, talk.conversation, bool(talk.slots.get("wants_new_address")))
        elif question is Question.METHOD:
            note = questions.ask_method(uow, talk.conversation)
        else:
            prompted = uow.carts.get(talk.conversation).payment_method in PROMPTED
            talk.say("utter_ask_payment_phone" if prompted else "utter_ask_delivery_phone")
            return
        talk.tell([note])


class AskProduct(Ask):
    action_name = "action_ask_product"


class AskQuantity(Ask):
    action_name = "action_ask_quantity"


class AskPlaceCheck(Ask):
    action_name = "action_ask_place_check"


class AskOrderConfirmed(Ask):
    action_name = "action_ask_order_confirmed"


class AskExtra(Ask):
    """What the shop asks itself, as ``data/questions.yml`` has it: one after the other."""

    action_name = "action_ask_extra"


class AskAddress(Ask):
    action_name = "action_ask_address"


class AskPaymentMethod(Ask):
    action_name = "action_ask_payment_method"


class AskPaymentPhone(Ask):
    action_name = "action_ask_payment_phone"

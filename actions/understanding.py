"""When it is not sure what a message means: what the open question makes of it, what is asked back, when a person is offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from actions.listing import product_rows
from actions.talk import SHOWN_PRODUCT, Talk
from bot.bootstrap import current_shop
from bot.commerce.cart import Question
from bot.commerce.cases import CaseKind
from bot.commerce.payments import METHODS
from bot.messaging.words import Words
from bot.services.cases import open_case
from bot.services.heard import UNSURE, Heard
from bot.services.notes import Note
from bot.services.ports import Choice, UnitOfWork
from bot.settings import read_settings

LONGEST_QUESTION = 500
MOST_ABOUT = 5

# A meaning less likely than this, or less than half as likely as the likeliest, is not worth a customer's reading.
PLAUSIBLE = 0.15
MOST_MEANINGS = 2
# The name under which a choice carries the message it was asked about; Rasa's door reads that message again.
MEANT = "meant"

# The entity that answers a question.
ANSWERED_BY = {
    Question.QUANTITY: ("quantity", "inform"),
    Question.CONFIRM: ("quantity", "inform"),
    Question.ADDRESS: ("address", "inform_address"),
    Question.METHOD: ("payment_method", "choose_payment_method"),
    Question.PHONE: ("phone", "inform"),
}
# What each question takes for an attempt to answer it: such a message is a poor answer, and nothing else to ask about.
ATTEMPTS = {
    Question.PRODUCT: {"order_items", "inform"},
    Question.QUANTITY: {"order_items", "change_quantity", "inform", "rate_order"},
    Question.PLACE_CHECK: {"affirm", "deny", "inform_address", "inform"},
    Question.CONFIRM: {"affirm", "deny", "checkout"},
    Question.EXTRA: {"affirm", "deny"},
    Question.ADDRESS: {"inform_address", "delivery_instructions", "inform"},
    Question.METHOD: {"choose_payment_method", "inform"},
    Question.PHONE: {"inform"},
}
# Said in passing they cost nothing, so the likelier one is simply answered.
SMALL_TALK = {"greet": "utter_lost_here", "thank": "utter_thanks", "goodbye": "utter_goodbye"}
# Answers, if to nothing that was asked: what would be one is said.
BARE = {"inform", "affirm", "deny"}

# What the shop does not know a person may: a yes passes the question on.
OFFERS_TO_ASK = {"utter_not_known", "utter_not_known_goods"}
# The question that may be passed on.
QUESTION_SLOT = "unknown_question"
OFFERS_PERSON = {"utter_fallback_person", "utter_fallback_person_order"}
STUCK = {
    Question.QUANTITY: "utter_stuck_quantity",
    Question.ADDRESS: "utter_stuck_address",
    Question.PHONE: "utter_stuck_payment_phone",
}
# They end with choices of their own: the open question is not asked again below them.
STANDS_ALONE = {"utter_ask_meaning", *OFFERS_TO_ASK, *OFFERS_PERSON, *STUCK.values()}
# So does a question about an order placed before; it is no sign that the message was not understood.
ASKS_ITSELF = {*STANDS_ALONE, "utter_choose_method_for_order", "utter_ask_product_meant"}
PAYING = {"choose_payment_method", "retry_payment"}
REFUSED = {
    "utter_quantity_zero",
    "utter_quantity_not_whole",
    "utter_quantity_unclear",
    "utter_quantity_above_stock",
    "utter_quantity_above_stock_with_cart",
    "utter_address_unclear",
    "utter_address_missing",
    "utter_address_needed",
    "utter_address_too_wide",
    "utter_address_abroad",
    "utter_phone_unclear",
    "utter_rating_range",
    "utter_how_many_stars",
    *(f"utter_unclear_{question.value}" for question in Question),
}
MISSES = {
    "utter_default",
    "utter_fallback_again",
    "utter_fallback_choices",
    *STANDS_ALONE,
    *REFUSED,
}


def misses_before(talk: Talk) -> int:
    """How many messages in a row before this one were not understood, or were answers that could not be taken."""
    return len(list(takewhile(lambda told: bool(told & MISSES), talk.told_earlier)))


def person_was_offered(talk: Talk) -> bool:
    """The last thing asked was whether to bring in a person: a yes or a no answers that, and no question before it."""
    return bool(talk.told_earlier and talk.told_earlier[0] & OFFERS_PERSON)


def asks_unknown(uow: UnitOfWork, talk: Talk) -> list[Note]:
    """What the shop cannot answer it says so, and offers to ask a person; nothing where the message is no question."""
    if not talk.heard.reading.is_question or misses_before(talk) >= 2:
        return []
    talk.set_slot(QUESTION_SLOT, talk.heard.text[:LONGEST_QUESTION])
    about = [sku for wish in talk.heard.wishes for sku in wish.candidates] or talk.heard.acts.about
    catalog = uow.products.catalog()
    found = [product for sku in dict.fromkeys(about) if (product := catalog.get(sku)) and product.sellable][:MOST_ABOUT]
    if not found:
        return [Note("utter_not_known")]
    talk.set_slot(SHOWN_PRODUCT, [product.sku for product in found])
    return [Note("utter_not_known_goods", {"rows": product_rows(found, numbered=False)})]


def answers_offer_to_ask(uow: UnitOfWork, talk: Talk) -> list[Note] | None:
    """A yes passes the question on to a person, a no drops it; None where none was offered, or something else is said."""
    offered = talk.told_earlier and talk.told_earlier[0] & OFFERS_TO_ASK
    question, answer = talk.slots.get(QUESTION_SLOT), talk.heard.reading.answers or talk.heard.intent
    if not offered or not question or answer not in ("affirm", "deny", "talk_to_human"):
        return None
    talk.set_slot(QUESTION_SLOT, None)
    if answer == "deny":
        return [Note("utter_ok_no")]
    at, owner = current_shop().clock(), read_settings().owner_phone
    open_case(uow, talk.conversation, CaseKind.QUESTION, str(question), at, owner=owner)
    return [Note("utter_question_passed_on")]


def in_context(question: Question, heard: Heard) -> Heard:
    """The message as the open question makes it: a bare value that the question asks for is an answer, whatever the
    classifier takes it for; and where that is unsure, so is any message with such a value."""
    if heard.reading.answers:
        return replace(heard, intent=heard.reading.answers)
    if question is Question.CONFIRM and heard.intent in SMALL_TALK and _begins_with_yes(heard):
        return replace(heard, intent="affirm")
    name, intent = ANSWERED_BY.get(question, ("", ""))
    if name and heard.first(name) and (_is_bare(heard, name) or (heard.intent == UNSURE and not _goods(heard))):
        return replace(heard, intent=intent)
    return heard


def _begins_with_yes(heard: Heard) -> bool:
    """ "Ndiyo mwanangu, ahsante": a yes, and thanks."""
    acts = heard.acts
    says_more = acts.unread or acts.changes or acts.picks or acts.corrects or heard.wishes or heard.reading.is_question
    return acts.begins_yes and not says_more


def _is_bare(heard: Heard, name: str) -> bool:
    """Nothing but this value was said."""
    said = [each for each in heard.extra.get("entities") or () if each.get("entity") == name and "start" in each]
    covered = sum(each["end"] - each["start"] for each in said)
    return bool(said) and covered >= len(heard.text.strip(" .!?\n"))


def _goods(heard: Heard) -> bool:
    return bool(heard.first("product")) or any(wish.sku or wish.candidates for wish in heard.wishes)


def pays_order_before(heard: Heard) -> bool:
    """The money of an order that is named, as our buttons name it, answers nothing about the one being made."""
    return heard.intent in PAYING and bool(heard.first("order_number"))


def is_about_something_else(question: Question, heard: Heard) -> bool:
    """In doubt, a message that names goods of its own is no answer to how many, which or yes; and since any words may be a
    place, what may well mean something else is no answer to where."""
    if question is Question.ADDRESS:
        return bool(meanings(heard, question))
    return heard.intent == UNSURE and _goods(heard)


def meanings(heard: Heard, question: Question | None = None) -> list[str]:
    """The likeliest intents of an unsure message that a customer can choose among, the likeliest first. None where none of
    the two likeliest is such an intent, or the likeliest is an attempt to answer the open ``question``."""
    guesses = heard.guesses
    if heard.intent != UNSURE or not guesses or guesses[0][1] < PLAUSIBLE:
        return []
    if question and guesses[0][0] in ATTEMPTS[question]:
        return []
    least = max(PLAUSIBLE, guesses[0][1] / 2)
    known = labels("en")
    likely = [name for name, confidence in guesses if confidence >= least]
    return [name for name in likely if name in known][:MOST_MEANINGS] if set(likely[:2]) & set(known) else []


def small_talk(heard: Heard) -> str:
    """The response to a pleasantry that was told apart from another pleasantry at most; nothing for all else."""
    guesses = heard.guesses
    return SMALL_TALK.get(guesses[0][0], "") if guesses and guesses[0][1] >= PLAUSIBLE else ""


@lru_cache(maxsize=2)
def labels(language: str) -> Mapping[str, str]:
    """What each intent is called in a choice, as ``utter_ask_meaning`` in ``domain.yml`` has it. Intents that nobody
    asks for ("yes", a greeting, a seller's command) have no name there and are never offered."""
    found: Mapping[str, str] = Words.of_domain().variant("utter_ask_meaning", language)["metadata"]["meanings"]
    return found


def ask_meaning(talk: Talk, offered: list[str]) -> Note:
    """Numbered and as buttons; each carries the message along, so that what was said with it is not lost."""
    named = labels(str(talk.slots.get("language") or "en"))
    chosen = [(named[intent], intent, {MEANT: talk.heard.text}) for intent in offered]
    chosen.append((named["other"], "help", {}))
    rows = "\n".join(f"{place}. {title}" for place, (title, _, _) in enumerate(chosen, 1))
    choices = tuple(
        Choice(id="", title=title, payload={"intent": intent, "entities": entities})
        for title, intent, entities in chosen
    )
    return Note("utter_ask_meaning", {"rows": rows}, choices)


def unanswered(uow: UnitOfWork, talk: Talk, question: Question, heard: Heard) -> list[Note] | None:
    """What to tell where ``heard`` answers the open question badly or not at all; None where it is a digression."""
    if heard.intent == UNSURE:
        return not_understood(uow, talk, question, heard)
    if heard.intent in BARE or (question is Question.METHOD and _names_no_method(heard)):
        return [Note(f"utter_unclear_{question.value}")]
    return None


def _names_no_method(heard: Heard) -> bool:
    short = len(heard.text.split()) <= 2
    strange = heard.intent == "choose_payment_method" or (heard.intent == "out_of_scope" and short)
    return strange and heard.first("payment_method") not in METHODS


def not_understood(uow: UnitOfWork, talk: Talk, question: Question, heard: Heard) -> list[Note]:
    """Asks what was meant where that can be asked. Else says what would be an answer; then what can be done; then
    offers a person."""
    missed, offered = misses_before(talk), meanings(heard, question)
    if missed >= 2:
        return [Note("utter_fallback_person_order")]
    unknown = asks_unknown(uow, talk)
    if unknown:
        return unknown
    if offered:
        return [ask_meaning(talk, offered)]
    if missed:
        return [Note(STUCK.get(question, "utter_fallback_again"))]
    return [Note(f"utter_unclear_{question.value}")]


def with_person(talk: Talk, notes: list[Note]) -> list[Note]:
    """After the third answer in a row that could not be taken, a person is offered beside the question."""
    refused = any(note.response in REFUSED for note in notes)
    if not refused or misses_before(talk) < 2:
        return notes
    return [*notes, Note("utter_offer_person" if talk.in_form else "utter_offer_person_only")]

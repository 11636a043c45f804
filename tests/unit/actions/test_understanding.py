"""What a message in doubt is taken for, and what is asked back."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker

from actions import understanding
from actions.talk import Talk
from bot.commerce.cart import Question
from bot.domain_files import read_domain
from bot.nlu.fields.said import said_in
from bot.services.heard import Heard, heard_from
from bot.workshop.validate.buttons import BUTTON_TITLE

DOMAIN = read_domain()
INTENTS = {name for each in DOMAIN["intents"] for name in each}


def unsure(text: str, *guesses: tuple[str, float], entities: tuple[dict[str, Any], ...] = ()) -> Heard:
    ranking = [{"name": name, "confidence": confidence} for name, confidence in (("nlu_fallback", 0.4), *guesses)]
    message = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": list(entities)}
    return heard_from({**message, "said": said_in(text, entities)})


def entity(text: str, said: str, name: str, value: Any) -> dict[str, Any]:
    start = text.index(said)
    return {"entity": name, "value": value, "start": start, "end": start + len(said)}


def talk(*turns: tuple[str, str]) -> Talk:
    """Each turn an intent and the response it got; the last one has no answer yet."""
    events: list[dict[str, Any]] = []
    for intent, response in turns:
        events.append({"event": "user", "parse_data": {"intent": {"name": intent}}})
        if response:
            events.append({"event": "bot", "metadata": {"utter_action": response}})
    latest: dict[str, Any] = {"intent": {"name": turns[-1][0]}, "text": "so"}
    return Talk.of("action_fallback", Tracker("wa:1", {"language": "sw"}, latest, events, False, None, {}, None))


@pytest.mark.parametrize(
    ("guesses", "offered"),
    [
        ((("track_order", 0.45), ("cancel_order", 0.42)), ["track_order", "cancel_order"]),
        ((("track_order", 0.38), ("cancel_order", 0.36), ("reorder", 0.2)), ["track_order", "cancel_order"]),
        ((("track_order", 0.45), ("greet", 0.42)), ["track_order"]),
        ((("greet", 0.45), ("track_order", 0.42)), ["track_order"]),
        ((("track_order", 0.38), ("cancel_order", 0.12)), ["track_order"]),
        ((("affirm", 0.45), ("thank", 0.42), ("track_order", 0.3)), []),
        ((("seller_accept", 0.45), ("seller_reject", 0.42)), []),
        ((("track_order", 0.1), ("cancel_order", 0.1)), []),
        ((), []),
    ],
)
def test_only_likely_intents_that_a_customer_can_mean_are_offered(
    guesses: tuple[tuple[str, float], ...], offered: list[str]
) -> None:
    assert understanding.meanings(unsure("so", *guesses)) == offered


def test_a_message_that_was_understood_has_no_second_meaning() -> None:
    sure = {"name": "track_order", "confidence": 0.9}

    assert understanding.meanings(heard_from({"text": "x", "intent": sure, "intent_ranking": [sure]})) == []


def test_an_attempt_at_the_open_question_is_not_asked_about() -> None:
    heard = unsure("nyingi sana", ("change_quantity", 0.45), ("rate_order", 0.42))

    assert understanding.meanings(heard, Question.QUANTITY) == []
    assert understanding.meanings(heard, Question.ADDRESS) == ["change_quantity", "rate_order"]


def test_every_meaning_has_a_name_for_a_button_in_both_languages() -> None:
    english, swahili = understanding.labels("en"), understanding.labels("sw")

    assert set(english) == set(swahili)
    assert set(english) - {"other"} <= INTENTS
    for named in (english, swahili):
        assert len(set(named.values())) == len(named)
        assert max(len(label) for label in named.values()) <= BUTTON_TITLE


def test_what_nobody_asks_for_has_no_name() -> None:
    unnamed = INTENTS - set(understanding.labels("en"))

    assert {name for name in unnamed if not name.startswith("EXTERNAL_")} == {
        "greet", "goodbye", "thank", "affirm", "deny", "inform", "bot_challenge", "seller_accept", "seller_reject",
        "out_of_scope",
    }  # fmt: skip


def test_each_choice_carries_the_message_along() -> None:
    note = understanding.ask_meaning(talk(("nlu_fallback", "")), ["track_order", "cancel_order"])

    assert note.values == {"rows": "1. Fuatilia oda\n2. Ghairi oda\n3. Kitu kingine"}
    assert [(choice.title, choice.payload) for choice in note.choices] == [
        ("Fuatilia oda", {"intent": "track_order", "entities": {"meant": "so"}}),
        ("Ghairi oda", {"intent": "cancel_order", "entities": {"meant": "so"}}),
        ("Kitu kingine", {"intent": "help", "entities": {}}),
    ]


@pytest.mark.parametrize(
    ("question", "text", "name", "value", "intent"),
    [
        (Question.QUANTITY, "mbili", "quantity", "2", "inform"),
        (Question.QUANTITY, "like two maybe", "quantity", "2", "inform"),
        (Question.CONFIRM, "3", "quantity", "3", "inform"),
        (Question.ADDRESS, "hapo Kilimani tu", "address", "Kilimani", "inform_address"),
        (Question.METHOD, "kwa mpesa hivi", "payment_method", "mpesa", "choose_payment_method"),
        (Question.PHONE, "0712345678", "phone", "+254712345678", "inform"),
        (Question.PRODUCT, "mbili", "quantity", "2", "nlu_fallback"),
    ],
)
def test_in_doubt_the_value_that_the_question_asks_for_answers_it(
    question: Question, text: str, name: str, value: str, intent: str
) -> None:
    said = {"mbili": "mbili", "like two maybe": "two", "hapo Kilimani tu": "Kilimani", "kwa mpesa hivi": "mpesa"}
    heard = unsure(text, ("rate_order", 0.4), entities=(entity(text, said.get(text, text), name, value),))

    assert understanding.in_context(question, heard).intent == intent


def test_a_bare_value_is_an_answer_whatever_it_was_taken_for() -> None:
    bare = heard_from(
        {"text": "5.", "intent": {"name": "rate_order"}, "entities": [entity("5.", "5", "quantity", "5")]}
    )
    more = heard_from(
        {"text": "5 stars", "intent": {"name": "rate_order"}, "entities": [entity("5 stars", "5", "quantity", "5")]}
    )

    assert understanding.in_context(Question.QUANTITY, bare).intent == "inform"
    assert understanding.in_context(Question.QUANTITY, more).intent == "rate_order"


@pytest.mark.parametrize(("word", "intent"), [("Ndio!", "affirm"), ("sawa", "affirm"), ("zii", "deny")])
def test_in_doubt_a_plain_yes_or_no_is_one(word: str, intent: str) -> None:
    heard = unsure(word, ("opt_in", 0.4), ("greet", 0.39))

    assert understanding.in_context(Question.CONFIRM, heard).intent == intent


@pytest.mark.parametrize(
    ("turns", "misses"),
    [
        ([("nlu_fallback", "")], 0),
        ([("nlu_fallback", "utter_default"), ("nlu_fallback", "")], 1),
        ([("nlu_fallback", "utter_unclear_quantity"), ("inform", "utter_quantity_zero"), ("inform", "")], 2),
        ([("nlu_fallback", "utter_default"), ("greet", "utter_greet"), ("nlu_fallback", "")], 0),
        ([("nlu_fallback", "utter_default"), ("EXTERNAL_order_shipped", "utter_order_shipped"), ("inform", "")], 1),
        ([("nlu_fallback", "utter_ask_order_confirmed"), ("nlu_fallback", "")], 0),
    ],
)
def test_misses_in_a_row_are_read_from_what_was_told(turns: list[tuple[str, str]], misses: int) -> None:
    assert understanding.misses_before(talk(*turns)) == misses


def test_every_response_that_is_counted_is_in_the_domain() -> None:
    assert set(DOMAIN["responses"]) >= understanding.MISSES

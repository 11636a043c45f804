"""From what was uttered in a turn to as few bubbles as WhatsApp's limits allow."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.bubbles import Bubble, bubbles, read_payload
from bot.channels.rulebook import led_by, rules


def uttered(
    text: str | None, *titles: str, response: str = "utter_x", button: str = "", image: str = ""
) -> dict[str, Any]:
    offered = [{"title": title, "payload": '/inform{"sku": "A"}'} for title in titles]
    about = {"utter_action": response, "metadata": {"button": button}}
    return {"text": text, "data": {"buttons": offered, "image": image}, "metadata": about}


def texts(*said: dict[str, Any]) -> list[str]:
    return [bubble.text for bubble in bubbles(said)]


def titles(bubble: Bubble) -> list[str]:
    return [choice["title"] for choice in bubble.choices]


def test_a_turn_is_one_bubble_with_the_last_questions_choices() -> None:
    (bubble,) = bubbles(
        [uttered("Added.", "Old"), uttered(" Which? ", "1kg", "2kg", button="Choose"), uttered("Tell me.")]
    )
    assert bubble.text == "Added.\n\nWhich?\n\nTell me."
    assert (titles(bubble), bubble.button) == (["1kg", "2kg"], "Choose")


@pytest.mark.parametrize("nothing", [None, "", "  \n"])
def test_what_says_nothing_is_no_bubble(nothing: str | None) -> None:
    assert bubbles([uttered(nothing, "Tap")]) == []
    assert bubbles([]) == []


def test_long_texts_are_merged_only_up_to_the_limit() -> None:
    assert len(texts(uttered("a" * 2000), uttered("b" * 2094))) == 1
    assert len(texts(uttered("a" * 2000), uttered("b" * 2095))) == 2


def test_beside_choices_or_a_picture_the_limit_is_shorter_whichever_side_brings_them() -> None:
    fits, too_long = "a" * 500, "a" * 1023
    for first, second in (
        (uttered(too_long), uttered("b", "Tap")),
        (uttered("b", "Tap"), uttered(too_long)),
        (uttered(too_long), uttered("b", image="https://i")),
        (uttered("b", image="https://i"), uttered(too_long)),
    ):
        assert len(texts(first, second)) == 2
    assert len(texts(uttered(fits), uttered(fits, "Tap"))) == 1


def test_two_pictures_are_two_bubbles_and_one_joins_a_text() -> None:
    assert len(bubbles([uttered("a", image="https://1"), uttered("b", image="https://2")])) == 2
    (bubble,) = bubbles([uttered("a", image="https://1"), uttered("b")])
    assert bubble.image_url == "https://1"


def test_at_most_ten_choices_are_offered() -> None:
    (bubble,) = bubbles([uttered("Which?", *(str(number) for number in range(12)))])
    assert len(bubble.choices) == 10


@pytest.mark.parametrize(
    ("response", "question"),
    [
        ("utter_ask_product", "product"),
        ("utter_ask_order_confirmed_address_method", "order_confirmed"),
        ("utter_ask_address_saved", "address"),
        ("utter_ask_payment_phone", "payment_phone"),
        ("utter_greet", ""),
        ("", ""),
    ],
)
def test_choices_belong_to_their_question(response: str, question: str) -> None:
    (bubble,) = bubbles([uttered("?", "Yes", response=response)])
    assert bubble.choices[0]["question"] == question
    assert bubble.as_dict()["choices"][0]["payload"] == {"intent": "inform", "entities": {"sku": "A"}}


def test_an_utterance_with_nothing_but_text_is_enough() -> None:
    assert bubbles([{"text": "hi"}]) == [Bubble("hi")]


@pytest.mark.parametrize(
    ("payload", "read"),
    [
        ("/help", ("help", {})),
        ('/inform{"sku": "A"}', ("inform", {"sku": "A"})),
        ('/inform {"sku": "A"}', ("inform", {"sku": "A"})),
        ('/inform{"a": {"b": 1}, "c": "}{"}', ("inform", {"a": {"b": 1}, "c": "}{"})),
        ('/inform{"a":\n"b"}', ("inform", {"a": "b"})),
        ("/EXTERNAL_place", ("EXTERNAL_place", {})),
    ],
)
def test_payloads_are_read(payload: str, read: tuple[str, dict[str, Any]]) -> None:
    assert read_payload(payload) == {"intent": read[0], "entities": read[1]}


@pytest.mark.parametrize(
    "payload", ["", "help", "/", "/ help", "/help me", "/inform{", "/inform{a}", '/inform{"a": 1} x']
)
def test_payloads_that_are_none_are_refused(payload: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is json's own in some cases
        read_payload(payload)


def test_the_rule_that_led_on_is_named_with_its_file() -> None:
    assert len(rules()) > 50
    (led,) = led_by("help", ["action_help"])
    assert led == {"name": "explain how this works", "file": "data/rules/chat.yml"}
    assert led_by("help", ["action_greet"]) == []


def test_an_answer_that_the_form_took_is_said_to_be_the_forms() -> None:
    (led,) = led_by("inform", ["order_form", "action_ask_quantity"])
    assert led["file"] == "domain.yml"

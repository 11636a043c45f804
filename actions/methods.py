"""What each way to pay is called, as the question for it has it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bot.channels.bubbles import read_payload
from bot.messaging.words import Words, spoken


@lru_cache(maxsize=2)
def method_names(language: str) -> Mapping[str, str]:
    """By the method's code: the titles of the buttons below ``utter_ask_payment_method`` in ``domain.yml``."""
    variants = Words.of_domain().responses["utter_ask_payment_method"]
    fitting = next((each for each in variants if spoken(each) == language), variants[0])
    return {_method(button["payload"]): str(button["title"]) for button in fitting["buttons"]}


def _method(payload: str) -> str:
    # Rasa fills in a response's values, which halves the braces of its payloads.
    told = read_payload(payload.replace("{{", "{").replace("}}", "}"))
    return str(told["entities"]["payment_method"])

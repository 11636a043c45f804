"""What each way to pay is called, as the question for it has it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bot.channels.bubbles import read_payload
from bot.messaging.words import Words


@lru_cache(maxsize=2)
def method_names(language: str) -> Mapping[str, str]:
    """By the method's code: the titles of the buttons below ``utter_ask_payment_method`` in ``domain.yml``."""
    buttons = Words.of_domain().variant("utter_ask_payment_method", language)["buttons"]
    return {_method(button["payload"]): str(button["title"]) for button in buttons}


def _method(payload: str) -> str:
    # Rasa fills in a response's values, which halves the braces of its payloads.
    told = read_payload(payload.replace("{{", "{").replace("}}", "}"))
    return str(told["entities"]["payment_method"])

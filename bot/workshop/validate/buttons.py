"""Buttons and lists within WhatsApp's limits (Cloud API, interactive messages), leading where the bot can follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bot.channels.bubbles import read_payload
from bot.workshop.project.finding import Finding, Place
from bot.workshop.project.lines import line_of
from bot.workshop.validate.intents import BUILT_IN

REPLY_BUTTONS, MOST_ROWS = 3, 10
BUTTON_TITLE, ROW_TITLE, LIST_BUTTON = 20, 24, 20
SINGLE_BRACE = re.compile(r"(?<!\{)\{(?!\{)[^{}]*[\"':]")


def buttons_of(variant: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [each for each in variant.get("buttons") or () if isinstance(each, Mapping)]


def check_buttons(
    name: str, response: Place, buttons: list[Mapping[str, Any]], list_button: str, intents: Collection[str]
) -> Iterator[Finding]:
    """``list_button`` opens the list that more than three buttons become."""
    if len(buttons) > MOST_ROWS:
        message = f"'{name}' has {len(buttons)} buttons, WhatsApp shows {MOST_ROWS} rows at most"
        yield Finding(response, message, "offer fewer, or page them in an action")
    if len(buttons) > REPLY_BUTTONS and not list_button:
        message = f"'{name}' has {len(buttons)} buttons, which make a list, but no name for the button that opens it"
        yield Finding(response, message, 'add metadata: {button: "…"} in the language of the text')
    if len(list_button) > LIST_BUTTON:
        message = f"'{name}': the list's button '{list_button}' is longer than {LIST_BUTTON} characters"
        yield Finding(response, message, "shorten it")
    yield from _titles(name, response, buttons)
    for button in buttons:
        place = Place(response.file, line_of(button, response.line))
        yield from _payload(name, place, str(button.get("payload") or ""), intents)


def _titles(name: str, response: Place, buttons: list[Mapping[str, Any]]) -> Iterator[Finding]:
    kind, limit = ("button", BUTTON_TITLE) if len(buttons) <= REPLY_BUTTONS else ("list row", ROW_TITLE)
    titles = [str(button.get("title") or "").strip() for button in buttons]
    counted = Counter(title.lower() for title in titles)
    for title, button in zip(titles, buttons, strict=True):
        place = Place(response.file, line_of(button, response.line))
        if not title:
            yield Finding(place, f"'{name}' has a {kind} without a title", "say what the tap does")
        elif len(title) > limit:
            message = f"'{name}': the {kind} '{title}' is {len(title)} characters long, WhatsApp takes {limit}"
            yield Finding(place, message, "shorten the title")
        if title and counted.pop(title.lower(), 0) > 1:
            message = f"'{name}' has several {kind}s called '{title}', which WhatsApp refuses"
            yield Finding(place, message, "give each its own title")


def _payload(name: str, place: Place, written: str, intents: Collection[str]) -> Iterator[Finding]:
    if SINGLE_BRACE.search(written):
        message = f"'{name}': payload {written} has single braces, which Rasa takes for a placeholder"
        yield Finding(place, message, 'double them: /intent{{"entity": "value"}}')
        return
    try:
        intent = str(read_payload(as_sent(written))["intent"])
    except ValueError:
        message = f"'{name}': payload '{written}' cannot be read"
        yield Finding(place, message, 'write it as /intent or /intent{{"entity": "value"}}')
        return
    if intent not in {*intents, *BUILT_IN}:
        message = f"'{name}' has a button to intent '{intent}', which is not in the domain"
        yield Finding(place, message, "correct its spelling, or add the intent")


def as_sent(payload: str) -> str:
    """What Rasa makes of a payload of the domain: doubled braces are single ones, ``{order}`` is filled in."""
    whole = payload.replace("{{", "\0").replace("}}", "\1")
    return re.sub(r"\{\w+\}", "x", whole).replace("\0", "{").replace("\1", "}")

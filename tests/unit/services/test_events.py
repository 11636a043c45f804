"""An event is complete: someone deals with it, and what is told of it has words, in and out of WhatsApp's window."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from actions.base import ShopAction
from bot.commerce.events import EVENTS, Event, News, OrderNews
from bot.messaging.words import spoken
from bot.services.events import HANDLERS
from bot.services.news import FETCHED, FILLS, TELLINGS
from bot.templates.definition import templates
from bot.workshop.project.project import Project, read_project
from bot.workshop.project.steps import intent_of

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = {"en", "sw"}


def leaves(kind: type) -> Iterator[type]:
    below = kind.__subclasses__()
    yield from (leaf for each in below for leaf in leaves(each)) if below else (kind,)


KINDS = sorted({*leaves(Event), *leaves(News)}, key=lambda kind: kind.__name__)
TOLD = [kind for kind in KINDS if issubclass(kind, News)]


@cache
def project() -> Project:
    return read_project(ROOT)


def test_the_vocabulary_is_seen_whole() -> None:
    assert {"PaymentReported", "OrderShipped", "CaseOpened"} <= {kind.__name__ for kind in KINDS}
    assert OrderNews not in KINDS


@pytest.mark.parametrize("kind", leaves(Event))
def test_every_event_has_a_name_of_its_own_and_someone_who_deals_with_it(kind: type[Event]) -> None:
    assert EVENTS[kind.name] is kind
    assert kind in HANDLERS


@pytest.mark.parametrize("kind", TOLD)
def test_all_news_come_of_something_that_happens(kind: type[News]) -> None:
    """Put into the inbox by a service, or what a handler makes of an event."""
    written = "".join(path.read_text("utf-8") for path in (ROOT / "bot/services").glob("*.py"))
    assert re.search(rf"\b{kind.__name__}\(|: {kind.__name__},", written.partition("HANDLERS:")[0])


@pytest.mark.parametrize("kind", TOLD)
def test_all_news_have_a_template_or_a_reason_for_none(kind: type[News]) -> None:
    telling = TELLINGS[kind]
    assert bool(telling.templates) != bool(telling.why_none)
    assert len(telling.templates) < 2 or telling.choose
    for name in telling.templates:
        for each in {name, FETCHED.get(name, name)}:
            assert set(templates()[each].wordings) == LANGUAGES
            assert each in FILLS


@pytest.mark.parametrize("kind", TOLD)
def test_all_news_have_an_intent_a_rule_and_words_in_both_languages(kind: type[News]) -> None:
    intent = TELLINGS[kind].intent
    assert intent in project().intents
    followed = [path.steps for path in project().paths if path.is_rule and intent_of(path.steps[0]) == intent]
    (actions,) = [[step.value for step in steps[1:] if step.kind == "action"] for steps in followed]
    said = {response for action in actions for response in responses_of(action)}
    assert said
    for name in said:
        assert {spoken(variant) for variant in project().responses[name].content} == LANGUAGES, name


def responses_of(action: str) -> set[str]:
    """All that the action may say, by its code and that of the functions it calls."""
    (found,) = [each for each in classes(ShopAction) if getattr(each, "action_name", "") == action]
    methods = [value for each in found.__mro__ for value in vars(each).values() if isinstance(value, FunctionType)]
    begun = {text for method in methods for text in texts_of(method, set()) if text.startswith("utter_")}
    known = project().responses
    return {
        name
        for begins in begun
        for name in known
        if name == begins or (begins not in known and name.startswith(begins))
    }


def classes(kind: type) -> Iterator[type]:
    for path in (ROOT / "actions").glob("*.py"):
        importlib.import_module(f"actions.{path.stem}")
    for each in kind.__subclasses__():
        yield each
        yield from classes(each)


def texts_of(function: FunctionType, seen: set[FunctionType]) -> Iterator[str]:
    if function in seen or not function.__module__.startswith("actions."):
        return
    seen.add(function)
    for code in codes_of(function.__code__):
        yield from (const for const in code.co_consts if isinstance(const, str))
        for named in (function.__globals__.get(name) for name in code.co_names):
            if isinstance(named, FunctionType):
                yield from texts_of(named, seen)
            elif isinstance(named, dict):
                yield from (value for value in named.values() if isinstance(value, str))


def codes_of(code: CodeType) -> Iterator[CodeType]:
    yield code
    inner: list[Any] = [const for const in code.co_consts if isinstance(const, CodeType)]
    for each in inner:
        yield from codes_of(each)

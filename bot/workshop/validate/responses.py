"""Responses: spoken by someone, in both languages, saying the same in both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.commerce.extras import QUESTION
from bot.messaging.words import spoken
from bot.workshop.project.finding import Finding, Place
from bot.workshop.project.lines import Block, line_of
from bot.workshop.project.project import Named, Project, comparable
from bot.workshop.validate.buttons import buttons_of, check_buttons

LANGUAGES = {"en": "English", "sw": "Swahili"}
TEXT_LIMIT, BODY_LIMIT = 4096, 1024
PLACEHOLDER = re.compile(r"(?<!\{)\{([^\n{}]+?)\}(?!\})")


def check_responses(project: Project) -> Iterator[Finding]:
    yield from _unspoken(project)
    yield from _missing(project)
    for response in project.responses.values():
        yield from _check(project, response)
    yield from _unfilled(project)


def _spoken_by_rules(project: Project) -> set[str]:
    return {step.value for path in project.paths for step in path.steps if step.kind == "action"}


def _unspoken(project: Project) -> Iterator[Finding]:
    by_rules = _spoken_by_rules(project)
    asked = {f"utter_ask_{slot}" for form in project.forms.values() for slot in required_slots(form)}
    asked |= {f"utter_ask_{form}_{slot}" for form in project.forms for slot in required_slots(project.forms[form])}
    asked |= {QUESTION + name for name in project.asked()}
    for name, response in project.responses.items():
        if name not in by_rules | asked and not any(use.fits(name) for use in project.source.uses):
            fix = "remove it, or say it in a rule or an action"
            yield Finding(response.place, f"response '{name}' is never used", fix)


def required_slots(form: Named) -> list[str]:
    listed = form.content.get("required_slots") if isinstance(form.content, Mapping) else None
    return [str(slot) for slot in listed or ()]


def _missing(project: Project) -> Iterator[Finding]:
    for use in project.source.uses:
        if not any(use.fits(name) for name in project.responses):
            what = f"one of the form '{use.name}'" if use.is_pattern else f"'{use.name}'"
            message = f"the code says {what}, which the domain does not have"
            yield Finding(use.place, message, "add it to 'responses' in the domain, or correct its spelling")


def _check(project: Project, response: Named) -> Iterator[Finding]:
    variants = [each for each in response.content or () if isinstance(each, Block)]
    by_language: dict[str, Block] = {}
    for variant in variants:
        place = Place(response.place.file, line_of(variant, response.place.line))
        language = spoken(variant)
        yield from _check_variant(project, response.name, place, variant)
        if not variant.get("condition"):
            message = f"'{response.name}' has a text without a condition: it is said in any language"
            yield Finding(place, message, "add condition: [{type: slot, name: language, value: en}] (or sw)")
        elif language in by_language:
            message = f"'{response.name}' has two texts for '{language}': which one is said is left to chance"
            yield Finding(place, message, "keep one of them, or give them different conditions")
        by_language.setdefault(language, variant)
    for language, word in LANGUAGES.items():
        if language not in by_language:
            fix = f"add a variant with condition: [{{type: slot, name: language, value: {language}}}]"
            yield Finding(response.place, f"'{response.name}' has no {word} variant", fix)
    if LANGUAGES.keys() <= by_language.keys():
        yield from _compare(response, by_language["en"], by_language["sw"])


def _check_variant(project: Project, name: str, place: Place, variant: Block) -> Iterator[Finding]:
    text, buttons = str(variant.get("text") or ""), buttons_of(variant)
    if not text.strip() and not variant.get("custom"):
        yield Finding(place, f"'{name}' has a blank text", "write what the customer should read")
    has_choices = bool(buttons or list_button(variant))
    limit = BODY_LIMIT if has_choices else TEXT_LIMIT
    if len(text) > limit:
        beside = " beside buttons" if has_choices else ""
        message = f"'{name}' is {len(text)} characters long, WhatsApp takes {limit}{beside}"
        yield Finding(place, message, "shorten it, or say it in two responses")
    yield from check_buttons(name, place, buttons, list_button(variant), project.intents.keys())


def list_button(variant: Mapping[str, Any]) -> str:
    about = variant.get("metadata")
    return str(about.get("button") or "") if isinstance(about, Mapping) else ""


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def _compare(response: Named, english: Block, swahili: Block) -> Iterator[Finding]:
    place = Place(response.place.file, line_of(swahili, response.place.line))
    ours, theirs = placeholders(str(english.get("text"))), placeholders(str(swahili.get("text")))
    if ours != theirs:
        odd = ", ".join(f"{{{each}}}" for each in sorted(ours ^ theirs))
        message = f"'{response.name}' says {odd} in one language only"
        yield Finding(place, message, "use the same placeholders in English and in Swahili")
    payloads = [[comparable(button.get("payload")) for button in buttons_of(each)] for each in (english, swahili)]
    if payloads[0] != payloads[1]:
        message = f"'{response.name}' has other buttons in Swahili than in English"
        yield Finding(place, message, "give both the same payloads in the same order; only the titles differ")
    if bool(list_button(english)) != bool(list_button(swahili)):
        message = f"'{response.name}' names the button of its list in one language only"
        yield Finding(place, message, "add metadata: {button: …} to both")


def _unfilled(project: Project) -> Iterator[Finding]:
    """A placeholder that nobody fills is read by the customer as ``{order}``."""
    for use in project.source.uses:
        response = project.responses.get(use.name)
        if use.values is None or response is None:
            continue
        texts = [str(each.get("text")) for each in response.content or () if isinstance(each, Block)]
        wanted = set().union(*map(placeholders, texts))
        missing = wanted - use.values - project.slots.keys()
        if missing:
            odd = ", ".join(f"{{{each}}}" for each in sorted(missing))
            message = f"'{use.name}' needs {odd}, which is not given here"
            yield Finding(use.place, message, "give the value beside the response's name, or take it out of the text")

"""Intents: known, with examples, with a rule, and not two for the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.workshop.project.finding import Finding, Place
from bot.workshop.project.project import Example, Project
from bot.workshop.project.steps import intent_of

NEVER_TYPED = "EXTERNAL_"
# Rasa's own; they stand in no domain.
BUILT_IN = frozenset({"nlu_fallback", "restart", "back", "session_start"})


def check_intents(project: Project) -> Iterator[Finding]:
    yield from _without_examples(project)
    yield from _typed_though_external(project)
    yield from _without_rule(project)
    yield from _unknown(project)
    yield from _same_words(project)


def _without_examples(project: Project) -> Iterator[Finding]:
    spoken = {example.intent for example in project.examples}
    for name, intent in project.intents.items():
        if not name.startswith(NEVER_TYPED) and name not in spoken | BUILT_IN:
            fix = f"add examples under data/nlu, or name it {NEVER_TYPED}{name} if no customer says it"
            yield Finding(intent.place, f"intent '{name}' has no examples: it is never recognised", fix)


def _typed_though_external(project: Project) -> Iterator[Finding]:
    for name, place in project.example_intents.items():
        if name.startswith(NEVER_TYPED):
            message = f"intent '{name}' has examples: a customer could type what only the shop may report"
            yield Finding(place, message, "remove the examples; events and media reach the bot without words")


def _without_rule(project: Project) -> Iterator[Finding]:
    led = {intent_of(step) for path in project.paths for step in path.steps}
    for name, intent in project.intents.items():
        if name not in led:
            message = f"intent '{name}' is in no rule and no story: the bot does not know what to do with it"
            yield Finding(intent.place, message, "add a rule under data/rules, or drop the intent")


def _unknown(project: Project) -> Iterator[Finding]:
    fix = "add it to 'intents' in the domain, or correct its spelling"
    known = project.intents.keys() | BUILT_IN
    for name, place in project.example_intents.items():
        if name not in known:
            yield Finding(place, f"examples for intent '{name}', which is not in the domain", fix)
    for path in project.paths:
        for step in path.steps:
            name = intent_of(step)
            if name and name not in known:
                place = Place(path.place.file, step.line)
                yield Finding(place, f"'{path.name}' waits for intent '{name}', which is not in the domain", fix)
    for use in project.source.intents:
        if use.name not in known:
            yield Finding(use.place, f"the code names intent '{use.name}', which is not in the domain", fix)


def _same_words(project: Project) -> Iterator[Finding]:
    first: dict[str, Example] = {}
    for example in project.examples:
        words = normalised(example.text)
        other = first.setdefault(words, example)
        if words and other.intent != example.intent:
            message = f"'{example.text}' is an example of '{example.intent}' and, at {other.place}, of '{other.intent}'"
            yield Finding(example.place, message, "keep it for one intent: the same words cannot mean two things")


def normalised(text: str) -> str:
    """Without case, punctuation and spare spaces; what has no letters or digits, such as emoji, stays as it is."""
    plain = " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split())
    return plain or " ".join(text.split())

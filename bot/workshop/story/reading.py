"""From the project's files to topics: a topic is a file of rules, or a form with its questions."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.workshop.project import steps
from bot.workshop.project.project import Project, read_project
from bot.workshop.story.spoken import Code, read_code, responses_of
from bot.workshop.story.topic import LANGUAGES, Act, Bubble, Button, Heard, Lane, Leads, Topic
from bot.workshop.validate.responses import required_slots

RULES = "data/rules/"
EXAMPLES = 3
LONGEST_EXAMPLE = 48
PAYLOAD = re.compile(r"/(?P<intent>[\w/]+)(?P<values>\{.*\})?\s*")

Leading = Callable[[str, Mapping[str, Any]], Leads]


class NoSuchTopic(LookupError):
    """The message names the topics that there are."""


@dataclass(frozen=True)
class Rule:
    """A written rule; its ways through an ``or`` taken together."""

    topic: str
    ways: tuple[steps.Path, ...]

    @property
    def first(self) -> steps.Path:
        return self.ways[0]

    @property
    def intents(self) -> tuple[str, ...]:
        heard = (steps.intent_of(step) for way in self.ways for step in way.steps)
        return tuple(dict.fromkeys(intent for intent in heard if intent))

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple(step.value for step in self.first.steps if step.kind == "action")


class Library:
    """All topics of the project in ``root``. Raises SyntaxError for code that is not Python."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.project: Project = read_project(root)
        self.code: Code = read_code(root)
        self.rules = list(_rules(self.project))
        self.forms = {_form_topic(form): form for form in self.project.forms}

    def names(self) -> list[str]:
        return sorted({rule.topic for rule in self.rules} | self.forms.keys())

    def about(self, name: str) -> str:
        if name in self.forms:
            return f"the questions of {self.forms[name]}: {', '.join(self._slots(self.forms[name]))}"
        first = (self.root / f"{RULES}{name}.yml").read_text(encoding="utf-8").partition("\n")[0]
        return first.lstrip("# ").rstrip(".") if first.startswith("#") else ""

    def topic(self, name: str) -> Topic:
        """Raises NoSuchTopic."""
        if name not in self.names():
            raise NoSuchTopic(f"There is no topic '{name}'. There are: {', '.join(self.names())}.")
        if name in self.forms:
            return self._form(name, self.forms[name])
        own = [rule for rule in self.rules if rule.topic == name]
        lanes = [self._lane(number, rule, self._leading(own)) for number, rule in enumerate(own, 1)]
        return Topic(name, self.about(name), f"{RULES}{name}.yml and data/responses", tuple(lanes))

    def _leading(self, own: list[Rule], offset: int = 0, answers: frozenset[str] = frozenset()) -> Leading:
        """How buttons are followed in a picture that holds the rules ``own``."""

        def leads(intent: str, values: Mapping[str, Any]) -> Leads:
            if intent in answers or answers & values.keys():
                return Leads(intent, "answers the question")
            for number, rule in enumerate(own, offset + 1):
                if intent in rule.intents:
                    return Leads(intent, rule.first.name, lane=number)
            other = next((rule for rule in self.rules if intent in rule.intents), None)
            return Leads(intent, other.first.name, topic=other.topic) if other else Leads(intent, "no rule")

        return leads

    def _lane(self, number: int, rule: Rule, leads: Leading) -> Lane:
        path = rule.first
        acts = tuple(self._act(name, leads) for name in rule.actions)
        return Lane(
            number,
            path.name,
            str(path.place),
            tuple(self._heard(intent) for intent in rule.intents),
            tuple(_conditions(path)),
            acts,
            _then(path, self.project.forms),
        )

    def _heard(self, intent: str) -> Heard:
        written = (each.text for each in self.project.examples if each.intent == intent)
        short = (text for text in written if len(text) <= LONGEST_EXAMPLE)
        return Heard(intent, tuple(itertools.islice(short, EXAMPLES)))

    def _act(self, name: str, leads: Leading, note: str = "") -> Act:
        if name in self.project.forms:
            asks = f"asks what is still open: {', '.join(self._slots(name))}"
            return Act(name, asks, leads=Leads("", "its questions", topic=_form_topic(name)))
        said = responses_of(self.code, name, self.project.responses)
        return Act(name, note, tuple(self._bubble(response, leads) for response in said))

    def _bubble(self, name: str, leads: Leading) -> Bubble:
        variants = self.project.responses[name].content or []
        texts, buttons, opens = {}, {}, {}
        for language in LANGUAGES:
            variant = _variant(variants, language)
            texts[language] = str(variant.get("text") or "").strip()
            buttons[language] = tuple(_button(each, leads) for each in variant.get("buttons") or ())
            opens[language] = str((variant.get("metadata") or {}).get("button") or "")
        return Bubble(name, texts, buttons, opens)

    def _slots(self, form: str) -> list[str]:
        return list(required_slots(self.project.forms[form]))

    def _form(self, name: str, form: str) -> Topic:
        """What begins the form, its questions in their order, what is no answer, and what ends it."""
        own = [rule for rule in self.rules if form in rule.actions]
        begin = [rule for rule in own if rule.intents]
        end = [rule for rule in own if not rule.intents]
        asked = [*self._questions(form, self._leading(begin), len(begin))]
        lanes = [
            *(self._lane(number, rule, self._leading(begin)) for number, rule in enumerate(begin, 1)),
            *asked,
            *(self._lane(n, rule, self._leading(begin)) for n, rule in enumerate(end, len(begin) + len(asked) + 1)),
        ]
        return Topic(name, self.about(name), f"{self.project.forms[form].place} and data/rules", tuple(lanes))

    def _questions(self, form: str, leads: Leading, offset: int) -> Iterator[Lane]:
        checker = f"validate_{form}"
        answers = frozenset(text for text in self.code.texts_of(checker) if text in self.project.intents)
        own = [rule for rule in self.rules if form in rule.actions and rule.intents]
        place, waits = str(self.project.forms[form].place), (f"while {form} asks",)
        slots = self._slots(form)
        for number, slot in enumerate(slots, offset + 1):
            answered = self._leading(own, answers=answers | {slot})
            acts = tuple(self._act(asking, answered) for asking in self._asking(slot))
            last = number == offset + len(slots)
            then = "answered: the order form is through" if last else f"answered: on to {slots[number - offset]}"
            yield Lane(number, f"the question for {slot}", place, (), waits, acts, then)
        if checker in self.code.actions:
            acts = (
                self._act(
                    checker, self._leading(own, answers=answers), "takes the answer, or says what is wrong with it"
                ),
            )
            then = "not an answer: its own rule replies, then the question comes again"
            yield Lane(offset + len(slots) + 1, "what answers are told", place, (), waits, acts, then)

    def _asking(self, slot: str) -> list[str]:
        """The action or the response that asks for it, as Rasa looks for them; none where there is none."""
        named = (f"action_ask_{slot}", f"utter_ask_{slot}")
        return [each for each in named if each in self.project.actions or each in self.project.responses][:1]


def _rules(project: Project) -> Iterator[Rule]:
    for place, ways in itertools.groupby((path for path in project.paths if path.is_rule), key=lambda path: path.place):
        if place.file.startswith(RULES):
            yield Rule(place.file.removeprefix(RULES).removesuffix(".yml"), tuple(ways))


def _form_topic(form: str) -> str:
    return form.removesuffix("_form")


def _variant(variants: Sequence[Mapping[str, Any]], language: str) -> Mapping[str, Any]:
    """Of the language, else the first."""
    fitting = [each for each in variants if _language(each) == language]
    return next(iter([*fitting, *variants]), {})


def _language(variant: Mapping[str, Any]) -> str:
    conditions = variant.get("condition") or ()
    return next((str(each.get("value")) for each in conditions if each.get("name") == "language"), "")


def _button(written: Mapping[str, Any], leads: Leading) -> Button:
    found = PAYLOAD.fullmatch(str(written.get("payload") or ""))
    if found is None:
        return Button(str(written.get("title")), Leads("", "no intent"))
    values = json.loads((found["values"] or "{}").replace("{{", "{").replace("}}", "}"))
    return Button(str(written.get("title")), leads(found["intent"].partition("/")[0], values))


def _conditions(path: steps.Path) -> Iterator[str]:
    for condition in json.loads(path.condition):
        if "active_loop" in condition:
            form = condition["active_loop"]
            yield f"while {form} asks" if form else "while no form asks"
        yield from _slots_set(condition.get("slot_was_set") or ())


def _slots_set(written: Iterable[Any]) -> Iterator[str]:
    for each in written:
        for slot, value in each.items() if isinstance(each, dict) else [(each, True)]:
            yield f"{slot} is empty" if value is None else f"{slot} is {json.dumps(value, ensure_ascii=False)}"


def _then(path: steps.Path, forms: Mapping[str, Any]) -> str:
    loops = [step.value for step in path.steps if step.kind == "active_loop"]
    if loops and loops[-1] in forms:
        return f"{loops[-1]} goes on asking"
    return "" if path.waits else "goes on without waiting for the customer"

"""What the templates are: read from ``templates.yml`` beside this file and checked against Meta's limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().with_name("templates.yml")
LANGUAGES = ("en", "sw")
CATEGORIES = ("utility", "marketing")
BODY, FOOTER, BUTTON, BUTTONS = 1024, 60, 25, 10
PARAMETER = 150
NAME = re.compile(r"[a-z][a-z0-9_]{0,511}")
# A sign after the last place does not save it.
AT_AN_END = re.compile(r"^\W*\{\{\d+\}\}|\{\{\d+\}\}\W*$")
PLACE = re.compile(r"\{\{(\d+)\}\}")


class BrokenTemplate(ValueError):
    """A definition that Meta would refuse; the message names the template, the language and what is wrong."""


@dataclass(frozen=True)
class Wording:
    """One language of a template. ``buttons`` are quick replies: a tap comes back as their words."""

    body: str
    buttons: tuple[str, ...] = ()
    footer: str = ""

    @property
    def places(self) -> int:
        """How many parameters the body takes."""
        return len(set(PLACE.findall(self.body)))

    def filled(self, parameters: tuple[str, ...]) -> str:
        return PLACE.sub(lambda place: parameters[int(place[1]) - 1], self.body)


@dataclass(frozen=True)
class Template:
    """``example`` fills the places of every language, as Meta's reviewers want to see them."""

    name: str
    category: str
    when: str
    example: tuple[str, ...]
    wordings: Mapping[str, Wording]


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Template]:
    """All of them by name, in the order of the file."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> dict[str, Template]:
    """Raises BrokenTemplate."""
    found = {name: _template(name, facts) for name, facts in yaml.safe_load(text).items()}
    for each in found.values():
        _check(each)
    return found


def _template(name: str, facts: Mapping[str, Any]) -> Template:
    wordings = {
        language: Wording(
            " ".join(facts[language]["body"].split()),
            tuple(facts[language].get("buttons") or ()),
            facts[language].get("footer") or "",
        )
        for language in LANGUAGES
        if language in facts
    }
    return Template(name, facts["category"], facts["when"], tuple(str(each) for each in facts["example"]), wordings)


def _check(template: Template) -> None:
    missing = [language for language in LANGUAGES if language not in template.wordings]
    if missing or not NAME.fullmatch(template.name) or template.category not in CATEGORIES:
        raise BrokenTemplate(f"{template.name}: needs a name of a-z, 0-9 and _, {CATEGORIES} and {LANGUAGES}")
    for language, wording in template.wordings.items():
        wrong = _wrong(wording, template)
        if wrong:
            raise BrokenTemplate(f"{template.name} ({language}): {wrong}")


def _wrong(wording: Wording, template: Template) -> str:
    places = [int(place) for place in PLACE.findall(wording.body)]
    if sorted(places) != list(range(1, len(template.example) + 1)):
        return f"the body has the places {places} and the example {len(template.example)} values"
    if AT_AN_END.search(wording.body):
        return "the body may not begin or end with a place"
    longest = len(PLACE.sub("", wording.body)) + PARAMETER * len(places)
    if longest > BODY:
        return f"filled, the body may have {longest} characters; Meta takes {BODY}"
    if len(wording.footer) > FOOTER or len(wording.buttons) > BUTTONS:
        return "the footer or the list of buttons is too long"
    long = [title for title in wording.buttons if not 1 <= len(title) <= BUTTON]
    return f"button {long[0]!r} must have 1 to {BUTTON} characters" if long else ""


def as_parameter(value: str) -> str:
    """One line of at most 150 characters: Meta refuses new lines, tabs and more than four spaces in a row."""
    flat = " ".join(value.split()) or "–"
    return flat if len(flat) <= PARAMETER else flat[: PARAMETER - 1].rstrip() + "…"

"""Actions: each in the domain and as a class; and every question of a form asked by someone."""

from __future__ import annotations

from collections.abc import Iterator

from bot.workshop.project.finding import Finding
from bot.workshop.project.project import Project
from bot.workshop.validate.responses import required_slots
from bot.workshop.validate.rules import DEFAULT_ACTIONS


def check_actions(project: Project) -> Iterator[Finding]:
    yield from _classes(project)
    yield from _questions(project)


def _classes(project: Project) -> Iterator[Finding]:
    classes = project.source.classes or {}
    for name, action in project.actions.items():
        if name.startswith("utter_"):
            continue
        if name not in classes and name not in DEFAULT_ACTIONS:
            message = f"action '{name}' has no class under actions/: Rasa would call nothing"
            yield Finding(action.place, message, "write the class, or drop the action from the domain")
    for name, place in classes.items():
        if name not in project.actions and name not in DEFAULT_ACTIONS:
            message = f"action '{name}' is not in the domain: Rasa never runs it"
            yield Finding(place, message, "add it to 'actions' in the domain, or remove the class")


def _questions(project: Project) -> Iterator[Finding]:
    asked = project.actions.keys() | project.responses.keys()
    for form, described in project.forms.items():
        for slot in required_slots(described):
            names = {f"{kind}_ask_{which}" for kind in ("action", "utter") for which in (slot, f"{form}_{slot}")}
            if not names & asked:
                message = f"form '{form}' needs slot '{slot}', but nothing asks for it"
                yield Finding(described.place, message, f"add action_ask_{slot} or utter_ask_{slot}")
            if slot not in project.slots:
                message = f"form '{form}' needs slot '{slot}', which the domain does not have"
                yield Finding(described.place, message, "add it to 'slots' in the domain, or correct its spelling")

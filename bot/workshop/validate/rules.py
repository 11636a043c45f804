"""Rules and stories: naming what exists, and not contradicting each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from bot.workshop.project.finding import Finding, Place
from bot.workshop.project.project import Project
from bot.workshop.project.steps import Path

DEFAULT_ACTIONS = frozenset(
    "action_listen action_restart action_session_start action_default_fallback action_deactivate_loop "
    "action_revert_fallback_events action_default_ask_affirmation action_default_ask_rephrase "
    "action_two_stage_fallback action_unlikely_intent action_back action_extract_slots".split()
)


def check_rules(project: Project) -> Iterator[Finding]:
    yield from _unknown_actions(project)
    yield from _contradictions(project)


def _unknown_actions(project: Project) -> Iterator[Finding]:
    known = project.actions.keys() | project.responses.keys() | project.forms.keys() | DEFAULT_ACTIONS
    for path in project.paths:
        for step in path.steps:
            place = Place(path.place.file, step.line)
            if step.kind == "action" and step.value not in known:
                where = "responses" if step.value.startswith("utter_") else "actions"
                message = f"'{path.name}' runs '{step.value}', which the domain does not have"
                yield Finding(place, message, f"add it to '{where}' in the domain, or correct its spelling")
            if step.kind == "active_loop" and step.value not in project.forms.keys() | {"null"}:
                message = f"'{path.name}' expects the form '{step.value}', which the domain does not have"
                yield Finding(place, message, "add it to 'forms' in the domain, or correct its spelling")


def _contradictions(project: Project) -> Iterator[Finding]:
    rules = sorted((path for path in project.paths if path.is_rule), key=lambda path: path.condition)
    for _, alike in itertools.groupby(rules, key=lambda path: path.condition):
        for one, other in itertools.combinations(alike, 2):
            yield from _contradiction(one, other)


def _contradiction(one: Path, other: Path) -> Iterator[Finding]:
    """Up to the first difference both are the same talk; if it is the bot's turn there, it cannot do both."""
    length = next(
        (place for place in range(max(len(one.steps), len(other.steps))) if _at(one, place) != _at(other, place)), None
    )
    if length is None or length == 0 or one.place == other.place:
        return
    first, second = one.after(length), other.after(length)
    if first.kind == second.kind == "action":
        message = (
            f"rule '{other.name}' goes on with '{second.value}' where '{one.name}' ({one.place}) has '{first.value}'"
        )
        fix = "give one of them a condition, or make them one rule"
        yield Finding(Place(other.place.file, second.line), message, fix)


def _at(path: Path, place: int) -> tuple[str, str]:
    step = path.after(place)
    return step.kind, step.value

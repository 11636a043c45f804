"""All checks of a project, and one line about them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.workshop.project.finding import Finding
from bot.workshop.project.project import Project
from bot.workshop.validate.actions import check_actions
from bot.workshop.validate.components import check_components
from bot.workshop.validate.details import check_details
from bot.workshop.validate.intents import check_intents
from bot.workshop.validate.questions import check_questions
from bot.workshop.validate.responses import LANGUAGES, check_responses
from bot.workshop.validate.rules import check_rules
from bot.workshop.validate.topics import check_topics
from bot.workshop.validate.words import check_words


def findings_of(project: Project, tensorflow: str, root: Path) -> list[Finding]:
    """In the order of files and lines, each once. ``tensorflow`` is the version that is installed."""
    found = [
        *project.broken,
        *check_intents(project),
        *check_rules(project),
        *check_responses(project),
        *check_actions(project),
        *check_questions(project),
        *check_topics(project),
        *check_components(project, tensorflow),
        *check_words(root),
        *check_details(root),
    ]
    return sorted(set(found))


def summary_of(project: Project, findings: Sequence[Finding]) -> str:
    rules = len({path.place for path in project.paths if path.is_rule})
    stories = len({path.place for path in project.paths if not path.is_rule})
    checked = ", ".join(
        [
            _counted(len(project.intents), "intent"),
            _counted(len(project.examples), "example"),
            _counted(rules, "rule"),
            _counted(stories, "story", "stories"),
            _counted(len(project.responses), "response") + f" in {' and '.join(LANGUAGES.values())}",
            _counted(len(project.actions), "action"),
            _counted(len(project.forms), "form"),
        ]
    )
    outcome = _counted(len(findings), "finding") if findings else "nothing found"
    return f"  checked {checked}: {outcome}"


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"

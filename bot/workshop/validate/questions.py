"""The shop's own questions: ``data/questions.yml`` readable, and each asked in a way that can be answered."""

from __future__ import annotations

from collections.abc import Iterator

from bot.commerce.extras import QUESTION
from bot.extras_file import QUESTIONS, mistakes_in
from bot.workshop.project.finding import Finding, Place
from bot.workshop.project.lines import Block, line_of
from bot.workshop.project.project import Named, Project
from bot.workshop.validate.buttons import buttons_of
from bot.workshop.validate.responses import placeholders

FILLED = frozenset(("line", "price", "total", "total_with"))
ANSWERS = ["/affirm", "/deny"]


def check_questions(project: Project) -> Iterator[Finding]:
    for wrong in mistakes_in(project.questions):
        yield Finding(Place(QUESTIONS, line_of(wrong.at, 1)), wrong.why, wrong.mend)
    for name, line in project.asked().items():
        response = project.responses.get(QUESTION + name)
        if response is None:
            fix = "add it to data/responses/cart.yml, in each language and with its two buttons"
            yield Finding(Place(QUESTIONS, line), f"nothing asks '{name}': there is no {QUESTION}{name}", fix)
        else:
            yield from _unanswerable(project, response)


def _unanswerable(project: Project, response: Named) -> Iterator[Finding]:
    for variant in response.content or ():
        if not isinstance(variant, Block):
            continue
        place = Place(response.place.file, line_of(variant, response.place.line))
        if [str(button.get("payload")) for button in buttons_of(variant)] != ANSWERS:
            message = f"'{response.name}' cannot be answered by tapping"
            yield Finding(place, message, "give it two buttons, /affirm first and then /deny")
        unknown = placeholders(str(variant.get("text"))) - FILLED - project.slots.keys()
        if unknown:
            odd = ", ".join(f"{{{each}}}" for each in sorted(unknown))
            fix = f"use {', '.join(f'{{{each}}}' for each in sorted(FILLED))}"
            yield Finding(place, f"'{response.name}' needs {odd}, which is not given", fix)

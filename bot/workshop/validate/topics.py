"""Topics: what is said, what follows, what is answered and what code decides stand under one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from bot.domain_files import FRAME, RESPONSES
from bot.workshop.project.finding import Finding, Place
from bot.workshop.project.project import ACTIONS, Project
from bot.workshop.project.steps import Step, intent_of
from bot.workshop.validate.intents import BUILT_IN, NEVER_TYPED

EXAMPLES, RULES, STORIES = "data/nlu", "data/rules", "data/stories"
# Where by topic, and where in it something stands.
Homes = Mapping[str, Mapping[str, Place]]


def check_topics(project: Project) -> Iterator[Finding]:
    topics = _topics(project)
    yield from _responses_twice(project)
    yield from _responses_outside(project)
    yield from _missing_files(project, topics)
    yield from _strange_stories(project, topics)
    yield from _examples_apart(project)
    yield from _actions_apart(project, topics)
    yield from _responses_apart(project, topics)


def _topics(project: Project) -> dict[str, set[str]]:
    """The folders that have a file of it, by topic."""
    files = {
        *(path.place.file for path in project.paths if path.is_rule),
        *(example.place.file for example in project.examples),
        *(response.place.file for response in project.responses.values()),
    }
    found: dict[str, set[str]] = defaultdict(set)
    for path in map(PurePosixPath, files):
        if str(path.parent) in (EXAMPLES, RULES, RESPONSES):
            found[path.stem].add(str(path.parent))
    return found


def topic_of(file: str, topics: Collection[str]) -> str:
    """Of code and stories, which may come in parts: ``payment_receipts.py`` is payment; empty for a file of no topic."""
    stem = PurePosixPath(file).stem
    return next((name for name in (stem, stem.partition("_")[0]) if name in topics), "")


def _responses_twice(project: Project) -> Iterator[Finding]:
    for again, before in project.repeated:
        message = f"response '{again.name}' stands in {before.place} too: which of them is said is left to chance"
        yield Finding(again.place, message, "keep one of them")


def _responses_outside(project: Project) -> Iterator[Finding]:
    for name, response in project.responses.items():
        if str(PurePosixPath(response.place.file).parent) != RESPONSES:
            message = f"response '{name}' stands outside {RESPONSES}"
            yield Finding(response.place, message, f"move it to {RESPONSES}/<topic>.yml; {FRAME} is the frame only")


def _missing_files(project: Project, topics: Mapping[str, set[str]]) -> Iterator[Finding]:
    typed = {PurePosixPath(path.place.file).stem for path in project.paths if path.is_rule and _is_typed(path.steps)}
    for topic, folders in topics.items():
        wanted = {RULES, RESPONSES, *((EXAMPLES,) if topic in typed else ())}
        for folder in sorted(wanted - folders):
            message = f"topic '{topic}' has no {folder}/{topic}.yml"
            fix = "write it, or give what stands here to the topic that it belongs to"
            yield Finding(Place(f"{min(folders)}/{topic}.yml"), message, fix)


def _is_typed(steps: tuple[Step, ...]) -> bool:
    intents = {intent_of(step) for step in steps} - {"", *BUILT_IN}
    return any(not intent.startswith(NEVER_TYPED) for intent in intents)


def _strange_stories(project: Project, topics: Collection[str]) -> Iterator[Finding]:
    for file in {path.place.file for path in project.paths if path.place.file.startswith(f"{STORIES}/")}:
        if not topic_of(file, topics):
            fix = f"name it {STORIES}/<topic>.yml or {STORIES}/<topic>_<part>.yml"
            yield Finding(Place(file), "stories of no topic", fix)


def _homes(project: Project, kind: str) -> Homes:
    """In which topics rules and stories hear an intent or run an action, by its name."""
    found: dict[str, dict[str, Place]] = defaultdict(dict)
    for path in project.paths:
        for step in path.steps:
            name = intent_of(step) if kind == "intent" else step.value
            if step.kind == kind:
                found[name].setdefault(PurePosixPath(path.place.file).stem, Place(path.place.file, step.line))
    return found


def _only(homes: Mapping[str, Place]) -> tuple[str, Place]:
    """The one topic among them; empty where there is none, or several."""
    return next(iter(homes.items())) if len(homes) == 1 else ("", Place(""))


def _examples_apart(project: Project) -> Iterator[Finding]:
    homes, seen = _homes(project, "intent"), set()
    for example in project.examples:
        file = example.place.file
        home, rule = _only(homes.get(example.intent, {}))
        if home and file != f"{EXAMPLES}/{home}.yml" and (example.intent, file) not in seen:
            seen.add((example.intent, file))
            message = f"examples of '{example.intent}' stand apart from its rule ({rule})"
            yield Finding(example.place, message, f"move them to {EXAMPLES}/{home}.yml, or the rule to this topic")


def _actions_apart(project: Project, topics: Collection[str]) -> Iterator[Finding]:
    homes = _homes(project, "action")
    for name, place in (project.source.classes or {}).items():
        home, rule = _only(homes.get(name, {}))
        topic = topic_of(place.file, topics)
        if home and topic and topic != home:
            message = f"action '{name}' stands apart from its rule ({rule})"
            yield Finding(place, message, f"move it to {ACTIONS}/{home}.py, or the rule to {RULES}/{topic}.yml")


def _responses_apart(project: Project, topics: Collection[str]) -> Iterator[Finding]:
    """Code that belongs to no topic may say anything: it is called from several."""
    homes = _homes(project, "action")
    for name, response in project.responses.items():
        speakers = dict(homes.get(name, {}))
        for use in project.source.uses:
            topic = topic_of(use.place.file, topics) if use.place.file.startswith(f"{ACTIONS}/") else ""
            if topic and use.fits(name):
                speakers.setdefault(topic, use.place)
        home, speaker = _only(speakers)
        if home and response.place.file != f"{RESPONSES}/{home}.yml":
            message = f"response '{name}' stands apart from what says it ({speaker})"
            yield Finding(response.place, message, f"move it to {RESPONSES}/{home}.yml")

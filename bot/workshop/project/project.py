"""A Rasa project as it stands in a folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.extras_file import QUESTIONS
from bot.workshop.project import steps
from bot.workshop.project.finding import Finding, Place
from bot.workshop.project.lines import Block, Unparsable, line_of, read_yaml
from bot.workshop.project.source import Source, read_source

# Where responses are spoken from.
SPEAKERS = ("actions", "bot/services", "bot/messaging")
ACTIONS = "actions"
ANNOTATED = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)|\{[^{}]*\})")


@dataclass(frozen=True)
class Example:
    """``text`` without annotations."""

    intent: str
    text: str
    place: Place


@dataclass(frozen=True)
class Named:
    """A part of the domain: its name, what is said of it, and where."""

    name: str
    content: Any
    place: Place


@dataclass
class Project:
    """``repeated`` are responses that stand twice, each with the one before it; ``broken`` are findings of files that
    could not be read, and nothing else is known of those."""

    intents: dict[str, Named] = field(default_factory=dict)
    slots: dict[str, Named] = field(default_factory=dict)
    forms: dict[str, Named] = field(default_factory=dict)
    actions: dict[str, Named] = field(default_factory=dict)
    responses: dict[str, Named] = field(default_factory=dict)
    repeated: list[tuple[Named, Named]] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    example_intents: dict[str, Place] = field(default_factory=dict)
    paths: list[steps.Path] = field(default_factory=list)
    components: list[Named] = field(default_factory=list)
    source: Source = field(default_factory=Source)
    # The shop's own, as data/questions.yml holds them; None without such a file.
    questions: Block | None = None
    broken: list[Finding] = field(default_factory=list)

    def asked(self) -> dict[str, int]:
        """The names of the shop's own questions, each with the line on which it stands."""
        written = self.questions.get("questions") if self.questions else None
        return {str(name): line_of(name) for name in written} if isinstance(written, Block) else {}


def read_project(root: Path) -> Project:
    """``domain.yml`` (or a folder ``domain/``), everything under ``data/``, ``config.yml`` and the Python code."""
    project = Project()
    for path in [root / "domain.yml", *sorted((root / "domain").rglob("*.yml"))]:
        _read_domain(project, root, path)
    for path in sorted((root / "data").rglob("*.yml")):
        _read_data(project, root, path)
    _read_config(project, root, root / "config.yml")
    try:
        project.source = read_source(root, SPEAKERS, ACTIONS)
    except SyntaxError as error:
        place = Place(str(error.filename), error.lineno or 0)
        project.broken.append(Finding(place, f"not Python: {error.msg}", "mend the syntax, then validate again"))
    return project


def _content(project: Project, root: Path, path: Path) -> tuple[Block, str]:
    name = path.relative_to(root).as_posix()
    if not path.is_file():
        return Block(), name
    try:
        return read_yaml(path, name), name
    except Unparsable as error:
        project.broken.append(Finding(error.place, str(error), "mend the YAML, then validate again"))
        return Block(), name


def _read_domain(project: Project, root: Path, path: Path) -> None:
    content, file = _content(project, root, path)
    for section in ("intents", "slots", "forms", "actions"):
        kept: dict[str, Named] = getattr(project, section)
        for name, said, line in _entries(content.get(section)):
            kept[name] = Named(name, said, Place(file, line))
    _read_responses(project, content, file)


def _read_responses(project: Project, content: Block, file: str) -> None:
    for name, said, line in _entries(content.get("responses")):
        response = Named(name, said, Place(file, line))
        before = project.responses.setdefault(name, response)
        if before is not response:
            project.repeated.append((response, before))


def _entries(section: Any) -> Iterator[tuple[str, Any, int]]:
    """Both ways of writing a section: a mapping, or a list of names and of mappings with one name."""
    if isinstance(section, Block):
        yield from ((str(name), said, line_of(name)) for name, said in section.items())
        return
    for each in section or ():
        if isinstance(each, Block):
            yield from ((str(name), said, line_of(name)) for name, said in each.items())
        else:
            yield str(each), None, line_of(each)


def _read_data(project: Project, root: Path, path: Path) -> None:
    content, file = _content(project, root, path)
    if file == QUESTIONS:
        project.questions = content
    project.paths += steps.paths_of(content, file)
    for block in content.get("nlu") or ():
        if "intent" in block:
            intent = str(block["intent"]).partition("/")[0]
            project.example_intents.setdefault(intent, Place(file, line_of(block)))
            project.examples += _examples(intent, block.get("examples"), file)
    _read_responses(project, content, file)


def _examples(intent: str, written: Any, file: str) -> Iterator[Example]:
    if isinstance(written, str):
        for offset, row in enumerate(written.split("\n"), 1):
            if row.strip().startswith("- "):
                yield Example(intent, _plain(row.strip()[2:]), Place(file, line_of(written) + offset))
        return
    for each in written or ():
        text = each.get("text") if isinstance(each, Block) else each
        yield Example(intent, _plain(str(text)), Place(file, line_of(text, line_of(each))))


def _plain(written: str) -> str:
    return ANNOTATED.sub(r"\1", written).strip()


def _read_config(project: Project, root: Path, path: Path) -> None:
    content, file = _content(project, root, path)
    for section in ("pipeline", "policies"):
        for each in content.get(section) or ():
            name = str(each.get("name")) if isinstance(each, Block) else str(each)
            project.components.append(Named(name, each, Place(file, line_of(each))))


def comparable(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)

"""Rules and stories: what is heard, and what follows."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.workshop.project.finding import Place
from bot.workshop.project.lines import Block, line_of

LISTEN = "action_listen"


@dataclass(frozen=True)
class Step:
    """``kind`` is intent, action, active_loop, slot_was_set or other; ``value`` is comparable text."""

    kind: str
    value: str
    line: int


@dataclass(frozen=True)
class Path:
    """One way through a rule or story: an ``or`` makes several. ``condition`` is comparable text."""

    name: str
    place: Place
    is_rule: bool
    condition: str
    steps: tuple[Step, ...]
    waits: bool = True

    def after(self, length: int) -> Step:
        """The step at ``length``; where the path ends there, that the bot then listens."""
        if length < len(self.steps):
            return self.steps[length]
        return Step("action" if self.waits else "other", LISTEN, self.place.line)


def paths_of(content: Block, file: str) -> Iterator[Path]:
    for section, title in (("rules", "rule"), ("stories", "story")):
        for each in content.get(section) or ():
            steps = [list(_alternatives(step)) for step in each.get("steps") or ()]
            for chosen in itertools.product(*steps):
                yield Path(
                    name=str(each.get(title, "")),
                    place=Place(file, line_of(each)),
                    is_rule=section == "rules",
                    condition=_comparable(each.get("condition") or []),
                    steps=tuple(chosen),
                    waits=bool(each.get("wait_for_user_input", True)),
                )


def _alternatives(step: Any) -> Iterator[Step]:
    if isinstance(step, Block) and "or" in step:
        for each in step["or"] or ():
            yield from _alternatives(each)
        return
    yield _step(step)


def _step(step: Any) -> Step:
    line = line_of(step)
    if not isinstance(step, Block):
        return Step("other", str(step), line)
    for kind in ("intent", "action", "active_loop", "slot_was_set"):
        if kind in step:
            value = step[kind]
            # What the customer must have named beside the intent makes it another step.
            more = step.get("entities") if kind == "intent" else None
            plain = str(value) if isinstance(value, str) and not more else _comparable([value, more] if more else value)
            return Step(kind, plain, line)
    return Step("other", _comparable(step), line)


def _comparable(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def intent_of(step: Step) -> str:
    """The intent's bare name; nothing for another kind of step. ``faq/hours`` belongs to the intent ``faq``."""
    if step.kind != "intent":
        return ""
    named = str(json.loads(step.value)[0]) if step.value.startswith("[") else step.value
    return named.partition("/")[0]

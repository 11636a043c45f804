"""Which rule of ``data/rules`` led a turn on, for the phone page and for designers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

RULES = Path("data/rules")
FORM = "order_form"


@dataclass(frozen=True)
class Rule:
    name: str
    file: str
    intent: str
    actions: tuple[str, ...]
    loop: str

    def fits(self, intent: str, ran: Sequence[str]) -> bool:
        begun = self.intent == intent if self.intent else bool(self.loop)
        return begun and bool(self.actions) and all(action in ran for action in self.actions)


def rules(folder: Path = RULES) -> tuple[Rule, ...]:
    """Every rule as written now; none where the folder is not there (a server that has only the model)."""
    return tuple(rule for file in sorted(folder.glob("*.yml")) for rule in _rules_of(file, file.stat().st_mtime_ns))


@lru_cache(maxsize=64)
def _rules_of(file: Path, _changed: int) -> tuple[Rule, ...]:
    """Read again once the file has changed: a model trained from it may be loaded while this process runs."""
    return tuple(
        _rule(rule, file) for rule in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("rules") or ()
    )


def _rule(rule: dict[str, Any], file: Path) -> Rule:
    steps = rule.get("steps") or ()
    actions = tuple(step["action"] for step in steps if "action" in step)
    intent = next((str(step["intent"]) for step in steps if "intent" in step), "")
    conditions = rule.get("condition") or ()
    loop = next((str(each["active_loop"]) for each in conditions if each.get("active_loop")), "")
    return Rule(str(rule.get("rule", "")), file.as_posix(), intent, actions, loop)


def led_by(intent: str, actions: Sequence[str]) -> list[dict[str, str]]:
    """The rules whose intent was heard or whose loop ended, and whose actions ran in this turn."""
    ran = list(actions)
    fitting = [rule for rule in rules() if rule.fits(intent, ran)]
    led = [{"name": rule.name, "file": rule.file} for rule in fitting]
    if not led and ran[:1] == [FORM]:
        return [{"name": f"the form {ran[0]} took it as an answer", "file": "domain.yml"}]
    return led

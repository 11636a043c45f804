"""The few sentences that the worker says itself, when the dialogue cannot: read from ``domain.yml`` like all others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

DOMAIN = Path(__file__).resolve().parents[2] / "domain.yml"


class Words:
    """Responses by name and language; raises KeyError for a name that the domain does not have."""

    def __init__(self, responses: Mapping[str, list[dict[str, Any]]]) -> None:
        self.responses = responses

    @classmethod
    def of_domain(cls, path: Path = DOMAIN) -> Words:
        # Of the safe loaders the one in C, ten times as fast, where PyYAML was built with it.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return cls(yaml.load(path.read_text(encoding="utf-8"), Loader=loader)["responses"])  # noqa: S506 - a safe loader all the same

    def say(self, response: str, language: str, **values: str) -> str:
        variants = self.responses[response]
        fitting = (each for each in variants if spoken(each) == language)
        said = str(next(fitting, variants[0])["text"]).strip()
        for name, value in values.items():
            said = said.replace("{" + name + "}", value)
        return said


def spoken(variant: Mapping[str, Any]) -> str:
    """The language whose condition a variant carries; empty where it carries none."""
    conditions = variant.get("condition") or ()
    return next((str(each.get("value")) for each in conditions if each.get("name") == "language"), "")

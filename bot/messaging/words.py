"""The few sentences that the worker says itself, when the dialogue cannot: read from the domain like all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain_files import read_domain
from bot.settings import read_settings


class Words:
    """Responses by name and language; raises KeyError for a name that the domain does not have."""

    def __init__(self, responses: Mapping[str, list[dict[str, Any]]], phone: str = "") -> None:
        self.responses = responses
        # The shop's, to call where nothing else helps.
        self.phone = phone

    @classmethod
    def of_domain(cls) -> Words:
        return cls(read_domain()["responses"], read_settings().support_phone)

    def say(self, response: str, language: str, **values: str) -> str:
        said = str(self.variant(response, language)["text"]).strip()
        for name, value in {"phone": self.phone, **values}.items():
            said = said.replace("{" + name + "}", value)
        return said

    def variant(self, response: str, language: str) -> dict[str, Any]:
        """The response as it stands for ``language``; the first one where it is not said in that."""
        variants = self.responses[response]
        return next((each for each in variants if spoken(each) == language), variants[0])


def spoken(variant: Mapping[str, Any]) -> str:
    """The language whose condition a variant carries; empty where it carries none."""
    conditions = variant.get("condition") or ()
    return next((str(each.get("value")) for each in conditions if each.get("name") == "language"), "")

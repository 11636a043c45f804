"""Meta's own description of the messages we send, where it lies beside this repository."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema

from bot.yaml_file import load_yaml

PLACE = Path(__file__).resolve().parents[2] / "shared" / "contracts" / "meta-business-messaging-api_v23.0.yaml"
KINDS = {
    "text": "TextMessage",
    "image": "ImageMessage",
    "interactive": "InteractiveMessage",
    "template": "TemplateMessage",
    "document": "DocumentMessage",
    "location": "LocationMessage",
}


def is_at_hand() -> bool:
    return PLACE.is_file()


@lru_cache(maxsize=1)
def _schemas() -> dict[str, Any]:
    return dict(load_yaml(PLACE))


@lru_cache(maxsize=8)
def _validators(kind: str) -> tuple[Any, ...]:
    schemas = _schemas()
    base, own = schemas["components"]["schemas"][KINDS[kind]]["allOf"]
    # The description closes its second half against the fields of its first; each is checked against its own.
    merged = {**own, "additionalProperties": True}
    resolver = jsonschema.RefResolver("", schemas)
    return tuple(jsonschema.Draft7Validator(part, resolver=resolver) for part in (base, merged))


def check_message(body: dict[str, Any]) -> None:
    """Raises ValidationError where Meta would not know the message. Says nothing where the description is not at hand."""
    if is_at_hand() and body.get("type") in KINDS:
        for validator in _validators(body["type"]):
            validator.validate(body)

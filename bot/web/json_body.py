"""Request bodies as JSON that every database can hold."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from bot.services.ports import Json
from bot.web.errors import Refusal

MOST_LEVELS = 64
# PostgreSQL's JSON holds neither NUL nor half of a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\ufffd"


def read_object(raw: bytes) -> Json:
    """The body as a storable JSON object. Raises Refusal 400."""
    try:
        document = json.loads(raw, parse_constant=_no_constant)
        storable = clean(document)
    except (ValueError, RecursionError):
        raise Refusal(400, "invalid_json", "The body is not JSON that can be read.") from None
    if not isinstance(storable, dict):
        raise Refusal(400, "invalid_json", "The body must be a JSON object.")
    return storable


def clean(value: Any, level: int = 0) -> Any:
    """A copy in which nothing breaks the storing. Raises ValueError for nesting deeper than MOST_LEVELS."""
    if level > MOST_LEVELS:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        return UNSTORABLE.sub(REPLACEMENT, value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list):
        return [clean(each, level + 1) for each in value]
    if isinstance(value, dict):
        return {UNSTORABLE.sub(REPLACEMENT, name): clean(each, level + 1) for name, each in value.items()}
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")

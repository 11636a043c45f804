"""What a use case has to tell the customer, before it becomes words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.services.ports import Choice


@dataclass(frozen=True)
class Note:
    """``response`` is a response of the domain, ``values`` what it is filled with, ``choices`` what is offered with it."""

    response: str
    values: dict[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    image_url: str = ""

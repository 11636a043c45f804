"""Waits until every part with a door answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import requests

from bot.workshop.run.parts import Part

SECONDS_BETWEEN_ASKING = 0.25
SECONDS_BETWEEN_REPORTS = 5.0


def is_ready(part: Part) -> bool:
    """Whether ``part`` answers 200 at its door; Rasa must also have a model."""
    if part.door is None:
        return True
    try:
        answer = requests.get(part.door.url, timeout=2)
    except requests.RequestException:
        return False
    if not answer.ok:
        return False
    return part.name != "rasa" or bool(answer.json().get("model_file"))


def _not_ready(parts: Sequence[Part]) -> list[Part]:
    last = [part for part in parts if part.door is not None and part.door.answers_for_all]
    missing = [part for part in parts if part not in last and not is_ready(part)]
    return missing + [part for part in last if missing or not is_ready(part)]


def wait_until_ready(parts: Sequence[Part], report: Callable[[str], None], given_up: threading.Event) -> bool:
    """True once all ``parts`` are ready, False if ``given_up`` is set before. Reports now and then who is missing."""
    begun = reported = time.monotonic()
    missing = list(parts)
    while missing := _not_ready(missing):
        if time.monotonic() - reported > SECONDS_BETWEEN_REPORTS:
            reported = time.monotonic()
            report(f"{reported - begun:.0f} s, still waiting for {', '.join(part.name for part in missing)}")
        if given_up.wait(SECONDS_BETWEEN_ASKING):
            return False
    return True

"""The domain as Rasa puts it together: its frame in ``domain.yml``, its sentences in ``data/responses``, a topic a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.yaml_file import load_yaml

ROOT = Path(__file__).resolve().parents[1]
FRAME = "domain.yml"
RESPONSES = "data/responses"


def domain_files(root: Path = ROOT) -> list[Path]:
    """The frame first, then the topics by name."""
    return [root / FRAME, *sorted((root / RESPONSES).glob("*.yml"))]


def read_domain(root: Path = ROOT) -> dict[str, Any]:
    """With all ``responses``. Raises what ``load_yaml`` does."""
    frame, *topics = map(load_yaml, domain_files(root))
    responses = dict(frame.get("responses") or {})
    for topic in topics:
        responses |= (topic or {}).get("responses") or {}
    return {**frame, "responses": responses}

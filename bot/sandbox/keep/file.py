"""A kept chat as a file of conversation tests, only ever inside one folder."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import yaml

from bot.sandbox.http import Document, Refusal
from bot.sandbox.keep.talk import Talk

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{1,58}[A-Za-z0-9]")
KINDS = (
    "happy", "corrections", "digressions", "cancellations", "invalid", "guards", "disambiguation", "handoff", "events",
)  # fmt: skip
TONGUES = ("en", "sw", "mixed")
ENDLESS = 10_000


def named(name: object) -> str:
    """The file's name without its ending. Raises Refusal 400 for a name that could be more than a name."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        wanted = (
            "The name must be 3 to 60 letters, digits, blanks and hyphens, such as: two milks and a change of mind."
        )
        raise Refusal(400, "invalid_name", wanted, "name")
    return re.sub(r"[ -]+", "-", name.lower())


def one_of(value: object, allowed: tuple[str, ...], field: str) -> str:
    """Raises Refusal 400."""
    if value not in allowed:
        raise Refusal(400, "invalid_request", f"{field} must be one of {', '.join(allowed)}.", field)
    return str(value)


def written(name: str, kind: str, tongue: str, talk: Talk) -> str:
    """The file as the other conversations are written: a step a line."""
    head = {"dialogue": name.replace("-", " "), "kind": kind, "in": tongue}
    steps = [f"  - {_flow(step)}" for step in talk.steps]
    first, *others = [f"{key}: {_flow(value)}" for key, value in head.items()]
    lines = [
        "# Kept on the phone page; personal data is replaced.",
        "",
        f"- {first}",
        *(f"  {each}" for each in others),
    ]
    return "\n".join([*lines, "  steps:", *steps, ""])


def _flow(value: object) -> str:
    """On one line, in braces and brackets."""
    dumped: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=ENDLESS)
    return dumped.removesuffix("\n").removesuffix("\n...").strip()


def keep(folder: Path, name: str, content: str, replace: bool) -> Path:
    """Raises Refusal 409 where there is no folder of conversations, or a file of this name that is not to be replaced."""
    if not folder.parent.is_dir():
        missing = f"There is no folder {folder.parent} here, so nothing can be kept."
        raise Refusal(409, "no_tests_here", missing)
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.yml"
    if path.is_symlink() or (path.exists() and not replace):
        raise Refusal(409, "name_taken", f"There is a kept test {path.name} already.", "name")
    # Whole or not at all: a test run beside must never read half a file.
    handle, draft = tempfile.mkstemp(dir=folder, prefix=f".{name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(content)
    Path(draft).chmod(0o644)
    Path(draft).replace(path)
    return path


def listed(folder: Path) -> list[Document]:
    """What was kept so far, by name."""
    return [{"name": path.stem, "file": path.name} for path in sorted(folder.glob("*.yml"))]

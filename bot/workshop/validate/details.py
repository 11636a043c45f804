"""The marked examples of data/details: readable, and each marked in one way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.nlu.tagging.examples import BrokenExamples, Example, read_examples
from bot.workshop.project.finding import Finding, Place


def check_details(root: Path) -> Iterator[Finding]:
    """A file that cannot be read is one finding; then what is marked twice in different ways."""
    try:
        examples = read_examples(root)
    except BrokenExamples as broken:
        yield Finding(Place(broken.file, broken.line), broken.why, broken.mend)
        return
    seen: dict[tuple[str, str], Example] = {}
    for example in examples:
        before = seen.setdefault((example.text.lower(), example.asked), example)
        if before.parts != example.parts:
            again = f"'{example.text[:60]}' is marked otherwise in {before.at}"
            yield Finding(_place(example.at), again, "mark it in one way, or take one out")


def _place(at: str) -> Place:
    file, _, line = at.rpartition(":")
    return Place(file, int(line))

"""Plays ``tests/stories`` against the trained model: ``python -m bot.workshop.run.stories``.

Rasa's own command succeeds when it found no story at all; here the number played must be the number written.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

from bot.workshop.run.parts import QUIET
from bot.workshop.run.progress import CommandFailed, run_logged

STORIES = Path("tests/stories")
RESULTS = Path("var/results/stories")
LOG = Path("var/log/story-tests.log")
STORY = re.compile(r"^[ \t]*-\s+story:", re.MULTILINE)


def written_stories(folder: Path) -> int:
    """How many stories stand in the YAML files of ``folder``."""
    return sum(len(STORY.findall(path.read_text(encoding="utf-8"))) for path in folder.rglob("*.yml"))


def played_stories(report: Path) -> tuple[int, int]:
    """How many stories were right and how many were played, by Rasa's report."""
    if not report.is_file():
        return 0, 0
    conversations = json.loads(report.read_text(encoding="utf-8")).get("conversation_accuracy", {})
    return int(conversations.get("correct", 0)), int(conversations.get("total", 0))


def main() -> int:
    report = RESULTS / "story_report.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "rasa", "test", "core", "--stories", str(STORIES), "--e2e"]
    command += ["--out", str(RESULTS), "--fail-on-prediction-errors"]
    try:
        run_logged("playing the test stories", command, LOG, {**os.environ, **QUIET})
    except CommandFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    written, (right, played) = written_stories(STORIES), played_stories(report)
    print(f"  {right} of {played} stories right; {written} stand in {STORIES}")
    return 0 if right == played == written > 0 else 1


if __name__ == "__main__":
    sys.exit(main())

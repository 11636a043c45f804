"""``python -m bot.workshop.validate``: prints each finding with its place and a fix; ends with 1 where there is any."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.workshop.project.project import read_project
from bot.workshop.validate.check import findings_of, summary_of
from bot.workshop.validate.components import tensorflow_version


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bot.workshop.validate",
        description="Checks domain, training data, rules, responses, actions and config for what 'rasa data validate' "
        "lets pass: unused or unknown intents, contradicting rules, topics in pieces, missing translations, WhatsApp's limits.",
        epilog="Ends with 0 when nothing was found, 1 when something was, 2 when there is no project to check.",
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the project's folder (default: the current one)")
    chosen = parser.parse_args(arguments)
    if not (chosen.root / "domain.yml").is_file() and not (chosen.root / "domain").is_dir():
        print(f"No domain.yml in {chosen.root.resolve()}: this is no Rasa project.", file=sys.stderr)
        return 2
    project = read_project(chosen.root)
    findings = findings_of(project, tensorflow_version(), chosen.root)
    for finding in findings:
        print(finding)
    print(summary_of(project, findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

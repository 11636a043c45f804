"""Draws the dialogue of a topic as a picture: ``make story TOPIC=payment``. Without a topic it lists them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.workshop.story.page import page
from bot.workshop.story.reading import Library, NoSuchTopic

OUT = Path("var/stories")


def main(argv: Sequence[str] | None = None, root: Path = Path()) -> int:
    """0 when all was drawn, 1 for a topic that is not there or code that is not Python."""
    parser = argparse.ArgumentParser(prog="make story", description=__doc__)
    parser.add_argument("topics", nargs="*", metavar="topic", help="what to draw: a file of data/rules, or a form")
    parser.add_argument("--all", action="store_true", help="draw every topic")
    parser.add_argument("--out", type=Path, default=root / OUT, help=f"the folder to write to (default: {OUT})")
    options = parser.parse_args(argv)
    try:
        library = Library(root)
        wanted = library.names() if options.all else options.topics
        if not wanted:
            print(_listed(library))
            return 0
        for path in draw(library, wanted, options.out):
            print(f"  {path}")
    except NoSuchTopic as problem:
        print(problem, file=sys.stderr)
        return 1
    except SyntaxError as problem:
        print(f"{problem.filename}:{problem.lineno}: not Python: {problem.msg}", file=sys.stderr)
        return 1
    for finding in library.project.broken:
        print(f"left out: {finding}", file=sys.stderr)
    print("  open it in a browser; English or Kiswahili is chosen at its top")
    return 1 if library.project.broken else 0


def draw(library: Library, names: Sequence[str], out: Path) -> list[Path]:
    """The files written. Raises NoSuchTopic before any is."""
    topics = [library.topic(name) for name in names]
    out.mkdir(parents=True, exist_ok=True)
    drawn = []
    for topic in topics:
        path = out / f"{topic.name}.html"
        path.write_text(page(topic, library.names()), encoding="utf-8")
        drawn.append(path)
    return drawn


def _listed(library: Library) -> str:
    width = max(map(len, library.names()))
    rows = [f"  {name:{width}}  {library.about(name)}" for name in library.names()]
    return "\n".join([*rows, "", "  one of them: make story TOPIC=payment · all of them: make story ARGS=--all"])


if __name__ == "__main__":
    sys.exit(main())

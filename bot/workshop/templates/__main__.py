"""``python -m bot.templates``: the message templates as Meta's Graph API takes them, or as a page to read."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.templates.definition import BrokenTemplate, Template, templates
from bot.workshop.templates.graph import graph_bodies
from bot.workshop.templates.listing import listing


def main(arguments: Sequence[str] | None = None) -> int:
    """0, or 2 with a line that says what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bot.templates", description=__doc__)
    parser.add_argument("name", nargs="*", help="only these templates; all where none is named")
    parser.add_argument("--language", choices=("en", "sw"), help="only this language")
    parser.add_argument("--lines", action="store_true", help="one request body a line, as a loop of a shell wants them")
    parser.add_argument("--listing", action="store_true", help="the page docs/templates.md instead of JSON")
    asked = parser.parse_args(arguments)
    try:
        known = templates()
    except BrokenTemplate as broken:
        print(broken, file=sys.stderr)
        return 2
    unknown = [name for name in asked.name if name not in known]
    if unknown:
        print(f"no template is called {unknown[0]}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    chosen = [known[name] for name in asked.name] or list(known.values())
    if asked.listing:
        sys.stdout.write(listing(chosen))
        return 0
    _print(_bodies(chosen, asked.language), asked.lines)
    return 0


def _bodies(chosen: Iterable[Template], language: str | None) -> list[dict[str, Any]]:
    return [body for each in chosen for body in graph_bodies(each) if language in (None, body["language"])]


def _print(bodies: Sequence[Mapping[str, Any]], one_a_line: bool) -> None:
    if one_a_line:
        sys.stdout.writelines(json.dumps(body, ensure_ascii=False) + "\n" for body in bodies)
    else:
        print(json.dumps(bodies, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    sys.exit(main())

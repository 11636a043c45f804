"""``python deploy/complexity.py``: how many functions are too complex, as radon counts; ends with 1 where they are more than may be.

Each condition, loop, operand of ``and`` and ``or``, comprehension, its conditions, and ``a if b else c`` counts, so that a
condition of six lines is seen as what it is to a reader. How many there may be stands in pyproject.toml.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import tomli
from radon.visitors import Class, ComplexityVisitor, Function

TABLE = "[tool.duka.complexity]"
Place = tuple[int, str]


class NotSet(Exception):
    """pyproject.toml does not say how many there may be."""


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when no folders have more than they may, 1 when some have, 2 when pyproject.toml does not say."""
    parser = argparse.ArgumentParser(
        prog="python deploy/complexity.py",
        description="Counts the functions that are too complex, by radon, and ends with 1 where pyproject.toml allows fewer.",
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the project's folder (default: the current one)")
    parser.add_argument("--list", action="store_true", help="name these functions, the worst first")
    chosen = parser.parse_args(arguments)
    try:
        limit, allowed = allowed_by(chosen.root / "pyproject.toml")
    except NotSet as problem:
        print(problem, file=sys.stderr)
        return 2
    found = {folders: set(above(chosen.root, folders.split(), limit)) for folders in allowed}
    for folders, places in found.items():
        print(verdict(folders, len(places), allowed[folders], limit))
    for complexity, place in sorted(set().union(*found.values()), reverse=True) if chosen.list else ():
        print(f"{complexity:4} {place}")
    return int(any(len(places) > allowed[folders] for folders, places in found.items()))


def allowed_by(path: Path) -> tuple[int, dict[str, int]]:
    """Above which complexity a function is too complex, and how many such functions each set of folders may have. Raises NotSet."""
    tools = tomli.loads(path.read_text(encoding="utf-8")).get("tool", {})
    table = tools.get("duka", {}).get("complexity", {})
    if "limit" not in table or not table.get("above"):
        raise NotSet(f"{path}: {TABLE} must name 'limit' and, under 'above', folders with a number each.")
    return int(table["limit"]), {str(folders): int(number) for folders, number in table["above"].items()}


def above(root: Path, folders: Sequence[str], limit: int) -> Iterator[Place]:
    """Complexity and place of each function in ``folders`` that is above ``limit``."""
    for path in (path for folder in folders for path in (root / folder).rglob("*.py")):
        seen = ComplexityVisitor.from_code(path.read_text(encoding="utf-8"))
        for function in functions_of((*seen.functions, *seen.classes)):
            if function.complexity > limit:
                yield function.complexity, f"{path.relative_to(root)}:{function.lineno} {function.fullname}"


def functions_of(blocks: Iterable[Function | Class]) -> Iterator[Function]:
    """All of them, also those within a class or a function; one within another counts by itself."""
    for block in blocks:
        if isinstance(block, Function):
            yield block
            yield from functions_of(block.closures)
        else:
            yield from functions_of((*block.methods, *block.inner_classes))


def verdict(folders: str, number: int, allowed: int, limit: int) -> str:
    said = f"  {folders:<12} {number:>4} functions have a complexity above {limit}, {allowed} may"
    if number > allowed:
        return f"{said}: part one; python deploy/complexity.py --list names them"
    return f"{said}: write {number} in {TABLE} of pyproject.toml, it only falls" if number < allowed else said


if __name__ == "__main__":
    sys.exit(main())

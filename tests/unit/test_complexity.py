"""Functions that are hard to read are counted as radon does, and may not become more."""

from __future__ import annotations

import subprocess
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Where `make lint` has radon; in the environment of the tests it is not.
PYTHON = ROOT / ".tools" / "lint" / "bin" / "python"
SCRIPT = ROOT / "deploy" / "complexity.py"
# One for the function itself, two operands more, a comprehension with its condition, a choice between two.
SIX = "def six(a, b, c):\n    return [x for x in a if x] if a and b or c else c\n"
NESTED = "class Shop:\n    class Shelf:\n        def find(self):\n" + textwrap.indent(SIX, " " * 12)

pytestmark = pytest.mark.skipif(not PYTHON.is_file(), reason="radon is among the tools of make lint, not set up here")


def project(folder: Path, settings: str, **modules: str) -> Path:
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    (folder / "bot").mkdir()
    for name, source in modules.items():
        (folder / "bot" / f"{name}.py").write_text(source, encoding="utf-8")
    return folder


def allowing(number: int, limit: int = 5) -> str:
    return f'[tool.duka.complexity]\nlimit = {limit}\nabove = {{ "bot" = {number} }}\n'


def counted(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(PYTHON), str(SCRIPT), "--root", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("source", [SIX, NESTED], ids=["alone", "within a class and a function"])
def test_operands_comprehensions_and_choices_count(source: str, tmp_path: Path) -> None:
    # given one function with a complexity of six, where no function may be above five
    done = counted(project(tmp_path, allowing(0), flour=source), "--list")
    # then it is too many, and named
    assert done.returncode == 1
    assert "bot             1 functions have a complexity above 5, 0 may" in done.stdout
    assert any(line.split()[0] == "6" and line.endswith(" six") for line in done.stdout.splitlines()[1:])


def test_a_function_at_the_limit_is_none(tmp_path: Path) -> None:
    done = counted(project(tmp_path, allowing(0, limit=6), flour=SIX))

    assert (done.returncode, done.stderr) == (0, "")


def test_as_many_as_may_be_pass_and_fewer_are_to_be_written_down(tmp_path: Path) -> None:
    # given a number that one function fewer would need
    done = counted(project(tmp_path, allowing(2), flour=SIX))
    # then all is well, and the number to write is told
    assert done.returncode == 0
    assert "write 1 in [tool.duka.complexity]" in done.stdout


def test_without_a_number_it_says_where_one_belongs(tmp_path: Path) -> None:
    done = counted(project(tmp_path, "[tool.other]\n", flour=SIX))

    assert done.returncode == 2
    assert "[tool.duka.complexity] must name 'limit'" in done.stderr

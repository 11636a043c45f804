"""Every compiled pattern of the project, and every place where one is written into a call instead."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.nlu.words.groups import Pattern

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "actions")


def modules(*rooms: str) -> list[str]:
    """All modules of the packages but those that run something when imported."""
    found = []
    for room in rooms or PACKAGES:
        walked = pkgutil.walk_packages(getattr(importlib.import_module(room), "__path__", ()), f"{room}.")
        found += [room, *(each.name for each in walked if not each.name.endswith("__main__"))]
    return found


def compiled(names: Iterable[str] = ()) -> dict[str, re.Pattern[str]]:
    """By module and name, a place in a tuple or a dictionary included. What is imported from elsewhere is found there."""
    found: dict[str, re.Pattern[str]] = {}
    for name in names or modules():
        module, seen = importlib.import_module(name), set()
        imported = _imported(module)
        for attribute, value in vars(module).items():
            if attribute in imported:
                continue
            for path, pattern in _patterns(f"{name}.{attribute}", value, name):
                if id(pattern) not in seen:
                    seen.add(id(pattern))
                    found[path] = pattern
    return found


def module_of(name: str) -> str:
    """Of ``bot.nlu.fields.phones._LONG`` or ``bot.nlu.text.spelling._SOUNDS[0][0]``."""
    return name.partition("[")[0].rpartition(".")[0]


def _imported(module: ModuleType) -> set[str]:
    nodes = ast.walk(_tree(Path(module.__file__ or "")))
    return {name.asname or name.name for node in nodes if isinstance(node, ast.ImportFrom) for name in node.names}


def _patterns(path: str, value: Any, module: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, Pattern):
        value = value.compiled
    if isinstance(value, re.Pattern):
        yield path, value if isinstance(value.pattern, str) else _of_text(value)
        return
    if depth > 4:
        return
    inside: list[tuple[Any, Any]] = []
    if isinstance(value, Mapping) and len(value) < 500:
        inside = list(value.items())
    elif isinstance(value, (tuple, list, set, frozenset)) and len(value) < 500:
        inside = list(enumerate(value))
    elif isinstance(value, type) and value.__module__ == module:
        inside = list(vars(value).items())
    elif callable(value) and getattr(value, "__module__", "") == module:
        inside = [("default", each) for each in getattr(value, "__defaults__", None) or ()]
    for key, each in inside:
        yield from _patterns(f"{path}[{key}]", each, module, depth + 1)


def _of_text(pattern: re.Pattern[bytes]) -> re.Pattern[str]:
    """Of bytes, as a pattern of the letters with the same numbers: it takes as long over them."""
    return re.compile(pattern.pattern.decode("latin-1"), (pattern.flags & re.IGNORECASE) | re.ASCII)


WAYS = frozenset({"search", "match", "fullmatch", "sub", "finditer", "findall", "split"})


@lru_cache(maxsize=1)
def _uses() -> dict[str, frozenset[str]]:
    """How the names of patterns are used, by ``module.NAME``; ``other`` where one is handed on as a value."""
    found: dict[str, set[str]] = {}
    for path in sources((*PACKAGES, "tests/hostile")):
        tree = _tree(path)
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        homes = {
            name.asname or name.name: f"{node.module}.{name.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for name in node.names
        }
        asked = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                home = homes.get(node.id, f"{module}.{node.id}")
                found.setdefault(home, set()).add(asked.get(id(node), "other"))
    return {name: frozenset(ways) for name, ways in found.items()}


def ways_of(name: str) -> frozenset[str]:
    """How the pattern called ``name`` is used; in every way where that cannot be seen."""
    used = _uses().get(name, frozenset({"other"}))
    return used if not used - WAYS else WAYS


def sources(packages: Iterable[str] = PACKAGES) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def room_of(path: Path) -> str:
    """``actions``, ``bot.nlu``: what is tried in one process."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[: 1 if parts[0] == "actions" else 2])


def inline_calls(path: Path) -> list[str]:
    """Calls of ``re`` that bring their pattern along, or compile one inside a function: ``file:line function``."""
    tree = _tree(path)
    functions = [
        node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    ]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    return [
        f"{path.relative_to(ROOT)}:{call.lineno} {used}"
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and (used := _used_of_re(call)) and (used != "compile" or id(call) in inside)
    ]


def compile_calls(path: Path) -> int:
    """How many patterns are compiled with the module; ``inline_calls`` tells of the others."""
    calls = sum(isinstance(node, ast.Call) and _used_of_re(node) == "compile" for node in ast.walk(_tree(path)))
    return calls - sum(call.endswith(" compile") for call in inline_calls(path))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _used_of_re(call: ast.Call) -> str:
    """``search`` of ``re.search(…)``; nothing for what reads no text."""
    function = call.func
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re"):
        return ""
    return "" if function.attr == "escape" else function.attr

"""What the Python code says of responses, intents and actions, read without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from bot.workshop.project.finding import Place

RESPONSE = re.compile(r"utter_\w+")
NEVER_TYPED = re.compile(r"EXTERNAL_[a-z]\w*")


@dataclass(frozen=True)
class Use:
    """``name`` as a whole, or a pattern where the code puts it together while it runs.

    ``values`` are the placeholders that the code fills in there; None where they cannot be told from the source.
    """

    name: str
    place: Place
    values: frozenset[str] | None = None
    is_pattern: bool = False

    def fits(self, response: str) -> bool:
        return re.fullmatch(self.name, response) is not None if self.is_pattern else self.name == response


@dataclass(frozen=True)
class Source:
    """``classes`` maps an action's name to where its class stands."""

    uses: tuple[Use, ...] = ()
    intents: tuple[Use, ...] = ()
    classes: dict[str, Place] | None = None


def read_source(root: Path, folders: Iterable[str], actions: str) -> Source:
    """Of the Python files under ``folders`` the responses and intents they name, under ``actions`` the action classes.

    Raises SyntaxError where a file is not Python.
    """
    uses: list[Use] = []
    intents: list[Use] = []
    classes: dict[str, Place] = {}
    for folder in dict.fromkeys([*folders, actions]):
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            tree = ast.parse(path.read_text(encoding="utf-8"), filename=name)
            uses += _responses(tree, name)
            intents += _intents(tree, name)
            if folder == actions:
                classes |= dict(_action_classes(tree, name))
    return Source(tuple(uses), tuple(intents), classes)


def _responses(tree: ast.AST, file: str) -> Iterator[Use]:
    filled = _filled(tree)
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            pattern = _pattern(node)
            if pattern:
                yield Use(pattern, Place(file, node.lineno), filled.get(id(node)), is_pattern=True)
        elif _is_text(node) and id(node) not in parts and RESPONSE.fullmatch(_value(node)):
            yield Use(_value(node), Place(file, node.lineno), filled.get(id(node)))


def _pattern(node: ast.JoinedStr) -> str:
    """``f"utter_track_{status}"`` as a regular expression; nothing where the text does not begin as a response does."""
    written = [re.escape(_value(part)) if isinstance(part, ast.Constant) else r"\w*" for part in node.values]
    return "".join(written) if written and written[0].startswith("utter_") else ""


def _filled(tree: ast.AST) -> dict[int, frozenset[str]]:
    """By node of a response's name: the values given beside it, in ``say("utter_x", a=…)`` and ``Note("utter_x", {"a": …})``."""
    found: dict[int, frozenset[str]] = {}
    for call in ast.walk(tree):
        if (
            not isinstance(call, ast.Call)
            or not call.args
            or not isinstance(call.args[0], (ast.Constant, ast.JoinedStr))
        ):
            continue
        called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        values = _keywords(call) if called in ("say", "offer") else _mapping(call) if called == "Note" else None
        if values is not None:
            found[id(call.args[0])] = values
    return found


def _keywords(call: ast.Call) -> frozenset[str] | None:
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(name for name in names if name) - {"choices"}


def _mapping(call: ast.Call) -> frozenset[str] | None:
    if len(call.args) < 2:
        return frozenset() if not call.keywords else None
    given = call.args[1]
    if not isinstance(given, ast.Dict) or not all(key is not None and _is_text(key) for key in given.keys):
        return None
    return frozenset(_value(key) for key in given.keys if key is not None)


def _intents(tree: ast.AST, file: str) -> Iterator[Use]:
    """Intents that no customer types, and the values of ``{"intent": "…"}``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if key is not None and _is_text(key) and _value(key) == "intent" and _is_text(value):
                    yield Use(_value(value), Place(file, value.lineno))
        elif _is_text(node) and NEVER_TYPED.fullmatch(_value(node)):
            yield Use(_value(node), Place(file, node.lineno))


def _action_classes(tree: ast.AST, file: str) -> Iterator[tuple[str, Place]]:
    """A class names its action in ``action_name = "…"`` or by ``def name(self): return "…"``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for name in filter(None, map(_named, node.body)):
                yield name, Place(file, node.lineno)


def _named(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign) and _is_text(statement.value):
        targets = {target.id for target in statement.targets if isinstance(target, ast.Name)}
        return _value(statement.value) if "action_name" in targets else ""
    if isinstance(statement, ast.FunctionDef) and statement.name == "name":
        return _returned(statement)
    return ""


def _returned(function: ast.FunctionDef) -> str:
    """The text that a function ends with; nothing where it ends otherwise."""
    last = function.body[-1]
    return _value(last.value) if isinstance(last, ast.Return) and last.value and _is_text(last.value) else ""


def _is_text(node: ast.AST | None) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _value(node: ast.AST) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""

"""What an action may say and what it looks for, told from its code without running it.

Calls are followed by name through ``actions/`` and ``bot/services/``. What a branch decides is not known, so an action
is given every response that its code can reach.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

FOLDERS = ("actions", "bot/services")
RESPONSE = re.compile(r"utter_\w+")
# Machinery of every action: following it would give each action the words of all.
MACHINERY = frozenset({"actions.base.ShopAction", "actions.base.ReadingAction", "actions.base.ReachingAction"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Module:
    """``names`` maps what the module can say to the full name of what it means."""

    names: dict[str, str] = field(default_factory=dict)


@dataclass
class Code:
    """Functions, classes and constants by full name, such as ``actions.cart.ViewCart.handle``."""

    modules: dict[str, Module] = field(default_factory=dict)
    nodes: dict[str, ast.AST] = field(default_factory=dict)
    actions: dict[str, str] = field(default_factory=dict)

    def texts_of(self, action: str) -> list[str]:
        """Every text that the code of an action can reach, in the order of the code; f-strings as patterns."""
        cls = self.actions.get(action)
        if cls is None:
            return []
        seen: set[str] = set()
        return list(dict.fromkeys(text for name in self._methods(cls) for text in self._texts(name, cls, seen)))

    def _methods(self, cls: str) -> Iterator[str]:
        """The methods that a class has, its own before those it inherits."""
        taken: set[str] = set()
        for owner in self._line(cls):
            node = self.nodes[owner]
            assert isinstance(node, ast.ClassDef)
            for each in node.body:
                if isinstance(each, Function) and each.name not in taken:
                    taken.add(each.name)
                    yield f"{owner}.{each.name}"

    def _line(self, cls: str) -> Iterator[str]:
        node = self.nodes.get(cls)
        if not isinstance(node, ast.ClassDef) or cls in MACHINERY:
            return
        yield cls
        module = self.modules[cls.rpartition(".")[0]]
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id in module.names:
                yield from self._line(module.names[base.id])

    def _texts(self, name: str, cls: str, seen: set[str]) -> Iterator[str]:
        node = self.nodes.get(name)
        if node is None or name in seen or isinstance(node, ast.ClassDef):
            return
        seen.add(name)
        module = next(known for known in _owners(name) if known in self.modules)
        for each in _in_order(node):
            if (text := _text(each)) is not None:
                yield text
                continue
            for meant in self._meant(each, self.modules[module], cls):
                yield from self._texts(meant, cls, seen)

    def _meant(self, node: ast.AST, module: Module, cls: str) -> list[str]:
        """The full names that a name or ``module.name`` or ``self.name`` in this module can stand for."""
        if isinstance(node, ast.Name):
            return [module.names[node.id]] if node.id in module.names else []
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return []
        if node.value.id == "self":
            return [name for name in self._methods(cls) if name.endswith(f".{node.attr}")]
        return [f"{module.names[node.value.id]}.{node.attr}"] if node.value.id in module.names else []


def read_code(root: Path) -> Code:
    """Raises SyntaxError where a file is not Python."""
    code = Code()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            name = ".".join(path.relative_to(root).with_suffix("").parts)
            _read_module(code, name, ast.parse(path.read_text(encoding="utf-8"), filename=str(path)))
    return code


def responses_of(code: Code, action: str, responses: Mapping[str, object]) -> list[str]:
    """The responses that an action may say, in the order of its code.

    A question (``action_ask_<slot>``) has those named after it, if there are any, even where questions share their code.
    """
    if action in responses:
        return [action]
    texts = [text for text in code.texts_of(action) if text.startswith("utter_")]
    said = list(dict.fromkeys(name for text in texts for name in responses if re.fullmatch(text, name)))
    return _named_after(action, said) or said


def _named_after(action: str, said: list[str]) -> list[str]:
    asked = action.replace("action_ask_", "utter_ask_", 1)
    return [name for name in said if re.fullmatch(rf"{asked}(_\w+)?", name)] if asked != action else []


def _read_module(code: Code, name: str, tree: ast.Module) -> None:
    module = code.modules[name] = Module()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            module.names[node.name] = f"{name}.{node.name}"
            code.nodes[f"{name}.{node.name}"] = node
        for target in _targets(node):
            module.names[target] = f"{name}.{target}"
            code.nodes[f"{name}.{target}"] = node
        if isinstance(node, ast.ClassDef):
            _read_class(code, f"{name}.{node.name}", node)
    for each in ast.walk(tree):
        if isinstance(each, ast.ImportFrom) and each.module:
            module.names.update({one.asname or one.name: f"{each.module}.{one.name}" for one in each.names})


def _read_class(code: Code, name: str, cls: ast.ClassDef) -> None:
    for node in cls.body:
        if isinstance(node, Function):
            code.nodes[f"{name}.{node.name}"] = node
        if "action_name" in _targets(node) and isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            code.actions[str(node.value.value)] = name


def _targets(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return [node.target.id] if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) else []


def _owners(name: str) -> Iterator[str]:
    """``a.b.c`` belongs to the module ``a.b`` or, as a method, to ``a``."""
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes below, as they are written; a docstring and the parts of an f-string are left out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        yield child
        if not isinstance(child, ast.JoinedStr):
            yield from _in_order(child)


def _text(node: ast.AST) -> str | None:
    """What stands there in quotes; an f-string as a pattern."""
    if isinstance(node, ast.JoinedStr):
        return _pattern(node)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _pattern(node: ast.JoinedStr) -> str:
    parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w*" for part in node.values]
    return "".join(parts)

"""YAML whose texts, mappings and lists know the line they stand on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.workshop.project.finding import Place


class Text(str):
    """A scalar; of a block scalar (``|``) the line of its sign, so that its first row stands one line below."""

    __slots__ = ("line",)
    line: int


class Block(dict[Any, Any]):
    line: int = 0


class Rows(list[Any]):
    line: int = 0


class Unparsable(ValueError):
    """``place`` is where the YAML breaks."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place


class _Loader(yaml.SafeLoader):
    pass


def _text(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Text:
    made = Text(loader.construct_scalar(node))
    made.line = node.start_mark.line + 1
    return made


def _block(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Block:
    made = Block(loader.construct_mapping(node, deep=True))
    made.line = node.start_mark.line + 1
    return made


def _rows(loader: yaml.SafeLoader, node: yaml.SequenceNode) -> Rows:
    made = Rows(loader.construct_sequence(node, deep=True))
    made.line = node.start_mark.line + 1
    return made


_Loader.add_constructor("tag:yaml.org,2002:str", _text)
_Loader.add_constructor("tag:yaml.org,2002:map", _block)
_Loader.add_constructor("tag:yaml.org,2002:seq", _rows)


def read_yaml(path: Path, name: str) -> Block:
    """The mapping in a file, empty for an empty file; ``name`` is what findings call the file. Raises Unparsable."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader all the same
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise Unparsable(Place(name, mark.line + 1 if mark else 0), f"not YAML: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Unparsable(Place(name), f"not YAML: {error}") from error
    if content is None:
        return Block()
    if not isinstance(content, Block):
        raise Unparsable(Place(name, 1), "the file does not hold a mapping")
    return content


def line_of(value: object, otherwise: int = 0) -> int:
    return int(getattr(value, "line", otherwise))

"""Messages in which the parts to be found are marked, as ``[Kilimani, Yaya gate B](place)``: what the tagger learns from.

A file of ``data/details`` has lists of them under the question that was open when the customer wrote::

    details:
    - asked: address
      examples: |
        - [Kilimani](place), [call me at the gate](note)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.words.packs import folder

FOLDER = Path("data/details")
ADDRESS = "address"
QUESTIONS = ("", ADDRESS, "quantity", "choice", "payment_method", "payment_phone")
PLACES = ("place", "pickup", "no_place")
PEOPLE = ("receiver", "receiver_phone", "payer")
SUMS = ("worth", "each", "budget", "paid", "change", "offer")
REFERENCES = (
    "all", "last", "first", "ordinal", "cheapest", "dearest", "biggest", "smallest", "price", "that", "other", "same", "rest",
)  # fmt: skip
LABELS = (*PLACES, "time", *PEOPLE, "note", *SUMS, *REFERENCES)
_TOP, _ASKED, _EXAMPLES = "details", "asked", "examples"
_PART = re.compile(r"\[([^\[\]]+)\]\(([a-z_]*)\)")
_ITEM = "- "
_SHAPE = "docs/training.md shows how such a file looks"
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class BrokenExamples(ValueError):
    """Examples that cannot be read; the text names file, line and what to do."""

    def __init__(self, file: str, line: int, why: str, mend: str) -> None:
        super().__init__(f"{file}:{line}: {why}; {mend}.")
        self.file, self.line, self.why, self.mend = file, line, why, mend


@dataclass(frozen=True)
class Part:
    """``start``–``end`` of the text is what ``label`` says."""

    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Example:
    """``asked`` is the question that was open, empty for none; ``at`` its file and line."""

    text: str
    asked: str
    parts: tuple[Part, ...]
    at: str = ""


def read_examples(root: Path | None = None) -> list[Example]:
    """Of all files of ``data/details``, in the order of their names; none where there is no such folder. Raises BrokenExamples."""
    root = root or folder()
    return [each for path in _paths(root) for each in _of_file(path, str(path.relative_to(root)))]


def digest(root: Path | None = None) -> str:
    """Another one whenever a file of ``data/details`` changes."""
    return hashlib.sha256(b"\n".join(path.read_bytes() for path in _paths(root or folder()))).hexdigest()


def _paths(root: Path) -> list[Path]:
    return sorted((root / FOLDER).glob("*.yml"))


def _of_file(path: Path, name: str) -> Iterator[Example]:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise BrokenExamples(name, line, f"no YAML: {getattr(problem, 'problem', None) or problem}", _SHAPE) from None
    blocks = _fields(node, name, (_TOP,)).get(_TOP)
    if not isinstance(blocks, yaml.SequenceNode):
        raise _broken(name, blocks or node, f"'{_TOP}:' wants a list of blocks", _SHAPE)
    for block in blocks.value:
        yield from _of_block(block, name)


def _of_block(block: yaml.Node, name: str) -> Iterator[Example]:
    fields = _fields(block, name, (_ASKED, _EXAMPLES))
    question, written = fields.get(_ASKED), fields.get(_EXAMPLES)
    asked = question.value if isinstance(question, yaml.ScalarNode) else ""
    if asked not in QUESTIONS:
        raise _broken(name, question, f"'{asked}' is no question", f"there are {', '.join(QUESTIONS[1:])}")
    if not isinstance(written, yaml.ScalarNode):
        raise _broken(name, written or block, f"'{_EXAMPLES}: |' wants a line for each message", _SHAPE)
    # The lines of a block begin below its sign.
    for line, text in enumerate(written.value.splitlines(), written.start_mark.line + 2):
        if text.strip():
            yield _example(text.strip(), asked, name, line)


def _fields(node: yaml.Node | None, name: str, known: tuple[str, ...]) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise _broken(name, node, f"'{known[0]}:' is expected here", _SHAPE)
    for key, _value in node.value:
        if key.value not in known:
            raise _broken(name, key, f"'{key.value}' is unknown", f"there {_are(known)}")
    return {key.value: value for key, value in node.value}


def _are(known: tuple[str, ...]) -> str:
    return f"are {' and '.join(known)}" if len(known) > 1 else f"is {known[0]}"


def _broken(name: str, node: yaml.Node | None, why: str, mend: str) -> BrokenExamples:
    return BrokenExamples(name, node.start_mark.line + 1 if node is not None else 1, why, mend)


def _example(line: str, asked: str, file: str, at: int) -> Example:
    if not line.startswith(_ITEM):
        raise BrokenExamples(file, at, f"'{line[:40]}' begins with no '- '", "put one before each message")
    text, parts, last = "", list[Part](), 0
    written = line[len(_ITEM) :].strip()
    for found in _PART.finditer(written):
        if found[2] not in LABELS:
            raise BrokenExamples(file, at, f"'{found[2]}' is no label", f"there are {', '.join(LABELS)}")
        text += written[last : found.start()]
        parts.append(Part(found[2], len(text), len(text) + len(found[1])))
        text += found[1]
        last = found.end()
    return Example(text + written[last:], asked, tuple(parts), f"{file}:{at}")

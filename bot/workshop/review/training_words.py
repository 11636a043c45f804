"""What the training data says already: its examples, and the words that are nobody's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.commerce.catalog import Catalog
from bot.nlu.text.tokens import fold
from bot.yaml_file import load_yaml

_ANNOTATION = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)|\{[^{}]*\})")
_WORD_OR_NUMBER = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")


@dataclass(frozen=True)
class Taught:
    """``examples`` are keys as :func:`key_of` makes them, ``words`` folded words of the examples and of the catalog."""

    examples: frozenset[str]
    words: frozenset[str]


def key_of(text: str) -> str:
    """The same for messages that differ in case, signs and numbers alone."""
    words = _WORD_OR_NUMBER.findall(fold(text))
    key = " ".join("#" if word[0].isdigit() else word for word in words)
    # Of an emoji nothing else is left.
    return key or " ".join(text.split())


def read_taught(folder: Path, catalog: Catalog) -> Taught:
    """From the files of ``folder``, which may be missing."""
    examples = [example for path in sorted(folder.rglob("*.yml")) for example in _examples(path)]
    sold = [text for product in catalog for text in (product.name, product.category, *product.aliases)]
    words = {fold(word) for text in (*examples, *sold) for word in _WORD.findall(text)}
    return Taught(frozenset(map(key_of, examples)), frozenset(words))


def _examples(path: Path) -> list[str]:
    lines = [line for block in _blocks(path) for line in block.splitlines() if line.startswith("-")]
    return [_ANNOTATION.sub(r"\1", line[1:].strip()) for line in lines]


def _blocks(path: Path) -> list[str]:
    """The examples of each intent as the file writes them, one a line."""
    entries = (load_yaml(path) or {}).get("nlu") or ()
    blocks = [each.get("examples") for each in entries if isinstance(each, dict) and "intent" in each]
    return [block for block in blocks if isinstance(block, str)]

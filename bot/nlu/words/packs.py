"""Packs of words read from YAML: one file a language, one a country; every word knows the line it stands on."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.yaml_file import load_yaml

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES, COUNTRIES, GOODS = Path("data/words"), Path("data/countries"), Path("data/goods")
# Where nothing else is said.
DEFAULT_LANGUAGES, DEFAULT_COUNTRIES = ("en", "sw", "sheng"), ("ke",)
# Under which a component in ``config.yml`` names its packs.
LANGUAGES_KEY, COUNTRIES_KEY = "languages", "countries"
# By these keys Rasa tells its own files from others in the same folder.
_RASAS_OWN = frozenset(("nlu", "responses", "stories", "rules"))
# In a pack of words that only adds to those of another language.
DIALECT_KEY = "dialect_of"
# Deeper than this no pack goes, so that an alias that holds itself is a mistake and no endless loop.
_DEEPEST = 8
# A dot between the names of a path, not one that is part of a name.
_BETWEEN = re.compile(r"(?<!\\)\.")
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class BrokenPack(ValueError):
    """A pack that cannot be read; the text names file, line and what to do."""


def path_of(names: Iterable[str]) -> str:
    """As ``numbers.tens.20``; a dot within a name has a backslash before it."""
    return ".".join(name.replace(".", "\\.") for name in names)


def names_of(path: str) -> tuple[str, ...]:
    """The other way round."""
    return tuple(_plain(name) for name in _BETWEEN.split(path)) if path else ()


def _plain(path: str) -> str:
    return path.replace("\\.", ".")


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a pack; ``group`` is the path of the list in which it stands, as ``numbers.tens.20``."""

    group: str
    word: str
    file: str
    line: int


@dataclass(frozen=True)
class PackFile:
    """``groups`` are the paths of all its lists with their lines, the empty ones too: an empty list says that there are no
    such words. A pack with ``dialect_of`` only adds to another one."""

    path: str
    groups: Mapping[str, int] = field(default_factory=dict, hash=False)
    dialect_of: str = ""


@dataclass(frozen=True)
class Packs:
    """The words of several packs. Of a word with two values the first one counts, in the order of the packs."""

    entries: tuple[Entry, ...]
    # Not with a model: the same words from a file and from a model are the same packs.
    files: tuple[PackFile, ...] = field(default=(), compare=False)
    # By the first name of its path, so that who asks for one word of greeting does not walk through a country's towns.
    _lists: Mapping[str, Mapping[str, tuple[Entry, ...]]] = field(init=False, repr=False, compare=False)
    _by_language: dict[str, Packs] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        lists: dict[str, dict[str, list[Entry]]] = {}
        for entry in self.entries:
            lists.setdefault(entry.group.partition(".")[0], {}).setdefault(entry.group, []).append(entry)
        frozen = {head: {path: tuple(found) for path, found in below.items()} for head, below in lists.items()}
        object.__setattr__(self, "_lists", frozen)

    def values(self, group: str) -> dict[str, str]:
        """From each word below ``group`` to the rest of its path: "ishirini" to "20" in ``numbers.tens``; in a plain list
        to nothing."""
        found: dict[str, str] = {}
        for path, entries in self.lists(group):
            found.update((each.word, _plain(path[len(group) + 1 :])) for each in entries if each.word not in found)
        return found

    def by_language(self) -> Mapping[str, Packs]:
        """What stands in each pack of a language alone, by the name of the pack, in their order."""
        if not self._by_language:
            for file in dict.fromkeys(entry.file for entry in self.entries):
                if Path(file).parent == LANGUAGES:
                    alone = tuple(entry for entry in self.entries if entry.file == file)
                    self._by_language[Path(file).stem] = Packs(alone)
        return self._by_language

    def lists(self, group: str) -> Iterator[tuple[str, tuple[Entry, ...]]]:
        """The lists of ``group`` and below it that are not empty, by their paths."""
        for path, entries in self._lists.get(group.partition(".")[0], {}).items():
            if path == group or path.startswith(f"{group}."):
                yield path, entries

    def where(self, word: str) -> list[Entry]:
        """Every place at which ``word`` stands."""
        return [entry for entry in self.entries if entry.word == word]

    def as_json(self) -> str:
        """To be kept with a model; :func:`from_json` reads it."""
        return json.dumps([[each.group, each.word, each.file, each.line] for each in self.entries], ensure_ascii=False)


def from_json(text: str) -> Packs:
    return Packs(
        tuple(Entry(sys.intern(group), word, sys.intern(file), line) for group, word, file, line in json.loads(text))
    )


def digest(packs: Packs) -> str:
    """The same for packs with the same words in the same groups, whatever lines they stand on."""
    return hashlib.sha256("\n".join(f"{each.group}\t{each.word}" for each in packs.entries).encode()).hexdigest()


def folder() -> Path:
    """The project whose packs count: the one this process was started in, else the one that this code is part of."""
    here = Path.cwd()
    return here if (here / LANGUAGES).is_dir() else ROOT


def project_packs(root: Path | None = None) -> Packs:
    """Those that the tokeniser in the project's ``config.yml`` names. Raises BrokenPack."""
    root = root or folder()
    try:
        pipeline = (load_yaml(root / "config.yml") or {}).get("pipeline") or ()
    except FileNotFoundError:
        pipeline = ()
    named: dict[str, Any] = next((each for each in pipeline if LANGUAGES_KEY in each), {})
    return read_packs(named.get(LANGUAGES_KEY, DEFAULT_LANGUAGES), named.get(COUNTRIES_KEY, DEFAULT_COUNTRIES), root)


def read_packs(
    languages: Iterable[str] = DEFAULT_LANGUAGES, countries: Iterable[str] = DEFAULT_COUNTRIES, root: Path | None = None
) -> Packs:
    """Raises BrokenPack, also for a name that has no file."""
    root = root or folder()
    paths = [LANGUAGES / f"{name}.yml" for name in languages] + [COUNTRIES / f"{name}.yml" for name in countries]
    # What goods of all trades are called holds in every shop.
    paths += sorted(path.relative_to(root) for path in (root / GOODS).glob("*.yml"))
    readers = [_read(root, path) for path in paths]
    entries = [entry for reader in readers for entry in reader.entries]
    return Packs(tuple(entries), tuple(PackFile(each.file, each.groups, each.dialect_of) for each in readers))


def _read(root: Path, path: Path) -> _Reader:
    try:
        text = (root / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        others = ", ".join(sorted(each.stem for each in (root / path.parent).glob("*.yml"))) or "none"
        raise BrokenPack(f"{path}: there is no such file. config.yml names it; there are: {others}.") from None
    except UnicodeDecodeError as problem:
        raise BrokenPack(f"{path}: byte {problem.start} is no UTF-8. Save the file as UTF-8.") from None
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as problem:
        raise BrokenPack(_unreadable(path, text, problem)) from None
    reader = _Reader(str(path))
    if node is not None:
        reader.read(node)
    return reader


def _unreadable(path: Path, text: str, problem: yaml.YAMLError) -> str:
    mark = getattr(problem, "problem_mark", None)
    line = mark.line + 1 if mark is not None else 1
    written = text.splitlines()[line - 1 : line]
    if written and "\t" in written[0]:
        return f"{path}:{line}: a tab. YAML is indented with blanks; put two blanks in its place."
    return f"{path}:{line}: no YAML: {getattr(problem, 'problem', None) or problem}."


class _Reader:
    """From the nodes of one file to its entries."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.dialect_of = ""
        self.groups: dict[str, int] = {}
        self.entries: list[Entry] = []

    def read(self, node: yaml.Node) -> None:
        if not isinstance(node, yaml.MappingNode):
            raise self._broken(
                node, "names of groups with their words are expected here, as in 'greetings: [hello, hi]'"
            )
        self._read_groups(node, (), 0)

    def _read_groups(self, node: yaml.MappingNode, group: tuple[str, ...], depth: int) -> None:
        if depth > _DEEPEST:
            raise self._broken(node, "this goes too deep; an alias (*name) must not stand inside what it names")
        if not node.value and group:
            raise self._broken(node, f"'{path_of(group)}' is empty; put lists of words below it or take it out")
        seen: dict[str, int] = {}
        for key, value in node.value:
            name = self._scalar(key)
            if name in seen:
                raise self._broken(key, f"'{name}' stands twice (line {seen[name]} too); put both lists together")
            seen[name] = key.start_mark.line + 1
            if name in _RASAS_OWN:
                raise self._broken(
                    key, f"Rasa takes a file with '{name}:' for training data; give the group another name"
                )
            path = (*group, name)
            if path == (DIALECT_KEY,):
                self.dialect_of = self._scalar(value)
            elif isinstance(value, yaml.MappingNode):
                self._read_groups(value, path, depth + 1)
            else:
                self._read_words(value, path_of(path))

    def _read_words(self, node: yaml.Node, group: str) -> None:
        if not isinstance(node, yaml.SequenceNode):
            raise self._broken(node, f"'{group}' wants a list of words, as in [one, two]")
        self.groups[group] = node.start_mark.line + 1
        seen: dict[str, int] = {}
        for item in node.value:
            word, line = self._scalar(item), item.start_mark.line + 1
            if word in seen:
                raise self._broken(item, f"'{word}' stands twice in '{group}' (line {seen[word]} too); take one out")
            seen[word] = line
            self.entries.append(Entry(group, word, self.file, line))

    def _scalar(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self._broken(node, "a word is expected here")
        return str(node.value)

    def _broken(self, node: yaml.Node, why: str) -> BrokenPack:
        return BrokenPack(f"{self.file}:{node.start_mark.line + 1}: {why}.")

"""The packs of words that ``config.yml`` names: readable, known to a reader, without contradictions, and whole."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import bot.nlu
from bot.nlu.words.groups import Asked, asked, check
from bot.nlu.words.packs import LANGUAGES, BrokenPack, PackFile, Packs, project_packs
from bot.workshop.project.finding import Finding, Place

_PLACE = re.compile(r"(?P<file>[^:]+\.yml):(?:(?P<line>\d+):)? (?P<message>.+)", re.DOTALL)


def check_words(root: Path) -> Iterator[Finding]:
    """All findings about the packs of the project in ``root``; one without packs reads with ours."""
    if not (root / LANGUAGES).is_dir():
        return
    try:
        packs = project_packs(root)
        known = _known()
    except BrokenPack as broken:
        yield _broken(str(broken))
        return
    unknown = [finding for file in packs.files for finding in _unknown(file, known)]
    found = [*unknown, *_contradictions(packs, known), *_missing(packs, known)]
    # What no reader knows, none can use either; it needs to be said once.
    yield from found or _unusable(packs)


def _unusable(packs: Packs) -> Iterator[Finding]:
    try:
        check(packs)
    except BrokenPack as broken:
        yield _broken(str(broken))


def _broken(text: str) -> Finding:
    found = _PLACE.fullmatch(text)
    if found is None:
        return Finding(Place("config.yml"), text, "mend it as it says")
    message, _, fix = found["message"].rstrip(".").rpartition("; ")
    return Finding(
        Place(found["file"], int(found["line"] or 0)), message or fix, fix if message else "mend it as it says"
    )


def _known() -> Mapping[str, Asked]:
    """What readers ask for, once all of them are loaded; Rasa's parts among them stay out."""
    for module in pkgutil.walk_packages(bot.nlu.__path__, "bot.nlu."):
        if not module.name.startswith("bot.nlu.components"):
            importlib.import_module(module.name)
    return asked()


def _unknown(file: PackFile, known: Mapping[str, Asked]) -> Iterator[Finding]:
    for group, line in file.groups.items():
        found = _misnamed(group, known)
        if found is not None:
            yield Finding(Place(file.path, line), *found)


def _misnamed(group: str, known: Mapping[str, Asked]) -> tuple[str, str] | None:
    """What is wrong with the name of a group, and how to mend it; None where a reader asks for it."""
    parts = group.split(".")
    above = [name for length in range(1, len(parts) + 1) if (name := ".".join(parts[:length])) in known]
    if not above:
        near = difflib.get_close_matches(group, known, 1)
        fix = f"call it {near[0]}" if near else "take it out; docs/training.md tells which groups there are"
        return f"no reader asks for '{group}'", fix
    table = next((name for name in above if known[name].keys), None)
    if table is None or (key := group.removeprefix(f"{table}.")) in known[table].keys:
        return None
    return f"'{table}' has no '{key}'", f"it is one of {', '.join(known[table].keys)}"


def _contradictions(packs: Packs, known: Mapping[str, Asked]) -> Iterator[Finding]:
    """One word under two keys of the same table in the same file."""
    tables = [group for group, about in known.items() if about.is_table]
    seen: dict[tuple[str, str, str], tuple[str, int]] = {}
    for entry in packs.entries:
        for table in tables:
            if not entry.group.startswith(f"{table}."):
                continue
            key = entry.group.removeprefix(f"{table}.")
            first, line = seen.setdefault((entry.file, table, entry.word), (key, entry.line))
            if first != key:
                message = f"'{entry.word}' stands under '{key}' and, in line {line}, under '{first}' of '{table}'"
                yield Finding(Place(entry.file, entry.line), message, "keep it where it belongs")


def _missing(packs: Packs, known: Mapping[str, Asked]) -> Iterator[Finding]:
    """What one language has and another does not even name. A dialect only adds to its language."""
    languages = [each for each in packs.files if Path(each.path).parent == LANGUAGES and not each.dialect_of]
    for group, about in known.items():
        for name in [f"{group}.{key}" for key in about.keys] or [group]:
            yield from _missing_name(name, languages)


def _missing_name(name: str, languages: Sequence[PackFile]) -> Iterator[Finding]:
    having = [each for each in languages if _has(each, name)]
    if not having:
        return
    twin = Place(having[0].path, _line(having[0], name))
    fix = f"add its words, or '[]' if the language has none; its twin is {twin}"
    for each in languages:
        if each not in having:
            yield Finding(Place(each.path), f"'{name}' is missing", fix)


def _has(file: PackFile, name: str) -> bool:
    return any(group == name or group.startswith(f"{name}.") for group in file.groups)


def _line(file: PackFile, name: str) -> int:
    return next(line for group, line in file.groups.items() if group == name or group.startswith(f"{name}."))

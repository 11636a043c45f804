"""What README and docs state can be looked up: settings, commands, links, paths, SQL, example conversations."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from bot.storage.tables import metadata

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
# Made by the commands, so not there in a fresh clone.
MADE = ("var/", "models/", ".venv", ".tools", ".rasa", ".env")
# How the reader of bot/settings.py is asked, each with the setting's name first.
READING = {"text", "parsed", "one_of", "secret", "database"}


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_blocks(text: str) -> str:
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def blocks(path: Path, language: str) -> list[str]:
    """Fenced blocks, as they are read when they stand in a list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", text_of(path), flags=re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", body, flags=re.MULTILINE) for indent, body in found]


def in_backticks(path: Path) -> list[str]:
    return re.findall(r"`([^`\n]+)`", without_blocks(text_of(path)))


def heading_ids(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", without_blocks(text), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken_links(path: Path) -> list[str]:
    prose = re.sub(r"`[^`\n]*`", "code", without_blocks(text_of(path)))
    return [
        target
        for target in re.findall(r"\]\(([^)\s]+)\)", prose)
        if not re.match(r"https?://", target) and not resolves(path, target)
    ]


def resolves(path: Path, target: str) -> bool:
    name, _, heading = target.partition("#")
    found = (path.parent / name).resolve() if name else path
    return found.exists() and (not heading or heading in heading_ids(text_of(found)))


@lru_cache(maxsize=1)
def top_names() -> frozenset[str]:
    return frozenset(path.name for path in ROOT.iterdir())


def looks_like_path(word: str) -> bool:
    """The name of a file at the top, or something below a folder of the repository."""
    first, slash, _ = word.partition("/")
    if not re.fullmatch(r"[\w.*<>/-]+", word) or word.startswith(MADE):
        return False
    return first in top_names() if slash else bool(re.search(r"\w\.(md|yml|toml|txt|in|ini)$", word))


def exists(word: str) -> bool:
    pattern = re.sub(r"<[^>]*>", "*", word).rstrip("/")
    return any(ROOT.glob(pattern))


def module_exists(dotted: str) -> bool:
    """A module, a package, or a name within a module."""
    parts = dotted.split(".")
    for length in range(len(parts), 1, -1):
        base = ROOT.joinpath(*parts[:length])
        if base.is_dir():
            return length == len(parts)
        if base.with_suffix(".py").is_file():
            rest = parts[length:]
            return not rest or bool(re.search(rf"\b{re.escape(rest[0])}\b", text_of(base.with_suffix(".py"))))
    return False


def commands_of_make(text: str) -> set[str]:
    in_code = "\n".join([*re.findall(r"```.*?```", text, flags=re.DOTALL), *re.findall(r"`([^`\n]+)`", text)])
    return set(re.findall(r"\bmake ([a-z][a-z-]*)", in_code))


def targets_of_make() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", text_of(ROOT / "Makefile"), flags=re.MULTILINE))


def settings_read() -> set[str]:
    calls = (node for node in ast.walk(ast.parse(text_of(ROOT / "bot/settings.py"))) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in READING and call.args
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def settings_listed() -> list[str]:
    return re.findall(r"^\| `([A-Z_]+)` \|", text_of(ROOT / "docs/settings.md"), flags=re.MULTILINE)


def steps_known() -> set[str]:
    """Acts and checks of written conversations; read, not imported, because the import would load all of Rasa."""
    known: set[str] = set()
    for node in ast.parse(text_of(ROOT / "tests/stage/script.py")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("ACTS", "CHECKS"):
            known |= set(ast.literal_eval(node.value))
    return known


def statements() -> Iterator[str]:
    for path in DOCUMENTS:
        for block in blocks(path, "sql"):
            yield from (each.strip() for each in block.split(";") if each.strip())


def test_every_setting_is_listed_once_and_every_listed_one_is_read() -> None:
    assert len(settings_read()) > 20
    assert sorted(settings_listed()) == sorted(settings_read())


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_make_exists(name: str) -> None:
    assert commands_of_make(text_of(ROOT / name)) <= targets_of_make()


@pytest.mark.parametrize("name", NAMES)
def test_every_relative_link_resolves(name: str) -> None:
    assert broken_links(ROOT / name) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_named_path_and_module_exists(name: str) -> None:
    words = in_backticks(ROOT / name)
    modules = [word for word in words if re.fullmatch(r"(bot|actions|tests)(\.\w+)+", word)]
    missing = [word for word in words if looks_like_path(word) and not exists(word)]

    assert missing + [module for module in modules if not module_exists(module)] == []


@pytest.mark.parametrize("statement", statements())
def test_every_sql_statement_runs_on_the_tables_of_this_version(statement: str) -> None:
    engine = sa.create_engine("sqlite://", future=True)
    metadata.create_all(engine)
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def test_example_conversations_use_only_steps_that_exist() -> None:
    written = [yaml.safe_load(block) for path in DOCUMENTS for block in blocks(path, "yaml") if "dialogue:" in block]
    used = {key for dialogues in written for each in dialogues for step in each["steps"] for key in step}

    assert "customer" in used
    assert used <= steps_known()


def test_the_readme_names_the_test_command_plainly() -> None:
    assert "The test command is `make test`." in text_of(ROOT / "README.md")


def test_the_checks_tell_what_is_there_from_what_is_not(tmp_path: Path) -> None:
    # given a document in which everything is wrong
    document = tmp_path / "wrong.md"
    document.write_text("`make nonsense` [gone](gone.md) [there](#nowhere)\n# Here\n", encoding="utf-8")
    # then each check sees it
    assert commands_of_make(text_of(document)) - targets_of_make() == {"nonsense"}
    assert broken_links(document) == ["gone.md", "#nowhere"]
    assert looks_like_path("bot/gone.py")
    assert looks_like_path("gone.yml")
    assert not exists("bot/gone.py")
    assert not exists("data/gone/*.yml")
    assert not module_exists("bot.gone")
    assert not module_exists("bot.settings.gone_from_here")
    # and lets pass what is right
    assert exists("data/nlu/<topic>.yml")
    assert module_exists("bot.settings.read_settings")
    assert resolves(ROOT / "README.md", "docs/qa.md#the-kinds-of-tests")

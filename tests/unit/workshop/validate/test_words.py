"""``make validate`` over packs of words: what no reader asks for, what contradicts itself, and what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.words.packs import COUNTRIES, LANGUAGES, ROOT
from bot.workshop.validate.words import check_words


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The packs of this project, to break one thing in."""
    for folder in (LANGUAGES, COUNTRIES):
        (tmp_path / folder).mkdir(parents=True)
        for path in (ROOT / folder).glob("*.yml"):
            (tmp_path / folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def found(root: Path) -> list[str]:
    return [str(finding) for finding in check_words(root)]


def change(root: Path, name: str, before: str, after: str, folder: Path = LANGUAGES) -> int:
    """The line at which it was changed."""
    path = root / folder / f"{name}.yml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1


def test_in_our_own_packs_nothing_is_found(project: Path) -> None:
    assert found(project) == []


def test_a_project_without_packs_reads_with_ours(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_a_group_that_nobody_asks_for_is_named_with_the_one_that_was_meant(project: Path) -> None:
    line = change(project, "sheng", "dialect_of: sw\n", "dialect_of: sw\nevryday: [form]\n") + 1
    assert found(project) == [
        f"data/words/sheng.yml:{line}: no reader asks for 'evryday'\n    fix: call it everyday",
    ]


def test_a_role_that_there_is_not_is_named_with_those_that_there_are(project: Path) -> None:
    line = change(project, "sheng", "roles:\n", "roles:\n  fetch: [bebesha]\n") + 1
    (finding,) = found(project)
    assert finding.startswith(f"data/words/sheng.yml:{line}: 'roles' has no 'fetch'\n    fix: it is one of order, add,")


def test_a_word_in_two_roles_is_a_contradiction(project: Path) -> None:
    change(project, "en", "  # Less of something\n  subtract: [", "  # Less of something\n  subtract: [add, ")
    (finding,) = found(project)
    assert "'add' stands under 'subtract' and, in line" in finding
    assert "under 'add' of 'roles'" in finding


def test_what_one_language_has_and_another_does_not_name_is_missing(project: Path) -> None:
    change(project, "sw", "instead: [badala]\n", "")
    (finding,) = found(project)
    assert finding.startswith("data/words/sw.yml: 'instead' is missing\n    fix: add its words, or '[]'")


def test_a_pack_that_cannot_be_read_is_one_finding_with_its_line(project: Path) -> None:
    line = change(project, "sw", "instead: [badala]\n", "instead: [badala, badala]\n")
    assert found(project) == [
        f"data/words/sw.yml:{line}: 'badala' stands twice in 'instead' (line {line} too)\n    fix: take one out",
    ]


@pytest.mark.parametrize(
    ("before", "after", "said", "fix"),
    [
        ("Mweiga, ", "Mweiga = Othaya, ", "'Othaya' stands twice in Nyeri (line {line} too)", "take one out"),
        ("        estates: [Galu", "        estate: [Galu", "'Diani' has no 'estate'", "call it estates"),
        ("places:\n", "capital: [Nairobi]\nplaces:\n", "no reader asks for 'capital'", "take it out; docs/training.md"),
    ],
)
def test_what_is_wrong_in_a_country_is_found_without_using_it(
    project: Path, before: str, after: str, said: str, fix: str
) -> None:
    line = change(project, "ke", before, after, COUNTRIES)
    (finding,) = found(project)
    assert finding.startswith(f"data/countries/ke.yml:{line}: {said.format(line=line)}")
    assert f"fix: {fix}" in finding
    assert found(ROOT) == []

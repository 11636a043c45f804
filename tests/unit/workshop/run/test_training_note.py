"""When the model counts as fresh, and how stories are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.workshop.run import stories, train


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("data/nlu/greeting.yml", "data/rules/greeting.yml", "bot/nlu/text/tokens.py", "models/duka.tar.gz"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    for name in ("domain.yml", "config.yml", "requirements.txt"):
        (tmp_path / name).write_text(name)
    note = train.note_of(train.fingerprint(tmp_path), tmp_path / "models/duka.tar.gz")
    (tmp_path / "models/.made-of").write_text(note)
    return tmp_path


def test_a_model_is_fresh_while_nothing_it_is_made_of_changed(project: Path) -> None:
    (project / "README.md").write_text("something else")
    assert train.is_trained(project)


@pytest.mark.parametrize(
    "name",
    ["domain.yml", "config.yml", "requirements.txt", "data/nlu/greeting.yml", "data/new.yml", "bot/nlu/text/tokens.py"],
)
def test_a_changed_or_new_file_makes_the_model_stale(project: Path, name: str) -> None:
    (project / name).write_text("changed")
    assert not train.is_trained(project)


def test_a_renamed_file_makes_the_model_stale(project: Path) -> None:
    (project / "data/nlu/greeting.yml").rename(project / "data/nlu/hello.yml")
    assert not train.is_trained(project)


def test_without_the_model_itself_its_note_says_nothing(project: Path) -> None:
    (project / "models/duka.tar.gz").unlink()
    assert not train.is_trained(project)


def test_a_damaged_model_is_not_the_one_that_was_trained(project: Path) -> None:
    whole = (project / "models/duka.tar.gz").read_bytes()
    (project / "models/duka.tar.gz").write_bytes(whole[:-1])
    assert not train.is_trained(project)


def test_compiled_python_beside_a_component_changes_nothing(project: Path) -> None:
    (project / "bot/nlu/__pycache__").mkdir()
    (project / "bot/nlu/__pycache__/normaliser.pyc").write_bytes(b"\0")
    assert train.is_trained(project)


def test_stories_are_counted_in_all_files(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "test_a.yml").write_text("stories:\n- story: one\n  steps: []\n- story: two\n")
    (tmp_path / "deep/test_b.yml").write_text("stories:\n  - story: three\n")
    assert stories.written_stories(tmp_path) == 3


def test_no_report_means_that_no_story_was_played(tmp_path: Path) -> None:
    assert stories.played_stories(tmp_path / "none.json") == (0, 0)


def test_the_report_of_rasa_tells_right_and_played(tmp_path: Path) -> None:
    report = tmp_path / "story_report.json"
    report.write_text('{"conversation_accuracy": {"accuracy": 0.5, "correct": 1, "with_warnings": 0, "total": 2}}')
    assert stories.played_stories(report) == (1, 2)

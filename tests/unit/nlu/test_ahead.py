"""The tagger that is trained in a process of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.nlu.components import ahead
from bot.nlu.goods import live_catalog
from bot.nlu.goods.parse import read
from bot.nlu.tagging.model import Tagger

DETAILS = "details:\n- examples: |\n" + "    - unga moja, [kesho asubuhi](time)\n" * 3


@pytest.fixture
def few_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the words of this one and hardly any examples."""
    root = Path(__file__).resolve().parents[3]
    (tmp_path / "data").mkdir()
    for folder in (root / "data").iterdir():
        if folder.name != "details":
            (tmp_path / "data" / folder.name).symlink_to(folder)
    (tmp_path / "config.yml").symlink_to(root / "config.yml")
    (tmp_path / "data/details").mkdir()
    (tmp_path / "data/details/sw.yml").write_text(DETAILS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_was_trained_ahead_is_taken_once(few_examples: Path) -> None:
    with ahead.begun():
        assert ahead.take(few_examples / "tagger.npz")
        assert not ahead.take(few_examples / "tagger.npz")
    spans, _if_asked = Tagger(few_examples / "tagger.npz").spans(
        read("unga moja, kesho asubuhi", live_catalog.current())
    )
    assert [span.label for span in spans] == ["time"]


def test_examples_that_changed_meanwhile_are_trained_anew(few_examples: Path) -> None:
    with ahead.begun():
        ahead._begun[0][0].wait()
        (few_examples / "data/details/sw.yml").write_text(DETAILS * 2, encoding="utf-8")
        assert not ahead.take(few_examples / "tagger.npz")


def test_nothing_is_taken_that_was_never_begun(tmp_path: Path) -> None:
    assert not ahead.take(tmp_path / "tagger.npz")

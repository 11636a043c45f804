"""What is seen of a long command while it runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.workshop.run.progress import CommandFailed, run_logged
from bot.workshop.run.train import part_of


def test_the_line_grows_by_each_part_that_begins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = "Now: reading the examples\nwhatever\nStarting to train component 'ShopIntentClassifier'.\n"
    run_logged("training", [sys.executable, "-c", f"print({said!r})"], tmp_path / "log", {}, part_of)
    assert capsys.readouterr().out.startswith("  training … reading the examples … intents … ")


def test_a_command_that_fails_shows_the_end_of_its_log(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="no such thing"):
        run_logged("training", [sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path / "log", {})

"""How Rasa is asked to train."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.importer import ReadOnce
from bot.nlu.components.training import TaggerLast


def test_files_are_read_again_only_when_they_changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    read: list[TrainingData] = []

    def reading(self: RasaFileImporter, language: str = "en") -> TrainingData:
        read.append(TrainingData())
        return read[-1]

    monkeypatch.setattr(RasaFileImporter, "get_nlu_data", reading)
    examples = tmp_path / "nlu.yml"
    examples.write_text('nlu:\n- intent: greet\n  examples: "- hi"\n')
    files = ReadOnce("config.yml", "domain.yml", [str(tmp_path)])
    once = files.get_nlu_data()
    assert files.get_nlu_data("en") is once
    assert ReadOnce("config.yml", "domain.yml", [str(tmp_path)]).get_nlu_data() is once
    os.utime(examples, ns=(0, 0))
    assert files.get_nlu_data() is not once
    assert len(read) == 2


def test_the_tagger_runs_last_and_every_node_once() -> None:
    ran: list[str] = []

    def node(name: str) -> Any:
        def run(*inputs: tuple[str, Any]) -> tuple[str, Any]:
            ran.append(name)
            return name, [name, *(value for _name, value in inputs)]

        return run

    needs = {"data": ["importer"], "train_ShopDetailsReader2": ["data"], "train_ShopIntentClassifier1": ["data"]}
    runner = TaggerLast.__new__(TaggerLast)
    runner._instantiated_nodes = {name: node(name) for name in needs}
    runner._graph_schema = SimpleNamespace(
        nodes={name: SimpleNamespace(needs=dict(enumerate(wanted))) for name, wanted in needs.items()},
        target_names=[name for name in needs if name != "data"],
    )
    found = runner.run(inputs={"importer": "files"})
    assert ran == ["data", "train_ShopIntentClassifier1", "train_ShopDetailsReader2"]
    assert found["train_ShopDetailsReader2"] == ["train_ShopDetailsReader2", ["data", "files"]]

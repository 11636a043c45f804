"""How Rasa is asked to train."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.graph_components.providers.domain_for_core_training_provider import DomainForCoreTrainingProvider
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.domain_files import read_domain
from bot.nlu.components.importer import ReadOnce
from bot.nlu.components.training import TaggerLast, project


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


FRAME = 'version: "3.1"\nintents:\n- greet\nactions:\n- action_greet\n'
SENTENCES = "responses:\n  utter_greet:\n  - text: {text}\n"
CONFIG = "recipe: default.v1\nimporters:\n- name: bot.nlu.components.importer.ReadOnce\n"


@pytest.fixture
def greeting(tmp_path: Path) -> Path:
    """A project with one intent and one sentence, as Rasa's commands read it."""
    for name, content in {
        "config.yml": CONFIG,
        "domain.yml": FRAME,
        "data/nlu/chat.yml": "nlu:\n- intent: greet\n  examples: |\n    - hi\n    - hello\n",
        "data/rules/chat.yml": "rules:\n- rule: greet\n  steps:\n  - intent: greet\n  - action: utter_greet\n",
        "data/responses/chat.yml": SENTENCES.format(text="Hi"),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def of_rasa(root: Path, data: str = "data") -> TrainingDataImporter:
    return TrainingDataImporter.load_from_config(str(root / "config.yml"), str(root / "domain.yml"), [str(root / data)])


@pytest.mark.parametrize("data", ["data", "data/rules"])
def test_sentences_of_all_topics_belong_to_the_domain(greeting: Path, data: str) -> None:
    domain = of_rasa(greeting, data).get_domain()
    assert domain.responses == {"utter_greet": [{"text": "Hi"}]}
    assert domain.action_names_or_texts.count("utter_greet") == 1
    assert read_domain(greeting)["responses"] == domain.responses


def trained_from(files: TrainingDataImporter) -> list[str]:
    """What Rasa's cache knows classifier and policies by."""
    domain = DomainForCoreTrainingProvider.create_pruned_version(files.get_domain())
    return [each.fingerprint() for each in (files.get_nlu_data(), files.get_stories(), domain)]


def test_a_changed_sentence_is_said_and_trains_nothing_anew(greeting: Path) -> None:
    before = trained_from(of_rasa(greeting))
    sentences = greeting / "data/responses/chat.yml"
    sentences.write_text(SENTENCES.format(text="Welcome"), encoding="utf-8")
    os.utime(sentences, ns=(0, 0))
    assert of_rasa(greeting).get_domain().responses == {"utter_greet": [{"text": "Welcome"}]}
    assert trained_from(of_rasa(greeting)) == before


def test_what_one_way_of_training_cached_serves_the_other(greeting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(greeting)
    assert trained_from(project()) == trained_from(of_rasa(Path()))


def test_a_new_example_trains_anew(greeting: Path) -> None:
    before = of_rasa(greeting).get_nlu_data().fingerprint()
    examples = greeting / "data/nlu/chat.yml"
    examples.write_text(examples.read_text(encoding="utf-8") + "    - habari\n", encoding="utf-8")
    os.utime(examples, ns=(0, 0))
    assert of_rasa(greeting).get_nlu_data().fingerprint() != before


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

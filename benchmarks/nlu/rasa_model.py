"""Messages parsed by a trained Rasa model in this process, and models that are trained in one of their own."""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.core.agent import Agent
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.utils.log_utils import configure_structlog

from benchmarks.nlu.holdout import ROOT, Example
from benchmarks.nlu.verdict import Verdict
from bot.nlu.components.runner import run_straight

MODEL = ROOT / "models" / "duka.tar.gz"
CONFIG = ROOT / "config.yml"
FALLBACK = "nlu_fallback"
_CLASSIFIER = "ShopIntentClassifier"
_DIET_PIPELINE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {
        "name": "DIETClassifier",
        "epochs": 100,
        "constrain_similarities": True,
        "entity_recognition": False,
        "ranking_length": 0,
    },
]


class TrainingFailed(Exception):
    """A training ended with an error; the text is the end of what it said."""


@dataclass(frozen=True)
class Parse:
    """One parse result: the classifier's own verdict, and whether the pipeline would rather ask."""

    verdict: Verdict
    falls_back: bool
    entities: list[dict[str, Any]]
    order_lines: list[dict[str, Any]]


class RasaModel:
    """A model file, loaded."""

    def __init__(self, path: Path = MODEL) -> None:
        """Raises FileNotFoundError when there is no such model."""
        if not path.is_file():
            raise FileNotFoundError(f"{path}: train it first, with make train.")
        # As `rasa run` does: otherwise every parse is written out and timed with its log.
        configure_structlog(logging.WARNING)
        self.path = path
        self._agent = Agent.load(str(path))
        run_straight(self._agent)
        self._loop = asyncio.new_event_loop()

    def raw(self, text: str) -> dict[str, Any]:
        """The parse result as the server would give it."""
        parsed: dict[str, Any] = self._loop.run_until_complete(self._agent.parse_message(text))
        return parsed

    def parse(self, text: str) -> Parse:
        return parse_of(self.raw(text))

    def close(self) -> None:
        self._loop.close()


def parse_of(parsed: dict[str, Any]) -> Parse:
    """Takes FallbackClassifier's answer off the top of the ranking."""
    named = parsed.get("intent_ranking") or [parsed.get("intent") or {}]
    ranking = {
        each["name"]: float(each["confidence"]) for each in named if each.get("name") and each["name"] != FALLBACK
    }
    falls_back = (parsed.get("intent") or {}).get("name") in (FALLBACK, None)
    return Parse(Verdict(ranking), falls_back, parsed.get("entities") or [], parsed.get("order_lines") or [])


def classifier_settings(config: Path = CONFIG) -> dict[str, Any]:
    """The classifier's settings as ``config.yml`` has them over its defaults."""
    from bot.nlu.components.intent_classifier import ShopIntentClassifier

    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    own: dict[str, Any] = next((part for part in pipeline if str(part["name"]).endswith(_CLASSIFIER)), {})
    return {**ShopIntentClassifier.get_default_config(), **own}


def train_seconds() -> float:
    """Seconds of training the whole project, as ``make train`` does, with nothing cached. Raises TrainingFailed."""
    with tempfile.TemporaryDirectory() as folder:
        return _run_train(["bot.nlu.components.training", folder, "timed", "--force"], Path(folder))


class Diet:
    """Rasa's default classifier, 100 epochs, with the featurizers of its default pipeline, in Rasa itself."""

    name = "DIET, 100 epochs"

    def __init__(self, pipeline: Sequence[dict[str, Any]] = _DIET_PIPELINE) -> None:
        self._pipeline = list(pipeline)
        self._folder = tempfile.TemporaryDirectory()
        self._model: RasaModel | None = None

    def fit(self, examples: Sequence[Example]) -> None:
        folder = Path(self._folder.name)
        config = {"recipe": "default.v1", "assistant_id": "compared", "language": "en", "pipeline": self._pipeline}
        (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        sentences = TrainingData([Message.build(each.text, each.intent) for each in examples])
        sentences.persist(str(folder), "nlu.yml")
        command = ["rasa", "train", "nlu", "--config", str(folder / "config.yml"), "--nlu", str(folder / "nlu.yml")]
        _run_train([*command, "--out", str(folder), "--fixed-model-name", "compared"], folder)
        self._model = RasaModel(folder / "compared.tar.gz")

    def verdict(self, text: str) -> Verdict:
        assert self._model is not None
        return self._model.parse(text).verdict

    def megabytes(self) -> float:
        return (Path(self._folder.name) / "compared.tar.gz").stat().st_size / 1e6


def has_tensorflow() -> bool:
    """Whether TensorFlow itself is installed, and not only the empty one that lets Rasa import."""
    return not hasattr(importlib.import_module("tensorflow"), "TensorFlowMissing")


def _run_train(arguments: list[str], folder: Path) -> float:
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "RASA_CACHE_DIRECTORY": str(folder / "cache")}
    since = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise TrainingFailed("\n".join((done.stdout + done.stderr).splitlines()[-15:]))
    return time.perf_counter() - since


def read_note(path: Path) -> dict[str, Any] | None:
    """What an earlier run measured, or None."""
    note: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    return note

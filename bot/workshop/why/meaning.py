"""What the trained model takes a message for, asked of Rasa in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.nlu.goods.live_catalog import CATALOG_CSV_VARIABLE
from bot.workshop.run.parts import QUIET
from bot.workshop.run.train import MODEL_NAME, MODELS, is_trained

MODEL = MODELS / f"{MODEL_NAME}.tar.gz"
PARSER = [sys.executable, "-m", "bot.nlu.components.trained"]
FELL_BACK = "nlu_fallback"
SECONDS = 120


@dataclass(frozen=True)
class Meaning:
    """``ranking`` are intents with their confidence, the likeliest first, none without a model; ``falls_back`` when the shop
    would ask again all the same. ``details`` are what it found beside the goods, None without a model; ``note`` says what is to
    be known of it."""

    ranking: tuple[tuple[str, float], ...] = ()
    falls_back: bool = False
    note: str = ""
    details: dict[str, Any] | None = None

    @property
    def intent(self) -> str | None:
        """Under which order lines are read, also where the shop asks again."""
        return self.ranking[0][0] if self.ranking else None


def meaning_of(text: str, catalog: Path) -> Meaning:
    """Loading the model takes some seconds. Without one, or with one that does not load, only a note."""
    if not MODEL.is_file():
        return Meaning(note=f"no trained model ({MODEL}), so no intent; make train makes one")
    environment = {**os.environ, **QUIET, CATALOG_CSV_VARIABLE: str(catalog.resolve())}
    command = [*PARSER, str(MODEL)]
    try:
        done = subprocess.run(
            command, input=text, env=environment, capture_output=True, text=True, timeout=SECONDS, check=True
        )
        return _meaning(json.loads(done.stdout.splitlines()[-1]))
    except subprocess.CalledProcessError as failure:
        return Meaning(note=f"the model does not load: {_last_line(failure.stderr)}")
    except subprocess.TimeoutExpired:
        return Meaning(note=f"the model does not answer within {SECONDS} s")


def _meaning(parsed: dict[str, Any]) -> Meaning:
    named = parsed.get("intent_ranking") or [parsed.get("intent") or {}]
    ranking = [(str(each["name"]), float(each["confidence"])) for each in named if each.get("name")]
    note = (
        "" if is_trained() else "the model is older than the data or the code it is made of; make train makes a new one"
    )
    falls_back = ranking[:1] != [] and ranking[0][0] == FELL_BACK
    return Meaning(
        tuple(each for each in ranking if each[0] != FELL_BACK), falls_back, note, parsed.get("details") or {}
    )


def _last_line(said: str) -> str:
    return (said.strip().splitlines() or ["it says nothing"])[-1]

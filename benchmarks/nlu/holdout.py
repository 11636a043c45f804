"""The messages that nobody trained on, and the training data beside them."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data

from bot.nlu.goods.order_lines import ORDER_LINE_INTENTS

ROOT = Path(__file__).resolve().parents[2]
HOLDOUT = ROOT / "tests" / "nlu" / "holdout.jsonl"
SECOND_LABELS = HOLDOUT.with_name("second_labels.jsonl")
TRAINING = ROOT / "data" / "nlu"
OUT_OF_SCOPE = "out_of_scope"
LANGUAGES = ("en", "sw", "sheng", "mixed")
Half = Literal["A", "B"]


class HoldoutUnreadable(Exception):
    """A line of the holdout is not what a labelled message must be."""


@dataclass(frozen=True)
class Example:
    """One sentence and its right intent."""

    text: str
    intent: str


@dataclass(frozen=True)
class Labelled(Example):
    """A message of the holdout. ``order_lines`` is None where its intent has none."""

    id: str
    lang: str
    entities: tuple[tuple[str, str], ...] = ()
    order_lines: tuple[dict[str, Any], ...] | None = None
    tags: tuple[str, ...] = field(default=())

    @property
    def half(self) -> Half:
        return half_of(self.id)


def half_of(message_id: str) -> Half:
    """A when the SHA-256 of the id is even. Thresholds are chosen on A only."""
    return "A" if hashlib.sha256(message_id.encode()).digest()[-1] % 2 == 0 else "B"


def read_holdout(path: Path = HOLDOUT) -> list[Labelled]:
    """Raises FileNotFoundError, and HoldoutUnreadable naming the line."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            rows.append(_labelled(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise HoldoutUnreadable(f"{path.name}, line {number}: {error!r}") from error
    return rows


def read_second_labels(path: Path = SECOND_LABELS) -> dict[str, list[dict[str, Any]]]:
    """Order lines by message id, as someone else labelled the same messages without seeing the first labels."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["id"]: row["order_lines"] for row in rows}


def read_training(folder: Path = TRAINING) -> list[Example]:
    """The examples of ``data/nlu`` as Rasa reads them, in its order."""
    messages = load_data(str(folder)).intent_examples
    return [Example(message.get(TEXT), message.get(INTENT)) for message in messages if message.get(TEXT)]


def shopping_texts(examples: Iterable[Example], count: int, seed: int) -> list[str]:
    """``count`` different sentences with goods in them, drawn by ``seed``."""
    texts = sorted({example.text for example in examples if example.intent in ORDER_LINE_INTENTS})
    return random.Random(seed).sample(texts, min(count, len(texts)))


def in_half(rows: Sequence[Labelled], half: Half) -> list[Labelled]:
    return [row for row in rows if row.half == half]


def _labelled(row: dict[str, Any]) -> Labelled:
    lines = row.get("order_lines")
    if lines is None and row["intent"] in ORDER_LINE_INTENTS:
        lines = []
    return Labelled(
        text=str(row["text"]),
        intent=str(row["intent"]),
        id=str(row["id"]),
        lang=str(row["lang"]),
        entities=tuple((entity["entity"], str(entity["value"])) for entity in row.get("entities") or ()),
        order_lines=None if lines is None or row["intent"] not in ORDER_LINE_INTENTS else tuple(lines),
        tags=tuple(row.get("tags") or ()),
    )

"""Addresses and other entities of the development set: a floor against decay and no measure of worth."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.fields.entities import read_entities
from bot.nlu.goods.live_catalog import DEFAULT_CSV, read_csv

MESSAGES = Path(__file__).parent / "entities.jsonl"
KINDS = ("address", "category", "language", "mpesa_code", "order_number", "payment_method", "phone", "rating")
LEAST_F1 = 0.95

Found = Counter[tuple[str, str]]


@pytest.fixture(scope="module")
def shop() -> Catalog:
    return read_csv(DEFAULT_CSV)


@pytest.fixture(scope="module")
def messages() -> list[dict[str, Any]]:
    return [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]


def _found(pairs: Iterable[tuple[str, object]]) -> Found:
    """Kind and value; punctuation around a place does not count, of a phone only its last nine digits do."""
    return Counter((kind, _plain(kind, str(value))) for kind, value in pairs if kind in KINDS)


def _plain(kind: str, value: str) -> str:
    return "".join(filter(str.isdigit, value))[-9:] if kind == "phone" else value.strip(" .,;:!?-\n").lower()


@pytest.mark.parametrize("kind", KINDS)
def test_given_the_development_messages_when_read_then_each_kind_of_entity_keeps_its_floor(
    kind: str, shop: Catalog, messages: list[dict[str, Any]]
) -> None:
    right = said = labelled = 0
    for message in messages:
        read = _found((each.entity, each.value) for each in read_entities(message["text"], shop, message["intent"]))
        meant = _found((each["entity"], each["value"]) for each in message["entities"])
        right += sum(count for (name, _), count in (read & meant).items() if name == kind)
        said += sum(count for (name, _), count in read.items() if name == kind)
        labelled += sum(count for (name, _), count in meant.items() if name == kind)

    assert labelled >= 4
    assert 2 * right / (said + labelled) >= LEAST_F1

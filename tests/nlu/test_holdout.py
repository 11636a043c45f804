"""The evaluation set: by other hands than the training data's, in the contract's form, and never trained on."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
HOLDOUT = [
    json.loads(line) for line in (Path(__file__).parent / "holdout.jsonl").read_text(encoding="utf-8").splitlines()
]
WITH_LINES = {"order_items", "remove_item", "change_quantity", "ask_price", "ask_availability"}
ANNOTATION = re.compile(r"\[([^\]]+)\](?:\{[^}]*\}|\([^)]*\))")


def bare(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def trained() -> set[str]:
    blocks = [
        block for file in (ROOT / "data/nlu").glob("*.yml") for block in yaml.safe_load(file.read_text("utf-8"))["nlu"]
    ]
    return {bare(ANNOTATION.sub(r"\1", line[2:])) for block in blocks for line in block["examples"].splitlines()}


def order_lines() -> list[dict[str, Any]]:
    return [line for each in HOLDOUT for line in each.get("order_lines", ())]


def test_no_sentence_of_it_is_trained_on() -> None:
    known = trained()

    assert [each["text"] for each in HOLDOUT if bare(each["text"]) in known] == []


def test_it_is_large_and_in_all_languages() -> None:
    assert len(HOLDOUT) >= 400
    assert min(Counter(each["lang"] for each in HOLDOUT).values()) >= 80
    assert len({each["id"] for each in HOLDOUT}) == len(HOLDOUT)


def test_every_intent_a_customer_can_have_is_in_it() -> None:
    intents = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["intents"]
    names = {next(iter(each)) if isinstance(each, dict) else each for each in intents}
    typed = {name for name in names if not name.startswith("EXTERNAL_")}

    assert {each["intent"] for each in HOLDOUT} == typed


def test_its_order_lines_name_products_of_the_catalog() -> None:
    with (ROOT / "demo/catalog.csv").open(encoding="utf-8", newline="") as file:
        skus = {row["product_id"] for row in csv.DictReader(file)}

    assert {sku for line in order_lines() for sku in line["candidates"]} <= skus
    assert [line for line in order_lines() if line["sku"] and line["candidates"] != [line["sku"]]] == []
    assert {each["intent"] for each in HOLDOUT if each.get("order_lines")} <= WITH_LINES


def test_every_message_about_goods_was_labelled_twice() -> None:
    second = (Path(__file__).parent / "second_labels.jsonl").read_text(encoding="utf-8").splitlines()

    assert {json.loads(line)["id"] for line in second} == {e["id"] for e in HOLDOUT if e["intent"] in WITH_LINES}

"""The graph components as Rasa drives them: trained, stored, loaded and asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.details_reader import ShopDetailsReader
from bot.nlu.components.entity_reader import ShopEntityReader
from bot.nlu.components.intent_classifier import ShopIntentClassifier
from bot.nlu.components.tokenizer import ShopTokenizer
from bot.nlu.goods import live_catalog
from bot.nlu.tagging import examples

EXAMPLES = {
    "greet": ["hi", "hello there", "niaje", "habari yako", "sasa", "hey shop", "mambo vipi", "good morning"],
    "order_items": [
        "nipe unga mbili",
        "I want 3 bags of sugar",
        "nataka maziwa",
        "add 2 bread",
        "niletee mayai tray moja",
    ],
    "remove_item": ["toa soda", "remove the sugar", "ondoa mkate", "take out the milk", "futa unga kwa cart"],
    "track_order": [
        "where is my order",
        "oda yangu imefika wapi",
        "track ORD-2026-001",
        "order iko wapi",
        "status ya order",
    ],
}


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


@pytest.fixture(autouse=True)
def demo_catalog() -> Iterator[None]:
    live_catalog.withdraw()
    yield
    live_catalog.withdraw()


def training_data() -> TrainingData:
    return TrainingData([Message.build(text, intent) for intent, texts in EXAMPLES.items() for text in texts])


def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}), node_name="shop")


def trained(storage: LocalModelStorage) -> ShopIntentClassifier:
    config = ShopIntentClassifier.get_default_config()
    resource = Resource("intents")
    ShopIntentClassifier.create(config, storage, resource, context()).train(training_data())
    return ShopIntentClassifier.load(config, storage, resource, context())


def parse(storage: LocalModelStorage, text: Any) -> dict[str, Any]:
    tokenizer = ShopTokenizer.create(ShopTokenizer.get_default_config(), storage, Resource("tokens"), context())
    reader = ShopEntityReader.create({}, storage, Resource("entities"), context())
    fallback = FallbackClassifier.create(
        {"threshold": 0.4, "ambiguity_threshold": 0.08}, storage, Resource("fallback"), context()
    )
    messages = [Message({TEXT: text})]
    for component in (tokenizer, trained(storage), reader, fallback):
        messages = component.process(messages)
    return messages[0].as_dict(only_output_properties=True)


def test_given_a_trained_pipeline_when_asked_then_all_of_the_contract_is_in_the_answer(
    storage: LocalModelStorage,
) -> None:
    answer = parse(storage, "nipe sukari 2kg mbili")
    assert answer["intent"]["name"] == "order_items"
    assert [(line["sku"], line["quantity"]) for line in answer["order_lines"]] == [("SG-2KG", 2)]
    assert answer["language"] == {"name": "sw", "confidence": 1.0}
    assert answer["entities"][0] == {
        "entity": "product",
        "value": "sukari",
        "start": 5,
        "end": 11,
        "confidence_entity": 1.0,
        "extractor": "ShopEntityReader",
    }


def test_given_an_intent_without_lines_when_asked_then_the_field_is_there_and_empty(storage: LocalModelStorage) -> None:
    assert parse(storage, "habari yako")["order_lines"] == []


def test_given_a_ranking_when_read_then_it_is_sorted_and_adds_up_to_at_most_one(storage: LocalModelStorage) -> None:
    [message] = trained(storage).process([Message({TEXT: "where is my order"})])
    confidences = [entry["confidence"] for entry in message.get("intent_ranking")]
    assert message.get("intent") == message.get("intent_ranking")[0]
    assert confidences == sorted(confidences, reverse=True)
    assert len(confidences) == 4
    assert sum(confidences) == pytest.approx(1)


def test_given_goods_never_seen_in_training_when_asked_then_the_intent_carries_over(storage: LocalModelStorage) -> None:
    [message] = trained(storage).process([Message({TEXT: "nipe makaa mbili"})])
    assert message.get("intent")["name"] == "order_items"


def test_given_two_trainings_when_compared_then_the_same_seed_gives_the_same_answers(tmp_path: Path) -> None:
    answers = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        [message] = trained(LocalModelStorage(folder)).process([Message({TEXT: "ondoa sukari"})])
        answers.append(message.get("intent_ranking"))
    assert answers[0] == answers[1]


def test_given_no_training_when_loaded_then_every_message_has_no_intent(storage: LocalModelStorage) -> None:
    config = ShopIntentClassifier.get_default_config()
    classifier = ShopIntentClassifier.load(config, storage, Resource("nothing"), context())
    [message] = classifier.process([Message({TEXT: "hi"})])
    assert message.get("intent") == {"name": None, "confidence": 0.0}


def test_given_a_stored_model_when_looked_at_then_it_holds_no_pickle(storage: LocalModelStorage) -> None:
    trained(storage)
    with storage.read_from(Resource("intents")) as folder:
        assert sorted(path.name for path in folder.iterdir()) == ["model.json", "model.npz", "words.json"]


@pytest.mark.parametrize("text", [None, "", "   ", "\x00", "😀😀"])
def test_given_a_message_that_says_nothing_when_asked_then_it_falls_back(
    text: str | None, storage: LocalModelStorage
) -> None:
    answer = parse(storage, text)
    assert answer["intent"]["name"] == "nlu_fallback"
    assert answer["order_lines"] == []


def test_given_another_catalog_file_when_fingerprinted_then_the_cached_model_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ShopIntentClassifier.fingerprint_addon({})
    other = tmp_path / "catalog.csv"
    other.write_text("product_id,name,price\nA,Omena,10\n", encoding="utf-8")
    monkeypatch.setenv(live_catalog.CATALOG_CSV_VARIABLE, str(other))
    assert ShopIntentClassifier.fingerprint_addon({}) != before


def test_what_is_said_beside_goods_travels_in_the_parse() -> None:
    message = Message({TEXT: "sukari hasi tatu, nipelekee ofisini, acha kwa askari", INTENT: {"name": "order_items"}})

    ShopEntityReader().process([message])

    said = json.loads(json.dumps(message.as_dict(only_output_properties=True)["said"]))
    assert said["instructions"] == "acha kwa askari"
    assert said["names"] == [{"name": "ofisini", "key": "office", "usual": True}]
    assert "claim" not in said
    assert [line["quantity"] for line in message.get("order_lines")] == [-3]


def test_what_stands_beside_the_goods_is_labelled_by_a_tagger_that_was_trained(
    storage: LocalModelStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = tmp_path / "data" / "details" / "en.yml"
    marked.parent.mkdir(parents=True)
    lines = [f"    - {goods} [hoot twice](note)" for goods in ("bread,", "2 milk,", "sugar and", "eggs,")]
    marked.write_text("\n".join(["details:", "- examples: |", *lines]), encoding="utf-8")
    before = ShopDetailsReader.fingerprint_addon({})
    monkeypatch.setattr(examples, "folder", lambda: tmp_path)
    assert ShopDetailsReader.fingerprint_addon({}) != before
    resource = Resource("details")
    ShopDetailsReader.create({}, storage, resource, context()).train(training_data())
    reader = ShopDetailsReader.load({}, storage, resource, context())
    (message,) = reader.process([Message({TEXT: "flour, hoot twice"})])
    assert message.get("details") == {
        "note": "hoot twice",
        "spans": ({"label": "note", "start": 2, "end": 4},),
    }


def test_a_receiver_ends_no_address_in_which_another_word_has_the_name(storage: LocalModelStorage) -> None:
    found = {"receiver": {"name": "Mary", "phone": ""}, "spans": [{"label": "receiver", "start": 9, "end": 10}]}
    reader = ShopEntityReader.create({}, storage, Resource("entities"), context())
    text = "leta Umoja karibu na St Mary's school, mpe Mary"
    (message,) = reader.process([Message({TEXT: text, INTENT: {"name": "inform_address"}, "details": found})])
    assert [each["value"] for each in message.get("entities") if each["entity"] == "address"] == [
        "Umoja karibu na St Mary's school"
    ]


def test_without_examples_the_rules_say_what_stands_beside_the_goods(storage: LocalModelStorage) -> None:
    reader = ShopDetailsReader.load({}, storage, Resource("none"), context())
    (message,) = reader.process([Message({TEXT: "bread tomorrow"})])
    assert message.get("details")["time"]["day"] == "tomorrow"
    (message,) = reader.process([Message({})])
    assert message.get("details") == {}

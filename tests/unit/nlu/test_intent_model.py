"""The linear model by itself: what it promises of its confidences, and that it is stored whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.goods.parse import read
from bot.nlu.intent import model as intent_model
from bot.nlu.intent.features import features
from bot.nlu.intent.model import Blocks, IntentModel, train

TEXTS = {
    "greet": ["hi", "hello there", "niaje", "habari yako", "sasa", "hey shop", "mambo vipi", "good morning"],
    "track": ["where is my order", "oda yangu iko wapi", "track my order", "order imefika wapi", "status ya order"],
    "refund": ["I want a refund", "refund my money", "nirudishieni pesa", "give back my money", "nataka refund"],
    "pay": ["nitalipa na mpesa", "pay with card", "lipa na airtel money", "cash on delivery", "nalipa cash"],
    "help": ["help", "nisaidie", "how does this work", "I need help", "naomba msaada"],
    "stop": ["stop", "unsubscribe", "msinitumie tena", "no more messages", "acha kunitumia"],
}
EXAMPLES = [(text, label) for label, texts in TEXTS.items() for text in texts]


def blocks(text: str | None) -> Blocks:
    return features(read(text, Catalog()))


def fitted(seed: int = 7) -> IntentModel:
    return train([blocks(text) for text, _ in EXAMPLES], [label for _, label in EXAMPLES], seed=seed)


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return fitted()


def test_given_its_own_examples_when_asked_then_nearly_all_are_right(model: IntentModel) -> None:
    right = sum(model.ranking(blocks(text), 1)[0][0] == label for text, label in EXAMPLES)
    assert right >= len(EXAMPLES) - 1


@pytest.mark.parametrize("text", ["where is my order", "zzqx wvvk", "2", "habari, oda iko wapi na refund?"])
def test_given_any_message_when_asked_then_confidences_add_up_to_one(text: str, model: IntentModel) -> None:
    confidences = model.confidences(blocks(text))
    assert len(confidences) == len(TEXTS)
    assert confidences.min() >= 0
    assert float(confidences.sum()) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["", None, "   ", "жжж"])
def test_given_a_message_without_a_known_feature_when_asked_then_all_labels_are_alike(
    text: str | None, model: IntentModel
) -> None:
    assert model.confidences(([], [], [])).tolist() == pytest.approx([1 / 6] * 6)
    assert not model.knows_a_word(blocks(text))
    assert model.ranking(blocks(text), 1)[0][1] < 0.4


@pytest.mark.parametrize("text", ["xylophone quartzite bjork", "wqfz kjvv pltb", "hgfd zxcv"])
def test_given_words_never_seen_when_asked_then_the_confidence_is_below_the_threshold(
    text: str, model: IntentModel
) -> None:
    known = model.ranking(blocks("where is my order"), 1)[0][1]
    unknown = model.ranking(blocks(text), 1)[0][1]
    assert unknown < 0.4
    assert unknown < known


def test_given_a_known_message_when_strange_words_join_it_then_the_confidence_falls(model: IntentModel) -> None:
    alone = model.ranking(blocks("track my order"), 1)[0]
    diluted = model.ranking(blocks("track my order xylophone quartzite bjork zxcv"), 1)[0]
    assert (alone[0], diluted[0]) == ("track", "track")
    assert diluted[1] < alone[1]


def test_given_a_form_never_seen_when_its_stem_was_then_it_counts_as_known(model: IntentModel) -> None:
    assert model.knows_a_word(blocks("refunding"))
    assert model.ranking(blocks("refunding"), 1)[0][0] == "refund"


def test_given_a_model_when_stored_and_read_then_it_answers_the_same(tmp_path: Path, model: IntentModel) -> None:
    model.save(tmp_path)
    again = IntentModel.load(tmp_path)
    for text in ("order iko wapi", "nataka pesa zangu", "", "hello"):
        assert np.array_equal(again.confidences(blocks(text)), model.confidences(blocks(text)))
    assert again.labels == model.labels
    assert again.weights.dtype == np.int8


def test_given_nothing_stored_when_read_then_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        IntentModel.load(tmp_path)


def test_given_one_label_when_trained_then_it_is_certain() -> None:
    model = train([blocks("hi"), blocks("hello")], ["greet", "greet"])
    [(label, confidence)] = model.ranking(blocks("hello"), 3)
    assert label == "greet"
    assert confidence == pytest.approx(1)


def test_given_two_labels_when_trained_then_each_finds_its_own() -> None:
    model = train([blocks("hello"), blocks("track my order")], ["greet", "track"])
    assert model.ranking(blocks("hello"), 1)[0][0] == "greet"
    assert model.ranking(blocks("my order"), 1)[0][0] == "track"


def test_given_no_examples_when_trained_then_it_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one example"):
        train([], [])


def test_given_the_same_seed_when_trained_twice_then_every_weight_is_the_same(model: IntentModel) -> None:
    again = fitted()
    assert np.array_equal(again.weights, model.weights)
    assert again.temperature == model.temperature


def test_given_a_rare_label_when_its_examples_count_for_more_then_its_word_weighs_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = [f"my order number {count} please" for count in range(40)] + ["my order refund please"]
    labels = ["track"] * 40 + ["refund"]
    evened = train([blocks(text) for text in texts], labels).ranking(blocks("refund number"), 1)[0]
    monkeypatch.setattr(intent_model, "_EVENING", 0.0)
    plain = train([blocks(text) for text in texts], labels).ranking(blocks("refund number"), 1)[0]
    assert (evened[0], plain[0]) == ("refund", "refund")
    assert evened[1] > plain[1]


def test_given_goods_of_no_catalog_when_numbers_are_masked_then_own_words_still_count() -> None:
    words, letters, _ = blocks("nipe zorbo mbili")
    assert {"w nipe", "w <number>", "o zorbo", "o mbili", "p zorbo <number>"} <= set(words)
    assert " zorb" in letters


def test_given_goods_of_other_shops_when_they_are_masked_then_the_words_still_stand_beside_the_mask() -> None:
    words, _, _ = blocks("cancel my match today")
    assert {"w <goods>", "p my <goods>", "w match", "p my match", "p match today"} <= set(words)
    assert words.count("w my") == 1

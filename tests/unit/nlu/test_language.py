"""The language of a message, and silence where a message does not say."""

from __future__ import annotations

import pytest

from bot.nlu.text.language import detect_language


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I want 3 bags maize", "en"),
        ("where is my order", "en"),
        ("English please", "en"),
        ("nataka unga 2kg mbili", "sw"),
        ("oda yangu imefika wapi", "sw"),
        ("niaje buda, rada?", "sw"),
        ("nimekwama hapa", "sw"),
        ("bro nkt unga mbili za 2kg na maziwa packet 4", "sw"),
        ("sema bro", "sw"),
        ("mzae uko aje", "sw"),
        ("cheki hiyo order", "sw"),
        ("sina doo", "sw"),
        ("tuma mzigo", "sw"),
        ("nko na njaa msee", "sw"),
        ("ongeza 2 milk", "sw"),
        ("prompt haijafika", "sw"),
        ("I want shoes size 42", "en"),
        ("sawa", "sw"),
        ("ok", None),
        ("order", None),
        ("2 sugar 1kg", None),
        ("cart", None),
        ("2", None),
        ("mpesa", None),
        ("Kamau", None),
        ("SGH7X8K2LM", None),
        ("😀", None),
        ("", None),
        (None, None),
    ],
)
def test_given_a_message_when_weighed_then_its_language_is_told(text: str | None, name: str | None) -> None:
    assert detect_language(text).name == name


def test_given_a_mixed_message_when_weighed_then_confidence_falls() -> None:
    pure = detect_language("nataka maziwa na mkate tafadhali")
    mixed = detect_language("please nataka maziwa na mkate today")
    assert 0 < mixed.confidence < pure.confidence <= 1


@pytest.mark.parametrize(
    "text",
    ["nataka unga", "where is my order", "niaje buda", "send me the bill", "ongea kiingereza", "habari", "umbwa wewe"],
)
def test_given_a_sentence_of_one_language_when_weighed_then_it_is_clear(text: str) -> None:
    assert detect_language(text).confidence >= 0.8


@pytest.mark.parametrize("text", ["please", "sawa", "three", "asante", "nataka 2 bags please", "haraka please"])
def test_given_a_word_or_a_mix_when_weighed_then_it_is_not_clear(text: str) -> None:
    assert detect_language(text).confidence < 0.8

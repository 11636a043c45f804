"""Tokens, numbers and spellings: the ground the reader stands on."""

from __future__ import annotations

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.goods.index import index_of
from bot.nlu.goods.respell import respell
from bot.nlu.text.numbers import read_number
from bot.nlu.text.spelling import SpellingIndex
from bot.nlu.text.tokens import MAX_TOKENS, tokenise


@pytest.mark.parametrize(
    ("text", "norms"),
    [
        ("unga2kg", ["unga", "2", "kg"]),
        ("m4ziwa", ["maziwa"]),
        ("mkate3maziwa", ["mkate", "3", "maziwa"]),
        ("1,460/=", ["1460", "/", "="]),
        ("sanaaaa", ["sana"]),
        ("CAFÉ", ["cafe"]),
        ("ma\u200bziwa", ["maziwa"]),
        ("2️⃣", ["2"]),
        ("٣", ["٣"]),
        ("⒊ unga ❷", ["3", "unga", "2"]),
        ("", []),
    ],
)
def test_given_a_message_when_split_then_words_and_numbers_stand_apart(text: str, norms: list[str]) -> None:
    assert [token.norm for token in tokenise(text)] == norms


def test_given_invisible_marks_when_split_then_offsets_point_into_the_text_as_written() -> None:
    text = "ni\u200bpe ½ ma\u200bziwa"
    assert [text[token.start : token.end] for token in tokenise(text)] == ["ni\u200bpe", "½", "ma\u200bziwa"]


def test_given_endless_words_when_split_then_the_number_of_tokens_is_bounded() -> None:
    assert len(tokenise("a " * 4000)) == MAX_TOKENS


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("1,460", 1460),
        ("2.5", 2.5),
        ("1/2", 0.5),
        ("2 1/2", 2.5),
        ("½", 0.5),
        ("tatu", 3),
        ("three", 3),
        ("twenty five", 25),
        ("two hundred", 200),
        ("kumi na mbili", 12),
        ("mia moja na ishirini na tano", 125),
        ("mia mbili hamsini", 250),
        ("elfu moja mia tano", 1500),
        ("elfu kumi", 10_000),
        ("laki moja", 100_000),
        ("one thousand two hundred", 1200),
        ("two hundred and fifty", 250),
        ("elfu mbili", 2000),
        ("nusu", 0.5),
        ("robo tatu", 0.75),
        ("moja na nusu", 1.5),
        ("two and a half", 2.5),
        ("half a", 0.5),
        ("a couple", None),
        ("couple of", 2),
        ("mawili", 2),
        ("mbl", 2),
        ("unga", None),
        ("12345678901", None),
    ],
)
def test_given_a_number_when_read_then_its_value_is_known(text: str, value: float | None) -> None:
    number = read_number(tokenise(text), 0)
    assert (number.value if number else None) == value


def test_given_a_number_said_twice_when_read_then_it_is_meant_for_each() -> None:
    number = read_number(tokenise("mbili mbili"), 0)
    assert number is not None
    assert (number.value, number.each, number.end) == (2, True, 2)


def test_given_a_half_of_the_next_goods_when_read_then_it_stays_with_them() -> None:
    number = read_number(tokenise("mbili na nusu kilo"), 0)
    assert number is not None
    assert number.value == 2


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sukali", "sukari"),
        ("mazwa", "maziwa"),
        ("suger", "sugar"),
        ("magi", "maji"),
        ("nipeee", "nipe"),
        ("colget", "colgate"),
        ("nilichukua", "nilichukua"),
    ],
)
def test_given_a_typo_when_respelt_then_it_is_the_word_meant(written: str, meant: str, shop: Catalog) -> None:
    [token] = respell(tokenise(written), index_of(shop))
    assert token.norm == meant


@pytest.mark.parametrize("word", ["sofa", "soup", "silk", "ice", "candidate", "Kamau", "zorbatic"])
def test_given_another_word_when_respelt_then_it_does_not_become_goods(word: str, shop: Catalog) -> None:
    index = index_of(shop)
    [token] = respell(tokenise(word), index)
    assert not index.knows(token.norm)


def test_given_a_short_word_with_another_consonant_when_looked_up_then_it_is_another_word() -> None:
    index = SpellingIndex.of(["soda"])
    assert index.nearest("sofa") is None
    found = index.nearest("sodda")
    assert found is not None
    assert found.word == "soda"

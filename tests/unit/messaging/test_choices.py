"""Words that mean a tap."""

from __future__ import annotations

import pytest

from bot.messaging.choices import typed_choice
from bot.nlu.reader import WordReader
from bot.services.ports import Choice, Offer

READER = WordReader()
METHODS = tuple(Choice(f"b:{name}", name) for name in ("M-Pesa", "Airtel Money", "Card", "Cash on delivery"))
SUGARS = (
    Choice("b:1", "Sugar 1kg", payload={"intent": "inform", "entities": {"sku": "SG-1KG"}}),
    Choice("b:2", "Sugar 2kg", payload={"intent": "inform", "entities": {"sku": "SG-2KG"}}),
)


def chosen(text: str, choices: tuple[Choice, ...] = METHODS, takes_numbers: bool = True) -> str | None:
    found = typed_choice(READER, text, Offer(choices, takes_numbers))
    return found.title if found else None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("1", "M-Pesa"),
        (" 2. ", "Airtel Money"),
        ("3)", "Card"),
        ("#4", "Cash on delivery"),
        ("number 2", "Airtel Money"),
        ("namba 1", "M-Pesa"),
        ("the second one", "Airtel Money"),
        ("ya kwanza", "M-Pesa"),
        ("one", "M-Pesa"),
        ("mbili", "Airtel Money"),
        ("nataka ya tatu tafadhali", "Card"),
        ("M-Pesa", "M-Pesa"),
        ("mpesa", "M-Pesa"),
        ("airtel money", "Airtel Money"),
        ("airtel mony", "Airtel Money"),
        ("CARD", "Card"),
        ("cash on delivry", "Cash on delivery"),
    ],
)
def test_a_number_an_order_or_a_label_means_its_choice(text: str, title: str) -> None:
    assert chosen(text) == title


@pytest.mark.parametrize(
    "text", ["", "0", "5", "99", "123", "-1", "2 bags", "1 or 2", "٢", "how much is card", "cash", "x" * 61, "no", "👍"]
)
def test_anything_else_means_none(text: str) -> None:
    assert chosen(text) is None


def test_where_numbers_mean_something_else_only_labels_count() -> None:
    assert chosen("3", takes_numbers=False) is None
    assert chosen("second", takes_numbers=False) is None
    assert chosen("card", takes_numbers=False) == "Card"


def test_nothing_offered_is_nothing_chosen() -> None:
    assert chosen("1", ()) is None


def test_labels_nearly_alike_are_told_apart_only_by_the_exact_one() -> None:
    assert chosen("sugar 2kg", SUGARS) == "Sugar 2kg"
    assert chosen("sugar 3kg", SUGARS) is None


def test_a_word_of_one_product_alone_means_it() -> None:
    assert chosen("the 2kg", SUGARS) == "Sugar 2kg"
    assert chosen("sugar", SUGARS) is None


@pytest.mark.parametrize(
    ("text", "title", "quantity"),
    [
        ("1kg", "Sugar 1kg", None),
        ("1kg mbili", "Sugar 1kg", "2"),
        ("sugar 2kg x3", "Sugar 2kg", "3"),
        ("tatu 2kg", "Sugar 2kg", "3"),
        ("nataka 1kg moja", "Sugar 1kg", "1"),
    ],
)
def test_a_number_beside_a_product_says_how_many(text: str, title: str, quantity: str | None) -> None:
    found = typed_choice(READER, text, Offer(SUGARS))

    assert found is not None
    assert (found.title, found.payload["entities"].get("quantity")) == (title, quantity)


@pytest.mark.parametrize("text", ["1kg mbili tatu", "1kg mpesa", "sugar mbili", "1kg 0"])
def test_more_than_a_product_and_a_number_is_no_choice(text: str) -> None:
    assert typed_choice(READER, text, Offer(SUGARS)) is None

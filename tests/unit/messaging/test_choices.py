"""Words that mean a tap."""

from __future__ import annotations

import pytest

from bot.messaging.choices import typed_choices
from bot.nlu.reader import WordReader
from bot.services.ports import Choice, Offer

READER = WordReader()
METHODS = tuple(Choice(f"b:{name}", name) for name in ("M-Pesa", "Airtel Money", "Card", "Cash on delivery"))
SUGARS = (
    Choice("b:1", "Sugar 1kg", payload={"intent": "inform", "entities": {"sku": "SG-1KG"}}),
    Choice("b:2", "Sugar 2kg", payload={"intent": "inform", "entities": {"sku": "SG-2KG"}}),
)


def chosen(text: str, choices: tuple[Choice, ...] = METHODS, takes_numbers: bool = True) -> str | None:
    found = typed_choices(READER, text, Offer(choices, takes_numbers))
    assert len(found) <= 1
    return found[0].title if found else None


def meant(text: str, *titles: str, takes_numbers: bool = True) -> list[str]:
    """Of products, each with how many were said."""
    offered = tuple(
        Choice(f"b:{at}", title, payload={"intent": "inform", "entities": {"sku": f"P-{at}"}})
        for at, title in enumerate(titles)
    )
    found = typed_choices(READER, text, Offer(offered, takes_numbers))
    return [f"{each.title} x{each.payload['entities'].get('quantity', '')}".removesuffix(" x") for each in found]


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
    (found,) = typed_choices(READER, text, Offer(SUGARS))

    assert (found.title, found.payload["entities"].get("quantity")) == (title, quantity)


@pytest.mark.parametrize("text", ["1kg mbili tatu", "1kg mpesa", "sugar mbili", "1kg 0"])
def test_more_than_a_product_and_a_number_is_no_choice(text: str) -> None:
    assert typed_choices(READER, text, Offer(SUGARS)) == []


DIAPERS = tuple(f"Baby Diapers Size {size} (50 pcs)" for size in (2, 3, 4, 5))
SHOES = tuple(f"Air Force 1 White {size}" for size in (40, 41, 42, 43))
FLOUR = ("Maize Flour 2kg", "Maize Flour 5kg", "Maize Flour 10kg")
SHELF = ("Toothpaste 100ml", "Bar Soap 800g", "Sanitary Pads Pack of 2", "Handmade Soap 100g")


@pytest.mark.parametrize("text", ["size 4", "saizi 4", "Size 4.", "nataka saizi nne", "size four"])
def test_a_size_is_the_row_that_has_it(text: str) -> None:
    assert meant(text, *DIAPERS) == [DIAPERS[2]]


@pytest.mark.parametrize("text", ["ya tatu", "the third", "third one", "3rd", "nataka ya tatu"])
def test_an_order_is_the_row_at_that_place(text: str) -> None:
    assert meant(text, *DIAPERS) == [DIAPERS[2]]


@pytest.mark.parametrize("text", ["4", "namba 4", "number 4", "#4", "nne", "no 4"])
def test_a_number_that_is_a_place_and_a_size_is_asked(text: str) -> None:
    assert meant(text, *DIAPERS) == [DIAPERS[2], DIAPERS[3]]


@pytest.mark.parametrize(
    ("text", "rows", "found"),
    [
        ("1", DIAPERS, [DIAPERS[0]]),
        ("5", DIAPERS, [DIAPERS[3]]),
        ("namba tano", DIAPERS, [DIAPERS[3]]),
        ("7", DIAPERS, []),
        ("size 1", DIAPERS, []),
        ("50", DIAPERS, []),
        ("42", SHOES, [SHOES[2]]),
        ("the 42", SHOES, [SHOES[2]]),
        ("saizi 42", SHOES, [SHOES[2]]),
        ("namba 42", SHOES, [SHOES[2]]),
        ("3", SHOES, [SHOES[2]]),
        ("1", SHOES, [SHOES[0]]),
        ("44", SHOES, []),
        ("2", FLOUR, [FLOUR[1]]),
        ("3", FLOUR, [FLOUR[2]]),
        ("size 2", FLOUR, [FLOUR[0]]),
        ("10", FLOUR, [FLOUR[2]]),
        ("2", SHELF, [SHELF[1]]),
        ("100", SHELF, [SHELF[0], SHELF[3]]),
        ("A14", ("Galaxy A14 Cover", "Galaxy A15 Cover"), ["Galaxy A14 Cover"]),
        ("15", ("Galaxy A14 Cover", "Galaxy A15 Cover"), ["Galaxy A15 Cover"]),
        ("size XL", ("Polo Maroon L", "Polo Maroon XL"), ["Polo Maroon XL"]),
    ],
)
def test_where_only_one_fits_a_number_means_that(text: str, rows: tuple[str, ...], found: list[str]) -> None:
    assert meant(text, *rows) == found


@pytest.mark.parametrize(
    "text",
    [
        "I will take the 42 please",
        "my size is 42",
        "saizi yangu ni 42",
        "nipe namba 42",
        "I wear size 42",
        "nitachukua ile 42",
    ],
)
def test_words_of_taking_weigh_nothing_beside_what_points(text: str) -> None:
    assert meant(text, *SHOES) == [SHOES[2]]


@pytest.mark.parametrize("text", ["give me 3", "nipe 3", "is it the 42?", "I will not take the 42"])
def test_a_wish_for_three_a_question_and_a_no_choose_nothing(text: str) -> None:
    assert meant(text, *SHOES) == []


def test_a_size_of_several_colours_is_asked() -> None:
    jeans = ("Jeans Blue 30", "Jeans Blue 32", "Jeans Black 32")
    assert meant("32", *jeans) == ["Jeans Blue 32", "Jeans Black 32"]
    assert meant("black 32", *jeans) == ["Jeans Black 32"]


@pytest.mark.parametrize(
    ("text", "rows", "found"),
    [
        ("42 mbili", SHOES, [f"{SHOES[2]} x2"]),
        ("2 42", SHOES, [f"{SHOES[2]} x2"]),
        ("size 4 mbili", DIAPERS[2:], [f"{DIAPERS[2]} x2"]),
        ("size 4 kumi", DIAPERS, [f"{DIAPERS[2]} x10"]),
        ("namba 4 kumi", DIAPERS, [f"{DIAPERS[2]} x10", f"{DIAPERS[3]} x10"]),
        ("4 2", DIAPERS, []),
    ],
)
def test_beside_a_size_a_number_says_how_many(text: str, rows: tuple[str, ...], found: list[str]) -> None:
    assert meant(text, *rows) == found


def test_where_a_number_says_how_many_only_a_size_that_is_called_so_is_one() -> None:
    assert meant("4", *DIAPERS, takes_numbers=False) == []
    assert meant("size 4", *DIAPERS, takes_numbers=False) == [DIAPERS[2]]

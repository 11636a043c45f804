"""Titles of a list's rows: within WhatsApp's limits, and each still told from its siblings."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from bot.providers.whatsapp.titles import distinct_titles, units

LIMIT = 24
SHOPS = sorted((Path(__file__).resolve().parents[3] / "tests/nlu/shops").glob("*.csv"))


def titles(*names: str, limit: int = LIMIT) -> list[str]:
    return [each.title for each in distinct_titles(names, limit)]


def names_of(shop: Path) -> list[str]:
    with shop.open(encoding="utf-8") as file:
        return [row["name"] for row in csv.DictReader(file)]


def check(names: list[str], limit: int = LIMIT) -> None:
    made = distinct_titles(names, limit)
    assert len(made) == len(names)
    assert [each.title for each in made if not 0 < units(each.title) <= limit] == []
    assert [each.title for each in made if not each.title.strip()] == []
    assert len({each.title for each in made}) == len({" ".join(name.split()) for name in names})


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Sugar 1kg", "Sugar 2kg"], ["Sugar 1kg", "Sugar 2kg"]),
        (
            ["Slim Fit Jeans Blue 30", "Slim Fit Jeans Blue 32", "Slim Fit Jeans Black 34"],
            ["Slim Fit Jeans Blue 30", "Slim Fit Jeans Blue 32", "Slim Fit Jeans Black 34"],
        ),
        (
            ["Round Neck T-Shirt Black M", "Round Neck T-Shirt Black L", "Round Neck T-Shirt White L"],
            ["Neck T-Shirt Black M", "Neck T-Shirt Black L", "Neck T-Shirt White L"],
        ),
        (
            ["Samsung Galaxy A14 Screen Protector", "Samsung Galaxy A15 Screen Protector"],
            ["A14 Screen Protector", "A15 Screen Protector"],
        ),
        (
            ["Kasuku Super Deluxe Exercise Book 96 Pages", "Kasuku Super Deluxe Exercise Book 48 Pages"],
            ["Exercise Book 96 Pages", "Exercise Book 48 Pages"],
        ),
        (
            ["OFFICIAL LONG SLEEVE SHIRT WHITE XL", "Official Long Sleeve Shirt White L"],
            ["SLEEVE SHIRT WHITE XL", "Sleeve Shirt White L"],
        ),
    ],
)  # fmt: skip
def test_words_that_siblings_share_go_first(names: list[str], expected: list[str]) -> None:
    assert titles(*names) == expected


def test_what_tells_siblings_apart_stays_wherever_it_stands() -> None:
    bulbs = ["Philips 9W Energy Saving LED Bulb Warm White", "Philips 12W Energy Saving LED Bulb Warm White"]
    assert [title.split()[0] for title in titles(*bulbs)] == ["9W", "12W"]


def test_a_name_by_itself_keeps_its_beginning_and_its_size() -> None:
    assert titles("Jogoo maize flour grade one 5kg") == ["Jogoo maize flour… 5kg"]
    assert titles("Polo T-Shirt Navy Blue XL", "Sugar 1kg") == ["Polo T-Shirt Navy… XL", "Sugar 1kg"]


def test_what_a_title_leaves_out_is_its_rest() -> None:
    long, short = distinct_titles(["Jogoo maize flour grade one 5kg", "Sugar 1kg"], LIMIT)
    assert (long.rest, short.rest) == ("grade one", "")


def test_a_shortened_name_is_never_that_of_another_row() -> None:
    made = titles("Heavy Duty Steel Hammer Red Handle", "Steel Hammer Red Handle", "Heavy Duty Steel Hammer Red")
    assert made[1] == "Steel Hammer Red Handle"
    assert len(set(made)) == 3


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.stem)
@pytest.mark.parametrize("limit", [20, 24])
def test_in_every_shop_ten_neighbours_are_told_apart(shop: Path, limit: int) -> None:
    names = names_of(shop)
    for at in range(len(names)):
        check(names[at : at + 10], limit)


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.stem)
def test_and_so_are_any_ten(shop: Path) -> None:
    names, dice = names_of(shop), random.Random(7)
    for _ in range(200):
        check(dice.sample(names, 10))


HOSTILE = [
    ["x" * 200, "x" * 199 + "y", "x" * 100 + "z" + "x" * 99, "x" * 198],
    ["word " * 40 + "a", "word " * 40 + "b", "word " * 40, "other " * 30],
    ["🧵" * 30, "🧵" * 31, "🧵🧵 Thread Red 100m Cotton Strong", "🧵🧵 Thread Blue 100m Cotton Strong"],
    ["👩‍👩‍👧‍👦" * 9, "👩‍👩‍👧‍👦" * 10],
    ["قميص قطن رجالي كم طويل أبيض مقاس كبير", "قميص قطن رجالي كم طويل أسود مقاس كبير"],
    ["LONG SLEEVE OFFICIAL SHIRT WHITE", "long sleeve official shirt white", "Long Sleeve Official Shirt White"],
    ["A", "B", "a", "Ab"],
    ["Red Blue Striped Shirt Long Sleeve", "Blue Red Striped Shirt Long Sleeve"],
    ["Twin Twin Bedsheet Set Cotton White", "Twin Bedsheet Set Cotton White Plain"],
]  # fmt: skip


@pytest.mark.parametrize("limit", [20, 24])
@pytest.mark.parametrize("names", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_within_the_limits_and_distinct(names: list[str], limit: int) -> None:
    made = distinct_titles(names, limit)
    assert [each.title for each in made if not 0 < units(each.title) <= limit or not each.title.strip()] == []
    assert not any(each.title.endswith(("\u200d…", "\u200d")) for each in made)
    assert len({each.title for each in made}) == len(names)


def test_a_name_of_nothing_to_see_is_an_ellipsis() -> None:
    assert titles("", "  ", "\u200b", "Sugar") == ["…", "…", "…", "Sugar"]


def test_the_same_name_twice_has_one_title() -> None:
    assert len(set(titles(*["Round Neck T-Shirt Black Medium"] * 3))) == 1


def test_the_order_of_the_rows_changes_no_title() -> None:
    names = [name for shop in SHOPS for name in names_of(shop)][:40]
    for at in range(0, 40, 10):
        group = names[at : at + 10]
        assert titles(*group) == titles(*group[::-1])[::-1]

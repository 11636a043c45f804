"""Which of the goods that were shown a customer points at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.commerce.catalog import Product
from bot.services.picking import Pick, packs_of, picked

SMALL = Product("MF-2KG", "Maize Flour 2kg", Decimal(180), 5)
MIDDLE = Product("MF-5KG", "Maize Flour 5kg", Decimal(420), 5)
LARGE = Product("MF-10KG", "Maize Flour 10kg", Decimal(800), 5)
# As on the screen: neither by price nor by size.
SHOWN = (MIDDLE, LARGE, SMALL)
JUICE, WATER = Product("JC", "Juice 500ml", Decimal(90), 5), Product("WT", "Water 1L", Decimal(60), 5)
TRAY, HALF = Product("EG-30", "Eggs Tray of 30", Decimal(450), 5), Product("EG-6", "Eggs Half Dozen", Decimal(100), 5)


def codes(by: str, value: str = "", shown: Sequence[Product] = SHOWN) -> list[str]:
    return [product.sku for product in picked(Pick("the words", by, value), shown)]


@pytest.mark.parametrize(
    ("by", "value", "meant"),
    [
        ("all", "", ["MF-5KG", "MF-10KG", "MF-2KG"]),
        ("first", "", ["MF-5KG"]),
        ("last", "", ["MF-2KG"]),
        ("ordinal", "1", ["MF-5KG"]),
        ("ordinal", "2", ["MF-10KG"]),
        ("cheapest", "", ["MF-2KG"]),
        ("dearest", "", ["MF-10KG"]),
        ("smallest", "", ["MF-2KG"]),
        ("biggest", "", ["MF-10KG"]),
        ("price", "420", ["MF-5KG"]),
        ("price", "420.0", ["MF-5KG"]),
        ("size", "5kg", ["MF-5KG"]),
        ("size", "5KG", ["MF-5KG"]),
    ],
)
def test_what_is_pointed_at_of_several(by: str, value: str, meant: list[str]) -> None:
    assert codes(by, value) == meant


@pytest.mark.parametrize(
    ("by", "value"),
    [
        ("ordinal", "0"),
        ("ordinal", "4"),
        ("ordinal", "two"),
        ("price", "42"),
        ("size", "1kg"),
        # No part of "10kg".
        ("size", "0kg"),
        ("that", ""),
        ("other", ""),
        ("same", ""),
        ("rest", ""),
    ],
)
def test_what_fits_none_or_not_just_one_is_nothing(by: str, value: str) -> None:
    assert codes(by, value) == []


def test_the_only_one_that_was_shown_is_that_one() -> None:
    assert codes("that", shown=[SMALL]) == ["MF-2KG"]


@pytest.mark.parametrize("by", ["all", "first", "last", "cheapest", "biggest", "that", "ordinal", "price", "size"])
def test_of_nothing_nothing_is_picked(by: str) -> None:
    assert codes(by, "1", shown=[]) == []


@pytest.mark.parametrize(("by", "value"), [("price", "180"), ("size", "2kg")])
def test_a_price_or_size_of_two_goods_picks_none(by: str, value: str) -> None:
    twin = replace(SMALL, sku="WF-2KG", name="Wheat Flour 2kg")
    assert codes(by, value, [SMALL, twin, LARGE]) == []


@pytest.mark.parametrize("by", ["cheapest", "dearest", "smallest", "biggest"])
def test_at_one_price_and_size_none_is_the_cheapest_or_biggest(by: str) -> None:
    assert codes(by, shown=[SMALL, replace(SMALL, sku="WF-2KG", name="Wheat Flour 2kg")]) == []


@pytest.mark.parametrize(
    ("by", "meant"), [("biggest", "WT"), ("smallest", "JC"), ("cheapest", "WT"), ("dearest", "JC")]
)
def test_the_big_one_of_different_goods_is_no_dear_one(by: str, meant: str) -> None:
    assert codes(by, shown=[JUICE, WATER]) == [meant]


@pytest.mark.parametrize(("by", "meant"), [("biggest", "EG-30"), ("smallest", "EG-6")])
def test_of_packs_without_a_weight_the_dearer_is_the_bigger(by: str, meant: str) -> None:
    assert codes(by, shown=[TRAY, HALF]) == [meant]


def test_where_not_all_have_a_weight_the_dearer_is_the_bigger() -> None:
    assert codes("biggest", shown=[LARGE, replace(TRAY, price=Decimal(900)), SMALL]) == ["EG-30"]


def test_kilos_and_litres_are_not_compared() -> None:
    assert codes("biggest", shown=[replace(WATER, price=Decimal(900)), LARGE]) == ["WT"]


@pytest.mark.parametrize(
    ("size", "name", "packs"),
    [
        ("2kg", "Sugar 1kg", 2),
        ("1kg", "Sugar 1kg", 1),
        ("1kg", "Salt 500g", 2),
        ("1.5l", "Milk 500ml", 3),
        ("2L", "Milk 1L", 2),
        ("500g", "Sugar 1kg", 0),
        ("3kg", "Flour 2kg", 0),
        ("2l", "Sugar 1kg", 0),
        ("2kg", "Shopping Bag", 0),
        ("a lot", "Sugar 1kg", 0),
        ("0kg", "Sugar 1kg", 0),
        ("1kg", "Sweetener 0g", 0),
    ],
)
def test_how_many_packs_make_up_a_weight(size: str, name: str, packs: int) -> None:
    assert packs_of(size, replace(SMALL, name=name)) == packs

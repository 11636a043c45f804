"""Finding in the catalog: by words, by code, and what comes nearest."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.commerce.catalog import Catalog, Product


def product(sku: str, name: str, price: int, subcategory: str = "", stock: int = 5, **about: object) -> Product:
    return replace(Product(sku, name, Decimal(price), stock, "Flour", subcategory), **about)  # type: ignore[arg-type]


MF2 = product("MF-2KG", "Maize Flour 2kg", 180, "Maize", aliases=("unga",))
MF5 = product("MF-5KG", "Maize Flour 5kg", 420, "Maize", stock=0, aliases=("unga",))
MF10 = product("MF-10KG", "Maize Flour 10kg", 800, "Maize", aliases=("unga",), is_priority=True)
GRITS = product("GR-1KG", "Grits 1kg", 430, "Maize", description="Coarse maize")
WHEAT = product("WF-2KG", "Wheat Flour 2kg", 425, "Wheat")
SOAP = replace(product("SO-1", "Bar Soap", 420), category="Household")
CATALOG = Catalog.of([MF2, MF5, MF10, GRITS, WHEAT, SOAP], "v1")


def test_nearest_is_another_size_then_its_like_then_its_shelf_each_by_price() -> None:
    assert CATALOG.instead_of(MF5) == [MF2, MF10, GRITS, WHEAT]


def test_what_has_no_category_has_nothing_near_it() -> None:
    lone = replace(SOAP, category="")
    assert Catalog.of([lone, replace(lone, sku="SO-2")]).instead_of(lone) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("unga", [MF10, MF2, MF5]),
        ("MAIZE", [MF10, MF2, MF5, GRITS]),
        ("the maize flours", [MF10, MF2, MF5]),
        ("maise", [MF10, MF2, MF5, GRITS]),
        ("flour 2kg", [MF2, WHEAT]),
        ("soaps", [SOAP]),
        ("shoes", []),
        ("", []),
    ],
)
def test_words_find_by_name_before_description_and_priority_first(words: str, found: list[Product]) -> None:
    assert CATALOG.search(words) == found


def test_a_code_is_found_in_any_case_and_without_dashes() -> None:
    assert CATALOG.by_code("mf2kg") == MF2
    assert CATALOG.by_code("MF-3KG") is None
    assert MF2 in CATALOG.codes_like("mf-3kg")
    assert CATALOG.codes_like("ZZZZ") == []


@pytest.mark.parametrize(("link", "picture"), [("https://x.example/a.jpg", True), ("", False), ("a.jpg", False)])
def test_only_a_link_that_a_phone_can_fetch_is_a_picture(link: str, picture: bool) -> None:
    assert bool(replace(MF2, image_url=link).picture) is picture


def test_the_example_can_be_had_is_popular_and_short() -> None:
    assert CATALOG.example is MF10
    assert Catalog.of([MF5, WHEAT, SOAP]).example is WHEAT
    long = product("X-1", "Extra virgin cold pressed olive oil 500ml", 900, is_priority=True)
    assert Catalog.of([long, WHEAT]).example is WHEAT
    assert Catalog.of([long]).example is long
    assert Catalog.of([product("X-2", "3 in 1 Coffee", 20, is_priority=True), WHEAT]).example is WHEAT


def test_where_nothing_can_be_had_the_example_names_nothing() -> None:
    assert Catalog.of([MF5]).example.name == Catalog().example.name == "…"

"""Products by their names in full, whatever stands in them, and by parts of names that a sign joins."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.commerce.catalog import Catalog, Product
from bot.nlu.fields.entities import read_entities
from bot.nlu.goods.order_lines import read_order_lines

NAMES = (
    "T-Bone Steak w/ Mash",
    "Petty Cash Voucher Book",
    "Rolex - 2 Eggs 2 Chapatis",
    "Photo Frame 5x7 (Silver)",
    'Jordan 4 "Black Cat" 44',
    "Milk Bread",
    "Butter & Jam Scone",
    "Polo T-Shirt Navy",
    "Maize Flour 2kg",
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    products = [Product(sku=name, name=name, price=Decimal(100), stock=9) for name in NAMES]
    return Catalog.of(products, "whole-names")


def ordered(text: str, catalog: Catalog) -> list[tuple[str | None, float | None]]:
    return [(line.sku, line.quantity) for line in read_order_lines(text, catalog, "order_items")]


@pytest.mark.parametrize("name", NAMES)
def test_every_product_is_ordered_by_its_name(name: str, catalog: Catalog) -> None:
    assert ordered(f"2 {name}", catalog) == [(name, 2)]
    assert ordered(f"nataka {name.lower()} tatu", catalog) == [(name, 3)]


def test_signs_of_a_name_may_be_left_out(catalog: Catalog) -> None:
    assert ordered("3 photo frame 5x7 silver", catalog) == [("Photo Frame 5x7 (Silver)", 3)]


def test_a_comma_parts_goods_though_both_together_are_a_name(catalog: Catalog) -> None:
    assert ordered("milk bread", catalog) == [("Milk Bread", None)]
    assert len(ordered("milk, bread", catalog)) == 2


def test_words_that_a_sign_joins_are_one_name(catalog: Catalog) -> None:
    assert ordered("2 t-shirt", catalog) == [("Polo T-Shirt Navy", 2)]
    assert ordered("butter & jam", catalog) == [("Butter & Jam Scone", None)]


def test_a_way_to_pay_in_a_name_is_none(catalog: Catalog) -> None:
    entities = read_entities("2 petty cash voucher book", catalog, "order_items")
    assert [each.value for each in entities if each.entity == "payment_method"] == []
    entities = read_entities("2 petty cash voucher book, nalipa cash", catalog, "order_items")
    assert [each.value for each in entities if each.entity == "payment_method"] == ["cash"]

"""Goods whose names do not say what they are, and words that are no goods but stand in names: the customer is asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.commerce.catalog import Catalog, Product
from bot.nlu.goods.order_lines import OrderLine, read_order_lines


def shop(*names: str, category: str = "", aliases: tuple[str, ...] = ()) -> Catalog:
    products = [
        Product(sku=name, name=name, price=Decimal(100), stock=9, category=category, aliases=aliases) for name in names
    ]
    return Catalog.of(products, repr((names, category, aliases)))


def line(text: str, catalog: Catalog, intent: str = "order_items") -> OrderLine:
    (only,) = read_order_lines(text, catalog, intent)
    return only


def asked(text: str, catalog: Catalog, intent: str = "order_items") -> set[str]:
    """Of which products the customer is asked; none is taken without a question."""
    read = line(text, catalog, intent)
    assert read.sku is None
    return {*read.candidates}


def test_a_maker_of_one_kind_of_goods_tells_what_they_are() -> None:
    catalog = shop("Superfoam Deluxe 4x6x8", "Coffee Table Mahogany")
    assert asked("nipe mattress", catalog) == {"Superfoam Deluxe 4x6x8"}
    assert asked("mna godoro?", catalog, "ask_availability") == {"Superfoam Deluxe 4x6x8"}


def test_goods_that_say_what_they_are_stand_beside_those_that_do_not() -> None:
    catalog = shop("Superfoam Deluxe 4x6x8", "Spring Mattress 5x6x10")
    assert asked("nipe mattress", catalog) == {"Superfoam Deluxe 4x6x8", "Spring Mattress 5x6x10"}


def test_goods_that_say_what_they_are_and_for_what_are_not_left_out() -> None:
    catalog = shop("Huggies Gold Size 3", "Nepi za kitambaa", "Coffee Table")
    assert "Nepi za kitambaa" in asked("nipe nepi", catalog)


def test_of_a_maker_of_many_kinds_a_sign_is_needed() -> None:
    catalog = shop("LG 50UR7800 50 inch 4K", "LG WT1410 8 Kg Top Load", "LG XR55")
    assert asked("nipe tv", catalog) == {"LG 50UR7800 50 inch 4K"}
    assert asked("nipe washing machine", catalog) == {"LG WT1410 8 Kg Top Load"}
    assert asked("nipe microwave", catalog) == set()


def test_a_name_that_says_other_goods_is_no_maker_of_them() -> None:
    catalog = shop("Superfoam Pillow", "Tecno Spark 20 Cover", "Spark Plug NGK")
    assert asked("nipe mattress", catalog) == set()
    assert asked("nipe smartphone", catalog) == set()


def test_goods_named_by_their_maker_are_taken_without_a_question() -> None:
    catalog = shop("Superfoam Deluxe 4x6x8", "Coffee Table Mahogany")
    read = line("2 superfoam deluxe", catalog)
    assert (read.sku, read.quantity) == ("Superfoam Deluxe 4x6x8", 2)


def test_the_kind_before_a_name_in_full_is_no_line_of_its_own() -> None:
    catalog = shop("Nokia 105", "Tecno Spark 20", "Redmi 13C")
    assert line("mna simu ya nokia 105?", catalog, "ask_availability").sku == "Nokia 105"


def test_a_maker_that_the_shop_has_not_is_no_slip_of_the_pen() -> None:
    catalog = shop("Air Force White 41", "All Star Black 39", category="Sneakers")
    assert asked("nipe puma", catalog) == set()
    assert line("nipe progas", shop("Pro Gas 6kg Refill", "Coffee Table")).sku == "Pro Gas 6kg Refill"


def test_who_says_the_word_of_the_shelf_is_asked_among_its_goods() -> None:
    catalog = shop("Air Force White 41", "All Star Black 39", category="Sneakers")
    assert asked("nipe sneakers", catalog) == {"Air Force White 41", "All Star Black 39"}
    assert asked("mko na raba?", catalog, "ask_availability") == {"Air Force White 41", "All Star Black 39"}


def test_the_word_of_the_shelf_is_that_of_what_is_called_so() -> None:
    catalog = Catalog.of(
        [
            Product(sku="GAS", name="Gas 6kg", price=Decimal(1), stock=9, category="Gas & Water"),
            Product(sku="AQ", name="Aquaclear 18L", price=Decimal(1), stock=9, category="Gas & Water"),
        ],
        "gas and water",
    )
    assert line("nipe gas", catalog).sku == "GAS"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("khaki", "Khaki Trousers 34"),
        ("machungwa", "Machungwa x5"),
        ("wimbi", "Unga wa Wimbi 1kg"),
        ("bale", "Bale Children Mix Summer"),
        ("till roll", "Till Roll 57x40 (box of 50)"),
        ("avocado", "Ovacado Fuerte (Jumbo)"),
    ],
)
def test_words_that_name_no_goods_hint_at_names_in_which_they_stand(said: str, name: str) -> None:
    catalog = shop(name, "Coffee Table Mahogany")
    read = line(f"nipe {said}", catalog)
    assert read.sku == name or read.candidates == (name,)


def test_a_hint_counts_only_where_nothing_else_is_named() -> None:
    catalog = shop("Khaki Trousers 34", "Coffee Table Mahogany")
    skus = [read.sku for read in read_order_lines("nipe coffee table na khaki", catalog, "order_items")]
    assert skus[0] == "Coffee Table Mahogany"
    assert "Khaki Trousers 34" not in skus


def test_two_words_find_the_one_of_the_name_and_the_other_way_round() -> None:
    assert line("nipe lip gloss", shop("Suzie Lipgloss Safi", "Coffee Table")).sku == "Suzie Lipgloss Safi"
    both = shop("TCL S332W Sound Bar", "Hisense HS218 Soundbar", "Coffee Table")
    assert asked("nipe sound bar", both) == {"TCL S332W Sound Bar", "Hisense HS218 Soundbar"}
    assert asked("nipe soundbar", both) == {"TCL S332W Sound Bar", "Hisense HS218 Soundbar"}


@pytest.mark.parametrize("name", ["Eggs 6 pcs", "Candles White 6s", "The Ordinary Toner 240ml", "The River Between"])
def test_a_number_before_a_name_in_full_counts_it(name: str) -> None:
    read = line(f"2 {name}", shop(name, "Coffee Table"))
    assert (read.sku, read.quantity) == (name, 2)

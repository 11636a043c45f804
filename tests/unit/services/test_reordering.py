"""The same again, at today's prices and stock."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.services.ordering import place_order
from bot.services.reordering import order_again
from tests.small_shop import ANN, CATALOG, FLOUR, SUGAR, SmallShop


def again(small: SmallShop, *products: object) -> tuple[dict[str, int], list[str]]:
    """The cart and the notes after ordering again, with the catalog changed to ``products`` meanwhile."""
    small.fill(lines=(("MF-5KG", 3), ("SG-1KG", 2)))
    order = place_order(small.shop, ANN, "t1")
    with small.uow() as uow:
        uow.products.replace_all(products, "v9")
        notes = order_again(uow, ANN, order)
        uow.commit()
    with small.uow(read_only=True) as uow:
        cart = {line.sku: line.quantity for line in uow.carts.get(ANN).lines}
    return cart, [note.response for note in notes]


def test_given_nothing_changed_then_nothing_is_said(small: SmallShop) -> None:
    assert again(small, *CATALOG) == ({"MF-5KG": 3, "SG-1KG": 2}, [])


def test_given_a_price_changed_then_it_is_said(small: SmallShop) -> None:
    dearer = replace(SUGAR, price=Decimal(200))
    assert again(small, FLOUR, dearer) == ({"MF-5KG": 3, "SG-1KG": 2}, ["utter_reorder_price"])


def test_given_too_few_are_left_then_those_are_taken(small: SmallShop) -> None:
    few = replace(FLOUR, stock=1, price=Decimal(430))
    assert again(small, few, SUGAR) == ({"MF-5KG": 1, "SG-1KG": 2}, ["utter_reorder_fewer", "utter_reorder_price"])


def test_given_one_is_out_of_stock_and_one_gone_then_both_are_left_out_and_named(small: SmallShop) -> None:
    assert again(small, replace(FLOUR, stock=0)) == ({}, ["utter_reorder_out", "utter_reorder_gone"])


def test_given_one_is_no_longer_sold_then_it_is_gone_too(small: SmallShop) -> None:
    hidden = replace(FLOUR, is_active=False)
    assert again(small, hidden, SUGAR) == ({"SG-1KG": 2}, ["utter_reorder_gone"])


def test_given_the_cart_holds_some_already_then_the_shelf_is_not_promised_twice(small: SmallShop) -> None:
    small.fill(lines=(("MF-5KG", 6),))
    order = place_order(small.shop, ANN, "t1")
    with small.uow() as uow:
        uow.products.replace_all(CATALOG, "v9")
        cart = uow.carts.get(ANN)
        cart.add("MF-5KG", 7)
        uow.carts.save(cart)
        notes = order_again(uow, ANN, order)
        assert uow.carts.get(ANN).quantity_of("MF-5KG") == FLOUR.stock
        assert [note.values["got"] for note in notes] == [3]

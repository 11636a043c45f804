"""Telling that a product is back: once, whom we may, while the wish lasts, and whatever way we hear of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.services.catalog_sync import sync_catalog
from bot.services.stock_watches import LASTS, watch
from bot.storage import tables
from tests.small_shop import ANN, BEN, CATALOG, SOLD_OUT, SmallShop

SKU = SOLD_OUT.sku


def wish(small: SmallShop, conversation: str = ANN) -> None:
    with small.uow() as uow:
        watch(uow, small.shop, conversation, SKU)
        uow.commit()


def told(small: SmallShop) -> list[str]:
    return [row.conversation for row in small.rows(tables.inbox) if row.body["event"] == "product.back"]


def restock(small: SmallShop, stock: int) -> None:
    facts: dict[str, Any] = {"id": SKU, "name": SOLD_OUT.name, "price": "120.00", "currency": "KES", "stock": stock}
    small.apply("product.updated", product=facts)


def news(small: SmallShop, conversation: str = ANN) -> dict[str, Any]:
    return small.apply("product.back", conversation, sku=SKU)


@pytest.fixture
def waiting(small: SmallShop) -> SmallShop:
    small.meet(ANN)
    wish(small)
    return small


def test_who_asked_is_told_once_however_often_the_product_comes_back(waiting: SmallShop) -> None:
    restock(waiting, 5)
    restock(waiting, 5)
    restock(waiting, 0)
    restock(waiting, 7)

    assert told(waiting) == [ANN]


def test_asked_twice_is_told_once(waiting: SmallShop) -> None:
    wish(waiting)
    restock(waiting, 5)

    assert told(waiting) == [ANN]


def test_asked_again_after_it_was_told_is_told_again(waiting: SmallShop) -> None:
    restock(waiting, 5)
    restock(waiting, 0)
    waiting.clock.move(60)
    wish(waiting)
    restock(waiting, 5)

    assert told(waiting) == [ANN, ANN]


def test_nobody_is_told_of_an_empty_shelf(waiting: SmallShop) -> None:
    restock(waiting, 0)

    assert told(waiting) == []


def test_every_one_who_asked_is_told(waiting: SmallShop) -> None:
    waiting.meet(BEN)
    wish(waiting, BEN)
    restock(waiting, 1)

    assert told(waiting) == [ANN, BEN]


@pytest.mark.parametrize(("early", "heard"), [(timedelta(seconds=1), [ANN]), (timedelta(0), [])])
def test_a_wish_lasts_for_its_time(waiting: SmallShop, early: timedelta, heard: list[str]) -> None:
    waiting.clock.move((LASTS - early).total_seconds())
    restock(waiting, 5)

    assert told(waiting) == heard


def test_who_wants_no_messages_is_not_told_and_keeps_the_wish(waiting: SmallShop) -> None:
    waiting.meet(ANN, opted_out=True)
    restock(waiting, 5)
    assert told(waiting) == []

    waiting.meet(ANN, opted_out=False)
    restock(waiting, 4)
    assert told(waiting) == [ANN]


def test_given_the_event_was_lost_then_the_next_sync_tells(waiting: SmallShop) -> None:
    waiting.ghala.catalog = tuple(replace(each, stock=3) if each.sku == SKU else each for each in CATALOG)
    sync_catalog(waiting.shop)

    assert told(waiting) == [ANN]


def test_given_others_bought_it_all_meanwhile_then_the_wish_waits_on(waiting: SmallShop) -> None:
    restock(waiting, 1)
    restock(waiting, 0)
    waiting.clock.move(1)
    assert news(waiting) == {}

    restock(waiting, 2)
    assert told(waiting) == [ANN, ANN]
    assert news(waiting) == {"intent": "EXTERNAL_back_in_stock", "entities": {"sku": SKU}}

"""The index: right after a change of the catalog, and no slower for a large one."""

from __future__ import annotations

import random
from decimal import Decimal

from bot.commerce.catalog import Catalog, Product
from bot.nlu.goods import live_catalog
from bot.nlu.goods.index import CatalogIndex, index_of
from bot.nlu.goods.order_lines import read_order_lines

SYLLABLES = ["ka", "mu", "zi", "no", "bre", "lu", "ta", "shi", "pe", "go", "ri", "wa", "do", "fe", "chu"]
MESSAGES = ["nipe sukali na mazwa tatu", "suger 2kg and breed", "maharage kilo moja", "zorbatic mbili"]


def a_product(sku: str, name: str, *aliases: str) -> Product:
    return Product(sku, name, Decimal(100), stock=5, aliases=aliases)


def a_large_catalog(shop: Catalog, size: int) -> Catalog:
    chance = random.Random(11)
    invented = [
        a_product(
            f"X-{number}", f"{''.join(chance.choices(SYLLABLES, k=3)).title()} Powder {chance.choice([1, 2, 5])}kg"
        )
        for number in range(size - len(shop))
    ]
    return Catalog.of([*shop, *invented], f"large {size}")


def comparisons(catalog: Catalog) -> int:
    index = index_of(catalog)
    index.respelt.clear()
    before = index.spelling.comparisons
    for message in MESSAGES:
        read_order_lines(message, catalog, "order_items")
    return index.spelling.comparisons - before


def test_given_a_catalog_a_hundred_times_as_large_when_read_then_a_word_is_compared_with_few_others(
    shop: Catalog,
) -> None:
    large = a_large_catalog(shop, 7300)
    words = sum(len(message.split()) for message in MESSAGES)
    assert 0 < comparisons(shop) <= words * 4
    assert comparisons(large) <= words * 12
    assert len(index_of(large).words) > 2000


def test_given_a_crowd_of_near_spellings_when_looked_up_then_candidates_are_bounded() -> None:
    crowd = [f"mazi{first}{second}a" for first in "bcdfghjklmnpqrstvwxyz" for second in "bcdfghjklmnpqrstvwxyz"]
    catalog = Catalog.of([a_product(word.upper(), word) for word in crowd])
    assert len(CatalogIndex(catalog).spelling.candidates("maziwwa")) <= 48


def test_given_a_new_product_when_published_then_it_is_understood_at_once(shop: Catalog) -> None:
    live_catalog.publish(shop)
    try:
        assert read_order_lines("omena mbili", live_catalog.current(), "order_items")[0].candidates == ()
        live_catalog.publish(Catalog.of([*shop, a_product("OM-250G", "Dried Omena 250g", "omena", "dagaa")], "next"))
        [line] = read_order_lines("omena mbili", live_catalog.current(), "order_items")
        assert (line.sku, line.quantity) == ("OM-250G", 2)
    finally:
        live_catalog.withdraw()


def test_given_two_catalogs_of_one_version_when_read_then_each_has_its_own_products() -> None:
    first = Catalog.of([a_product("A", "Omena")], "1")
    second = Catalog.of([a_product("B", "Tilapia")], "1")
    assert read_order_lines("omena", first, "order_items")[0].sku == "A"
    assert read_order_lines("omena", second, "order_items")[0].sku is None


def test_given_a_rebuilt_catalog_of_the_same_version_when_indexed_then_the_index_is_kept(shop: Catalog) -> None:
    again = Catalog.of(shop.products, shop.version)
    assert index_of(again) is index_of(shop)


def test_given_an_empty_catalog_when_read_then_nothing_fits_and_nothing_fails() -> None:
    [line] = read_order_lines("unga mbili", Catalog(), "order_items")
    assert (line.sku, line.candidates, line.quantity) == (None, (), 2)

"""Whatever a merchant writes into a catalog: the good products are found as before, the bad ones for nothing else's sake."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commerce.catalog import Catalog, Product
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.order_lines import read_order_lines
from bot.nlu.goods.stored_index import loaded, stored
from tests.unit.nlu.test_catalog_index import a_large_catalog, a_product

MESSAGES = [
    "nipe unga mbili", "nataka a mkate na sugar 2kg", "7", "2", "500", "na", "the milk", "nipe 7", "order 2 3", "🍞 2", "yes",
    "nataka", "x2 mkate", "2 x mkate", "nipe mkate 500", "hi", "cancel", "i want 100% juice", "...", "1/2 kg sukari",
    "ongeza kilo mbili za sukari", "call me on 0722", "mbili", "A", "N", "", "---", "n 2",
]  # fmt: skip
UNSAYABLE = ["", " ", "\t", "---", "...", "A", "x", "n", "🔥 🔥", "7", "500", "2 3", "100%", "0722", "1/2", "na", "the", "nataka",
             "mbili", "kilo", "yes", "cancel"]  # fmt: skip
STRANGE = {
    "all caps": ["ZEBRA CRACKERS 500G", "QUARTZ LANTERN"],
    "two hundred letters": ["Zq" * 100, "Word " * 40],
    "arabic": ["حليب طازج", "خبز"],
    "an emoji": ["🍉", "🦓🦓"],
    "twice the same": ["Twin Lantern", "Twin Lantern"],
    "only dashes in a name": ["Zeb - - - Lantern"],
}


def lines(text: str, catalog: Catalog | CatalogIndex) -> list[tuple[str | None, tuple[str, ...], float | None]]:
    return [(line.sku, line.candidates, line.quantity) for line in read_order_lines(text, catalog, "order_items")]


def beside(shop: Catalog, names: list[str]) -> Catalog:
    return Catalog.of([*shop, *(a_product(f"BAD-{at}", name) for at, name in enumerate(names))], "bad")


@pytest.mark.parametrize("name", UNSAYABLE)
def test_given_a_name_that_says_nothing_when_messages_are_read_then_it_names_nothing_and_is_reported(
    shop: Catalog, name: str
) -> None:
    bad = beside(shop, [name])
    index = CatalogIndex(bad)
    assert [problem[0] for problem in index.problems] == ["BAD-0"]
    for text in MESSAGES:
        assert lines(text, index) == lines(text, shop), text
    assert lines("BAD-0 mbili", index)[0][0] == "BAD-0"


def test_given_a_bad_name_with_a_good_alias_when_asked_for_then_the_alias_names_it(shop: Catalog) -> None:
    index = CatalogIndex(Catalog.of([*shop, a_product("BAD-0", "7", "lantern")], "bad"))
    assert index.problems == []
    assert lines("lantern mbili", index) == [("BAD-0", ("BAD-0",), 2)]
    assert lines("nipe 7", index) == lines("nipe 7", shop)


@pytest.mark.parametrize("names", STRANGE.values(), ids=STRANGE.keys())
def test_given_strange_names_when_messages_are_read_then_others_are_found_as_before(
    shop: Catalog, names: list[str]
) -> None:
    index = CatalogIndex(beside(shop, names))
    kept = loaded(stored(index))
    for text in [*MESSAGES, *names]:
        assert lines(text, kept) == lines(text, index)
        if text in MESSAGES:
            assert lines(text, index) == lines(text, shop), text


@pytest.mark.parametrize(
    ("name", "said"),
    [("ZEBRA CRACKERS 500G", "zebra crackers mbili"), ("حليب طازج", "حليب طازج 2"), ("Zq" * 100, f"{'zq' * 100} 2")],
)
def test_given_a_strange_name_when_it_is_said_then_its_product_is_found(shop: Catalog, name: str, said: str) -> None:
    assert lines(said, CatalogIndex(beside(shop, [name]))) == [("BAD-0", ("BAD-0",), 2)]


def test_given_two_products_of_one_name_when_it_is_said_then_both_are_candidates(shop: Catalog) -> None:
    [(sku, candidates, quantity)] = lines(
        "twin lantern 2", CatalogIndex(beside(shop, ["Twin Lantern", "Twin Lantern"]))
    )
    assert (sku, sorted(candidates), quantity) == (None, ["BAD-0", "BAD-1"], 2)


def test_given_one_product_when_asked_for_then_it_is_found_and_nothing_else_is() -> None:
    one = loaded(stored(CatalogIndex(Catalog.of([Product("ONE", "Brass Lantern", Decimal(100), 5)]))))
    assert lines("lantern mbili", one) == [("ONE", ("ONE",), 2)]
    assert all(sku is None for sku, _, _ in lines("sukari 2kg na mkate", one))


def test_given_ten_thousand_products_when_stored_and_loaded_then_all_is_found_as_before(shop: Catalog) -> None:
    fresh = CatalogIndex(a_large_catalog(shop, 10_000))
    kept = loaded(stored(fresh))
    for text in [*MESSAGES, *(f"{each.name} 2" for each in fresh.products[::500])]:
        assert lines(text, kept) == lines(text, fresh), text


NAMES = st.text(max_size=200) | st.lists(
    st.sampled_from([*UNSAYABLE, *MESSAGES, "Soap", "2kg", "x", "500ml", ":", "+"])
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.builds(a_product, st.text(max_size=20), NAMES, NAMES), max_size=5), st.sampled_from(MESSAGES))
def test_given_any_names_at_all_when_indexed_stored_and_read_then_nothing_fails(
    products: list[Product], text: str
) -> None:
    fresh = CatalogIndex(Catalog.of(products))
    kept = loaded(stored(fresh))
    for said in (text, *(product.name for product in products)):
        assert lines(said, kept) == lines(said, fresh)

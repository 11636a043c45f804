"""Headings of lists, what a pack holds, and how far a refusal and an address reach in an order."""

from __future__ import annotations

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.goods.order_lines import read_order_lines

Wish = tuple[str, float | None]


def wishes(text: str, shop: Catalog) -> list[Wish]:
    return [(line.sku or "", line.quantity) for line in read_order_lines(text, shop, "order_items")]


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("Hello. For Friday staff tea: 2 dozen sodas and 3 mango juice", [("SD-500ML", 24), ("JC-1L", 3)]),
        ("For fellowship tea: 5 mandazi packs, 2 tea leaves 250g", [("MN-10", 5), ("TL-250G", 2)]),
        ("Naomba vitu hivi vya wiki:", []),
        ("salt: 2, margarine: 3", [("SL-1KG", 2), ("MG-500G", 3)]),
    ],
)
def test_what_a_list_is_for_is_none_of_its_goods(text: str, wished: list[Wish], shop: Catalog) -> None:
    assert wishes(text, shop) == wished


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("2 packs of toilet paper, the 4 rolls one", [("TP-4", 2)]),
        ("half a dozen packs of toilet paper (the 4-roll pack)", [("TP-4", 6)]),
        ("12 eggs in the half dozen packs, 3kg tomatoes", [("EG-6", 2), ("TO-1KG", 3)]),
        ("mayai dazeni moja, zile paketi za nusu dazeni, na chumvi mbili", [("EG-6", 2), ("SL-1KG", 2)]),
        ("a dozen eggs, the small packs of 6", [("EG-6", 2)]),
    ],
)
def test_what_a_pack_holds_tells_which_and_counts_none(text: str, wished: list[Wish], shop: Catalog) -> None:
    assert wishes(text, shop) == wished


def test_a_refusal_ends_with_its_sentence(shop: Catalog) -> None:
    lines = read_order_lines("dont send rider. 3 trays eggs and 2 margarine", shop, "order_items")

    assert [(line.sku, line.quantity, line.change) for line in lines] == [("EG-30", 3, "add"), ("MG-500G", 2, "add")]


@pytest.mark.parametrize(
    "text",
    [
        "deliver to Buruburu Phase 4, House 8. Kindly bring two Sugar 2kg and one Tea Leaves 250g",
        "collect at your shop on Kenyatta Avenue: two Sugar 2kg and one Tea Leaves 250g",
        "from your shop on Kenyatta Avenue. Two packs of Sugar 2kg and one Tea Leaves 250g",
        "NIKO KILIMANI. I WANT TWO SUGAR 2KG AND ONE TEA LEAVES 250G",
    ],
)
def test_an_address_takes_no_goods_of_the_next_sentence(text: str, shop: Catalog) -> None:
    assert wishes(text, shop) == [("SG-2KG", 2), ("TL-250G", 1)]


@pytest.mark.parametrize("text", ["mwanangu sukari 2kg mbili", "maziwa long life moja afu sukari 2kg mbili"])
def test_who_is_spoken_to_is_no_part_of_the_goods(text: str, shop: Catalog) -> None:
    assert ("SG-2KG", 2) in wishes(text, shop)

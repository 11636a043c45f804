"""What is bounded against hostile texts never cuts an order that a shop may get."""

from __future__ import annotations

import random

import pytest

from bot.commerce.catalog import Catalog, Product
from bot.nlu.goods import respell
from bot.nlu.goods.index import index_of
from bot.nlu.goods.order_lines import read_order_lines, stopped_at
from bot.nlu.goods.parse import read
from bot.nlu.text.tokens import tokenise

# With how many lines it may be written; what is longer is told (stopped_at).
STYLES = (("{number} {name}", 36), ("- {name} x {number}", 30))


def sixty(shop: Catalog) -> list[Product]:
    named = [each for each in shop.products if len(read_order_lines(f"2 {each.name}", shop, "order_items")) == 1]
    return random.Random(7).sample(named, 60)


@pytest.mark.parametrize(("style", "many"), STYLES)
def test_a_very_long_order_is_read_in_full(shop: Catalog, style: str, many: int) -> None:
    wanted = [(each, 2 + place % 7) for place, each in enumerate(sixty(shop)[:many])]
    text = "\n".join(style.format(number=number, name=product.name) for product, number in wanted)

    lines = read_order_lines(text, shop, "order_items")

    alone = [read_order_lines(style.format(number=n, name=each.name), shop, "order_items")[0] for each, n in wanted]
    assert stopped_at(read(text, shop)) == ""
    assert len(lines) == many
    assert [(line.sku, line.quantity) for line in lines] == [(line.sku, line.quantity) for line in alone]


def test_an_order_that_is_longer_still_tells_how_far_it_was_read(shop: Catalog) -> None:
    many = "\n".join(f"{number} sukari" for number in range(2, 80))
    assert stopped_at(read(many, shop)).endswith("61 sukari")
    assert "sukari ni tamu" in stopped_at(read("sukari ni tamu sana " * 100, shop))


def test_sixty_misspelt_lines_are_spelt_right(shop: Catalog) -> None:
    slips = ("sukary", "mkatee", "maziwaa", "ungaa", "mchelee", "nyanyaa", "chumvii", "sabunii", "mafutaa", "majanii")
    text = "\n".join(f"{slip} {number}" for number in range(2, 8) for slip in slips)

    lines = read_order_lines(text, shop, "order_items")

    assert len(lines) == 60
    assert all(line.candidates for line in lines)


def test_spelling_ends_after_very_many_unknown_words(shop: Catalog) -> None:
    unknown = [f"zq{first}{second}xk" for first in "abcdefghij" for second in "abcdefghijklmnop"]
    index = index_of(shop)
    index.respelt.clear()

    respelt = respell.respell(tokenise(" ".join(["sukary", *unknown, "mkatee"])), index)

    assert (respelt[0].norm, respelt[-1].norm) == ("sukari", "mkatee")
    assert len(index.respelt) <= respell._MOST_LOOKED_UP

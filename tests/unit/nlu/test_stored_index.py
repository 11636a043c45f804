"""An index written down and read again says the same; what is no index says so."""

from __future__ import annotations

import random
import zlib
from dataclasses import replace
from itertools import product

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.fields.entities import read_entities
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.order_lines import read_order_lines
from bot.nlu.goods.phrase_table import Phrase, PhraseTable
from bot.nlu.goods.stored_index import BrokenIndex, loaded, made_with, stored
from bot.nlu.text.word_table import WordTable
from bot.nlu.words import groups
from bot.nlu.words.packs import Entry, Packs

MESSAGES = [
    "nataka unga 2kg mbili na sukari", "suger na mazwa tatu", "brwon bread na maziwa", "toa mkate", "mlk 2", "sgr kilo moja",
    "niletee eggs tray moja na omo ya 500g", "the cheapest rice", "unga ya 200", "something for the baby", "MF-2KG mbili",
    "🍞 2 na 🥚", "mafuta ya kupika lita 3", "sabuni ya kuoga", "dairy", "show me flour", "chai na biskuti",
]  # fmt: skip


@pytest.mark.parametrize("text", MESSAGES)
def test_given_a_stored_index_when_messages_are_read_then_it_says_what_a_fresh_one_says(
    shop: Catalog, text: str
) -> None:
    kept = loaded(stored(CatalogIndex(shop)))
    for intent in ("order_items", "remove_items", "ask_price"):
        assert read_order_lines(text, kept, intent) == read_order_lines(text, shop, intent)
        assert read_entities(text, kept, intent) == read_entities(text, shop, intent)


def test_given_an_index_when_stored_and_loaded_then_its_products_have_what_reading_needs(shop: Catalog) -> None:
    kept = loaded(stored(CatalogIndex(shop)))
    assert (kept.version, len(kept.products)) == (shop.version, len(shop))
    for each, stored_one in zip(shop, kept.products, strict=True):
        needed = replace(each, stock=0, description="", image_url="", is_priority=False)
        assert stored_one == needed
    assert [pack.amount for pack in kept.packs] == [pack.amount for pack in CatalogIndex(shop).packs]


def test_given_one_index_when_stored_twice_then_the_bytes_are_the_same(shop: Catalog) -> None:
    assert stored(CatalogIndex(shop)) == stored(CatalogIndex(shop)) == stored(loaded(stored(CatalogIndex(shop))))


def test_given_phrases_when_kept_in_a_table_then_each_comes_back_as_it_was_and_no_other_does() -> None:
    places = [frozenset(each) for each in ((), (0,), (3, 9, 70_000))]
    phrases = {
        f"{number} ünga": Phrase(exact, inside, is_head, is_firm, kin, is_part)
        for number, (exact, inside, kin, is_head, is_firm, is_part) in enumerate(
            product(places, places, places, (False, True), (False, True), (False, True))
        )
    }
    table = PhraseTable.from_parts(PhraseTable.of(phrases).parts())
    assert {key: table.get(key) for key in phrases} == phrases
    assert table.get("no such") is None
    assert table.get("") is None


def test_given_words_with_one_checksum_when_looked_up_then_each_has_its_own_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.nlu.text.word_table.crc32", lambda written: len(written) % 2)
    table = WordTable.of({"unga": (1,), "chai": (2, 3), "sukari": (), "mkate": (4,)})
    assert {word: [*(table.get(word) or ())] for word in table} == {
        "unga": [1],
        "chai": [2, 3],
        "sukari": [],
        "mkate": [4],
    }
    assert (table.get("soda"), table.place("soda"), "soda" in table, "chai" in table) == (None, -1, False, True)


@pytest.mark.parametrize(
    "body", [b"", b"no index", zlib.compress(b""), zlib.compress(b"\0\0\0\2{}"), zlib.compress(b"\0\0\0\2[]")]
)
def test_given_what_is_no_index_when_loaded_then_it_says_so(body: bytes) -> None:
    with pytest.raises(BrokenIndex):
        loaded(body)


def test_given_bytes_that_were_cut_or_changed_when_loaded_then_it_says_so(shop: Catalog) -> None:
    body, dice = stored(CatalogIndex(shop)), random.Random(5)
    for _ in range(50):
        at = dice.randrange(2, len(body))
        for broken in (body[:at], body[:at] + bytes([body[at] ^ 1 + dice.randrange(255)]) + body[at + 1 :]):
            with pytest.raises(BrokenIndex):
                loaded(broken)


def test_given_a_few_bytes_that_unzip_to_very_many_when_loaded_then_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.nlu.goods.stored_index._MOST_BYTES", 1000)
    with pytest.raises(BrokenIndex, match="never"):
        loaded(zlib.compress(bytes(100_000)))


def test_given_other_words_when_put_to_use_then_an_index_is_made_with_others() -> None:
    before, packs = made_with(), groups.current()
    try:
        groups.use(Packs((*packs.entries, Entry("everyday", "zzyzx", "data/words/en.yml", 1)), packs.files))
        assert made_with() != before
    finally:
        groups.use(packs)
    assert made_with() == before


def test_given_another_stock_or_picture_when_worded_then_it_is_the_same_and_another_price_or_name_is_not(
    shop: Catalog,
) -> None:
    first, *others = shop.products
    for same in (
        replace(first, stock=first.stock + 1),
        replace(first, image_url="https://x"),
        replace(first, is_priority=True),
    ):
        assert Catalog.of([same, *others]).wording == shop.wording
    for other in (
        replace(first, price=first.price + 1),
        replace(first, name="Lantern"),
        replace(first, aliases=("x",)),
    ):
        assert Catalog.of([other, *others]).wording != shop.wording
    assert Catalog.of([*others, first]).wording != shop.wording

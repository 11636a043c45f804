"""Numbers that are prices, sounds, people or places, and amounts that the customer takes back."""

from __future__ import annotations

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.goods.order_lines import read_order_lines
from bot.nlu.text.tokens import tokenise

Pack = tuple[str | None, float | None]


def packs(text: str, shop: Catalog, intent: str = "order_items") -> list[Pack]:
    return [(line.sku, line.quantity) for line in read_order_lines(text, shop, intent)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sugar 1kg x 20 @155\nunga 2kg x 12 @ 180", [("SG-1KG", 20), ("MF-2KG", 12)]),
        ("eggs 12 trays @450 each, salt 3", [("EG-30", 12), ("SL-1KG", 3)]),
        ("milk 500ml @55 x 20", [("ML-500ML", 20)]),
        ("unga 5kg @ 440, 6 bags; sukari 2kg @ 1,300, 12 pkts", [("MF-5KG", 6), ("SG-2KG", 12)]),
        ("kimbo 500g 6 at 170 each", [("CF-500G", 6)]),
        ("soda 5 each 70", [("SD-500ML", 5)]),
        ("soda 5 70/=", [("SD-500ML", 5)]),
        ("unga 2kg bale 1 ksh 1900", [("MF-2KG", 1)]),
        ("rice 5kg, qty 4, price 880", [("RC-5KG", 4)]),
        ("Unga 2kg ... 10\nSalt ... 3\ntotal below 3000", [("MF-2KG", 10), ("SL-1KG", 3)]),
    ],
)
def test_given_a_list_with_prices_when_read_then_only_the_amounts_count(
    text: str, expected: list[Pack], shop: Catalog
) -> None:
    assert packs(text, shop) == expected


def test_given_a_size_behind_the_at_sign_when_read_then_it_is_the_size_of_each(shop: Catalog) -> None:
    assert packs("sukari 3 @2kg", shop) == [("SG-2KG", 3)]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [("2moro", "tomorrow"), ("GR8", "great"), ("b4", "before"), ("2letee", "tuletee"), ("2peni", "tupeni")],
)
def test_given_a_figure_for_a_sound_when_split_then_it_is_one_word(written: str, spoken: str) -> None:
    assert [(token.text, token.norm) for token in tokenise(written)] == [(written, spoken)]


@pytest.mark.parametrize("text", ["2kg", "4u2", "2x", "b42", "gr85"])
def test_given_other_figures_when_split_then_no_chat_word_is_read(text: str) -> None:
    assert not {token.norm for token in tokenise(text)} & {"before", "great", "tomorrow"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("25kg sugar\nMust reach b4 6am", [("SG-1KG", 25)]),
        ("2letee gas ya 6kg", [("GS-6KG", None)]),
        ("fanta x3 n sprite x2 gr8 thx", [("SD-500ML", 3), ("SD-500ML", 2)]),
        ("4 me: 1 yoghurt. 4 mum: colgate", [("YG-500ML", 1), ("TB-100ML", None)]),
        ("juice 1, 4 movie nite", [("JC-1L", 1)]),
        ("add 1 omo 2 the list", [("OM-1KG", 1)]),
        ("niko ward 6, nataka asali", [("HN-500G", None)]),
        ("nimelala masaa mbili tu so asali moja", [("HN-500G", 1)]),
        ("chapo for 200 students so wheat flour 2kg x 45", [("WF-2KG", 45)]),
        ("niko kwa matatu, niwekee asali", [("HN-500G", None)]),
        ("soda 2, thanks a million", [("SD-500ML", 2)]),
        ("soda 3 - gate code is 4455", [("SD-500ML", 3)]),
        ("mayai dazani moja", [("EG-6", 2)]),
        ("4 bread 400g", [("BD-400G", 4)]),
    ],
)
def test_given_a_figure_that_counts_no_goods_when_read_then_it_is_no_quantity(
    text: str, expected: list[Pack], shop: Catalog
) -> None:
    assert packs(text, shop) == expected


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        ("Naomba sukari kilo tano. Samahani, nilikusudia kilo tatu.", "order_items", [("SG-1KG", 3)]),
        ("2 kilos of pishori, hmm make that 5 kilos", "order_items", [("RC-5KG", None)]),
        ("send 6 eggs, scratch that, 1 tray", "order_items", [("EG-30", 1)]),
        ("asali nne, no wait 5", "order_items", [("HN-500G", 5)]),
        ("ile unga ya 2kg ifanye iwe tatu mbili haitoshi", "change_quantity", [("MF-2KG", 3)]),
        ("make eggs 2 trays, 1 is not enough", "change_quantity", [("EG-30", 2)]),
        ("mbili ni chache, fanya soda iwe tano", "change_quantity", [("SD-500ML", 5)]),
        ("soda fanya ziwe 6 wageni wamekuja", "change_quantity", [("SD-500ML", 6)]),
    ],
)
def test_given_an_amount_taken_back_when_read_then_the_right_one_counts(
    text: str, intent: str, expected: list[Pack], shop: Catalog
) -> None:
    assert packs(text, shop, intent) == expected


def test_given_the_brown_one_behind_the_bread_when_read_then_it_tells_which(shop: Catalog) -> None:
    assert packs("bread moja please, the brown one", shop) == [("BB-400G", 1)]

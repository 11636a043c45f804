"""What a customer tells beside an order is no order; what is wished for stays one."""

from __future__ import annotations

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.goods.leave_out.telling import is_doing, prepares, tells
from bot.nlu.goods.order_lines import OrderLine, read_order_lines

Pack = tuple[str | None, float | None]


def ordered(text: str, shop: Catalog) -> list[OrderLine]:
    return read_order_lines(text, shop, "order_items")


def packs(lines: list[OrderLine]) -> list[Pack]:
    return [(line.sku, line.quantity) for line in lines]


def names(lines: list[OrderLine]) -> list[str | None]:
    return [line.product for line in lines]


@pytest.mark.parametrize(
    "word", ["zmepotea", "nauza", "haliwaki", "wamefika", "hatulali", "says", "amenikataza", "hapendi"]
)
def test_given_a_verb_of_telling_when_asked_then_it_tells(word: str) -> None:
    assert tells(word)


@pytest.mark.parametrize("word", ["ningependa", "nimesahau", "nitahitaji", "mtama", "imeisha", "niletee", "ana"])
def test_given_a_wish_goods_or_what_ran_out_when_asked_then_nothing_is_told(word: str) -> None:
    assert not tells(word)


def test_given_what_somebody_is_about_to_make_when_asked_then_it_is_not_to_be_bought() -> None:
    assert prepares("nikaange")
    assert is_doing("kupika")
    assert not is_doing("kununua")


@pytest.mark.parametrize(
    "remark",
    [
        "stima zmepotea tena huku kwetu",
        "jiko la hapa ni la zamani",
        "my nephew is here",
        "wifi yangu ameudhika",
        "freshers wamefika wote leo",
        "gym life",
        "lane ni nyembamba",
        "kwa fridge",
    ],
)
def test_given_unknown_words_in_a_remark_when_read_then_they_are_no_line(remark: str, shop: Catalog) -> None:
    assert packs(ordered(f"soda mbili na asali moja, {remark}", shop)) == [("SD-500ML", 2), ("HN-500G", 1)]


@pytest.mark.parametrize(
    "remark",
    [
        "nauza mandazi hapa stage",
        "tumekosa maji kwa tap",
        "kwa maana daktari amenikataza sukari",
        "hosteli yetu haina maji",
        "biashara ya chai imekuwa ngumu",
        "my sugar is high",
        "chai nishatengeneza",
        "natengeneza mandazi",
    ],
)
def test_given_goods_of_the_shop_in_a_remark_when_read_then_they_are_no_line(remark: str, shop: Catalog) -> None:
    assert packs(ordered(f"soda mbili na asali moja, {remark}", shop)) == [("SD-500ML", 2), ("HN-500G", 1)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("staff tea today: coffee 1kg 2, yoghurt 30", ["coffee", "yoghurt"]),
        ("office tea: milk 6, sugar 2kg", ["milk", "sugar"]),
        ("chama ya leo: chai, maziwa 6", ["chai", "maziwa"]),
    ],
)
def test_given_a_heading_before_a_list_when_read_then_only_the_list_is_ordered(
    text: str, named: list[str], shop: Catalog
) -> None:
    assert names(ordered(text, shop)) == named


def test_given_a_place_behind_the_order_when_read_then_what_stands_near_it_is_not_ordered(shop: Catalog) -> None:
    assert names(ordered("nataka sukari kilo moja, nipo Kilimani karibu na shule", shop)) == ["sukari"]


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("fegi 10 pkts, soda 2", "fegi"),
        ("2 packets of balloons and 12 juice", "balloons"),
        ("onions 2 kilos. And matooke also if it is there", "matooke"),
        ("unga wa ngano kilo nne na hamira", "hamira"),
        ("mkate 2, maziwa 4, hamira", "hamira"),
        ("sukari, unga, paper plates", "paper plates"),
        ("send 50 paper cups and 12 juice", "paper cups"),
        ("kiberiti, mshumaa na betri", "betri"),
        ("we are fasting so dates 2 packets, milk 4", "dates"),
        ("mkate moja na gumboots size 8", "gumboots"),
    ],
)
def test_given_goods_of_other_shops_in_the_list_when_read_then_they_stay_lines_that_nothing_fits(
    text: str, strange: str, shop: Catalog
) -> None:
    [line] = [line for line in ordered(text, shop) if not line.candidates]
    assert line.product == strange


def test_given_only_unknown_goods_when_read_then_the_wish_stays_though_something_is_told_of_them(shop: Catalog) -> None:
    assert [line.candidates for line in ordered("viatu zangu zimeharibika, nataka viatu", shop)] == [()]


@pytest.mark.parametrize("text", ["nauza mandazi 10 na soda 2", "wageni wamefika na soda 2 na mandazi 10"])
def test_given_counted_goods_beside_a_verb_of_telling_when_read_then_they_are_ordered(text: str, shop: Catalog) -> None:
    assert {line.sku for line in ordered(text, shop)} == {"MN-10", "SD-500ML"}


@pytest.mark.parametrize(
    ("text", "intent", "named"),
    [
        ("do u stock smokies? students wamechoka na maharagwe kila siku", "ask_availability", ["smokies"]),
        ("gumboots mnazo? na mkate", "ask_availability", ["gumboots", "mkate"]),
        ("panadol mko nayo, pharmacy ya hapa imefungwa", "ask_availability", ["panadol"]),
        ("unga ya ngano ni how much, nataka kupika mandazi", "ask_price", ["unga ya ngano"]),
        ("toa mkate mmoja, tuko na ingine kwa fridge", "remove_item", ["mkate"]),
        ("please remove the gas, kplc brought back power so we use the cooker", "remove_item", ["gas"]),
    ],
)
def test_given_a_question_or_a_change_with_a_reason_when_read_then_the_reason_is_no_line(
    text: str, intent: str, named: list[str], shop: Catalog
) -> None:
    assert names(read_order_lines(text, shop, intent)) == named


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("jana nlisahau kiberiti", "MB-10"),
        ("jik nmepata kwa jirani", "BL-750ML"),
        ("charcoal frm cart", "CH-4KG"),
        ("juisi muiondoe", "JC-1L"),
        ("5 kg maize flour nowadays", "MF-5KG"),
        ("irish potatoes 2kg", "PO-2KG"),
        ("mandazi kumi za kikao", "MN-10"),
    ],
)
def test_given_words_of_speech_beside_goods_when_read_then_the_goods_are_known(
    text: str, sku: str, shop: Catalog
) -> None:
    [line] = read_order_lines(text, shop, "remove_item")
    assert line.sku == sku


@pytest.mark.parametrize("text", ["mafuta ya nywele", "dawa ya mbu", "peeler ya waru"])
def test_given_a_phrase_that_names_other_goods_when_read_then_nothing_fits(text: str, shop: Catalog) -> None:
    assert [line.candidates for line in ordered(text, shop)] == [()]

"""Money, sums and other people's numbers are no quantities; what a customer takes back while speaking is gone."""

from __future__ import annotations

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.goods.order_lines import OrderLine, read_order_lines

Pack = tuple[str | None, float | None]


def ordered(text: str, shop: Catalog) -> list[OrderLine]:
    return read_order_lines(text, shop, "order_items")


def packs(lines: list[OrderLine]) -> list[Pack]:
    return [(line.sku, line.quantity) for line in lines]


def changes(lines: list[OrderLine]) -> list[tuple[str | None, float | None, str]]:
    return [(line.sku, line.quantity, line.change) for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "honey 500g (800)",
        "honey at 850",
        "asali, ile ya 800",
        "honey, the 800 one",
        "honey, the 800 bob one",
        "honey. Total should be 960, right?",
        "asali tu, jumla inakuwa 800 sindio",
        "honey please. 960 all in",
        "honey 500g 800",
    ],
)
def test_given_money_beside_goods_when_read_then_it_is_no_quantity(text: str, shop: Catalog) -> None:
    assert packs(ordered(text, shop)) == [("HN-500G", None)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("soda 120", [("SD-500ML", 120)]),
        ("150 sodas and honey (2)", [("SD-500ML", 150), ("HN-500G", 2)]),
        ("send soda 500ml x 144 for the wedding", [("SD-500ML", 144)]),
        ("mko na soda? nataka 120", [("SD-500ML", 120)]),
        ("soda (1), honey (2)", [("SD-500ML", 1), ("HN-500G", 2)]),
    ],
)
def test_given_a_large_or_bracketed_quantity_beside_goods_when_read_then_it_counts(
    text: str, lines: list[Pack], shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == lines


@pytest.mark.parametrize(
    "text",
    [
        "Two things to add:\n1) soda\n2) honey",
        "nahitaji vitu viwili: soda na asali",
        "soda and honey for a family of four",
        "tuko watano nyumbani, tuletee soda na asali",
        "soda na asali, mtoto wa tatu amezaliwa",
        "soda and honey, our 3rd baby is here",
        "niko kazini till 7 asubuhi, soda na asali",
    ],
)
def test_given_a_number_of_things_people_or_hours_when_read_then_it_counts_no_goods(text: str, shop: Catalog) -> None:
    assert packs(ordered(text, shop)) == [("SD-500ML", None), ("HN-500G", None)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("sukari kilo sita ah hapana weka kilo nane", ("SG-1KG", 8)),
        ("sukari kilo moja, sorry niwekee kilo tatu", ("SG-1KG", 3)),
        ("unga.. sorry si unga, ni mchele kilo moja", ("RC-1KG", None)),
        ("bread, sorry not bread, soda 2", ("SD-500ML", 2)),
        ("unga mbili, sorry si unga, soda mbili", ("SD-500ML", 2)),
        ("2 unga, sorry si unga, soda mbili", ("SD-500ML", 2)),
        ("mchele kilo moja, hapana wait, mchele kilo mbili", ("RC-1KG", 2)),
    ],
)
def test_given_something_taken_back_when_read_then_what_was_put_right_is_ordered(
    text: str, line: Pack, shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == [line]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ile nyanya nilisema kilo kumi fanya iwe kilo kumi na tano", ("TO-1KG", 15, "set")),
        ("sukari niliagiza kilo mbili sasa iwe kilo nne", ("SG-1KG", 4, "set")),
        ("soda ziwe sita, mtoto wa tatu amezaliwa", ("SD-500ML", 6, "set")),
        ("soda sita ni nyingi, punguza ziwe nne", ("SD-500ML", 4, "set")),
    ],
)
def test_given_a_number_said_before_when_changed_then_the_new_one_counts(
    text: str, line: tuple[str, float, str], shop: Catalog
) -> None:
    assert changes(read_order_lines(text, shop, "change_quantity")) == [line]


@pytest.mark.parametrize(
    "text",
    [
        "Remove the soda. 800 is too much.",
        "toa soda, 70 ni mingi sana",
        "toa soda zote, tumeamua kunywa maji",
        "remove the soda, we decided to drink water",
        "soda siitaji",
    ],
)
def test_given_a_reason_beside_what_goes_out_when_read_then_only_that_goes_out(text: str, shop: Catalog) -> None:
    assert changes(read_order_lines(text, shop, "remove_item")) == [("SD-500ML", None, "remove")]


@pytest.mark.parametrize(
    "text",
    [
        "soda mbili, asali moja, akina mama wanapika pilau",
        "soda mbili na asali moja jua likitoka nataka niwe nimepanga",
        "soda mbili na asali moja, mayai siitaji",
        "maziwa siitaji leo, soda mbili na asali moja",
        "si uniwekee soda mbili na asali moja",
    ],
)
def test_given_a_remark_or_a_refusal_beside_an_order_when_read_then_the_order_is_whole(
    text: str, shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == [("SD-500ML", 2), ("HN-500G", 1)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("engine oil mnauza ama nipitie petrol station", ["engine oil"]),
        ("Odd one: do you sell HDMI cables?", ["HDMI cables"]),
        ("uko na mafuta ya nywele ama spirit", ["mafuta ya nywele", "spirit"]),
        ("uko na sabuni ya kufua", ["sabuni ya kufua"]),
    ],
)
def test_given_goods_of_other_shops_when_asked_for_then_they_and_nothing_else_are_lines(
    text: str, named: list[str], shop: Catalog
) -> None:
    lines = read_order_lines(text, shop, "ask_availability")
    assert [(line.product, line.quantity) for line in lines] == [(name, None) for name in named]


@pytest.mark.parametrize(
    "text", ["drinking water 20l, drinking chocolate 2", "nataka drinking water 20l na drinking chocolate"]
)
def test_given_goods_named_after_drinking_when_ordered_then_they_stay(text: str, shop: Catalog) -> None:
    assert [line.sku for line in ordered(text, shop)] == ["WT-20L", "CC-400G"]


def test_given_flour_with_a_fault_when_another_is_wished_for_then_the_fault_is_no_line(shop: Catalog) -> None:
    assert [line.product for line in ordered("unga iko na wadudu, leta ingine", shop)] == ["unga"]

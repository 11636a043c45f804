"""What a message does beside naming goods: agrees, picks, changes, corrects, asks for something else in another case."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.acts.agreement import agreement
from bot.nlu.acts.said_acts import acts_of, line_with_sum
from bot.nlu.fields.order_details import details_of
from bot.nlu.goods import live_catalog
from bot.nlu.goods.order_lines import lines_of
from bot.nlu.goods.parse import read
from bot.nlu.tagging.model import spans_in


def acts(text: str, intent: str = "order_items") -> dict[str, Any]:
    """By the rules alone."""
    reading = read(text, live_catalog.read_csv(live_catalog.csv_path()))
    details = details_of(reading, *spans_in(reading, None))
    lines = lines_of(reading, intent) if intent in ("order_items", "change_quantity", "remove_item") else []
    found = acts_of(reading, details, lines, intent)
    return {**found, "lines": [line_with_sum(line, lines, details) for line in lines]}


@pytest.mark.parametrize(
    "text",
    [
        "yes please go ahead",
        "ndio kaka",
        "poa fanya hivyo",
        "Ndiyo, asante",
        "sawa leta",
        "Amen, yes",
        "fiti sana",
        "👍🏾",
        "OK",
        "yes poa",
    ],
)
def test_a_yes_in_whatever_words_is_a_yes(text: str) -> None:
    assert agreement(text) == "affirm"


@pytest.mark.parametrize("text", ["hapana asante", "no thanks", "zii bro", "Hapana"])
def test_so_is_a_no(text: str) -> None:
    assert agreement(text) == "deny"


@pytest.mark.parametrize(
    "text",
    [
        "yes but at 5",
        "ok wait",
        "yes 2",
        "yes to Kilimani",
        "is that ok?",
        "ndio na maziwa",
        "yes no",
        "",
        "🙂",
        "sawa lakini sio leo",
    ],
)
def test_a_yes_with_something_beside_it_is_none(text: str) -> None:
    assert agreement(text) == ""


@pytest.mark.parametrize(
    ("text", "picks"),
    [
        ("2 of the small one", [("smallest", None, 2)]),
        ("nipe ile kubwa, mbili", [("biggest", None, 2)]),
        ("the 420 one, just one packet", [("price", 420, 1)]),
        ("nipe zote mbili, moja moja", [("all", None, 1)]),
        ("hiyo ya 310", [("price", 310, None)]),
        ("The second one. three packets", [("ordinal", 2, 3)]),
        ("hayo ya mia moja, nipe tatu", [("price", 100, 3)]),
        ("the cheaper of the two then, 2 tubs", [("cheapest", None, 2)]),
        ("nipe 3 of the 1kg", [("size", "1kg", 3)]),
    ],
)
def test_what_is_pointed_at_and_how_many_of_it(text: str, picks: list[tuple[str, Any, Any]]) -> None:
    found = acts(text)["picks"]
    assert [(each["by"], each.get("value"), each.get("quantity")) for each in found] == picks


@pytest.mark.parametrize("text", ["2 of the big omo", "sukari 2kg mbili"])
def test_goods_and_places_that_are_named_are_no_picks(text: str) -> None:
    assert "picks" not in acts(text)


@pytest.mark.parametrize(
    ("text", "picks"),
    [
        ("no not the big one", []),
        ("hapana sio ya kwanza", []),
        ("not the big one, the small one", ["smallest"]),
        ("ile ndogo, sio ile kubwa", ["smallest"]),
        ("si zote, ya kwanza tu", ["first"]),
        # That no answers a question.
        ("no the small one", ["smallest"]),
        ("hapana, ile ndogo", ["smallest"]),
    ],
)
def test_what_is_not_wanted_is_not_picked(text: str, picks: list[str]) -> None:
    assert [each["by"] for each in acts(text, "deny").get("picks", [])] == picks


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("Cancel the coffee and put tea leaves 250g in its place", ["coffee remove", "tea leaves add"]),
        ("make the bread 4 and add 2 sodas", ["bread set", "sodas add"]),
        ("instead of bread give me mandazi", ["bread remove", "mandazi add"]),
        ("samahani, badala ya siagi ya njugu nipe jam", ["siagi ya njugu remove", "jam add"]),
        ("nimesema maziwa 500ml 2 sio mkate", ["maziwa set", "mkate remove"]),
        ("forget bread", ["bread remove"]),
        ("sahau mkate", ["mkate remove"]),
    ],
)
def test_what_changes_a_cart_says_so_whatever_it_is_taken_for(text: str, changes: list[str]) -> None:
    assert [f"{line['product']} {line['change']}" for line in acts(text)["changes"]] == changes


def test_a_plain_order_changes_nothing() -> None:
    assert acts("2 sugar 1kg and bread 400g").keys() == {"lines"}


@pytest.mark.parametrize(
    ("text", "otherwise", "goods"),
    [
        ("2 bread 400g, if not available bring 800g", "if not available bring 800g", ["BD-400G"]),
        ("One white bread 400g. If theres no 400g bring the 800g", "If theres no 400g bring the 800g", ["BD-400G"]),
        (
            "kama tea leaves 500g iko nipe hiyo moja, kama haiko nipe 250g mbili",
            "kama haiko nipe 250g mbili",
            ["TL-500G"],
        ),
    ],
)
def test_what_is_wished_for_in_another_case_is_no_line(text: str, otherwise: str, goods: list[str]) -> None:
    found = acts(text)
    assert (found["otherwise"], [line["sku"] for line in found["lines"]]) == (otherwise, goods)


def test_one_of_several_goods_is_one_line() -> None:
    (soda,) = acts("nataka fanta au coke moja")["lines"]
    assert (soda["sku"], soda["quantity"], soda["choice"]) == ("SD-500ML", 1, "either")
    (spread,) = acts("blueband or butter, whichever, 2")["lines"]
    assert (spread["sku"], spread["candidates"], spread["quantity"], spread["choice"]) == (
        None,
        ["MG-500G", "BT-250G"],
        2,
        "any",
    )


def test_a_sum_of_money_belongs_to_the_goods_before_it() -> None:
    assert [line.get("worth") for line in acts("tomatoes of 240 bob and sukuma of 90")["lines"]] == [240, 90]


@pytest.mark.parametrize(
    ("text", "part", "value"),
    [
        ("aah futa vyote. nataka tu mafuta ya taa lita mbili", "clears", True),
        ("start over, 2 bread", "clears", True),
        ("remove everything except milk", "keeps", ["ML-1L", "ML-500ML"]),
        ("double the sugar", "factor", 2),
        ("fanya kila kitu mara mbili", "factor", 2),
        ("no wait, 3 yoghurts", "corrects", True),
        ("samahani ni nyumba 21 sio 12", "put_right", ["21", "12"]),
        ("weka brown instead ya hizo white", "instead", True),
    ],
)
def test_what_a_message_does_to_the_whole_cart_or_to_what_was_said(text: str, part: str, value: object) -> None:
    assert acts(text)[part] == value


def test_goods_beside_a_place_are_wished_for_too() -> None:
    found = acts("Hi! 1 butter and 1 jam please, I'm in Kilimani, Wood Avenue", "inform_address")
    assert [line["sku"] for line in found["wishes"]] == ["BT-250G", "JM-500G"]
    assert acts("nahitaji moja, niko Huruma Flats", "inform_address")["count"] == 1


@pytest.mark.parametrize("text", ["niletee Lavington", "leta Kilimani", "bring to Westlands", "send it to Kilimani"])
def test_where_to_bring_it_is_no_yes(text: str) -> None:
    found = acts(text, "inform_address")

    assert "agrees" not in found
    assert "begins_yes" not in found


@pytest.mark.parametrize("text", ["yes hun", "yes, that tallies", "eeh mkuu"])
def test_who_is_spoken_to_or_what_is_said_of_the_order_is_nothing_unread(text: str) -> None:
    assert "unread" not in acts(text, "affirm")


def test_what_is_joined_to_a_yes_is_unread() -> None:
    assert acts("yes and frobnicate", "affirm")["unread"] == ["frobnicate"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2 packets. Also 1 tomato paste", 2),
        ("ok 1 pack pls. are the tomatoes fresh?", 1),
        ("make it 5 and add 1 salt", 5),
    ],
)
def test_a_number_of_a_wish_before_counts_none_of_the_goods_behind(text: str, number: int) -> None:
    found = acts(text)

    assert found["count_before"] == number
    assert number not in [line["quantity"] for line in found["lines"]]


@pytest.mark.parametrize(
    ("text", "out", "into"),
    [
        ("swap the bread to brown. still 6", "bread", ("BB-400G", 6)),
        ("swap the white bread for brown, 2 of them", "white bread", ("BB-400G", 2)),
        ("change milk to long life", "milk", ("ML-1L", None)),
        ("change the sugar to 3 salt", "sugar", ("SL-1KG", 3)),
        ("badilisha sukari iwe chumvi", "sukari", ("SL-1KG", None)),
    ],
)
def test_what_something_becomes_comes_in_for_it(text: str, out: str, into: tuple[str, int | None]) -> None:
    first, second = acts(text, "change_quantity")["changes"]

    assert (first["product"], first["change"]) == (out, "remove")
    assert (second["sku"], second["quantity"], second["change"]) == (*into, "add")


def test_a_number_for_each_is_no_swap() -> None:
    changes = acts("change sugar to 3 and salt to 2", "change_quantity")["changes"]

    assert [(each["change"], each["quantity"]) for each in changes] == [("set", 3), ("set", 2)]


@pytest.mark.parametrize(
    "text", ["the big one is my whole rent, gimme the cheaper one", "ile kubwa ni ghali, nipe ya bei rahisi"]
)
def test_what_is_only_spoken_of_is_not_picked(text: str) -> None:
    assert [each["by"] for each in acts(text)["picks"]] == ["cheapest"]


def test_all_that_points_is_picked_where_nothing_else_is() -> None:
    assert [each["by"] for each in acts("the small one is quite enough")["picks"]] == ["smallest"]


def test_what_stands_behind_the_place_is_for_the_rider() -> None:
    text = "niko Umoja 2, geti ya kijani, utaona maua mengi"

    assert acts(text, "inform_address")["beyond"] == "utaona maua mengi"


@pytest.mark.parametrize("text", ["only 2 sugar 1kg", "thats all, soda 24 and 2 salt", "maziwa 500ml mbili tu"])
def test_nothing_but_what_is_named(text: str) -> None:
    assert acts(text)["only"]


def test_what_shall_be_so_many_is_set() -> None:
    changes = acts("weka njahi kilo mbili na rosecoco iwe kilo nne", "change_quantity")["changes"]

    assert [(each["sku"], each["quantity"], each["change"]) for each in changes] == [
        ("NJ-1KG", 2, "add"),
        ("BN-1KG", 4, "set"),
    ]

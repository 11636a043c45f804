"""Every reading can be explained: what each word became, where the words that decide it stand, what stayed unread."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.explain import Explanation, ReadToken, explain
from bot.nlu.goods.order_lines import ORDER_LINE_INTENTS, lines_of
from bot.nlu.goods.parse import read
from bot.nlu.token_roles import Role, elements_at_last, in_lines
from bot.nlu.words import groups
from bot.nlu.words.packs import ROOT, read_packs
from bot.nlu.words.standing import standings

DEVELOPMENT = Path(__file__).parents[2] / "nlu_dev" / "order_lines.jsonl"
ORDER = "nataka ungaa 2kg mbili na sukari, nipelekee Kilimani, nalipa na m-pesa"


def token(explained: Explanation, text: str) -> ReadToken:
    return next(each for each in explained.tokens if each.text == text)


def kinds(explained: Explanation, text: str) -> list[str]:
    return [role.kind for role in token(explained, text).roles]


def test_each_word_tells_what_it_became(shop: Catalog) -> None:
    order = explain(ORDER, shop, "order_items")

    assert token(order, "nataka").roles == (Role("verb", "order"),)
    assert token(order, "ungaa").norm == "unga"
    assert token(order, "ungaa").roles == (Role("goods", "name or alias", ("MF-2KG", "MF-5KG", "MF-10KG")),)
    assert token(order, "kg").roles == (Role("size", "2kg"),)
    assert token(order, "mbili").roles == (Role("number", "2"),)
    assert token(order, "Kilimani").roles == (Role("place", "Kilimani"),)
    assert token(order, "pesa").roles == (Role("payment_method", "mpesa"),)
    assert kinds(order, "nipelekee") == ["filler"]
    assert [(line.product, line.sku, line.quantity) for line in order.lines] == [
        ("ungaa", "MF-2KG", 2),
        ("sukari", None, None),
    ]
    assert (order.place, order.language.name, order.unread) == ("Kilimani", "sw", ())


@pytest.mark.parametrize(
    ("word", "group"),
    [
        ("nataka", "roles.order"),
        ("kg", "measures.mass.1000"),
        ("mbili", "numbers.scale_first.ones.2"),
        ("Kilimani", "gazetteer.regions.Nairobi.Nairobi.zones.Kilimani.estates"),
        ("pesa", "payment_methods.mpesa"),
    ],
)
def test_what_decides_stands_first_with_its_file_and_line(word: str, group: str, shop: Catalog) -> None:
    # given what decides the role of a word
    explained = token(explain(ORDER, shop, "order_items"), word)
    deciding = explained.deciding
    # then it is the entry that stands on that line
    assert deciding is not None
    assert deciding == explained.standings[0]
    assert deciding.group == group
    assert deciding.does
    file, line = deciding.at.rsplit(":", 1)
    assert deciding.entry in (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


@pytest.mark.parametrize(
    ("word", "decides"), [("unngga", ""), ("2", ""), (",", ""), ("kuoza", ""), ("credit", "goods.elsewhere")]
)
def test_goods_figures_and_signs_are_decided_by_no_word_of_the_packs(word: str, decides: str, shop: Catalog) -> None:
    deciding = token(explain("nataka unngga 2, kuoza credit", shop, "order_items"), word).deciding

    assert (deciding.group if deciding else "") == decides


def test_a_place_is_known_by_its_whole_name(shop: Catalog) -> None:
    place = explain("nipelekee argwings kodhek", shop, "inform_address")
    by = [token(place, word).deciding for word in ("argwings", "kodhek")]

    assert by[0] is not None
    assert by == [by[0], by[0]]
    assert by[0].file == "data/countries/ke.yml"
    assert by[0].entry.startswith("Argwings Kodhek Road")


def test_words_that_nobody_knows_are_unread(shop: Catalog) -> None:
    told = explain("nimekosa kuoza lakini weka mkate tatu, sawa boss", shop, "order_items")

    assert told.unread == ("nimekosa", "kuoza")
    assert kinds(told, "lakini") == ["filler"]


def test_of_unknown_words_those_in_a_line_are_goods(shop: Catalog) -> None:
    order = explain("send 2 brown bread and viatu mbili", shop, "order_items")
    asked = explain("where are viatu", shop, "greet")

    assert token(order, "viatu").roles == (Role("goods", "not in the catalog"),)
    assert asked.unread == ("viatu",)


def test_goods_and_amounts_that_are_no_wish_are_left_out(shop: Catalog) -> None:
    # given bread that ran out and bread that is wished for
    order = explain("the bread is finished, send 2 brown bread", shop, "order_items")
    # then the first is told of only
    assert [kinds(order, "bread"), kinds(order, "brown")] == [["goods", "left_out"], ["goods"]]
    # and so is a number that is put right at once, by a word that has no part of its own
    change = explain("sukari iwe tatu, mbili haitoshi", shop, "change_quantity")
    assert [kinds(change, "mbili"), kinds(change, "haitoshi")] == [["left_out"], ["talk"]]


def test_money_and_numbers_of_people_are_no_amounts(shop: Catalog) -> None:
    told = explain("unga ya 500 bob for 20 people", shop, "order_items")

    assert told.money == (("500 bob", "worth"),)
    assert kinds(told, "bob") == ["money"]
    assert token(told, "20").roles == (Role("no_amount", "20"),)


def test_what_is_said_beside_the_goods_is_told_where_it_stands(shop: Catalog) -> None:
    told = explain("nataka unga kesho asubuhi, mpe Mary, lipisha 0712345678, naomba ile ya mwisho", shop, "order_items")

    assert token(told, "kesho").roles == (Role("time", "tomorrow morning"),)
    assert token(told, "asubuhi").as_dict()["by"]["group"] == "time.parts.morning"
    assert token(told, "kesho").as_dict()["by"]["group"] == "when.days.tomorrow"
    assert "receiver" in kinds(told, "Mary")
    assert kinds(told, "0712345678") == ["payer", "phone"]
    assert Role("reference", "last") in token(told, "mwisho").roles
    assert told.as_dict()["details"]["time"]["day"] == "tomorrow"


def test_a_sum_of_which_nothing_is_said_is_money_all_the_same(shop: Catalog) -> None:
    assert explain("KES 1,250", shop, "greet").money == (("KES 1,250", ""),)


def test_without_an_intent_the_goods_speak_and_under_another_there_are_no_lines(shop: Catalog) -> None:
    assert [line.product for line in explain("2 sugar", shop).lines] == ["sugar"]

    greeted = explain("2 sugar", shop, "greet")
    assert greeted.lines == ()
    assert kinds(greeted, "sugar") == ["goods"]


def test_a_whole_address_is_the_place(shop: Catalog) -> None:
    given = explain("mtaa wa pili nyuma ya kanisa", shop, "inform_address")

    assert given.place == "mtaa wa pili nyuma ya kanisa"
    assert {"place"} <= {role.kind for each in given.tokens for role in each.roles}


@pytest.mark.parametrize(
    "text", ["", " \n ", "🍞🍞 2", "İÇ ½ m4ziwa 2moro", "⭐⭐⭐", "unga " * 400, "x" * 5000, "\u200b\u0301", "'"]
)
def test_any_text_is_explained_and_the_explanation_is_json(text: str, shop: Catalog) -> None:
    for intent in (None, *sorted(ORDER_LINE_INTENTS), "inform_address"):
        explained = explain(text, shop, intent)
        assert all(each.roles and text[each.start : each.end] == each.text for each in explained.tokens)
        assert json.loads(json.dumps(explained.as_dict()))["text"] == text


def messages() -> Iterator[tuple[str, str]]:
    for line in DEVELOPMENT.read_text(encoding="utf-8").splitlines():
        message = json.loads(line)
        yield message["text"], message["intent"]


def test_goods_are_explained_by_the_elements_of_which_lines_are_made(shop: Catalog) -> None:
    lost = []
    for text, intent in messages():
        reading = read(text, shop)
        lines = lines_of(reading, intent)
        found = {
            reading.written(goods.start, goods.end)
            for goods in in_lines(reading, elements_at_last(reading, intent), lines)
        }
        lost += [line.product for line in lines if line.product is not None and line.product not in found]
    assert lost == []


@pytest.mark.parametrize(
    ("spelling", "group"), [("nitalipa nikipokea", "payment_methods.cash"), ("m-pessa", "payment_methods.mpesa")]
)
def test_an_entry_with_signs_stands_for_all_that_it_means(spelling: str, group: str) -> None:
    assert group in [each.group for each in standings(spelling)]


@pytest.mark.parametrize("word", ["mkate", "no.", "<B>"])
def test_an_entry_without_signs_stands_for_itself(word: str) -> None:
    assert groups.spelt(word) is None


def test_other_packs_change_where_a_word_stands() -> None:
    # given a word of Swahili
    before = groups.current()
    assert [each.file for each in standings("mbili")] != []
    # when the packs in use have none
    groups.use(read_packs(("en",), ()))
    try:
        assert standings("mbili") == ()
    finally:
        groups.use(before)
    assert [each.file for each in standings("mbili")] != []

"""How the NLU benchmark lays read lines and entities beside labelled ones."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.nlu.copies import exact_copies, near_copies
from benchmarks.nlu.entities import pairs, read_pairs
from benchmarks.nlu.grown_catalog import grown
from benchmarks.nlu.holdout import Example, Labelled, half_of
from benchmarks.nlu.order_lines import COUNT, WrongProducts, differing, is_right, wrong_products
from benchmarks.nlu.rasa_model import parse_of
from bot.nlu.goods.live_catalog import DEFAULT_CSV, read_csv


def line(sku: str | None, **other: Any) -> dict[str, Any]:
    own = {
        "product": "words",
        "sku": sku,
        "candidates": [sku] if sku else [],
        "quantity": None,
        "unit": None,
        "size": None,
    }
    return {**own, "change": "set", **other}


def test_lines_are_alike_whatever_the_words_the_order_of_candidates_and_the_kind_of_number() -> None:
    read = [line(None, product="unga", candidates=["A", "B"], quantity=2, size="2 kg")]
    labelled = [line(None, product="Ungaa", candidates=["B", "A"], quantity=2.0, size="2kg")]

    assert differing(read, labelled, "ask_price") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("sku", "B"), ("candidates", ["A", "B"]), ("quantity", 3), ("unit", "bag"), ("size", "5kg"), ("change", "add")],
)
def test_each_field_alone_makes_a_line_differ(field: str, value: object) -> None:
    assert differing([{**line("A"), field: value}], [line("A")], "change_quantity") == [field]


def test_the_change_of_an_order_is_not_looked_at() -> None:
    assert differing([line("A", change="add")], [line("A", change="set")], "order_items") == []


@pytest.mark.parametrize(
    ("slips", "right"), [([], True), (["unit", "size"], True), (["unit", "sku"], False), ([COUNT], False)]
)
def test_a_message_is_right_in_what_the_contract_rules_on(slips: list[str], right: bool) -> None:
    assert is_right(slips) is right


def test_a_missing_line_is_the_only_thing_said() -> None:
    assert differing([line("A")], [line("B"), line("C")], "order_items") == [COUNT]


def test_a_product_is_wrong_when_no_label_is_left_for_it() -> None:
    read = [line("A"), line("A"), line("B"), line(None, candidates=["C", "D"])]

    assert wrong_products(read, [line("A"), line("B")]) == WrongProducts(wrong=1, read=4, labelled=2)


def test_a_product_named_where_the_label_asks_is_wrong() -> None:
    assert wrong_products([line("A")], [line(None, candidates=["A", "B"])]).wrong == 1


def test_entities_count_by_kind_and_value_and_products_not_at_all() -> None:
    read = read_pairs([{"entity": "rating", "value": 5}, {"entity": "product", "value": "unga"}])

    assert read == pairs([("rating", "5")])
    assert pairs([("phone", "0712 345 678")]) == pairs([("phone", "+254712345678")])
    assert pairs([("address", "Rongai.")]) == pairs([("address", "rongai")])


def test_the_fallback_is_taken_off_the_ranking_and_remembered() -> None:
    ranking = [{"name": "nlu_fallback", "confidence": 0.4}, {"name": "greet", "confidence": 0.3}]
    parse = parse_of({"intent": ranking[0], "intent_ranking": ranking})

    assert parse.falls_back
    assert (parse.verdict.intent, parse.verdict.confidence) == ("greet", 0.3)


def test_what_is_foreign_or_unclear_is_strange() -> None:
    def strangeness(**ranking: float) -> float:
        named = [{"name": name, "confidence": value} for name, value in ranking.items()]
        return parse_of({"intent": named[0], "intent_ranking": named}).verdict.strangeness

    assert strangeness(out_of_scope=0.9, greet=0.1) == pytest.approx(0.9)
    assert strangeness(greet=0.98, out_of_scope=0.02) == pytest.approx(0.02)
    assert strangeness(greet=0.3, thank=0.3) == pytest.approx(0.7)


def test_half_is_fixed_by_the_id_alone() -> None:
    halves = [half_of(f"a-{number:03d}") for number in range(400)]

    assert halves == [half_of(f"a-{number:03d}") for number in range(400)]
    assert 160 < halves.count("A") < 240


def test_copies_are_found_whatever_the_signs_and_near_ones_by_their_letters() -> None:
    rows = [
        Labelled(text="Nalipa na MPESA!", intent="choose_payment_method", id="same", lang="sw"),
        Labelled(text="nalipa ba mpesa", intent="choose_payment_method", id="near", lang="sw"),
        Labelled(text="where is my rider", intent="track_order", id="other", lang="en"),
    ]
    training = [Example("nalipa na mpesa", "choose_payment_method")]

    assert exact_copies(rows, training) == {"same"}
    assert near_copies(rows, training) == {"same", "near"}


def test_a_grown_catalog_keeps_the_shop_and_repeats_itself() -> None:
    shop = read_csv(DEFAULT_CSV)
    large = grown(shop, 500, seed=1)

    assert large.products[: len(shop)] == shop.products
    assert len({product.sku for product in large}) == len(large) == 500
    assert large == grown(shop, 500, seed=1)

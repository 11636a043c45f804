"""What the customer of a talk answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from benchmarks.talks.customer import Customer, Misread, asked_by
from benchmarks.talks.format import Goal, Talk

NAMES = {"SG-1KG": "Sugar 1kg", "SG-2KG": "Sugar 2kg", "ML-500ML": "Fresh Milk 500ml"}
SUMMARY = "🧾 ORDER SUMMARY\n• Sugar 1kg × 2 = 320\nTotal: KES 520"
GOAL = Goal({"SG-1KG": 2}, address="kili")


def customer(
    answers: dict[str, str] | None = None, of_goods: dict[str, dict[str, str]] | None = None, goal: Goal = GOAL
) -> Customer:
    return Customer(Talk("t", "units", "en", (), goal, answers or {}, of_goods or {}), NAMES)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Good.\n\nHow will you pay?", "method"),
        ("Utalipa vipi?", "method"),
        ("ORDER SUMMARY\n• Sugar\n\nWhere should we deliver?", "address"),
        ("Tulete wapi?", "address"),
        ("How many?\n\nYou may say STOP.", "quantity"),
        ("Which *sugar*?", "which"),
        ("Sukari gani?", "which"),
        ("namba gani ya simu?", "phone"),
        ("MUHTASARI WA AGIZO", "confirm"),
        ("Thank you!", None),
        ("", None),
    ],
)
def test_what_is_asked_is_known_by_the_words_the_last_paragraph_first(text: str, asked: str | None) -> None:
    assert asked_by(text) == asked


@pytest.mark.parametrize(
    ("asked", "answers", "said"),
    [
        ("address", {"address": "Kilimani"}, "Kilimani"),
        ("method", {"other": "that is all"}, None),
        (None, {"other": "that is all", "address": "Kilimani"}, "that is all"),
        (None, {}, None),
        ("other", {"other": "that is all"}, "that is all"),
        ("time", {"time": "at six", "other": "that is all"}, "at six"),
        ("time", {"other": "that is all"}, "that is all"),
        ("unit", {"address": "Kilimani"}, None),
    ],
)
def test_the_customer_has_words_for_what_is_asked(asked: str | None, answers: dict[str, str], said: str | None) -> None:
    assert customer(answers).answer(asked, "…", []) == said


@pytest.mark.parametrize(
    ("heard", "told", "answers", "said"),
    [
        (SUMMARY, [], {}, "yes"),
        (SUMMARY, [], {"confirm": "poa"}, "poa"),
        ("MUHTASARI\n• Sugar 1kg × 2", [], {}, "ndio"),
        ("Is that right?", ["• Sugar 1kg × 9", SUMMARY, "hi"], {}, "yes"),
    ],
)
def test_a_summary_of_the_goal_is_agreed_to(
    heard: str, told: Sequence[str], answers: dict[str, str], said: str
) -> None:
    assert customer(answers).answer("confirm", heard, told) == said


@pytest.mark.parametrize(
    "heard",
    ["• Sugar 1kg × 3", "• Sugar 2kg × 2", "• Sugar 1kg × 2\n• Fresh Milk 500ml × 1", "nothing of an order"],
)
def test_to_any_other_summary_the_customer_does_not_say_yes(heard: str) -> None:
    with pytest.raises(Misread):
        customer({"confirm": "yes"}).answer("confirm", heard, ["nothing either"])


def test_the_last_summary_counts() -> None:
    with pytest.raises(Misread):
        customer().answer("confirm", "Is that right?", [SUMMARY, "• Sugar 1kg × 3"])


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("Is *Kilimani, Yaya* right?", "yes"),
        ("Tulete *Kilimani*?", "ndio"),
        ("Is *Kileleshwa* right?", "Kilimani"),
        ("Is that right?", "Kilimani"),
    ],
)
def test_a_place_is_agreed_to_where_it_is_the_goals(heard: str, said: str) -> None:
    assert customer({"address": "Kilimani"}).answer("place_check", heard, []) == said


def test_any_place_will_do_where_the_goal_names_none() -> None:
    assert customer(goal=Goal({"SG-1KG": 2})).answer("place_check", "Is *Rongai* right?", []) == "yes"


TWO_GOODS = Goal({"SG-1KG": 2, "ML-500ML": 3})


@pytest.mark.parametrize(
    ("asked", "heard", "of_goods", "said"),
    [
        ("which", "Which *sugar*?", {"which": {"SG-1KG": "ile ndogo"}}, "ile ndogo"),
        ("which", "Which one?", {"which": {"SG-1KG": "ile ndogo"}}, "ile ndogo"),
        ("which", "Which *milk*?", {"which": {"SG-1KG": "small", "ML-500ML": "half"}}, None),
        ("which", "Fresh or old?", {"which": {"SG-1KG": "small", "ML-500ML": "half"}}, "half"),
        ("which", "Which?\n1. Sugar 2kg\n2. Sugar 1kg", {}, "Sugar 1kg"),
        ("which", "Which?\n1. Sugar 2kg", {}, None),
        ("quantity", "How many *Fresh Milk 500ml*?", {}, "3"),
        ("quantity", "How many *Fresh Milk 500ml*?", {"quantity": {"ML-500ML": "tatu"}}, "tatu"),
        ("quantity", "How many *Fresh Milk 500ml*?", {"which": {"ML-500ML": "half"}}, "3"),
        ("quantity", "How many *Sugar 2kg*?", {}, None),
    ],
)
def test_about_goods_own_words_go_first_and_then_the_goal(
    asked: str, heard: str, of_goods: dict[str, Any], said: str | None
) -> None:
    assert customer({}, of_goods, TWO_GOODS).answer(asked, heard, []) == said

"""Which talks have ended as the customer wanted."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.talks.format import Expected, Goal
from benchmarks.talks.judge import Came, judged, unheard

SUGAR = {"SG-1KG": 2}


def order(**changes: Any) -> dict[str, Any]:
    made = {
        "items": [{"product_id": "SG-1KG", "quantity": 2}],
        "delivery_address": "Kilimani, Yaya",
        "delivery_instructions": "leave it at the gate",
        "payment_method": "mpesa",
        "status": "pending",
    }
    return {**made, **changes}


def payment(status: str = "success", phone: str = "+254712345678") -> dict[str, Any]:
    return {"status": status, "phone": phone}


FULL = Goal(SUGAR, address="kilimani", not_address="westlands", note="GATE", method="mpesa")
TWO_LINES = [{"product_id": "SG-1KG", "quantity": 1}, {"product_id": "SG-1KG", "quantity": 1}]


@pytest.mark.parametrize(
    ("goal", "came"),
    [
        (FULL, Came([order()])),
        (Goal(SUGAR), Came([order(items=TWO_LINES)])),
        (Goal(SUGAR, note="yaya"), Came([order(delivery_instructions=None)])),
        (Goal(SUGAR, orders=2), Came([order(items=[]), order()])),
        (Goal(), Came()),
        (Goal(orders=0), Came()),
        (Goal(SUGAR, paid=1), Came([order()], [payment("failed"), payment()])),
        (Goal(SUGAR, paid=0), Came([order()], [payment("failed")])),
        (Goal(SUGAR, payer="0712345678"), Came([order()], [], [payment("pending")])),
        (Goal(SUGAR, payer="0712345678", orders=0), Came()),
    ],
)
def test_the_goal_was_reached(goal: Goal, came: Came) -> None:
    assert judged(goal, came) == ""


@pytest.mark.parametrize(
    ("goal", "came", "problem"),
    [
        (Goal({"SG-1KG": 3}), Came([order()]), "wrong order: lines {'SG-1KG': 2}, not {'SG-1KG': 3}"),
        (Goal({**SUGAR, "ML-500ML": 1}), Came([order()]), "wrong order: lines"),
        (Goal(SUGAR, address="rongai"), Came([order()]), "wrong order: address 'Kilimani, Yaya', goal 'rongai'"),
        (Goal(SUGAR, address="rongai"), Came([order(delivery_address=None)]), "wrong order: address '', goal 'rongai'"),
        (Goal(SUGAR, not_address="KILI"), Came([order()]), "wrong order: not_address 'Kilimani, Yaya', goal 'KILI'"),
        (Goal(SUGAR, note="friday"), Came([order()]), "wrong order: note 'leave it at the gate Kilimani, Yaya', goal 'friday'"),
        (Goal(SUGAR, method="cash"), Came([order()]), "wrong order: method mpesa, not cash"),
        (
            Goal({"SG-1KG": 3}, method="cash"),
            Came([order()]),
            "wrong order: lines {'SG-1KG': 2}, not {'SG-1KG': 3}; method mpesa, not cash",
        ),
        (Goal(SUGAR, orders=2), Came([order(), order(items=[])]), "wrong order: lines {}, not {'SG-1KG': 2}"),
        (Goal(SUGAR), Came([order(), order()]), "wrong order: 2 orders, 1 wanted"),
        (Goal(), Came([order()]), "wrong order: 1 orders, 0 wanted"),
        (Goal({"SG-1KG": 3}), Came([order(status="cancelled"), order(status="cancelled")]), "wrong order: 2 orders, 1 wanted"),
        (Goal(SUGAR), Came(), "0 orders, 1 wanted"),
        (Goal(SUGAR, paid=1), Came([order()], [payment("failed")]), "0 paid, not 1"),
        (Goal(SUGAR, paid=0), Came([order()], [payment()]), "1 paid, not 0"),
        (Goal(SUGAR, payer="0733000111"), Came([order()], [payment()], []), "money asked of another phone than 0733000111"),
    ],
)  # fmt: skip
def test_what_was_not_wanted_is_said(goal: Goal, came: Came, problem: str) -> None:
    assert judged(goal, came).startswith(problem)


@pytest.mark.parametrize(
    ("goal", "came", "problem"),
    [
        (Goal({"SG-1KG": 3}), Came([order()]), "wrong order: lines {'SG-1KG': 2}, not {'SG-1KG': 3}"),
        (Goal(SUGAR), Came([order(), order()]), "wrong order: 2 orders, 1 wanted"),
        (Goal(SUGAR), Came(), "silence · 0 orders, 1 wanted"),
        (Goal(SUGAR, paid=1), Came([order()]), "silence"),
        (Goal(SUGAR), Came([order()]), "silence"),
        # An order that the customer has cancelled is not wrong any more.
        (Goal({"SG-1KG": 3}), Came([order(status="cancelled")]), "silence"),
    ],
)
def test_a_wrong_order_goes_before_what_went_wrong_on_the_way_and_nothing_else_does(
    goal: Goal, came: Came, problem: str
) -> None:
    assert judged(goal, came, "silence") == problem


@pytest.mark.parametrize(
    ("expected", "problem"),
    [
        (Expected(0, has="total"), ""),
        (Expected(0, has="till.*total"), ""),
        (Expected(0, has="paybill"), "not heard after 0: /paybill/"),
        (Expected(0, hasnt="paybill"), ""),
        (Expected(0, hasnt="till"), "heard after 0: /till/"),
        (Expected(0, has="paybill", hasnt="till"), "not heard after 0: /paybill/"),
        (Expected(-1, has="bye"), ""),
        (Expected(-1, has="till"), "not heard after -1: /till/"),
        (Expected(3, has="till"), "not heard after 3: /till/"),
        (Expected(3, hasnt="till"), ""),
    ],
)
def test_what_was_expected_is_looked_for_where_it_belongs(expected: Expected, problem: str) -> None:
    assert unheard([expected], {0: "Till 555555\nTotal 775", 1: "bye"}, "bye") == problem


def test_of_what_was_not_heard_the_first_is_told() -> None:
    expects = [Expected(0, has="a"), Expected(0, has="x"), Expected(0, has="y")]
    assert unheard(expects, {0: "a"}, "") == "not heard after 0: /x/"

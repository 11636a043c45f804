"""A talk from its first word to the verdict, with a shop that says what the test has written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from benchmarks.talks.format import talk_of
from benchmarks.talks.player import MOST_TURNS, Played, new_phone, play
from benchmarks.talks.shop import Bubble, Heard, Shop
from bot.services.ports import Json

NUMBER = "ORD-2026-000001"
SUMMARY = "ORDER SUMMARY\n• Sugar 1kg × 2\n\nConfirm? Reply YES"
PLACED = f"Order {NUMBER} is placed."
ORDER: Json = {"order_number": NUMBER, "items": [{"product_id": "SG-1KG", "quantity": 2}], "ghala_id": "g-1"}
PROMPT = {"id": "p1", "status": "pending"}


@dataclass
class Scripted(Shop):
    """Says the next of ``script`` each time it is heard, whatever was done; None is silence."""

    script: Sequence[str | None]
    choices: Sequence[Json] = ()
    awaits: Sequence[str | None] = ()
    orders: dict[str, Json] = field(default_factory=lambda: {NUMBER: ORDER})
    prompts: list[Json] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    done: list[tuple[Any, ...]] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    names = {"SG-1KG": "Sugar 1kg"}

    def __post_init__(self) -> None:
        self.said, self.asked = iter(self.script), iter(self.awaits)

    def hear(self, phone: str, after: int, seconds: float) -> Heard:
        self.waited.append(seconds)
        text = next(self.said, None)
        return Heard([] if text is None else [Bubble(text, tuple(self.choices))], after + 1)

    def order(self, number: str) -> Json | None:
        return self.orders.get(number)

    def awaiting(self, phone: str) -> str | None:
        return next(self.asked, None)

    def between_bubbles(self) -> None:
        self.done.append(("pause",))

    def is_known(self, phone: str) -> bool:
        return phone in self.known

    def payments(self, phone: str) -> list[Json]:
        return self.prompts

    def ask(self, method: str, path: str, body: Any = None, headers: Any = None, **query: Any) -> Any:
        self.done.append((method, path, body))
        return {}

    @property
    def written(self) -> list[str]:
        return [each[2]["text"] for each in self.done if len(each) > 2 and each[2] and "text" in each[2]]


def played(shop: Scripted, says: Sequence[Any] = ("2 sugar",), **row: Any) -> Played:
    goal = {"lines": {"SG-1KG": 2}}
    return play(talk_of({"id": "t", "kind": "units", "lang": "en", "says": list(says), "goal": goal, **row}), shop)


def test_who_has_ordered_with_their_own_words_says_no_more() -> None:
    shop = Scripted([SUMMARY, PLACED])
    result = played(shop, ["2 sugar", "yes"])
    assert (result.problem, result.turns, shop.written) == ("", 2, ["2 sugar", "yes"])
    assert [(line.who, line.text) for line in result.dialogue] == [
        ("customer", "2 sugar"), ("shop", SUMMARY), ("customer", "yes"), ("shop", PLACED),
    ]  # fmt: skip


def test_who_has_not_goes_on_by_what_is_awaited_first_and_by_the_words_else() -> None:
    shop = Scripted([SUMMARY, "Where should we deliver?", "How will you pay?", PLACED], awaits=[None, "phone", None])
    result = played(shop, answers={"phone": "this one", "method": "cash", "address": "not asked for"})
    assert (result.problem, shop.written) == ("", ["2 sugar", "yes", "this one", "cash"])


def test_a_summary_of_something_else_ends_the_talk_as_misread() -> None:
    result = played(Scripted([SUMMARY.replace("× 2", "× 3"), PLACED]))
    assert (result.problem, result.turns) == ("misread: the summary is not the goal · 0 orders, 1 wanted", 1)
    assert (result.is_misread, result.is_wrong_order, result.as_wanted) == (True, False, False)


def test_who_has_no_answer_gives_up_and_who_is_asked_for_ever_too() -> None:
    stuck = played(Scripted(["How will you pay?"]))
    assert (stuck.problem, stuck.turns) == ("0 orders, 1 wanted", 1)
    patient = played(Scripted(["What?"] * 20), answers={"other": "2 sugar"})
    assert (patient.problem, patient.turns) == ("0 orders, 1 wanted", 1 + MOST_TURNS)


def test_an_order_that_is_not_the_goal_is_a_wrong_one() -> None:
    other = {**ORDER, "items": [{"product_id": "SG-1KG", "quantity": 3}]}
    result = played(Scripted([PLACED], orders={NUMBER: other}))
    assert result.is_wrong_order
    assert not result.as_wanted


@pytest.mark.parametrize("answer", [None, {"error": {"code": "not_found"}}])
def test_a_number_that_the_gateway_does_not_know_is_no_order(answer: Json | None) -> None:
    orders = {} if answer is None else {"ORD-2026-000009": ORDER}
    assert played(Scripted([PLACED], orders=orders)).problem == "0 orders, 1 wanted"


def test_orders_are_wanted_in_the_number_that_the_goal_says() -> None:
    again = PLACED.replace("1 is", "2 is")
    shop = Scripted([PLACED, again], orders={NUMBER: ORDER, "ORD-2026-000002": ORDER})
    goal = {"lines": {"SG-1KG": 2}, "orders": 2}
    assert played(shop, goal=goal, answers={"other": "again please"}).problem == ""
    assert shop.written == ["2 sugar", "again please"]


def test_silence_after_words_is_a_failure_unless_it_may_be() -> None:
    assert played(Scripted([None, PLACED]), ["2 sugar", "hello?"]).problem == "silence after '2 sugar'"
    assert played(Scripted([None, PLACED]), [["2", "sugar"], "hello?"]).problem == "silence after ['2', 'sugar']"
    assert played(Scripted([None, PLACED]), ["2 sugar", "hello?"], silent=True).problem == ""


def test_what_was_expected_is_looked_for_in_what_was_heard_then() -> None:
    expect = [{"after": 0, "has": "summary"}, {"after": -1, "not": "summary"}]
    assert played(Scripted([SUMMARY, PLACED]), ["2 sugar", "yes"], expect=expect).problem == ""
    expect = [{"after": 1, "has": "summary"}]
    assert (
        played(Scripted([SUMMARY, PLACED]), ["2 sugar", "yes"], expect=expect).problem == "not heard after 1: /summary/"
    )


def test_bubbles_sent_at_once_are_heard_after_the_last() -> None:
    shop = Scripted([PLACED])
    assert played(shop, [["2", "sugar"]]).problem == ""
    assert ([each[0] for each in shop.done], len(shop.waited)) == (["POST", "pause", "POST", "pause"], 1)


def test_moves_are_made_where_there_is_something_to_move() -> None:
    choices = [{"id": "c1", "title": "Sugar 1kg"}]
    shop = Scripted(["hi", PLACED, None, None, None, None], choices, prompts=[{"id": "p0", "status": "failed"}, PROMPT])
    says = [{"order": "ship"}, {"tap": "SUGAR"}, {"pay": "approve"}, {"order": "ship"}, {"stock": ["SG-1KG", 0]}]
    assert played(shop, says).problem == ""
    assert shop.done == [
        ("POST", f"/phone/{new_phone(talk_of({'id': 't', 'says': ['hi']}), shop, 0)}/messages", {"reply_id": "c1"}),
        ("POST", "/payments/p1/approve", {}),
        ("POST", "/orders/g-1/ship", {}),
        ("PUT", "/shop/products/SG-1KG", {"stock": 0}),
    ]
    # The shop need not say anything to a stock.
    assert shop.waited == [20, 20, 20, 20, 6]


def test_a_title_that_is_offered_nowhere_is_typed() -> None:
    shop = Scripted([PLACED])
    assert played(shop, [{"tap": "5kg"}]).problem == ""
    assert shop.written == ["5kg"]


def test_a_talk_that_breaks_has_failed_with_the_reason() -> None:
    class Garbled(Scripted):
        def payments(self, phone: str) -> list[Json]:
            raise KeyError("payments")

    result = played(Garbled(["Where should we deliver?"]))
    assert result.problem == "the player broke: KeyError: 'payments'"
    assert len(result.dialogue) == 2


def test_a_customers_phone_is_the_talks_own_and_new_to_the_shop() -> None:
    one, two = (talk_of({"id": name, "says": ["hi"]}) for name in ("t1", "t2"))
    shop = Scripted([])
    first = new_phone(one, shop, 0)
    assert first == new_phone(one, shop, 0)
    assert len({first, new_phone(two, shop, 0), new_phone(one, shop, 1)}) == 3
    assert (first[:4], len(first)) == ("2547", 12)
    shop.known = {first}
    assert new_phone(one, shop, 0) not in ("", first)

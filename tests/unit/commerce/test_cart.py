"""The rules of the cart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.commerce.cart import MAX_QUANTITY, Cart, CartLine, OpenLine, Question, quote
from bot.commerce.catalog import Catalog, Product
from bot.commerce.errors import BadQuantity
from bot.commerce.extras import Extra

WRAP, CARD = (Extra(name, Decimal(price), {"en": name, "sw": name}) for name, price in (("wrap", 50), ("card", 0)))
FLOUR, SUGAR = Product("F", "Flour", Decimal(420), 10), Product("S", "Sugar", Decimal("160.50"), 5)


def cart(**said: object) -> Cart:
    made = Cart("wa:1", lines=[CartLine("F", 3)])
    for name, value in said.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize("quantity", [-1, MAX_QUANTITY + 1])
def test_a_quantity_outside_the_limits_is_refused_and_changes_nothing(quantity: int) -> None:
    filled = cart(confirmed=True)
    with pytest.raises(BadQuantity):
        filled.set_quantity("F", quantity)
    assert (filled.lines, filled.confirmed) == ([CartLine("F", 3)], True)


@pytest.mark.parametrize("quantity", [1, MAX_QUANTITY])
def test_the_limits_themselves_are_taken(quantity: int) -> None:
    filled = cart()
    filled.set_quantity("F", quantity)
    assert filled.quantity_of("F") == quantity


def test_zero_takes_a_line_out_and_keeps_the_order_of_the_others() -> None:
    filled = cart(lines=[CartLine("F", 1), CartLine("S", 2), CartLine("T", 3)])
    filled.set_quantity("S", 0)
    assert filled.lines == [CartLine("F", 1), CartLine("T", 3)]


def test_adding_adds_up() -> None:
    filled = cart()
    filled.add("F", 2)
    filled.add("S", 1)
    assert filled.lines == [CartLine("F", 5), CartLine("S", 1)]


def test_a_change_asks_for_a_new_confirmation_and_the_same_quantity_does_not() -> None:
    filled = cart(confirmed=True)
    filled.set_quantity("F", 3)
    assert filled.confirmed
    filled.set_quantity("F", 4)
    assert not filled.confirmed


def test_beginning_again_forgets_all_and_can_never_be_the_same_order() -> None:
    filled = cart(confirmed=True, address="Kilimani", payment_method="mpesa", payment_phone="+254700000001", misses=2)
    filled.open_lines = [OpenLine("unga")]
    filled.shown_total = Decimal(1)
    key = filled.order_key
    filled.begin_again()
    assert filled == Cart("wa:1", generation=2)
    assert filled.order_key != key


@pytest.mark.parametrize(
    ("said", "phone_known", "question"),
    [
        ({"lines": []}, True, None),
        ({"open_lines": [OpenLine("unga", ("F", "S"))]}, True, Question.PRODUCT),
        ({"open_lines": [OpenLine("unga", ("F",), sku="F")]}, True, Question.QUANTITY),
        ({"lines": [], "open_lines": [OpenLine("unga", ("F", "S"))]}, True, Question.PRODUCT),
        ({}, True, Question.CONFIRM),
        ({"confirmed": True}, True, Question.ADDRESS),
        ({"confirmed": True, "address": "Kilimani"}, True, Question.METHOD),
        ({"confirmed": True, "address": "Kilimani", "payment_method": "mpesa"}, False, Question.PHONE),
        ({"confirmed": True, "address": "Kilimani", "payment_method": "card"}, False, Question.PHONE),
        ({"confirmed": True, "address": "Kilimani", "payment_method": "cash"}, True, None),
        ({"confirmed": True, "address": "Kilimani", "payment_method": "airtel"}, True, None),
        (
            {"confirmed": True, "address": "Kilimani", "payment_method": "mpesa", "payment_phone": "+254700000001"},
            False,
            None,
        ),
        ({"address": "Kilimani", "payment_method": "mpesa"}, True, Question.CONFIRM),
    ],
)
def test_the_next_question(said: dict[str, object], phone_known: bool, question: Question | None) -> None:
    assert cart(**said).question(phone_known) is question


def test_the_shops_own_questions_come_after_the_yes_and_before_the_place_each_once() -> None:
    asked = cart(confirmed=True)
    assert cart().question(offered=(WRAP, CARD)) is Question.CONFIRM
    assert (asked.question(offered=(WRAP, CARD)), asked.unanswered((WRAP, CARD))) == (Question.EXTRA, WRAP)
    asked.extras = {"wrap": False}
    assert (asked.question(offered=(WRAP, CARD)), asked.unanswered((WRAP, CARD))) == (Question.EXTRA, CARD)
    asked.extras = {"wrap": False, "card": True}
    assert asked.question(offered=(WRAP, CARD)) is Question.ADDRESS


def test_the_next_cart_is_asked_again() -> None:
    asked = cart(extras={"wrap": True})
    asked.begin_again()
    assert asked.extras == {}


def test_what_is_wanted_beside_the_goods_is_in_the_total_once() -> None:
    wanted = cart(extras={"wrap": True, "card": False, "gone": True})
    priced = quote(wanted, Catalog((FLOUR,)), (WRAP, CARD))
    assert priced.extras == (WRAP,)
    assert (priced.items_total, priced.before_delivery, priced.total) == (Decimal(1260), Decimal(1310), Decimal(1510))


def test_a_quote_is_at_the_catalogs_prices_with_delivery() -> None:
    priced = quote(
        cart(lines=[CartLine("F", 3), CartLine("S", 2)], address="Thika town", zone="outside"), Catalog((FLOUR, SUGAR))
    )
    assert (priced.items_total, priced.delivery_fee, priced.total) == (Decimal(1581), Decimal(400), Decimal(1981))


def test_what_has_left_the_catalog_is_not_quoted() -> None:
    priced = quote(cart(lines=[CartLine("F", 3), CartLine("GONE", 2)]), Catalog((FLOUR,)))
    assert [(line.product.sku, line.quantity) for line in priced.lines] == [("F", 3)]


def test_a_catalog_is_of_active_products_and_puts_priority_first_in_a_category() -> None:
    hidden = Product("H", "Hidden", Decimal(1), 1, is_active=False)
    first = Product("P", "Priority", Decimal(1), 1, "Dry", is_priority=True)
    plain = Product("Q", "Plain", Decimal(1), 1, "Dry")
    catalog = Catalog.of([hidden, plain, first])
    assert catalog.get("H") is None
    assert catalog.in_category("dry") == [first, plain]
    assert catalog.categories() == ["Dry"]
    assert not Product("X", "None left", Decimal(1), 0).sellable

"""Filling the cart: every way a wish may go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.commerce.cart import Cart, CartLine, OpenLine
from bot.commerce.catalog import Product
from bot.services import questions, shopping
from bot.services.heard import Heard, Wish, as_number, heard_from
from bot.services.notes import Note
from bot.services.ports import UnitOfWork
from tests.small_shop import ANN, FLOUR, SOLD_OUT, SUGAR, SmallShop, cart

MAIZE = ("MF-5KG", "MF-2KG")
TEN = Decimal(10)


def do(small: SmallShop, work: Callable[[UnitOfWork], list[Note]]) -> list[str]:
    """The responses that follow."""
    with small.uow() as uow:
        notes = work(uow)
        uow.commit()
    return [note.response for note in notes]


def hold(
    small: SmallShop, *lines: tuple[str, int], open_lines: Sequence[OpenLine] = (), confirmed: bool = False
) -> None:
    with small.uow() as uow:
        held = [CartLine(sku, quantity) for sku, quantity in lines]
        uow.carts.save(Cart(ANN, lines=held, open_lines=list(open_lines), confirmed=confirmed))
        uow.commit()


def inside(small: SmallShop) -> dict[str, int]:
    return {line.sku: line.quantity for line in cart(small).lines}


def add(small: SmallShop, *wishes: Wish) -> list[str]:
    return do(small, lambda uow: shopping.add_wishes(uow, ANN, wishes))


def change(small: SmallShop, *wishes: Wish, quantity: str = "") -> list[str]:
    entities = (("quantity", quantity),) if quantity else ()
    return do(
        small, lambda uow: shopping.change_quantities(uow, ANN, Heard("", "change_quantity", 1.0, entities, wishes))
    )


def test_a_wish_without_a_number_is_one(small: SmallShop) -> None:
    assert add(small, Wish("unga 5kg", "MF-5KG", ("MF-5KG",))) == ["utter_added"]
    assert inside(small) == {"MF-5KG": 1}


def test_several_wishes_are_told_in_one_sentence_and_add_up(small: SmallShop) -> None:
    wishes = [Wish("a", "MF-5KG", quantity=Decimal(2)), Wish("b", "SG-1KG"), Wish("c", "MF-5KG", quantity=Decimal(1))]
    with small.uow() as uow:
        (note,) = shopping.add_wishes(uow, ANN, wishes)
        uow.commit()
    assert note.values["items"] == "2 × Maize Flour 5kg, 1 × Sugar 1kg, 1 × Maize Flour 5kg"
    assert inside(small) == {"MF-5KG": 3, "SG-1KG": 1}


def test_a_wish_that_several_packs_fit_opens_a_question_and_keeps_its_number(small: SmallShop) -> None:
    assert add(small, Wish("unga", candidates=MAIZE, quantity=Decimal(3))) == []
    assert cart(small).open_lines == [OpenLine("unga", MAIZE, quantity=3)]
    assert inside(small) == {}


def test_the_same_open_wish_again_replaces_the_first(small: SmallShop) -> None:
    add(small, Wish("unga", candidates=MAIZE, quantity=Decimal(3)))
    assert add(small, Wish("maize", candidates=MAIZE)) == []
    assert cart(small).open_lines == [OpenLine("maize", MAIZE, quantity=3)]


def test_half_a_pack_of_an_open_wish_is_no_number(small: SmallShop) -> None:
    assert add(small, Wish("unga", candidates=MAIZE, quantity=Decimal("2.5"))) == ["utter_quantity_not_whole"]
    assert cart(small).open_lines == [OpenLine("unga", MAIZE)]


def test_a_second_open_wish_waits_behind_the_first(small: SmallShop) -> None:
    add(small, Wish("unga", candidates=MAIZE))
    assert add(small, Wish("unga or sugar", candidates=("MF-2KG", "SG-1KG"))) == ["utter_asked_next"]
    assert [line.words for line in cart(small).open_lines] == ["unga", "unga or sugar"]


def test_what_is_sold_out_is_not_among_the_choices(small: SmallShop) -> None:
    add(small, Wish("food", candidates=("EG-6", "MF-2KG", "SG-1KG")))
    assert cart(small).open_lines[0].candidates == ("MF-2KG", "SG-1KG")


@pytest.mark.parametrize(
    ("wish", "response"),
    [
        (Wish("shoes"), "utter_not_sold"),
        (Wish("eggs", "EG-6", ("EG-6",)), "utter_out_of_stock"),
        (Wish("eggs", candidates=("EG-6",)), "utter_out_of_stock"),
        (Wish("flour", "MF-5KG", quantity=Decimal("2.5")), "utter_quantity_not_whole"),
        (Wish("flour", "MF-5KG", quantity=Decimal(0)), "utter_quantity_zero"),
        (Wish("flour", "MF-5KG", quantity=Decimal(-1)), "utter_quantity_zero"),
        (Wish("flour", "MF-5KG", quantity=Decimal(11)), "utter_quantity_above_stock"),
        (Wish("sugar", "SG-1KG", quantity=Decimal(501)), "utter_quantity_above_limit"),
        (Wish("sugar", "SG-1KG", quantity=Decimal(1000000)), "utter_quantity_above_limit"),
    ],
)
def test_what_cannot_be_put_in_is_said_and_not_put_in(small: SmallShop, wish: Wish, response: str) -> None:
    assert add(small, wish) == [response]
    assert inside(small) == {}


@pytest.mark.parametrize("wish", [Wish("old button", "GONE", ("GONE",)), Wish("old list", candidates=("GONE", "LOST"))])
def test_a_product_that_has_left_the_catalog_is_not_sold(small: SmallShop, wish: Wish) -> None:
    assert add(small, wish) == ["utter_not_sold"]
    assert cart(small).is_empty


def test_words_for_nothing_say_nothing(small: SmallShop) -> None:
    assert add(small, Wish("")) == []


def test_instead_of_what_is_sold_out_the_nearest_are_named(small: SmallShop) -> None:
    with small.uow() as uow:
        uow.products.put(replace(FLOUR, stock=0))
        (note,) = shopping.add_wishes(uow, ANN, [Wish("unga", "MF-5KG")])
    assert note.values["instead"] == "Maize Flour 2kg (KES 180)"


def test_a_refused_number_asks_for_another_one_for_that_product(small: SmallShop) -> None:
    add(small, Wish("flour", "MF-5KG", quantity=Decimal(11)))
    assert cart(small).open_lines == [OpenLine("Maize Flour 5kg", ("MF-5KG",), sku="MF-5KG", quantity=10)]


def test_more_than_the_shelf_has_with_what_is_held_is_refused(small: SmallShop) -> None:
    hold(small, ("MF-5KG", 8))
    assert add(small, Wish("flour", "MF-5KG", quantity=Decimal(3))) == ["utter_quantity_above_stock_with_cart"]
    assert inside(small) == {"MF-5KG": 8}


def test_more_than_a_cart_may_hold_is_refused_too(small: SmallShop) -> None:
    hold(small, ("SG-1KG", 400))
    assert add(small, Wish("sugar", "SG-1KG", quantity=Decimal(200))) == ["utter_quantity_above_limit"]
    assert inside(small) == {"SG-1KG": 400}


def stock(small: SmallShop, sku: str, name: str, price: int, number: int = 50) -> None:
    """One more product on the shelf."""
    with small.uow() as uow:
        uow.products.put(Product(sku, name, Decimal(price), number))
        uow.commit()


@pytest.mark.parametrize(
    ("wish", "into"),
    [
        # The pack that costs so much.
        (Wish("unga", candidates=MAIZE, worth=Decimal(180)), {"MF-2KG": 1}),
        # As many as it is the price of, where that is so of one pack only.
        (Wish("unga", candidates=MAIZE, worth=Decimal(840)), {"MF-5KG": 2}),
        (Wish("sugar", "SG-1KG", ("SG-1KG",), worth=Decimal(480)), {"SG-1KG": 3}),
        (Wish("sugar", "SG-1KG", worth=Decimal(160)), {"SG-1KG": 1}),
        # A number of packs says more than a sum.
        (Wish("sugar", "SG-1KG", quantity=Decimal(2), worth=Decimal(160)), {"SG-1KG": 2}),
    ],
)
def test_a_sum_that_fits_is_so_many_packs(small: SmallShop, wish: Wish, into: dict[str, int]) -> None:
    assert add(small, wish) == ["utter_added"]
    assert (inside(small), cart(small).open_lines) == (into, [])


@pytest.mark.parametrize(
    ("worth", "offered"), [(500, 3), (100, 1), (10**6, 500)], ids=["between", "too small", "more than a cart holds"]
)
def test_for_a_sum_between_packs_the_nearest_number_is_offered(small: SmallShop, worth: int, offered: int) -> None:
    wish = Wish("sugar", "SG-1KG", ("SG-1KG",), worth=Decimal(worth) + 1)
    with small.uow() as uow:
        (note,) = shopping.add_wishes(uow, ANN, [wish])
        uow.commit()
    assert note.response == "utter_worth_between"
    assert (note.values["worth"], note.values["price"]) == (f"KES {worth + 1:,}", "KES 160")
    assert inside(small) == {}
    assert cart(small).open_lines == [OpenLine("Sugar 1kg", ("SG-1KG",), sku="SG-1KG", quantity=offered)]


def test_no_more_is_offered_for_a_sum_than_there_is(small: SmallShop) -> None:
    add(small, Wish("flour", "MF-5KG", ("MF-5KG",), worth=Decimal(420 * 12 + 1)))
    assert cart(small).open_lines[0].quantity == 10


@pytest.mark.parametrize("worth", [250, 1260 * 2])
def test_a_sum_that_fits_no_pack_or_several_leaves_the_question_which(small: SmallShop, worth: int) -> None:
    assert add(small, Wish("unga", candidates=MAIZE, worth=Decimal(worth))) == []
    assert (inside(small), cart(small).open_lines) == ({}, [OpenLine("unga", MAIZE)])


def test_a_sum_for_what_is_sold_out_is_told(small: SmallShop) -> None:
    assert add(small, Wish("eggs", "EG-6", ("EG-6",), worth=Decimal(150))) == ["utter_out_of_stock"]
    assert cart(small).is_empty


@pytest.mark.parametrize("unit", ["crate", "bale", "sack", "carton", "debe", "case"])
@pytest.mark.parametrize("quantity", [None, Decimal(2)])
def test_a_crate_of_what_is_sold_singly_is_asked_about(small: SmallShop, unit: str, quantity: Decimal | None) -> None:
    assert add(small, Wish("sugar", "SG-1KG", quantity=quantity, unit=unit)) == []
    assert inside(small) == {}
    assert cart(small).open_lines == [OpenLine("sugar", ("SG-1KG",), sku="SG-1KG", unit=unit)]


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Rice 50kg", "sack"),
        ("Flour 10kg", "bale"),
        ("Soda Crate of 24", "crate"),
        ("Soda 300ml", "bottle"),
        ("Soda 300ml", ""),
    ],
)
def test_what_is_sold_by_the_crate_or_is_the_sack_itself_goes_in(small: SmallShop, name: str, unit: str) -> None:
    stock(small, "NEW", name, 100)
    assert add(small, Wish("it", "NEW", quantity=Decimal(2), unit=unit)) == ["utter_added"]
    assert inside(small) == {"NEW": 2}


def test_no_sum_is_so_many_of_what_costs_nothing(small: SmallShop) -> None:
    stock(small, "GIFT", "Calendar", 0)
    assert add(small, Wish("calendar", "GIFT", worth=Decimal(100))) == ["utter_added"]
    assert inside(small) == {"GIFT": 1}


@pytest.mark.parametrize("name", ["Rice 9kg", "Basket kg", "Soda 300ml"])
def test_what_one_carries_is_no_sack(small: SmallShop, name: str) -> None:
    stock(small, "NEW", name, 100)
    add(small, Wish("it", "NEW", quantity=Decimal(2), unit="sack"))
    assert (inside(small), cart(small).open_lines[0].unit) == ({}, "sack")


def test_a_crate_of_what_is_sold_out_is_not_asked_about(small: SmallShop) -> None:
    assert add(small, Wish("eggs", "EG-6", unit="crate")) == ["utter_out_of_stock"]
    assert cart(small).is_empty


def test_the_number_of_crates_is_none_of_the_packs_asked_about(small: SmallShop) -> None:
    add(small, Wish("unga", candidates=MAIZE, quantity=Decimal(2), unit="sack"))
    add(small, Wish("it", candidates=("MF-2KG", "SG-1KG"), quantity=Decimal(2), unit="packet"))
    assert cart(small).open_lines == [
        OpenLine("unga", MAIZE, unit="sack"),
        OpenLine("it", ("MF-2KG", "SG-1KG"), quantity=2),
    ]


def test_of_goods_of_which_any_will_do_the_first_that_there_is_goes_in(small: SmallShop) -> None:
    wish = Wish("eggs or sugar", candidates=("EG-6", "SG-1KG", "MF-2KG"), quantity=Decimal(2), choice="any")
    assert add(small, wish) == ["utter_added"]
    assert inside(small) == {"SG-1KG": 2}


def test_one_that_was_named_among_any_goes_in(small: SmallShop) -> None:
    add(small, Wish("unga", "MF-2KG", ("MF-5KG", "MF-2KG"), choice="any"))
    assert inside(small) == {"MF-2KG": 1}


def test_where_none_of_them_is_left_that_is_said(small: SmallShop) -> None:
    assert add(small, Wish("eggs", candidates=("EG-6",), choice="any")) == ["utter_out_of_stock"]
    assert cart(small).is_empty


def test_one_or_the_other_is_asked_about_as_that(small: SmallShop) -> None:
    assert add(small, Wish("unga or sugar", candidates=("MF-2KG", "SG-1KG"), choice="either")) == []
    assert cart(small).open_lines == [OpenLine("unga or sugar", ("MF-2KG", "SG-1KG"), either=True)]
    with small.uow() as uow:
        assert questions.ask_product(uow, ANN).response == "utter_ask_either"


def choose(small: SmallShop, sku: str, quantity: Decimal | None = None) -> list[str]:
    return do(small, lambda uow: shopping.choose_product(uow, ANN, sku, quantity))


def give(small: SmallShop, quantity: Decimal | None) -> list[str]:
    return do(small, lambda uow: shopping.give_quantity(uow, ANN, quantity))


def test_a_choice_with_a_number_said_before_or_now_goes_in(small: SmallShop) -> None:
    hold(small, open_lines=[OpenLine("unga", MAIZE, quantity=3), OpenLine("unga", MAIZE)])
    assert choose(small, "MF-5KG") == ["utter_added"]
    assert choose(small, "MF-2KG", Decimal(2)) == ["utter_added"]
    assert inside(small) == {"MF-5KG": 3, "MF-2KG": 2}


def test_a_choice_without_a_number_asks_for_it(small: SmallShop) -> None:
    hold(small, open_lines=[OpenLine("unga", MAIZE), OpenLine("later", ("SG-1KG", "EG-6"))])
    assert choose(small, "MF-5KG") == []
    assert cart(small).open_lines[0] == OpenLine("unga", ("MF-5KG",), sku="MF-5KG")
    assert len(cart(small).open_lines) == 2


def test_a_choice_that_sold_out_meanwhile_is_said(small: SmallShop) -> None:
    hold(small, open_lines=[OpenLine("eggs", ("EG-6", "SG-1KG"))])
    assert choose(small, "EG-6") == ["utter_out_of_stock"]
    assert cart(small).is_empty


@pytest.mark.parametrize("open_lines", [[], [OpenLine("unga", MAIZE)]])
def test_a_choice_of_what_is_not_there_changes_nothing(small: SmallShop, open_lines: list[OpenLine]) -> None:
    hold(small, open_lines=open_lines)
    assert choose(small, "GONE") == ["utter_not_sold"]
    assert cart(small).open_lines == open_lines


def test_a_number_answers_the_open_question_and_the_summary_tells_it(small: SmallShop) -> None:
    hold(small, open_lines=[OpenLine("unga", ("MF-5KG",), sku="MF-5KG")])
    assert give(small, Decimal(3)) == []
    assert inside(small) == {"MF-5KG": 3}
    assert cart(small).open_lines == []


def test_a_wrong_number_keeps_its_question_first(small: SmallShop) -> None:
    hold(small, open_lines=[OpenLine("unga", ("MF-5KG",), sku="MF-5KG"), OpenLine("later", ("SG-1KG", "EG-6"))])
    assert give(small, Decimal(99)) == ["utter_quantity_above_stock"]
    assert [line.sku for line in cart(small).open_lines] == ["MF-5KG", ""]


def test_no_number_is_asked_for_again_and_nothing_changes(small: SmallShop) -> None:
    hold(small, open_lines=[OpenLine("unga", ("MF-5KG",), sku="MF-5KG")])
    before = cart(small)
    assert give(small, None) == ["utter_quantity_unclear"]
    assert cart(small) == before


def test_a_number_without_a_question_does_nothing(small: SmallShop) -> None:
    assert give(small, Decimal(3)) == []
    assert cart(small).is_empty


def test_a_question_about_what_left_the_catalog_is_dropped(small: SmallShop) -> None:
    hold(small, open_lines=[OpenLine("gone", ("GONE",), sku="GONE"), OpenLine("unga", ("GONE", "MF-5KG"))])
    with small.uow(read_only=True) as uow:
        assert shopping.cart_of(uow, ANN).open_lines == [OpenLine("unga", ("MF-5KG",))]


def test_a_question_may_be_skipped(small: SmallShop) -> None:
    hold(small, ("SG-1KG", 1), open_lines=[OpenLine("unga", MAIZE)])
    assert do(small, lambda uow: shopping.skip_open_line(uow, ANN)) == ["utter_skipped"]
    assert cart(small) == Cart(ANN, lines=[CartLine("SG-1KG", 1)])


@pytest.mark.parametrize(
    ("wish", "left"),
    [
        (Wish("milk", "MF-5KG", quantity=Decimal(5)), {"MF-5KG": 5, "SG-1KG": 2}),
        (Wish("milk", "MF-5KG", quantity=Decimal(2), change="add"), {"MF-5KG": 5, "SG-1KG": 2}),
        (Wish("milk", "MF-5KG", quantity=Decimal(2), change="subtract"), {"MF-5KG": 1, "SG-1KG": 2}),
        (Wish("milk", "MF-5KG", quantity=Decimal(3), change="subtract"), {"SG-1KG": 2}),
        (Wish("milk", "MF-5KG", quantity=Decimal(0)), {"SG-1KG": 2}),
        (Wish("unga", candidates=("MF-2KG", "MF-5KG"), quantity=Decimal(1)), {"MF-5KG": 1, "SG-1KG": 2}),
        (Wish("", quantity=Decimal(9)), {"MF-5KG": 3, "SG-1KG": 9}),
        (Wish("sugar", "SG-1KG", change="remove"), {"MF-5KG": 3}),
        (Wish("sugar", "SG-1KG", quantity=Decimal(1), change="remove"), {"MF-5KG": 3, "SG-1KG": 1}),
    ],
)
def test_changes_of_what_is_in_the_cart(small: SmallShop, wish: Wish, left: dict[str, int]) -> None:
    hold(small, ("MF-5KG", 3), ("SG-1KG", 2), confirmed=True)
    assert change(small, wish)[0] in ("utter_changed", "utter_removed")
    assert inside(small) == left
    assert not cart(small).confirmed


def test_a_bare_number_changes_the_last_line(small: SmallShop) -> None:
    hold(small, ("MF-5KG", 3))
    assert change(small, quantity="5") == ["utter_changed"]
    assert inside(small) == {"MF-5KG": 5}


def test_a_change_without_a_number_asks_for_it(small: SmallShop) -> None:
    hold(small, ("MF-5KG", 3))
    assert change(small, Wish("flour", "MF-5KG")) == []
    give(small, Decimal(5))
    assert inside(small) == {"MF-5KG": 5}


def test_after_a_refused_change_the_next_number_is_how_many_in_all(small: SmallShop) -> None:
    hold(small, ("MF-5KG", 3))
    assert change(small, Wish("flour", "MF-5KG", quantity=Decimal(50))) == ["utter_quantity_above_stock"]
    give(small, Decimal(5))
    assert inside(small) == {"MF-5KG": 5}


def test_changing_what_is_not_in_the_cart_puts_it_in(small: SmallShop) -> None:
    assert change(small, Wish("sugar", "SG-1KG", quantity=Decimal(2))) == ["utter_added"]
    assert inside(small) == {"SG-1KG": 2}


def test_changing_nothing_asks_what(small: SmallShop) -> None:
    assert change(small) == ["utter_change_what"]


def remove(small: SmallShop, *wishes: Wish) -> list[str]:
    return do(small, lambda uow: shopping.remove_items(uow, ANN, wishes))


@pytest.mark.parametrize(
    ("wishes", "responses", "left"),
    [
        ([Wish("flour", "MF-5KG")], ["utter_removed"], {"SG-1KG": 2}),
        ([Wish("flour", "MF-5KG", quantity=Decimal(1))], ["utter_changed"], {"MF-5KG": 2, "SG-1KG": 2}),
        ([Wish("flour", "MF-5KG", quantity=Decimal(9))], ["utter_removed"], {"SG-1KG": 2}),
        ([Wish("", quantity=Decimal(1))], ["utter_changed"], {"MF-5KG": 3, "SG-1KG": 1}),
        ([Wish("eggs", "EG-6", ("EG-6",))], ["utter_not_in_cart"], {"MF-5KG": 3, "SG-1KG": 2}),
        ([Wish("shoes")], ["utter_not_in_cart"], {"MF-5KG": 3, "SG-1KG": 2}),
        ([], ["utter_change_what"], {"MF-5KG": 3, "SG-1KG": 2}),
        (
            [Wish("sugar", "SG-1KG"), Wish("flour", "MF-2KG", change="add")],
            ["utter_removed", "utter_added"],
            {"MF-5KG": 3, "MF-2KG": 1},
        ),
    ],
)
def test_taking_out(small: SmallShop, wishes: list[Wish], responses: list[str], left: dict[str, int]) -> None:
    hold(small, ("MF-5KG", 3), ("SG-1KG", 2))
    assert remove(small, *wishes) == responses
    assert inside(small) == left


def test_taking_out_what_is_still_a_question_drops_the_question(small: SmallShop) -> None:
    hold(small, ("SG-1KG", 1), open_lines=[OpenLine("unga", MAIZE)])
    assert remove(small, Wish("unga", candidates=MAIZE)) == ["utter_skipped"]
    assert cart(small).open_lines == []


def test_clearing_empties_the_cart_for_good(small: SmallShop) -> None:
    hold(small, ("MF-5KG", 3))
    assert do(small, lambda uow: shopping.clear_cart(uow, ANN)) == ["utter_cart_cleared"]
    assert (cart(small).is_empty, cart(small).generation) == (True, 2)


def test_products_of_these_tests_are_what_the_tests_take_them_for() -> None:
    assert (FLOUR.stock, SUGAR.stock, SOLD_OUT.stock) == (10, 1000, 0)


@pytest.mark.parametrize(
    ("value", "number"),
    [("3", Decimal(3)), (2.5, Decimal("2.5")), ("", None), (None, None), ("nan", None), ("inf", None), ("three", None)],
)
def test_numbers_heard(value: object, number: Decimal | None) -> None:
    assert as_number(value) == number


def test_a_number_too_large_to_write_is_no_number() -> None:
    assert as_number("1e999999999") is None


def test_a_message_is_read_with_its_order_lines() -> None:
    line = {"product": "unga", "sku": None, "candidates": ["A", "B"], "quantity": 3, "change": "add"}
    heard = heard_from(
        {
            "text": "t",
            "intent": {"name": "order_items", "confidence": 0.9},
            "entities": [{"entity": "size", "value": "2kg"}, {"entity": "quantity", "value": 3}],
            "order_lines": [line],
        }
    )
    assert heard.wishes == (Wish("unga", "", ("A", "B"), Decimal(3), "add"),)
    assert (heard.first("size"), heard.all("size"), heard.first("nothing")) == ("2kg", ["2kg"], "")
    assert heard.quantity == Decimal(3)
    assert heard_from({}) == Heard("", "", 0.0, extra={})

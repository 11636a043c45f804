"""What one message does to the cart: each test writes down a cart, what was understood, and the cart that follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.commerce.cart import Cart, CartLine, OpenLine
from bot.commerce.catalog import Product
from bot.services import cart_acts
from bot.services.heard import NO_ACTS, Acts, Heard, Wish
from bot.services.notes import Note
from bot.services.picking import Pick
from bot.services.pointing import STALE, Shown
from bot.services.reading import Place, Reading
from tests.small_shop import ANN, CATALOG, SmallShop, cart, small_shop_in

GOODS = (
    *CATALOG,
    Product("SG-2KG", "Sugar 2kg", Decimal(310), 80, "Groceries", "Sugar"),
    Product("RC-1KG", "Rice 1kg", Decimal(210), 90, "Groceries", "Rice"),
    Product("WH-400G", "White Bread 400g", Decimal(65), 40, "Bakery", "Bread"),
    Product("WH-800G", "White Bread 800g", Decimal(125), 40, "Bakery", "Bread"),
    Product("BR-400G", "Brown Bread 400g", Decimal(70), 40, "Bakery", "Bread"),
    Product("ML-500ML", "Milk 500ml", Decimal(65), 60, "Dairy", "Milk"),
    Product("ML-1L", "Milk 1L", Decimal(125), 20, "Dairy", "Milk"),
    Product("YG-500ML", "Yoghurt 500ml", Decimal(160), 20, "Dairy", "Milk"),
    Product("SD-300ML", "Soda 300ml", Decimal(40), 200, "Drinks", "Soda"),
)
MAIZE, MILK, WHITE = ("MF-5KG", "MF-2KG"), ("ML-500ML", "ML-1L"), ("WH-400G", "WH-800G")
WHICH_FLOUR, WHICH_BREAD = OpenLine("unga", MAIZE), OpenLine("bread", WHITE)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallShop]:
    made = small_shop_in(tmp_path)
    with made.uow() as uow:
        uow.products.replace_all(GOODS, "v0")
        uow.commit()
    yield made
    made.engine.dispose()


@dataclass
class Held:
    """A cart: codes with their numbers in the order of its lines, the open questions, and the rest by name."""

    lines: dict[str, int] = field(default_factory=dict)
    asked: Sequence[OpenLine] = ()
    rest: dict[str, Any] = field(default_factory=dict)


def heard(
    *wishes: Wish,
    intent: str = "order_items",
    acts: Acts = NO_ACTS,
    said: Reading | None = None,
    guesses: Sequence[tuple[str, float]] = (),
    **entities: Any,
) -> Heard:
    ranking = [{"name": name, "confidence": share} for name, share in guesses]
    return Heard(
        "the words",
        intent,
        entities=tuple(entities.items()),
        wishes=wishes,
        extra={"intent_ranking": ranking},
        acts=acts,
        reading=said or Reading(),
    )


def picks(*found: Pick, **acts: Any) -> Acts:
    return Acts(picks=found, **acts)


def pick(by: str, value: str = "", quantity: int | None = None) -> Pick:
    return Pick("the words", by, value, None if quantity is None else Decimal(quantity))


def wish(words: str, *skus: str, quantity: int | None = None, change: str = "set", verb: str = "", **more: Any) -> Wish:
    """Of one product where one code is given, else of any of them."""
    number = None if quantity is None else Decimal(quantity)
    return Wish(words, skus[0] if len(skus) == 1 else "", skus, number, change, verb, **more)


def take(small: SmallShop, held: Held, said: Heard, *shown: str, age: int = 0) -> list[Note] | None:
    """What is told of ``said`` to who holds ``held``."""
    lines = [CartLine(sku, quantity) for sku, quantity in held.lines.items()]
    with small.uow() as uow:
        uow.carts.save(Cart(ANN, lines=lines, open_lines=list(held.asked), **held.rest))
        notes = cart_acts.take(uow, ANN, said, Shown(shown, age))
        uow.commit()
    return notes


def inside(small: SmallShop) -> dict[str, int]:
    return {line.sku: line.quantity for line in cart(small).lines}


def asked(small: SmallShop) -> list[OpenLine]:
    return cart(small).open_lines


def responses(notes: list[Note] | None) -> list[str] | None:
    return None if notes is None else [note.response for note in notes]


class TestPicksOfAnOpenQuestion:
    """Which flour? It was asked with two packs: 5kg and 2kg."""

    @pytest.mark.parametrize(
        ("picked", "into"),
        [
            (pick("all"), {"MF-5KG": 3, "MF-2KG": 3}),
            (pick("first"), {"MF-5KG": 3}),
            (pick("last"), {"MF-2KG": 3}),
            (pick("ordinal", "2"), {"MF-2KG": 3}),
            (pick("price", "420"), {"MF-5KG": 3}),
            (pick("size", "2kg"), {"MF-2KG": 3}),
            (pick("cheapest"), {"MF-2KG": 3}),
            (pick("biggest"), {"MF-5KG": 3}),
        ],
    )
    def test_with_a_number_goes_in(self, small: SmallShop, picked: Pick, into: dict[str, int]) -> None:
        said = heard(intent="inform", acts=picks(replace(picked, quantity=Decimal(3))))
        assert responses(take(small, Held(asked=[WHICH_FLOUR]), said)) == ["utter_added"]
        assert (inside(small), asked(small)) == (into, [])

    def test_the_number_of_the_wish_goes_along(self, small: SmallShop) -> None:
        take(small, Held(asked=[replace(WHICH_FLOUR, quantity=4)]), heard(intent="inform", acts=picks(pick("last"))))
        assert (inside(small), asked(small)) == ({"MF-2KG": 4}, [])

    def test_the_number_said_now_counts_more(self, small: SmallShop) -> None:
        said = heard(intent="inform", acts=picks(pick("last", quantity=1)))
        take(small, Held(asked=[replace(WHICH_FLOUR, quantity=4)]), said)
        assert inside(small) == {"MF-2KG": 1}

    def test_of_one_without_any_number_it_is_asked_how_many(self, small: SmallShop) -> None:
        assert take(small, Held(asked=[WHICH_FLOUR, WHICH_BREAD]), heard(acts=picks(pick("last")))) == []
        assert asked(small) == [OpenLine("unga", ("MF-2KG",), sku="MF-2KG"), WHICH_BREAD]
        assert inside(small) == {}

    def test_it_is_still_asked_how_many_instead_of_those_in_the_cart(self, small: SmallShop) -> None:
        take(small, Held(asked=[replace(WHICH_FLOUR, instead=True)]), heard(acts=picks(pick("last"))))
        assert asked(small)[0].instead

    def test_both_without_a_number_are_one_of_each(self, small: SmallShop) -> None:
        take(small, Held(asked=[WHICH_FLOUR]), heard(intent="affirm", acts=picks(pick("all"))))
        assert inside(small) == {"MF-5KG": 1, "MF-2KG": 1}

    @pytest.mark.parametrize("number", [1, 2])
    def test_two_flours_both_are_one_of_each(self, small: SmallShop, number: int) -> None:
        take(small, Held(asked=[replace(WHICH_FLOUR, quantity=number)]), heard(acts=picks(pick("all"))))
        assert (inside(small), asked(small)) == ({"MF-5KG": 1, "MF-2KG": 1}, [])

    def test_of_three_flours_both_it_is_asked_how_many_of_each(self, small: SmallShop) -> None:
        take(small, Held(asked=[replace(WHICH_FLOUR, quantity=3), WHICH_BREAD]), heard(acts=picks(pick("all"))))
        assert inside(small) == {}
        assert [(line.sku, line.quantity) for line in asked(small)] == [("MF-5KG", None), ("MF-2KG", None), ("", None)]

    def test_each_of_two_picks_has_its_number(self, small: SmallShop) -> None:
        said = heard(acts=picks(pick("size", "2kg", 3), pick("size", "5kg", 1)))
        take(small, Held(asked=[WHICH_FLOUR]), said)
        assert inside(small) == {"MF-2KG": 3, "MF-5KG": 1}

    @pytest.mark.parametrize("picked", [pick("size", "10kg"), pick("ordinal", "3"), pick("price", "99"), pick("that")])
    def test_what_fits_none_of_them_picks_nothing_else(self, small: SmallShop, picked: Pick) -> None:
        held = Held({"SG-1KG": 1}, [WHICH_FLOUR])
        assert take(small, held, heard(intent="inform", acts=picks(picked)), "RC-1KG", "SG-1KG") is None
        assert (inside(small), asked(small)) == ({"SG-1KG": 1}, [WHICH_FLOUR])

    def test_where_only_how_many_is_open_nothing_is_picked(self, small: SmallShop) -> None:
        how_many = OpenLine("unga", ("MF-5KG",), sku="MF-5KG")
        assert take(small, Held(asked=[how_many]), heard(acts=picks(pick("last", quantity=2))), *MILK) is None
        assert (inside(small), asked(small)) == ({}, [how_many])

    def test_goods_named_beside_it_come_in_too(self, small: SmallShop) -> None:
        said = heard(wish("sugar", "SG-1KG", quantity=2), acts=picks(pick("last", quantity=1)))
        (note,) = take(small, Held(asked=[WHICH_FLOUR]), said) or []
        assert note.values["items"] == "1 × Maize Flour 2kg, 2 × Sugar 1kg"

    def test_more_than_the_shelf_has_is_asked_again(self, small: SmallShop) -> None:
        notes = take(small, Held(asked=[WHICH_FLOUR]), heard(acts=picks(pick("size", "2kg", 9))))
        assert responses(notes) == ["utter_quantity_above_stock"]
        assert (inside(small), asked(small)[0].sku) == ({}, "MF-2KG")


class TestPicksOfWhatWasShown:
    @pytest.mark.parametrize(
        ("picked", "into"),
        [
            (pick("all"), {"MF-5KG": 1, "MF-2KG": 1}),
            (pick("last"), {"MF-2KG": 1}),
            (pick("ordinal", "1", 4), {"MF-5KG": 4}),
            (pick("price", "180"), {"MF-2KG": 1}),
            (pick("cheapest", "", 2), {"MF-2KG": 2}),
            (pick("size", "5kg", 2), {"MF-5KG": 2}),
        ],
    )
    def test_it_goes_in_one_where_no_number_is_said(self, small: SmallShop, picked: Pick, into: dict[str, int]) -> None:
        assert responses(take(small, Held(), heard(acts=picks(picked)), *MAIZE)) == ["utter_added"]
        assert inside(small) == into

    def test_what_points_means_it_also_later(self, small: SmallShop) -> None:
        take(small, Held(), heard(acts=picks(pick("last"))), *MAIZE, age=9)
        assert inside(small) == {"MF-2KG": 1}

    def test_a_size_means_it_only_straight_below(self, small: SmallShop) -> None:
        assert take(small, Held(), heard(acts=picks(pick("size", "2kg"))), *MAIZE, age=1) is None
        assert inside(small) == {}

    def test_it_adds_to_what_is_in_the_cart(self, small: SmallShop) -> None:
        take(small, Held({"MF-2KG": 1, "SG-1KG": 1}), heard(acts=picks(pick("last", quantity=2))), *MAIZE)
        assert inside(small) == {"MF-2KG": 3, "SG-1KG": 1}

    def test_of_one_product_a_weight_is_so_many_packs(self, small: SmallShop) -> None:
        take(small, Held(), heard(acts=picks(pick("size", "3kg"))), "SG-1KG")
        assert inside(small) == {"SG-1KG": 3}

    def test_so_many_of_that_weight_are_as_many_times_the_packs(self, small: SmallShop) -> None:
        take(small, Held(), heard(acts=picks(pick("size", "3kg", 2))), "SG-1KG")
        assert inside(small) == {"SG-1KG": 6}

    def test_what_left_the_catalog_is_not_picked(self, small: SmallShop) -> None:
        take(small, Held(), heard(acts=picks(pick("last"))), "MF-5KG", "GONE")
        assert inside(small) == {"MF-5KG": 1}

    def test_what_is_sold_out_is_said(self, small: SmallShop) -> None:
        notes = take(small, Held(), heard(acts=picks(pick("first"))), "EG-6", "SG-1KG")
        assert (responses(notes), inside(small)) == (["utter_out_of_stock"], {})

    def test_the_cheaper_of_goods_that_are_named_is_no_cheaper_one_of_those_shown(self, small: SmallShop) -> None:
        said = heard(wish("bread or milk", "BR-400G", "ML-1L", quantity=2), acts=picks(pick("cheapest")))
        take(small, Held(), said, *MAIZE)
        assert (inside(small), asked(small)) == ({"BR-400G": 2}, [])

    def test_no_the_small_one_takes_the_place_of_the_other_pack(self, small: SmallShop) -> None:
        take(small, Held({"MF-5KG": 2, "SG-1KG": 1}), heard(acts=picks(pick("smallest"), corrects=True)), *MAIZE)
        assert cart(small).lines == [CartLine("MF-2KG", 2), CartLine("SG-1KG", 1)]


class TestNumbersBelowWhatWasShown:
    """A number, or a yes, and no word of goods."""

    @pytest.mark.parametrize("age", [0, 1])
    def test_it_counts_the_one_that_was_shown(self, small: SmallShop, age: int) -> None:
        take(small, Held(), heard(intent="inform", quantity=3), "SG-1KG", age=age)
        assert inside(small) == {"SG-1KG": 3}

    def test_so_does_a_number_beside_a_place(self, small: SmallShop) -> None:
        take(small, Held(), heard(intent="inform_address", acts=Acts(count=Decimal(2))), "SG-1KG")
        assert inside(small) == {"SG-1KG": 2}

    def test_so_does_that_of_a_wish_without_words(self, small: SmallShop) -> None:
        take(small, Held(), heard(wish("", quantity=2)), "SG-1KG")
        assert inside(small) == {"SG-1KG": 2}

    def test_a_yes_is_one(self, small: SmallShop) -> None:
        take(small, Held(), heard(intent="affirm", said=Reading(answers="affirm")), "SG-1KG")
        assert inside(small) == {"SG-1KG": 1}

    def test_of_several_it_is_asked_which(self, small: SmallShop) -> None:
        assert take(small, Held(), heard(intent="inform", quantity=3), *MAIZE) == []
        assert (inside(small), asked(small)) == ({}, [OpenLine("", MAIZE, quantity=3)])

    @pytest.mark.parametrize(
        ("lines", "said", "shown", "age"),
        [
            # Too long ago.
            ({}, heard(intent="inform", quantity=3), ("SG-1KG",), STALE),
            # It counts what is in the cart.
            ({"MF-2KG": 1}, heard(intent="inform", quantity=3), ("SG-1KG",), 0),
            # A yes to one of two says not which.
            ({}, heard(intent="affirm", said=Reading(answers="affirm")), MAIZE, 0),
            ({}, heard(intent="deny", said=Reading(answers="deny")), ("SG-1KG",), 0),
            ({}, heard(intent="inform", quantity=3), (), 0),
        ],
    )
    def test_else_it_counts_nothing_of_it(
        self, small: SmallShop, lines: dict[str, int], said: Heard, shown: tuple[str, ...], age: int
    ) -> None:
        assert take(small, Held(lines), said, *shown, age=age) is None
        assert (inside(small), asked(small)) == (lines, [])

    def test_a_number_of_goods_that_are_named_is_theirs(self, small: SmallShop) -> None:
        take(small, Held(), heard(wish("sugar", "SG-1KG", quantity=3), quantity=3), "RC-1KG")
        assert inside(small) == {"SG-1KG": 3}


class TestPicksAreNotWhatTheyLookLike:
    """Words like "the last" and "everything" that point at no goods that were shown."""

    @pytest.mark.parametrize("by", ["last", "smallest", "price"])
    def test_what_is_to_go_out_is_picked_of_the_cart(self, small: SmallShop, by: str) -> None:
        said = heard(intent="remove_item", acts=picks(pick(by, "160")))
        assert responses(take(small, Held({"MF-5KG": 1, "SG-1KG": 2}), said, *MILK)) == ["utter_removed"]
        assert inside(small) == {"MF-5KG": 1}

    def test_some_of_it_goes_out_where_so_many_are_said(self, small: SmallShop) -> None:
        take(small, Held({"SG-1KG": 3}), heard(intent="remove_item", acts=picks(pick("last", quantity=1))), *MILK)
        assert inside(small) == {"SG-1KG": 2}

    def test_removing_settles_no_question_which(self, small: SmallShop) -> None:
        held = Held({"SG-1KG": 1}, [WHICH_FLOUR])
        take(small, held, heard(intent="remove_item", acts=picks(pick("last"))))
        assert (inside(small), asked(small)) == ({}, [WHICH_FLOUR])

    def test_a_size_that_is_not_in_the_cart_swaps_no_pack_that_is_to_go_out(self, small: SmallShop) -> None:
        said = heard(intent="remove_item", acts=picks(pick("size", "5kg")))
        assert take(small, Held({"MF-2KG": 1}), said) is None
        assert inside(small) == {"MF-2KG": 1}

    def test_everything_that_is_cleared_is_not_everything_that_was_shown(self, small: SmallShop) -> None:
        said = heard(acts=picks(pick("all"), clears=True, keeps=("SG-1KG",)))
        take(small, Held({"MF-5KG": 1, "SG-1KG": 2}), said, *MILK)
        assert inside(small) == {"SG-1KG": 2}

    def test_nor_is_everything_that_is_doubled(self, small: SmallShop) -> None:
        take(small, Held({"SG-1KG": 2}), heard(acts=picks(pick("all"), factor=2)), *MILK)
        assert inside(small) == {"SG-1KG": 4}

    @pytest.mark.parametrize("intent", ["inform_address", "nlu_fallback"])
    @pytest.mark.parametrize("said", ["place", "place_if_asked", "address", "instructions", "note"])
    def test_the_last_house_is_a_place(self, small: SmallShop, said: str, intent: str) -> None:
        words = "Umoja, The Last house"
        where: Any = words if said in ("instructions", "note") else Place(words, words)
        message = heard(intent=intent, acts=picks(Pick("the last", "last")), said=Reading(**{said: where}))
        assert take(small, Held({"SG-1KG": 1}), message, *MILK) is None
        assert inside(small) == {"SG-1KG": 1}

    def test_what_is_picked_beside_a_place_comes_in(self, small: SmallShop) -> None:
        said = Reading(place=Place("Umoja", "Umoja"))
        take(small, Held(), heard(intent="inform_address", acts=picks(Pick("the last", "last")), said=said), *MILK)
        assert inside(small) == {"ML-1L": 1}


class TestSwaps:
    @pytest.mark.parametrize(("said", "into"), [(None, 3), (1, 1)])
    def test_another_pack_takes_the_place_and_the_number(self, small: SmallShop, said: int | None, into: int) -> None:
        to_small = heard(wish("unga 2kg", "MF-2KG", quantity=said, size="2kg"), intent="change_quantity")
        assert responses(take(small, Held({"MF-5KG": 3, "SG-1KG": 1}), to_small)) == ["utter_added"]
        assert cart(small).lines == [CartLine("MF-2KG", into), CartLine("SG-1KG", 1)]

    def test_a_pack_that_is_there_already_is_no_swap(self, small: SmallShop) -> None:
        said = heard(wish("unga 2kg", "MF-2KG", quantity=3, size="2kg"), intent="change_quantity")
        take(small, Held({"MF-5KG": 1, "MF-2KG": 1}), said)
        assert inside(small) == {"MF-5KG": 1, "MF-2KG": 3}

    def test_of_two_other_packs_none_is_taken_out(self, small: SmallShop) -> None:
        with small.uow() as uow:
            uow.products.put(Product("MF-10KG", "Maize Flour 10kg", Decimal(800), 5, "Flour", "Maize"))
            uow.commit()
        said = heard(wish("unga 10kg", "MF-10KG", quantity=1, size="10kg"), intent="change_quantity")
        take(small, Held({"MF-5KG": 1, "MF-2KG": 1}), said)
        assert inside(small) == {"MF-5KG": 1, "MF-2KG": 1, "MF-10KG": 1}

    def test_a_plain_order_of_another_pack_comes_on_top(self, small: SmallShop) -> None:
        take(small, Held({"MF-5KG": 3}), heard(wish("unga 2kg", "MF-2KG", quantity=1, size="2kg")))
        assert inside(small) == {"MF-5KG": 3, "MF-2KG": 1}

    def test_what_is_sold_out_takes_no_place(self, small: SmallShop) -> None:
        with small.uow() as uow:
            uow.products.put(replace(GOODS[1], stock=0))
            uow.commit()
        said = heard(wish("unga 2kg", "MF-2KG", size="2kg"), intent="change_quantity")
        assert responses(take(small, Held({"MF-5KG": 3}), said)) == ["utter_out_of_stock_instead"]
        assert inside(small) == {"MF-5KG": 3}

    @pytest.mark.parametrize(
        "said",
        [
            heard(wish("unga 2kg", "MF-2KG", quantity=0, size="2kg"), intent="change_quantity"),
            heard(wish("unga 2kg", "MF-2KG", quantity=0), acts=Acts(instead=True)),
        ],
    )
    def test_nothing_of_it_takes_no_place(self, small: SmallShop, said: Heard) -> None:
        assert responses(take(small, Held({"MF-5KG": 3}), said)) == ["utter_quantity_zero"]
        assert inside(small) == {"MF-5KG": 3}

    @pytest.mark.parametrize(("said", "into"), [(None, 3), (2, 2)])
    def test_a_size_alone_means_another_pack_of_what_is_there(
        self, small: SmallShop, said: int | None, into: int
    ) -> None:
        take(small, Held({"MF-5KG": 3}), heard(acts=picks(pick("size", "2kg", said), instead=True)))
        assert inside(small) == {"MF-2KG": into}

    def test_its_neighbour_on_the_shelf_stays(self, small: SmallShop) -> None:
        said = heard(acts=picks(pick("size", "1l"), instead=True))
        take(small, Held({"ML-500ML": 2, "YG-500ML": 1}), said)
        assert inside(small) == {"ML-1L": 2, "YG-500ML": 1}

    def test_a_size_of_two_things_in_the_cart_swaps_none(self, small: SmallShop) -> None:
        said = heard(acts=picks(pick("size", "2kg"), instead=True))
        assert take(small, Held({"MF-5KG": 3, "SG-1KG": 1}), said) is None
        assert inside(small) == {"MF-5KG": 3, "SG-1KG": 1}

    def test_a_size_that_is_added_takes_nothing_out(self, small: SmallShop) -> None:
        add_small = wish("", change="add", verb="add", size="2kg")
        take(small, Held({"MF-5KG": 3}), heard(add_small, acts=picks(pick("size", "2kg"))))
        assert inside(small) == {"MF-5KG": 3, "MF-2KG": 1}

    @pytest.mark.parametrize("goes_first", [True, False])
    @pytest.mark.parametrize(("said", "into"), [(None, 3), (1, 1)])
    def test_one_thing_instead_of_another_is_as_many(
        self, small: SmallShop, said: int | None, into: int, goes_first: bool
    ) -> None:
        out = wish("sugar", "SG-1KG", change="remove", verb="remove")
        swap = (out, wish("rice", "RC-1KG", quantity=said, change="add", verb="order"))
        changes = swap if goes_first else swap[::-1]
        message = heard(*changes, intent="change_quantity", acts=Acts(changes=changes, instead=True))
        take(small, Held({"SG-1KG": 3, "MF-5KG": 1}), message)
        assert inside(small) == {"MF-5KG": 1, "RC-1KG": into}

    def test_brown_instead_takes_the_place_of_the_one_bread(self, small: SmallShop) -> None:
        take(small, Held({"WH-400G": 2, "SG-1KG": 1}), heard(wish("brown"), acts=Acts(instead=True)))
        assert cart(small).lines == [CartLine("BR-400G", 2), CartLine("SG-1KG", 1)]

    def test_of_two_breads_none_goes_out_for_it(self, small: SmallShop) -> None:
        take(small, Held({"WH-400G": 2, "WH-800G": 1}), heard(wish("brown"), acts=Acts(instead=True)))
        assert inside(small) == {"WH-400G": 2, "WH-800G": 1, "BR-400G": 1}


class TestCorrections:
    """ "Sorry", "no wait": what was said before is put right."""

    def test_the_number_takes_the_place_of_that_before(self, small: SmallShop) -> None:
        said = heard(wish("unga", "MF-5KG", quantity=3, change="add"), acts=Acts(corrects=True))
        assert responses(take(small, Held({"MF-5KG": 2}), said)) == ["utter_changed"]
        assert inside(small) == {"MF-5KG": 3}

    def test_without_a_correction_it_comes_on_top(self, small: SmallShop) -> None:
        take(small, Held({"MF-5KG": 2}), heard(wish("unga", "MF-5KG", quantity=3, change="add")))
        assert inside(small) == {"MF-5KG": 5}

    def test_goods_that_fit_what_is_there_are_that(self, small: SmallShop) -> None:
        take(small, Held({"ML-1L": 2}), heard(wish("milk", *MILK, quantity=3), acts=Acts(corrects=True)))
        assert (inside(small), asked(small)) == ({"ML-1L": 3}, [])

    def test_goods_named_without_a_number_stay_as_they_are(self, small: SmallShop) -> None:
        said = heard(wish("sugar", "SG-1KG"), wish("unga", "MF-5KG", quantity=3), acts=Acts(corrects=True))
        take(small, Held({"MF-5KG": 2, "SG-1KG": 4}), said)
        assert (inside(small), asked(small)) == ({"MF-5KG": 3, "SG-1KG": 4}, [])

    def test_what_is_added_in_the_same_breath_is_added(self, small: SmallShop) -> None:
        more = wish("sugar", "SG-1KG", quantity=2, change="add", verb="add")
        take(small, Held({"MF-5KG": 2, "SG-1KG": 4}), heard(more, acts=Acts(corrects=True)))
        assert inside(small) == {"MF-5KG": 2, "SG-1KG": 6}

    def test_another_pack_takes_the_place_of_the_wrong_one(self, small: SmallShop) -> None:
        take(small, Held({"MF-5KG": 2}), heard(wish("2kg unga", "MF-2KG"), acts=Acts(corrects=True)))
        assert inside(small) == {"MF-2KG": 2}

    def test_what_was_never_said_comes_in(self, small: SmallShop) -> None:
        take(small, Held({"MF-5KG": 2}), heard(wish("rice", "RC-1KG"), acts=Acts(corrects=True)))
        assert inside(small) == {"MF-5KG": 2, "RC-1KG": 1}

    def test_a_number_put_right_in_an_open_wish_is_its_number(self, small: SmallShop) -> None:
        said = heard(wish("unga", *MAIZE, quantity=3), acts=Acts(corrects=True))
        take(small, Held(asked=[replace(WHICH_FLOUR, quantity=2)]), said)
        assert (inside(small), asked(small)) == ({}, [OpenLine("unga", MAIZE, quantity=3)])


class TestChanges:
    @pytest.mark.parametrize("verb", ["set", "to"])
    def test_make_it_three_sets(self, small: SmallShop, verb: str) -> None:
        plain, make = (wish("unga", "MF-5KG", quantity=3, verb=said) for said in ("", verb))
        take(small, Held({"MF-5KG": 2}), heard(plain, acts=Acts(changes=(make,))))
        assert inside(small) == {"MF-5KG": 3}

    def test_without_a_number_it_is_asked_how_many(self, small: SmallShop) -> None:
        take(small, Held({"MF-5KG": 2}), heard(wish("unga", "MF-5KG"), intent="change_quantity"))
        assert inside(small) == {"MF-5KG": 2}
        assert asked(small) == [OpenLine("Maize Flour 5kg", ("MF-5KG",), sku="MF-5KG", instead=True)]

    @pytest.mark.parametrize(
        ("change", "quantity", "left"), [("add", 2, 5), ("subtract", 2, 1), ("remove", 1, 2), ("subtract", 3, 0)]
    )
    def test_more_and_less(self, small: SmallShop, change: str, quantity: int, left: int) -> None:
        some = wish("unga", "MF-5KG", quantity=quantity, change=change, verb=change)
        take(small, Held({"MF-5KG": 3}), heard(some, intent="change_quantity", acts=Acts(changes=(some,))))
        assert inside(small).get("MF-5KG", 0) == left

    def test_less_without_a_number_is_not_nothing(self, small: SmallShop) -> None:
        less = wish("unga", "MF-5KG", change="subtract", verb="subtract")
        take(small, Held({"MF-5KG": 3}), heard(less, intent="change_quantity", acts=Acts(changes=(less,))))
        assert inside(small) == {"MF-5KG": 3}
        assert asked(small) == [OpenLine("Maize Flour 5kg", ("MF-5KG",), sku="MF-5KG", instead=True)]

    def test_less_of_what_is_not_there_is_said(self, small: SmallShop) -> None:
        less = wish("rice", "RC-1KG", change="subtract", verb="subtract")
        notes = take(small, Held({"MF-5KG": 3}), heard(less, intent="change_quantity", acts=Acts(changes=(less,))))
        assert (responses(notes), inside(small), asked(small)) == (["utter_not_in_cart"], {"MF-5KG": 3}, [])

    def test_one_goes_out_and_another_comes_in(self, small: SmallShop) -> None:
        changes = (
            wish("sugar", "SG-1KG", change="remove", verb="remove"),
            wish("rice", "RC-1KG", quantity=2, change="add", verb="add"),
        )
        notes = take(small, Held({"SG-1KG": 1, "MF-5KG": 1}), heard(intent="remove_item", acts=Acts(changes=changes)))
        assert responses(notes) == ["utter_added", "utter_removed"]
        assert inside(small) == {"MF-5KG": 1, "RC-1KG": 2}

    def test_what_two_things_went_out_for_is_one(self, small: SmallShop) -> None:
        changes = (
            wish("sugar", "SG-1KG", change="remove", verb="remove"),
            wish("unga", "MF-5KG", change="remove", verb="remove"),
            wish("rice", "RC-1KG", change="add", verb="add"),
        )
        take(small, Held({"SG-1KG": 3, "MF-5KG": 4}), heard(intent="remove_item", acts=Acts(changes=changes)))
        assert inside(small) == {"RC-1KG": 1}

    def test_what_is_not_there_cannot_go_out(self, small: SmallShop) -> None:
        out = wish("sugar", "SG-1KG", change="remove", verb="remove")
        notes = take(small, Held({"MF-5KG": 1}), heard(intent="remove_item", acts=Acts(changes=(out,))))
        assert (responses(notes), inside(small)) == (["utter_not_in_cart"], {"MF-5KG": 1})

    def test_what_is_kept_stays(self, small: SmallShop) -> None:
        changes = (
            wish("sugar", "SG-1KG", change="remove", verb="remove"),
            wish("unga", "MF-5KG", change="add", verb="keep"),
        )
        take(small, Held({"SG-1KG": 1, "MF-5KG": 2}), heard(acts=Acts(changes=changes)))
        assert (inside(small), asked(small)) == ({"MF-5KG": 2}, [])

    def test_a_change_asks_for_a_new_yes(self, small: SmallShop) -> None:
        said = heard(wish("unga", "MF-5KG", quantity=3), intent="change_quantity")
        take(small, Held({"MF-5KG": 2}, rest={"confirmed": True}), said)
        assert not cart(small).confirmed

    def test_what_is_wished_for_where_something_is_missing_is_kept(self, small: SmallShop) -> None:
        take(small, Held({"MF-5KG": 1}), heard(acts=Acts(otherwise="if no 5kg bring 2kg" + "!" * 400)))
        assert cart(small).otherwise == ("if no 5kg bring 2kg" + "!" * 400)[:300]


class TestAllAtOnce:
    def test_everything_goes_out(self, small: SmallShop) -> None:
        held = Held({"MF-5KG": 1, "SG-1KG": 2}, [WHICH_BREAD], {"confirmed": True, "address": "Umoja"})
        notes = take(small, held, heard(acts=Acts(clears=True)))
        assert responses(notes) == ["utter_all_removed"]
        assert cart(small) == Cart(ANN, address="Umoja")

    def test_all_but_what_is_to_stay(self, small: SmallShop) -> None:
        (note,) = take(
            small, Held({"MF-5KG": 1, "ML-1L": 2, "RC-1KG": 1}), heard(acts=Acts(clears=True, keeps=MILK))
        ) or [Note("")]
        assert (note.response, note.values["product"]) == ("utter_removed", "Maize Flour 5kg, Rice 1kg")
        assert inside(small) == {"ML-1L": 2}

    def test_where_all_is_to_stay_nothing_is_said_to_be_gone(self, small: SmallShop) -> None:
        assert take(small, Held({"ML-1L": 2}), heard(acts=Acts(clears=True, keeps=MILK))) == []
        assert inside(small) == {"ML-1L": 2}

    def test_what_is_wished_for_now_comes_in_by_its_own_number(self, small: SmallShop) -> None:
        new = wish("sugar", "SG-1KG", change="add", verb="order")
        take(small, Held({"MF-5KG": 4}), heard(intent="clear_cart", acts=Acts(clears=True, changes=(new,))))
        assert inside(small) == {"SG-1KG": 1}

    def test_what_is_picked_now_comes_in_too(self, small: SmallShop) -> None:
        take(small, Held({"MF-5KG": 4}), heard(acts=picks(pick("last"), clears=True)), *MILK)
        assert inside(small) == {"ML-1L": 1}

    def test_what_is_only_asked_about_goes_out_too(self, small: SmallShop) -> None:
        assert responses(take(small, Held(asked=[WHICH_FLOUR]), heard(acts=Acts(clears=True)))) == ["utter_all_removed"]
        assert asked(small) == []

    def test_who_clears_and_orders_gets_the_order(self, small: SmallShop) -> None:
        new = wish("sugar", "SG-1KG", quantity=2)
        take(small, Held({"MF-5KG": 4}), heard(new, intent="clear_cart", acts=Acts(clears=True)))
        assert inside(small) == {"SG-1KG": 2}

    def test_of_nothing_nothing_is_cleared(self, small: SmallShop) -> None:
        assert take(small, Held(), heard(acts=Acts(clears=True))) is None

    def test_all_is_doubled(self, small: SmallShop) -> None:
        notes = take(small, Held({"MF-5KG": 1, "SG-1KG": 2}), heard(acts=Acts(factor=2)))
        assert responses(notes) == ["utter_changed", "utter_changed"]
        assert inside(small) == {"MF-5KG": 2, "SG-1KG": 4}

    def test_what_is_named_is_tripled(self, small: SmallShop) -> None:
        take(
            small,
            Held({"MF-5KG": 1, "SG-1KG": 2}),
            heard(wish("sugar", "SG-1KG"), acts=Acts(factor=3, factor_of=("SG-1KG", "SG-2KG"))),
        )
        assert inside(small) == {"MF-5KG": 1, "SG-1KG": 6}

    def test_what_else_is_said_is_done_too(self, small: SmallShop) -> None:
        message = heard(
            wish("milk", *MILK),
            wish("bread", "BR-400G", quantity=2, change="add", verb="add"),
            wish("sugar", "SG-1KG", quantity=3),
            wish("rice", "RC-1KG", change="remove", verb="remove"),
            intent="change_quantity",
            acts=Acts(factor=2, factor_of=MILK),
        )
        take(small, Held({"ML-1L": 2, "SG-1KG": 1, "RC-1KG": 5}), message)
        assert inside(small) == {"ML-1L": 4, "SG-1KG": 3, "BR-400G": 2}

    def test_twice_more_than_there_is_is_asked_about(self, small: SmallShop) -> None:
        notes = take(small, Held({"MF-5KG": 6}), heard(acts=Acts(factor=2)))
        assert responses(notes) == ["utter_quantity_above_stock"]
        assert (inside(small), asked(small)[0].quantity) == ({"MF-5KG": 6}, 10)

    def test_what_is_not_in_the_cart_is_not_doubled_and_nothing_else_is(self, small: SmallShop) -> None:
        take(small, Held({"SG-1KG": 2}), heard(wish("milk", "ML-1L"), acts=Acts(factor=2, factor_of=("ML-1L",))))
        assert inside(small) == {"SG-1KG": 2, "ML-1L": 1}

    def test_an_empty_cart_is_not_doubled(self, small: SmallShop) -> None:
        assert take(small, Held(), heard(acts=Acts(factor=2))) is None


class TestWhatAnswersAQuestionWhich:
    def test_one_that_was_among_them(self, small: SmallShop) -> None:
        take(small, Held(asked=[replace(WHICH_FLOUR, quantity=3)]), heard(wish("5kg unga", "MF-5KG")))
        assert (inside(small), asked(small)) == ({"MF-5KG": 3}, [])

    def test_without_a_number_before_and_now_it_is_asked(self, small: SmallShop) -> None:
        assert take(small, Held(asked=[WHICH_FLOUR]), heard(wish("5kg unga", "MF-5KG"))) == []
        assert (inside(small), asked(small)) == ({}, [OpenLine("unga", ("MF-5KG",), sku="MF-5KG")])

    def test_other_goods_of_that_name(self, small: SmallShop) -> None:
        take(small, Held(asked=[replace(WHICH_BREAD, quantity=2)]), heard(wish("brown bread", "BR-400G")))
        assert (inside(small), asked(small)) == ({"BR-400G": 2}, [])

    def test_other_goods_are_no_answer(self, small: SmallShop) -> None:
        take(small, Held(asked=[WHICH_BREAD]), heard(wish("sugar", "SG-1KG", quantity=2)))
        assert (inside(small), asked(small)) == ({"SG-1KG": 2}, [WHICH_BREAD])

    def test_brown_where_bread_is_asked_about(self, small: SmallShop) -> None:
        take(small, Held(asked=[replace(WHICH_BREAD, quantity=2)]), heard(wish("Brown")))
        assert (inside(small), asked(small)) == ({"BR-400G": 2}, [])

    def test_of_several_that_are_called_so_it_is_asked_which(self, small: SmallShop) -> None:
        held = Held(asked=[OpenLine("bread", ("BR-400G", *WHITE), quantity=2)])
        assert take(small, held, heard(wish("white"))) == []
        assert (inside(small), asked(small)) == ({}, [OpenLine("white", WHITE, quantity=2)])

    def test_where_it_is_asked_how_many_white_brown_is_another_bread(self, small: SmallShop) -> None:
        how_many = OpenLine("bread", ("WH-400G",), sku="WH-400G")
        take(small, Held(asked=[how_many]), heard(wish("brown", quantity=2)))
        assert (inside(small), asked(small)) == ({"BR-400G": 2}, [how_many])

    @pytest.mark.parametrize(("lines", "shown"), [({"WH-400G": 1}, ()), ({}, WHITE)])
    def test_brown_beside_bread_in_the_cart_or_shown(
        self, small: SmallShop, lines: dict[str, int], shown: tuple[str, ...]
    ) -> None:
        take(small, Held(lines), heard(wish("brown", quantity=2)), *shown)
        assert inside(small) == {**lines, "BR-400G": 2}

    def test_brown_by_itself_is_not_sold(self, small: SmallShop) -> None:
        assert responses(take(small, Held({"SG-1KG": 1}), heard(wish("brown")))) == ["utter_not_sold"]
        assert inside(small) == {"SG-1KG": 1}


class TestTheNumberInThePlace:
    def test_it_is_put_right(self, small: SmallShop) -> None:
        held = Held({"SG-1KG": 1}, rest={"address": "Umoja, House 12, Gate 120"})
        assert take(small, held, heard(intent="inform_address", acts=Acts(put_right=("21", "12")))) == []
        assert cart(small).address == "Umoja, House 21, Gate 120"

    def test_a_number_that_is_not_in_it_changes_nothing(self, small: SmallShop) -> None:
        held = Held({"SG-1KG": 1}, rest={"address": "Umoja, House 120"})
        assert take(small, held, heard(intent="inform_address", acts=Acts(put_right=("21", "12")))) is None
        assert cart(small).address == "Umoja, House 120"

    @pytest.mark.parametrize("skus", [("SG-1KG",), ("SG-1KG", "SG-2KG")])
    @pytest.mark.parametrize("is_change", [True, False])
    def test_that_of_goods_leaves_the_place_alone(
        self, small: SmallShop, skus: tuple[str, ...], is_change: bool
    ) -> None:
        held = Held({"SG-1KG": 2}, rest={"address": "Umoja, Gate 2"})
        three = (wish("sugar", *skus, quantity=3),)
        acts = Acts(put_right=("3", "2"), changes=three if is_change else ())
        take(small, held, heard(*(() if is_change else three), intent="change_quantity", acts=acts))
        assert (inside(small), cart(small).address) == ({"SG-1KG": 3}, "Umoja, Gate 2")


class TestWhatChangesNothing:
    """None is told, and nothing is written."""

    @pytest.mark.parametrize(
        "said",
        [
            heard(wish("sugar", "SG-1KG", quantity=2), intent=intent)
            for intent in (
                "ask_price",
                "ask_availability",
                "ask_delivery",
                "browse_catalog",
                "track_order",
                "report_problem",
                "cancel_order",
                "request_refund",
                "greet",
                "talk_to_human",
            )
        ]
        + [
            heard(intent="ask_price", acts=picks(pick("all"))),
            heard(wish("sugar", "SG-1KG"), intent="ask_promotions", acts=picks(pick("all"))),
            # Who only empties the cart is told by what empties it.
            heard(intent="clear_cart", acts=Acts(clears=True)),
            heard(intent="affirm"),
            heard(intent="checkout"),
            heard(intent="inform"),
            heard(wish("", quantity=2), intent="change_quantity"),
        ],
        ids=lambda said: f"{said.intent}{'-pick' if said.acts.picks else ''}",
    )
    def test_where_goods_are_only_spoken_of_or_none_are_meant(self, small: SmallShop, said: Heard) -> None:
        with small.uow() as uow:
            uow.carts.save(Cart(ANN, lines=[CartLine("MF-5KG", 1)], open_lines=[WHICH_BREAD]))
            uow.commit()
        before = small.everything()
        with small.uow() as uow:
            assert cart_acts.take(uow, ANN, said, Shown(MILK)) is None
            uow.commit()
        assert small.everything() == before

    def test_who_asks_for_an_offer_and_wishes_gets_what_they_wish(self, small: SmallShop) -> None:
        take(small, Held(), heard(wish("sugar", "SG-1KG", quantity=2, verb="order"), intent="ask_promotions"))
        assert inside(small) == {"SG-1KG": 2}


class TestUnsureMessages:
    SUGAR = wish("sugar", "SG-1KG", quantity=2)

    @pytest.mark.parametrize("intent", ["nlu_fallback", "out_of_scope"])
    @pytest.mark.parametrize(
        "guesses",
        [
            # Two that say the opposite.
            [("order_items", 0.45), ("remove_item", 0.4)],
            [("remove_item", 0.45), ("order_items", 0.4)],
            # One that is none of the cart.
            [("order_items", 0.5), ("ask_price", 0.2)],
            [("order_items", 0.5), ("ask_price", 0.15)],
            [("ask_price", 0.5), ("order_items", 0.3)],
            # None likely enough.
            [("order_items", 0.14), ("change_quantity", 0.1)],
            [],
        ],
    )
    def test_what_may_well_be_something_else_changes_nothing(
        self, small: SmallShop, intent: str, guesses: list[tuple[str, float]]
    ) -> None:
        assert take(small, Held({"SG-1KG": 3}), heard(self.SUGAR, intent=intent, guesses=guesses)) is None
        assert inside(small) == {"SG-1KG": 3}

    @pytest.mark.parametrize(
        "guesses",
        [
            [("order_items", 0.5)],
            [("order_items", 0.5), ("ask_price", 0.1)],
            [("order_items", 0.4), ("change_quantity", 0.3), ("ask_price", 0.3)],
            [("nlu_fallback", 0.9), ("order_items", 0.5)],
        ],
    )
    def test_what_is_nothing_but_of_the_cart_counts(self, small: SmallShop, guesses: list[tuple[str, float]]) -> None:
        take(small, Held(), heard(self.SUGAR, intent="nlu_fallback", guesses=guesses))
        assert inside(small) == {"SG-1KG": 2}

    def test_what_points_at_goods_says_enough(self, small: SmallShop) -> None:
        take(small, Held(), heard(intent="nlu_fallback", acts=picks(pick("last"))), *MILK)
        assert inside(small) == {"ML-1L": 1}

    @pytest.mark.parametrize(("verb", "left"), [("remove", {}), ("keep", {"SG-1KG": 3}), ("", {"SG-1KG": 3})])
    def test_so_does_a_verb_that_changes(self, small: SmallShop, verb: str, left: dict[str, int]) -> None:
        out = wish("sugar", "SG-1KG", change="remove", verb=verb)
        take(small, Held({"SG-1KG": 3}), heard(out, intent="nlu_fallback", acts=Acts(changes=(out,))))
        assert inside(small) == left


class TestWishesAsTheyAreMeant:
    """The sums, crates and choices of ``shopping.add_wish``, where a message brings them."""

    def test_a_sum_is_no_number_for_an_open_question(self, small: SmallShop) -> None:
        worth = wish("unga", "MF-2KG", worth=Decimal(360))
        take(small, Held(asked=[replace(WHICH_FLOUR, quantity=1)]), heard(worth))
        assert inside(small) == {"MF-2KG": 2}

    def test_a_crate_that_answers_which_is_asked_about(self, small: SmallShop) -> None:
        soda = OpenLine("soda", ("SD-300ML", "YG-500ML"), quantity=2)
        take(small, Held(asked=[soda]), heard(wish("soda", "SD-300ML", unit="crate")))
        assert inside(small) == {}
        assert asked(small) == [OpenLine("soda", ("SD-300ML",), sku="SD-300ML", unit="crate")]

    def test_either_is_asked_about_and_any_is_not(self, small: SmallShop) -> None:
        either = wish("soda or milk", "SD-300ML", "ML-1L", quantity=2, choice="either")
        anyone = wish("bread", *WHITE, quantity=1, choice="any")
        take(small, Held(), heard(either, anyone))
        assert inside(small) == {"WH-400G": 1}
        assert asked(small) == [OpenLine("soda or milk", ("SD-300ML", "ML-1L"), quantity=2, either=True)]


class TestSoManyOfThose:
    THREE = picks(pick("that", quantity=3))

    @pytest.mark.parametrize(("shown", "age"), [((), 0), (MILK, 1)])
    def test_of_the_one_thing_in_the_cart(self, small: SmallShop, shown: tuple[str, ...], age: int) -> None:
        take(small, Held({"SG-1KG": 1}), heard(acts=self.THREE), *shown, age=age)
        assert inside(small) == {"SG-1KG": 3}

    def test_of_the_one_that_was_shown(self, small: SmallShop) -> None:
        take(small, Held({"SG-1KG": 1}), heard(acts=self.THREE), "ML-1L")
        assert inside(small) == {"SG-1KG": 1, "ML-1L": 3}

    @pytest.mark.parametrize(
        ("lines", "acts", "shown"),
        [
            # Those are the two that were shown just now.
            ({"SG-1KG": 1}, THREE, MILK),
            ({"SG-1KG": 1, "RC-1KG": 1}, THREE, ()),
            ({"SG-1KG": 1}, picks(pick("that")), ()),
        ],
        ids=["of those shown", "of two things", "no number"],
    )
    def test_else_of_nothing(self, small: SmallShop, lines: dict[str, int], acts: Acts, shown: tuple[str, ...]) -> None:
        assert take(small, Held(lines), heard(acts=acts), *shown) is None
        assert inside(small) == lines


@pytest.mark.parametrize("by", ["swaps", "instead"])
def test_what_gives_way_goes_as_a_whole(small: SmallShop, by: str) -> None:
    changes = (
        wish("sugar", "SG-1KG", quantity=2, change="remove", verb="remove"),
        wish("rice", "RC-1KG", quantity=1, change="add", verb="add"),
    )
    acts: dict[str, Any] = {by: True}
    take(small, Held({"SG-1KG": 3}), heard(intent="change_quantity", acts=Acts(changes=changes, **acts)))
    assert inside(small) == {"RC-1KG": 1}


class TestBudgets:
    """ "For at most 500 bob"."""

    @pytest.mark.parametrize(
        ("said", "acts", "into"),
        [
            # As many as it buys of the one pack.
            (wish("sugar", "SG-1KG"), Acts(budget=Decimal(500)), {"SG-1KG": 3}),
            # The biggest that it buys.
            (wish("unga", *MAIZE), picks(pick("biggest"), budget=Decimal(300)), {"MF-2KG": 1}),
            (wish("unga", *MAIZE), picks(pick("biggest"), budget=Decimal(420)), {"MF-5KG": 1}),
            # Who says how many means that.
            (wish("sugar", "SG-1KG", quantity=2), Acts(budget=Decimal(900)), {"SG-1KG": 2}),
            # It buys none, which the total will show.
            (wish("sugar", "SG-1KG"), Acts(budget=Decimal(100)), {"SG-1KG": 1}),
        ],
    )
    def test_of_one_thing(self, small: SmallShop, said: Wish, acts: Acts, into: dict[str, int]) -> None:
        take(small, Held(), heard(said, acts=acts))
        assert (inside(small), asked(small)) == (into, [])

    def test_of_several_packs_it_is_asked_which(self, small: SmallShop) -> None:
        take(small, Held(), heard(wish("unga", *MAIZE), acts=Acts(budget=Decimal(300))))
        assert (inside(small), asked(small)) == ({}, [WHICH_FLOUR])

    def test_it_is_that_of_several_things_together(self, small: SmallShop) -> None:
        said = heard(wish("sugar", "SG-1KG"), wish("rice", "RC-1KG"), acts=Acts(budget=Decimal(1000)))
        take(small, Held(), said)
        assert inside(small) == {"SG-1KG": 1, "RC-1KG": 1}


class TestWhatIsTakenWhereSomethingIsMissing:
    OTHERWISE = Acts(otherwise="if no eggs bring sugar", otherwise_lines=(wish("sugar", "SG-1KG", quantity=2),))

    @pytest.mark.parametrize("eggs", [wish("eggs", "EG-6"), Wish("eggs", candidates=("EG-6",))])
    def test_it_comes_at_once_where_the_goods_are_gone(self, small: SmallShop, eggs: Wish) -> None:
        notes = take(small, Held(), heard(eggs, wish("rice", "RC-1KG", quantity=1), acts=self.OTHERWISE))
        assert responses(notes) == ["utter_added", "utter_took_otherwise"]
        assert (inside(small), cart(small).otherwise) == ({"RC-1KG": 1, "SG-1KG": 2}, "")

    def test_it_comes_also_for_what_the_shop_never_had(self, small: SmallShop) -> None:
        (_, note) = take(small, Held(), heard(wish("quinoa"), acts=self.OTHERWISE)) or [Note(""), Note("")]
        assert (note.response, note.values) == ("utter_took_otherwise", {"product": "quinoa"})
        assert inside(small) == {"SG-1KG": 2}

    def test_it_is_kept_for_later_where_they_are_not(self, small: SmallShop) -> None:
        take(small, Held(), heard(wish("rice", "RC-1KG", quantity=1), acts=self.OTHERWISE))
        assert (inside(small), cart(small).otherwise) == ({"RC-1KG": 1}, "if no eggs bring sugar")

    def test_where_that_is_gone_too_it_is_said(self, small: SmallShop) -> None:
        acts = replace(self.OTHERWISE, otherwise_lines=(wish("eggs", "EG-6"),))
        assert responses(take(small, Held(), heard(wish("eggs", "EG-6"), acts=acts))) == ["utter_out_of_stock"]


@pytest.mark.parametrize("by", ["swaps", "instead"])
def test_a_swap_for_what_is_not_sold_takes_nothing_out(small: SmallShop, by: str) -> None:
    changes = (wish("sugar", "SG-1KG", change="remove", verb="remove"), wish("quinoa", change="add", verb="add"))
    acts: dict[str, Any] = {by: True}
    notes = take(small, Held({"SG-1KG": 3}), heard(intent="change_quantity", acts=Acts(changes=changes, **acts)))
    assert (responses(notes), inside(small)) == (["utter_not_sold"], {"SG-1KG": 3})


@pytest.mark.parametrize(
    ("said", "repeats"),
    [
        (heard(wish("sugar", "SG-1KG", quantity=2)), True),
        (heard(wish("sugar", "SG-1KG")), True),
        (heard(wish("sugar", "SG-1KG", quantity=2), wish("unga", *MAIZE, quantity=1)), True),
        (heard(wish("sugar", "SG-1KG", quantity=3)), False),
        (heard(wish("sugar", "SG-1KG", quantity=2), wish("rice", "RC-1KG", quantity=1)), False),
        (heard(wish("", quantity=2)), False),
        (heard(), False),
        (heard(wish("sugar", "SG-1KG"), acts=Acts(changes=(wish("sugar", "SG-1KG", verb="set"),))), False),
    ],
)
def test_what_says_the_cart_again(small: SmallShop, said: Heard, repeats: bool) -> None:
    with small.uow() as uow:
        uow.carts.save(Cart(ANN, lines=[CartLine("SG-1KG", 2), CartLine("MF-5KG", 1)]))
        assert cart_acts.repeats_cart(uow, ANN, said) is repeats


class TestWhatComesInstead:
    def test_a_number_of_what_is_not_there_comes_for_what_went_out(self, small: SmallShop) -> None:
        changes = (
            wish("sugar", "SG-1KG", change="remove", verb="remove"),
            wish("milk", "ML-500ML", quantity=3, change="subtract", verb="remove"),
        )
        said = heard(intent="remove_item", acts=Acts(changes=changes, instead=True))

        take(small, Held({"SG-1KG": 2}), said)

        assert inside(small) == {"ML-500ML": 3}

    def test_more_of_goods_in_several_packs_is_more_of_those_in_the_cart(self, small: SmallShop) -> None:
        more = wish("sugar", "SG-1KG", "SG-2KG", quantity=2, change="add", verb="add")

        take(small, Held({"SG-2KG": 1}), heard(more, intent="order_items", acts=Acts(changes=(more,))))

        assert inside(small) == {"SG-2KG": 3}

    def test_said_once_more_with_only_it_is_as_many_as_said(self, small: SmallShop) -> None:
        said = heard(wish("sugar", "SG-1KG", quantity=2), intent="order_items", acts=Acts(only=True))

        take(small, Held({"SG-1KG": 2}), said)

        assert inside(small) == {"SG-1KG": 2}

"""How to hand over, said after the order was placed."""

from __future__ import annotations

import pytest

from bot.commerce.errors import ServiceRefused
from bot.commerce.orders import Order
from bot.providers.ghala.wire import order_body
from bot.services.instructions import add_instructions
from bot.services.ordering import OrderDelayed, place_order
from bot.storage import tables
from tests.small_shop import ANN, SmallShop

OWNER = "254700777666"
NUMBER = "ORD-2026-000001"


def say(small: SmallShop, said: str) -> bool:
    with small.uow() as uow:
        new = add_instructions(uow, uow.orders.by_number(NUMBER), said, small.clock(), OWNER)
        uow.commit()
    return new


def ordered(small: SmallShop) -> Order:
    small.fill()
    with small.uow() as uow:
        cart = uow.carts.get(ANN)
        cart.instructions = "ring twice"
        uow.carts.save(cart)
        uow.commit()
    return place_order(small.shop, ANN, "t1")


def told_owner(small: SmallShop) -> int:
    return sum(row.conversation == f"wa:{OWNER}" for row in small.rows(tables.inbox, kind="event"))


def test_it_stands_beside_what_ghala_got_and_a_person_is_asked_to_pass_it_on(small: SmallShop) -> None:
    ordered(small)
    assert say(small, "leave it at the gate")
    after = small.order(NUMBER)
    assert (after.instructions, after.later_instructions) == ("ring twice", "leave it at the gate")
    assert after.all_instructions == "ring twice; leave it at the gate"
    (case,) = small.rows(tables.cases)
    assert (case.kind, case.order_number, case.said) == ("instructions", NUMBER, "leave it at the gate")
    assert told_owner(small) == 1
    assert [row.after for row in small.rows(tables.ledger, what="delivery_instructions")] == [
        {"said": "leave it at the gate"}
    ]


def test_each_new_one_is_told_and_the_same_again_is_not(small: SmallShop) -> None:
    ordered(small)
    assert [say(small, said) for said in ("leave it at the gate", "Leave it  at the gate", "Ring twice")] == [
        True,
        False,
        False,
    ]
    assert say(small, "call me first")
    assert small.order(NUMBER).later_instructions == "leave it at the gate; call me first"
    (case,) = small.rows(tables.cases)
    assert case.said == "leave it at the gate\ncall me first"
    assert told_owner(small) == 2


def test_a_part_of_what_is_known_is_still_new(small: SmallShop) -> None:
    ordered(small)
    assert [say(small, said) for said in ("leave it at the gate", "the gate")] == [True, True]


def test_much_is_kept_whole(small: SmallShop) -> None:
    ordered(small)
    long = ["x" * 199 + str(place) for place in range(5)]
    for said in long:
        say(small, said)
    assert small.order(NUMBER).later_instructions == "; ".join(long)


def test_an_order_whose_answer_was_lost_is_sent_again_as_it_was(small: SmallShop) -> None:
    """Ghala refuses the same key with another body, and the order would be lost."""
    small.ghala.answer_lost = True
    with pytest.raises(OrderDelayed) as delay:
        ordered(small)
    before = order_body(delay.value.order)
    say(small, "leave it at the gate")
    assert order_body(small.order(NUMBER)) == before
    assert before["delivery_address"] == "Kilimani, Argwings Kodhek Road (ring twice)"


def test_a_refused_order_gives_the_cart_back_with_what_was_said_before(small: SmallShop) -> None:
    small.ghala.refusal = ServiceRefused("out_of_stock", "too little", "MF-5KG")
    with pytest.raises(Exception, match="out_of_stock"):
        ordered(small)
    with small.uow(read_only=True) as uow:
        assert uow.carts.get(ANN).instructions == "ring twice"

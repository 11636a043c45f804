"""Examples in sentences come from the shop's own goods, and cost no statement."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.commerce.cart import Cart, CartLine
from bot.services import shopping
from tests.small_shop import CATALOG, FLOUR, SUGAR, SmallShop


def asked_of(small: SmallShop) -> list[str]:
    asked: list[str] = []
    sa.event.listen(small.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    return asked


def test_a_catalog_that_was_read_before_is_not_read_again(small: SmallShop) -> None:
    with small.uow(read_only=True) as uow:
        uow.products.catalog()
    asked = asked_of(small)
    with small.uow(read_only=True) as uow:
        assert uow.products.latest().example == FLOUR
    assert [each for each in asked if "SELECT" in each] == []


def test_one_that_never_was_is_read(small: SmallShop) -> None:
    with small.uow(read_only=True) as uow:
        assert tuple(uow.products.latest()) == CATALOG


def test_the_next_read_of_the_catalog_is_the_latest(small: SmallShop) -> None:
    with small.uow() as uow:
        uow.products.replace_all([SUGAR], "v2")
        uow.commit()
    with small.uow(read_only=True) as uow:
        uow.products.catalog()
        assert uow.products.latest().example == SUGAR


@pytest.mark.parametrize(
    ("held", "named"), [(["SG-1KG"], "Sugar 1kg"), (["SG-1KG", "GONE"], "Sugar 1kg"), ([], "Maize Flour 5kg")]
)
def test_what_may_be_changed_is_the_last_of_the_cart(small: SmallShop, held: list[str], named: str) -> None:
    with small.uow(read_only=True) as uow:
        catalog = uow.products.catalog()
    assert shopping.changeable(Cart("wa:1", lines=[CartLine(sku, 1) for sku in held]), catalog) == named

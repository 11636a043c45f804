"""Lists that do not fit WhatsApp's ten rows, or that changed since they were shown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from actions.listing import Listed, page_of, show, show_shelves
from actions.talk import Talk
from bot.commerce.catalog import Catalog, Product
from bot.services.heard import Heard
from bot.services.notes import Note


def catalog(count: int, category: str = "Soap", gone: tuple[int, ...] = ()) -> Catalog:
    return Catalog.of(
        Product(
            f"P-{place}", f"Soap number {place:03d} with a long name", Decimal(10), int(place not in gone), category
        )
        for place in range(count)
    )


def told() -> Talk:
    heard = Heard("", "browse_catalog")
    return Talk("wa:1", "key", "m1", heard=heard, slots={}, in_form=False, ran_before=())


def shown(products: Catalog, listed: Listed) -> Note:
    talk = told()
    show(talk, products, listed)
    return talk.notes[-1]


@pytest.mark.parametrize(
    ("length", "page", "rows", "more"),
    [(1, 0, 1, False), (10, 0, 10, False), (11, 0, 9, True), (11, 1, 2, False), (18, 1, 9, False), (19, 1, 9, True)],
)
def test_ten_rows_at_most_the_last_one_going_on(length: int, page: int, rows: int, more: bool) -> None:
    part, goes_on = page_of(length, page)
    assert (len(range(length)[part]), goes_on) == (rows, more)


def test_every_product_stands_on_one_page() -> None:
    seen = [place for page in range(5) for place in range(40)[page_of(40, page)[0]]]
    assert seen == list(range(40))


def test_a_row_of_an_old_list_that_grew_shorter_shows_its_last_page() -> None:
    note = shown(catalog(12), Listed(category="Soap", page=7))
    assert [choice.payload["entities"]["sku"] for choice in note.choices] == ["P-9", "P-10", "P-11"]


def test_what_sold_out_meanwhile_shifts_no_number() -> None:
    note = shown(catalog(4, gone=(1,)), Listed(skus=("P-0", "P-1", "P-2", "P-3")))
    assert [choice.payload["entities"]["sku"] for choice in note.choices] == ["P-0", "P-2", "P-3"]
    assert note.values["rows"].count("\n") + 1 == 3


def test_a_last_page_of_one_row_is_named() -> None:
    note = shown(catalog(19), Listed(category="Soap", page=2))
    assert [choice.title for choice in note.choices] == ["Soap number 018 with a long name"]


def test_shelves_are_paged_too() -> None:
    many = Catalog.of(Product(f"P-{place}", "Soap", Decimal(1), 1, f"Shelf {place}") for place in range(12))
    talk = told()
    show_shelves(talk, many, 0)
    show_shelves(talk, many, 1)
    first, second = talk.notes
    assert [choice.title for choice in first.choices] == [*(f"Shelf {place}" for place in range(9)), "@more"]
    assert first.choices[-1].payload["entities"] == {"page": "1"}
    assert [choice.title for choice in second.choices] == ["Shelf 9", "Shelf 10", "Shelf 11"]


def test_goods_of_one_name_are_told_apart_by_price_description_or_code() -> None:
    def mat(sku: str, price: int, description: str = "") -> Product:
        return Product(sku, "Door Mat", Decimal(price), 1, "Home", description=description)

    mats = Catalog.of([mat("D-1", 300), mat("D-2", 500, "60 cm"), mat("D-3", 500, "90 cm"), mat("D-4", 500)])
    note = shown(mats, Listed(category="Home"))
    below = ["KES 300", "KES 500 · 60 cm", "KES 500 · 90 cm", "KES 500 · D-4"]
    assert [choice.description for choice in note.choices] == below
    assert note.values["rows"].splitlines() == [f"{at}. Door Mat – {told}" for at, told in enumerate(below, 1)]

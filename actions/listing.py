"""Lists and cards of products, as WhatsApp shows them: ten rows at most, the rest page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.talk import SHOWN_PRODUCT, Talk
from bot.commerce import money
from bot.commerce.catalog import Catalog, Product
from bot.services import shopping
from bot.services.ports import Choice

ROWS = 10
# Nine products, and the row that goes on.
PAGE = 9
MORE, ADD, SHELVES = "@more", "@add", "@shelves"
# WhatsApp's longest title of a button.
BUTTON = 20
SHOWN = "shown_list"


@dataclass(frozen=True)
class Listed:
    """A list as it was asked for: by one of a category, words, or codes; ``page`` counts from 0."""

    category: str = ""
    search: str = ""
    skus: tuple[str, ...] = ()
    page: int = 0

    @classmethod
    def of(cls, document: Any) -> Listed | None:
        """As a slot or a tapped row keeps it."""
        if not isinstance(document, dict):
            return None
        skus = tuple(str(sku) for sku in document.get("skus") or ())
        page = str(document.get("page") or "0")
        return cls(
            str(document.get("category") or ""),
            str(document.get("search") or ""),
            skus,
            int(page) if page.isdigit() else 0,
        )

    @property
    def is_of_products(self) -> bool:
        """Else the shelves themselves are the list."""
        return bool(self.category or self.search or self.skus)

    def as_entities(self, page: int) -> dict[str, Any]:
        told: dict[str, Any] = {"category": self.category, "search": self.search, "skus": list(self.skus)}
        return {**{name: value for name, value in told.items() if value}, "page": str(page)}

    def products(self, catalog: Catalog) -> list[Product]:
        if self.skus:
            found = [product for sku in self.skus if (product := catalog.get(sku))]
        else:
            found = catalog.search(self.search) if self.search else catalog.in_category(self.category)
        return [product for product in found if product.sellable]


def product_choices(products: Sequence[Product]) -> tuple[Choice, ...]:
    return shopping.in_stock_choices([product for product in products if product.sellable])


def add_choice(product: Product) -> tuple[Choice, ...]:
    """Under a single product. A name too long for a button would make a list of one row, and a list shows no picture."""
    choice = shopping.in_stock_choice(product)
    return (replace(choice, title=ADD) if len(choice.title) > BUTTON else choice,)


def product_rows(products: Sequence[Product], numbered: bool = True, stock: bool = False) -> str:
    """Without numbers where a number would answer another question that is open."""
    return "\n".join(
        f"{f'{place}.' if numbered else '•'} {product.name} – {told}" + (f" · 📦 {product.stock}" if stock else "")
        for place, (product, told) in enumerate(zip(products, shopping.told_apart(products), strict=True), 1)
    )


def show(talk: Talk, catalog: Catalog, listed: Listed) -> None:
    """One page of products; a single one as a card, with its picture where there is one."""
    found = listed.products(catalog)
    if len(found) == 1 and not listed.skus:
        show_one(talk, found[0])
        return
    if not found:
        _say_none(talk, catalog, listed)
        return
    page, more = page_of(len(found), listed.page)
    shown = found[page]
    talk.set_slot(SHOWN, listed.as_entities(listed.page))
    talk.set_slot(SHOWN_PRODUCT, [product.sku for product in shown])
    rows = product_rows(shown, not talk.in_form)
    title = found[0].category if listed.category else listed.search
    choices = product_choices(shown) + _more(listed.as_entities(listed.page + 1), title, more)
    if listed.skus:
        talk.offer("utter_found_more" if more else "utter_found", choices, rows=rows)
    else:
        talk.offer("utter_category_more" if more else "utter_category", choices, category=title, rows=rows)


def _say_none(talk: Talk, catalog: Catalog, listed: Listed) -> None:
    """Out of stock, or not sold here."""
    gone = catalog.search(listed.search) if listed.search else []
    talk.tell([shopping.out_of_stock(product, catalog) for product in gone[:1]])
    if not gone:
        talk.say("utter_not_sold", words=listed.search or listed.category)
        show_shelves(talk, catalog, 0)


def show_end(talk: Talk, catalog: Catalog, listed: Listed, response: str) -> None:
    """There is nothing before or after this page: what it showed can still be picked, and the shelves are the way on."""
    if listed.is_of_products:
        found = listed.products(catalog)
        page, _ = page_of(len(found), listed.page)
        shelves = Choice("", SHELVES, "", {"intent": "browse_catalog", "entities": {}})
        talk.offer(response, (*product_choices(found[page])[:PAGE], shelves))
    else:
        names = catalog.categories()
        page, _ = page_of(len(names), listed.page)
        talk.offer(response, _shelf_choices(names[page]))


def show_shelves(talk: Talk, catalog: Catalog, page: int) -> None:
    names = catalog.categories()
    part, more = page_of(len(names), page)
    shown = names[part]
    talk.set_slot(SHOWN, Listed().as_entities(page))
    rows = "\n".join(f"{'•' if talk.in_form else f'{place}.'} {name}" for place, name in enumerate(shown, 1))
    choices = _shelf_choices(shown) + _more(Listed().as_entities(page + 1), "", more)
    talk.offer("utter_categories_more" if more else "utter_categories", choices, rows=rows)


def _shelf_choices(names: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice("", name, "", {"intent": "browse_catalog", "entities": {"category": name}}) for name in names)


def show_one(talk: Talk, product: Product) -> None:
    values = {"product": product.name, "price": money.words(product.price), "stock": product.stock, "code": product.sku}
    talk.set_slot(SHOWN_PRODUCT, [product.sku])
    talk.offer(
        "utter_product",
        add_choice(product) if product.sellable else (),
        image_url=product.picture,
        about=product.description or product.category,
        **values,
    )


def page_of(length: int, page: int) -> tuple[slice, bool]:
    """Which of ``length`` rows stand on a page, and whether more follow. Of a list that grew shorter since, the last page."""
    if length <= ROWS:
        return slice(0, ROWS), False
    page = min(page, (length - 1) // PAGE)
    return slice(page * PAGE, (page + 1) * PAGE), length > (page + 1) * PAGE


def _more(entities: dict[str, Any], below: str, more: bool) -> tuple[Choice, ...]:
    """The row keeps the whole filter: tapped an hour later it still turns the same list."""
    return (Choice("", MORE, below, {"intent": "browse_catalog", "entities": entities}),) if more else ()

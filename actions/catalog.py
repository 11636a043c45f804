"""Looking at what is sold."""

from __future__ import annotations

from collections.abc import Sequence

from actions.base import ReadingAction
from actions.talk import Talk
from bot.commerce import money
from bot.commerce.catalog import Product
from bot.services.ports import Choice, UnitOfWork

PAGE = 9


def product_choices(products: Sequence[Product]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            "", product.name, money.words(product.price), {"intent": "order_items", "entities": {"sku": product.sku}}
        )
        for product in products
    )


def product_rows(products: Sequence[Product], numbered: bool = True) -> str:
    """Without numbers where a number would answer another question that is open."""
    return "\n".join(
        f"{f'{place}.' if numbered else '•'} {product.name} – {money.words(product.price)}"
        for place, product in enumerate(products, 1)
    )


class Browse(ReadingAction):
    """All shelves, or one. A shelf longer than a list goes on with its last row."""

    action_name = "action_browse"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        catalog = uow.products.catalog()
        category = talk.heard.first("category")
        page = int(talk.heard.first("page") or 0)
        found = [product for product in catalog.in_category(category) if product.sellable] if category else []
        if not found:
            shelves = tuple(
                Choice("", name, "", {"intent": "browse_catalog", "entities": {"category": name}})
                for name in catalog.categories()
            )
            talk.offer("utter_categories", shelves[:10])
            return
        shown = found[page * PAGE : (page + 1) * PAGE] if len(found) > PAGE + 1 else found
        choices = product_choices(shown)
        if len(found) > (page + 1) * PAGE and len(found) > PAGE + 1:
            more = {"category": category, "page": str(page + 1)}
            choices += (Choice("", "More ▸", category, {"intent": "browse_catalog", "entities": more}),)
        talk.offer("utter_category", choices, category=found[0].category, rows=product_rows(shown, not talk.in_form))


def asked_about(uow: UnitOfWork, talk: Talk) -> list[Product]:
    """Every product that the question may mean, at most nine."""
    catalog = uow.products.catalog()
    skus = [sku for wish in talk.heard.wishes for sku in ((wish.sku,) if wish.sku else wish.candidates)]
    return [product for sku in dict.fromkeys(skus) if (product := catalog.get(sku))][:PAGE]


def say_not_sold(talk: Talk) -> bool:
    """Tells of the wishes that nothing in the catalog fits; False where there was none."""
    missing = [wish.words for wish in talk.heard.wishes if wish.words and not wish.sku and not wish.candidates]
    for words in missing:
        talk.say("utter_not_sold", words=words)
    return bool(missing)


class Price(ReadingAction):
    action_name = "action_price"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        found = asked_about(uow, talk)
        missing = say_not_sold(talk)
        if found:
            talk.offer(
                "utter_prices", product_choices([each for each in found if each.sellable]), rows=product_rows(found)
            )
        elif not missing:
            talk.say("utter_price_of_what")


class Availability(ReadingAction):
    action_name = "action_availability"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        found = asked_about(uow, talk)
        sellable = [product for product in found if product.sellable]
        missing = say_not_sold(talk)
        if sellable:
            talk.offer("utter_availability", product_choices(sellable), rows=product_rows(sellable, not talk.in_form))
        elif found:
            talk.say("utter_out_of_stock", product=found[0].name)
        elif not missing:
            talk.say("utter_price_of_what")


class Promotions(ReadingAction):
    """Priority products first."""

    action_name = "action_promotions"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        best = [product for product in uow.products.catalog() if product.is_priority and product.sellable][:PAGE]
        talk.offer("utter_promotions", product_choices(best), rows=product_rows(best, not talk.in_form))

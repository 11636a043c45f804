"""Telling that a product is back."""

from __future__ import annotations

from collections.abc import Sequence

from actions.base import ReadingAction, ShopAction
from actions.listing import Listed, add_choice, show, show_one
from actions.talk import MISSING_SLOT, SHOWN_PRODUCT, Talk
from bot.bootstrap import current_shop
from bot.commerce import money
from bot.services import shopping, stock_watches
from bot.services.ports import UnitOfWork


class WatchStock(ShopAction):
    """The button below "out of stock", or the words for it."""

    action_name = "action_watch_stock"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        sku = talk.heard.first("sku")
        named = next((value for name, value in talk.heard.entities if name == "skus"), None)
        promise(uow, talk, [sku] if sku else named or talk.slots.get(MISSING_SLOT) or [])


def promise(uow: UnitOfWork, talk: Talk, skus: Sequence[str]) -> None:
    """Only what is gone is watched; what is there again, or was never ours, is said."""
    catalog = uow.products.catalog()
    if len(skus) > 1 and all((product := catalog.get(sku)) and product.sellable for sku in skus):
        show(talk, catalog, Listed(skus=tuple(skus)))
        return
    watched = []
    for sku in skus:
        product = catalog.get(sku)
        if product is None:
            talk.tell([shopping.unknown_code(sku, catalog)])
        elif product.sellable:
            show_one(talk, product)
        else:
            stock_watches.watch(uow, current_shop(), talk.conversation, sku)
            watched.append(product.name)
    if watched:
        talk.say("utter_watching", products=", ".join(watched))
    elif not skus:
        talk.say("utter_watch_what", goods=catalog.example.name)


class TellBackInStock(ReadingAction):
    action_name = "action_tell_back_in_stock"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        product = uow.products.catalog().get(talk.heard.first("sku"))
        if product is not None and product.sellable:
            values = {"product": product.name, "price": money.words(product.price), "stock": product.stock}
            talk.set_slot(SHOWN_PRODUCT, [product.sku])
            talk.offer("utter_back_in_stock", add_choice(product), image_url=product.picture, **values)

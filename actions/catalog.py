"""Looking at what is sold."""

from __future__ import annotations

from actions.base import ReadingAction, ShopAction
from actions.catalog_stock import promise
from actions.delivery import say_delivery
from actions.listing import (
    PAGE,
    ROWS,
    SHOWN,
    Listed,
    add_choice,
    product_choices,
    product_rows,
    show,
    show_end,
    show_shelves,
)
from actions.taking import take_shown
from actions.talk import SHOWN_PRODUCT, Talk
from bot.commerce import money
from bot.commerce.catalog import Catalog, Product
from bot.services import shopping
from bot.services.heard import Heard, Wish
from bot.services.picking import picked
from bot.services.ports import Choice, Json, UnitOfWork

# Of more than these a sentence is no longer read.
MOST_GONE = 5
# Goods shown so many messages before are still spoken of.
LATELY = 2
ASKED_DELIVERY = "ask_delivery"
# So few goods are no shelf, whatever their name.
FEW = 3
STEPS = {"next": 1, "previous": -1}


class Browse(ReadingAction):
    """All shelves, one of them, or what words find. A list longer than WhatsApp's goes on with its last row, or with "next"."""

    action_name = "action_browse"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        catalog = uow.products.catalog()
        turned = talk.heard.first("page")
        if turned in STEPS:
            wanted = _turned(talk, catalog, STEPS[turned])
            if wanted is None:
                return
        else:
            wanted = _wanted(talk, catalog)
        if wanted.is_of_products:
            show(talk, catalog, wanted)
        else:
            show_shelves(talk, catalog, wanted.page)


def _wanted(talk: Talk, catalog: Catalog) -> Listed:
    """A category named as such goes before the goods named; without either, the shelves."""
    heard = talk.heard
    told = Listed.of(dict(heard.entities)) or Listed()
    if told.search or told.skus or (heard.first("page") and told.category):
        return told
    few = _few(heard, catalog)
    if few:
        return Listed(skus=few)
    goods = " ".join(heard.all("product"))
    if goods and not heard.reading.names_category and any(each.sellable for each in catalog.search(goods)):
        return Listed(search=goods)
    known = {name.lower(): name for name in catalog.categories()}
    return Listed(category=known.get(told.category.lower(), ""), page=told.page)


def _few(heard: Heard, catalog: Catalog) -> tuple[str, ...]:
    """ "Toilet paper, which sizes?", "what coffee is there for under 500?"."""
    named = [product for sku in named_goods(heard) if (product := catalog.get(sku)) and product.sellable]
    is_few = len(named) <= FEW or heard.acts.budget is not None
    return tuple(product.sku for product in _within_budget(heard, named)) if is_few else ()


def named_goods(heard: Heard) -> tuple[str, ...]:
    """The codes of what is spoken of, where it is not a whole shelf."""
    named = tuple(sku for wish in heard.wishes for sku in wish.candidates) or heard.acts.about
    return named if len(named) <= FEW or not heard.reading.names_category else ()


def _within_budget(heard: Heard, goods: list[Product]) -> list[Product]:
    """ "What coffee is there for under 500?"; all of them where none is."""
    budget = heard.acts.budget
    return [product for product in goods if budget is not None and product.price <= budget] or goods


def shows_affordable(uow: UnitOfWork, talk: Talk) -> bool:
    """ "I have 500, what can I get?": of all goods those that it pays, the best sold first. False where no sum is named."""
    budget = talk.heard.acts.budget
    if budget is None or talk.heard.wishes:
        return False
    catalog = uow.products.catalog()
    found = [product for product in catalog if product.sellable and product.price <= budget]
    if found:
        best_first = sorted(found, key=lambda product: not product.is_priority)
        show(talk, catalog, Listed(skus=tuple(product.sku for product in best_first)))
    else:
        talk.say("utter_nothing_for_that", amount=money.words(budget))
    return True


def _turned(talk: Talk, catalog: Catalog, by: int) -> Listed | None:
    """The page to show; None where the list ends there, which is told."""
    shown = Listed.of(talk.slots.get(SHOWN))
    if shown is None:
        talk.say("utter_no_list")
        return Listed()
    page = shown.page + by
    last = (_length(shown, catalog) - 1) // PAGE if _length(shown, catalog) > ROWS else 0
    if not 0 <= page <= last:
        show_end(talk, catalog, shown, "utter_list_begins" if page < 0 else "utter_list_ends")
        return None
    return Listed(shown.category, shown.search, shown.skus, page)


def _length(listed: Listed, catalog: Catalog) -> int:
    if listed.is_of_products:
        return len(listed.products(catalog))
    return len(catalog.categories())


def asked_about(uow: UnitOfWork, talk: Talk) -> list[Product]:
    """Every product that the question may mean."""
    catalog = uow.products.catalog()
    skus = [sku for wish in talk.heard.wishes for sku in ((wish.sku,) if wish.sku else _called_so(wish, catalog))]
    return [product for sku in dict.fromkeys(skus) if (product := catalog.get(sku))]


def _called_so(wish: Wish, catalog: Catalog) -> tuple[str, ...]:
    """With all of that shelf that have the words in their names: "what bread do you have?" asks about the brown one too."""
    found, said = [product for sku in wish.candidates if (product := catalog.get(sku))], set(wish.words.lower().split())
    shelves = {product.subcategory for product in found} - {""}
    named = (each for each in catalog if each.subcategory in shelves and said <= each.words)
    return tuple(dict.fromkeys((*wish.candidates, *(each.sku for each in named if said and not wish.size))))


def spoken_of(uow: UnitOfWork, talk: Talk) -> list[Product]:
    """What the question names, else what was shown or spoken of just before: "how much is a tray?" below a list of eggs."""
    found = asked_about(uow, talk)
    if found or any(wish.words for wish in talk.heard.wishes):
        return found
    catalog = uow.products.catalog()
    if talk.shown.age > LATELY or not talk.shown.skus:
        # "What is the price of one?" while an order is being made.
        cart = uow.carts.get(talk.conversation)
        return [product for line in cart.lines if (product := catalog.get(line.sku))]
    shown = [product for sku in talk.shown.skus if (product := catalog.get(sku))]
    units = {wish.unit for wish in talk.heard.wishes} | {*talk.heard.all("unit")}
    narrowed = [product for product in shown if units & set(product.name.lower().split())]
    picked_out = [product for pick in talk.heard.acts.picks for product in picked(pick, shown)]
    return picked_out or narrowed or shown


def say_not_sold(talk: Talk) -> bool:
    """Tells of the wishes that nothing in the catalog fits; False where there was none."""
    missing = [wish.words for wish in talk.heard.wishes if wish.words and not wish.sku and not wish.candidates]
    if missing:
        talk.say("utter_not_sold", words=", ".join(missing))
    return bool(missing)


def answer_about(uow: UnitOfWork, talk: Talk, response: str, stock: bool = False) -> None:
    """Prices or stock of all that was asked about: what can be had, what is out of stock, what we do not sell."""
    catalog = uow.products.catalog()
    found = spoken_of(uow, talk)
    sellable = _within_budget(talk.heard, [product for product in found if product.sellable])
    missing = say_not_sold(talk)
    gone = [product for product in found if not product.sellable]
    if len(gone) > 1:
        talk.tell([shopping.all_out_of_stock(gone[:MOST_GONE])])
    elif gone:
        talk.tell([shopping.out_of_stock(gone[0], catalog)])
    if len(sellable) > ROWS:
        show(talk, catalog, Listed(skus=tuple(product.sku for product in sellable)))
    elif sellable:
        rows = product_rows(sellable, not talk.in_form and len(sellable) > 1, stock)
        single = sellable[0] if len(sellable) == 1 else None
        talk.set_slot(SHOWN_PRODUCT, [product.sku for product in sellable])
        choices = add_choice(single) if single else product_choices(sellable)
        talk.offer(response, choices, image_url=single.picture if single else "", rows=rows)
    elif not missing and not found:
        talk.say("utter_stock_of_what" if stock else "utter_price_of_what", goods=catalog.example.name)


class Price(ReadingAction):
    action_name = "action_price"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        if talk.intent_before == ASKED_DELIVERY and not talk.heard.wishes:
            # "And how much is it?" below what was said of delivery.
            say_delivery(talk, talk.heard)
        else:
            answer_about(uow, talk, "utter_prices")


class Availability(ShopAction):
    """Also "tell me when it is back", where it is gone."""

    action_name = "action_availability"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        gone = [product.sku for product in asked_about(uow, talk) if not product.sellable]
        if gone and talk.heard.reading.asks_for_word:
            promise(uow, talk, gone)
        else:
            answer_about(uow, talk, "utter_availability", stock=True)


class WhichChoice(ReadingAction):
    """What was typed below a list may mean several of its rows: they are offered again, alone."""

    action_name = "action_which_choice"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        catalog = uow.products.catalog()
        meant: list[Json] = next((value for name, value in talk.heard.entities if name == "choices"), [])
        known = [(product, payload) for payload in meant if (product := catalog.get(payload["entities"]["sku"]))]
        products = [product for product, _ in known]
        if not products:
            talk.say("utter_stale_choice")
            return
        choices = tuple(
            Choice("", product.name, told, payload)
            for (product, payload), told in zip(known, shopping.told_apart(products), strict=True)
        )
        talk.offer(
            "utter_ask_product_meant", choices, said=talk.heard.text, rows=product_rows(products, numbered=False)
        )


class Promotions(ShopAction):
    """Ghala's catalog knows no reduced prices, so none is promised; priority products are what we would show first. Goods that are
    wished for, "the cheaper one of the two", are put into the cart."""

    action_name = "action_promotions"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        if take_shown(uow, talk):
            return
        asked = [product for product in asked_about(uow, talk) if product.sellable] or _named(uow, talk)
        if asked:
            talk.set_slot(SHOWN_PRODUCT, [product.sku for product in asked[:ROWS]])
            talk.offer(
                "utter_no_offer_on", product_choices(asked[:ROWS]), rows=product_rows(asked[:ROWS], not talk.in_form)
            )
            return
        best = [product for product in uow.products.catalog() if product.is_priority and product.sellable][:ROWS]
        if best:
            talk.offer("utter_promotions", product_choices(best), rows=product_rows(best, not talk.in_form))
        else:
            talk.say("utter_no_promotions")


def _named(uow: UnitOfWork, talk: Talk) -> list[Product]:
    catalog = uow.products.catalog()
    found = [product for words in talk.heard.all("product") for product in catalog.search(words)]
    return [product for product in dict.fromkeys(found) if product.sellable]

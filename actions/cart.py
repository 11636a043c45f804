"""Putting things into the cart, and out of it."""

from __future__ import annotations

from actions.asked import answer_asked
from actions.base import ShopAction, go_on
from actions.catalog import shows_affordable
from actions.orders import standing_order
from actions.talk import Talk
from bot.commerce import money
from bot.services import cart_acts, checkout, questions, shopping
from bot.services.details import read_details, take_details
from bot.services.heard import as_number
from bot.services.ports import UnitOfWork


class AddItems(ShopAction):
    """A place and a way to pay said in the same breath go along."""

    action_name = "action_add_items"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        heard = talk.heard
        _say_beside_order(uow, talk)
        taken = cart_acts.take(uow, talk.conversation, heard, talk.shown)
        notes = (taken or []) + checkout.take_along(uow, talk.conversation, heard)
        confirms = not talk.in_form and not uow.carts.get(talk.conversation).open_lines
        # What was just added stands in the summary that follows, line by line.
        talk.tell([note for note in notes if note.response != "utter_added" or not confirms])
        if not notes and uow.carts.get(talk.conversation).is_empty:
            if not shows_affordable(uow, talk):
                talk.say("utter_lost_here")
        elif taken is None:
            _say_add_what(uow, talk)
        answer_asked(uow, talk)
        go_on(uow, talk, rule_has_form=True)


class AddCatalogOrder(ShopAction):
    """A WhatsApp catalog order: its products and quantities, our prices."""

    action_name = "action_add_catalog_order"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        listed = next((value for name, value in talk.heard.entities if name == "lines"), None) or []
        lines = [
            shopping.CatalogLine(str(line["sku"]), as_number(line["quantity"]), as_number(line.get("price")))
            for line in listed
        ]
        talk.tell(shopping.add_catalog_order(uow, talk.conversation, lines))
        if talk.heard.text not in ("", talk.heard.intent):
            # What was written to it in the catalog goes along to who packs it, and is shown in the summary.
            shopping.note_words(uow, talk.conversation, talk.heard.text)
        if uow.carts.get(talk.conversation).is_empty:
            talk.say("utter_lost_here")
        go_on(uow, talk, rule_has_form=True)


def _say_add_what(uow: UnitOfWork, talk: Talk) -> None:
    if not (talk.heard.first("address") or talk.heard.first("payment_method")):
        example = uow.products.latest().example
        talk.say("utter_add_what", goods=example.name, code=example.sku)


def _say_beside_order(uow: UnitOfWork, talk: Talk) -> None:
    """Adding to an order that is placed already begins another one: that is said before it is done."""
    adds = any(wish.verb == "add" for wish in talk.heard.wishes)
    order = standing_order(uow, talk.conversation) if adds and uow.carts.get(talk.conversation).is_empty else None
    if order is not None:
        talk.say("utter_new_order_beside", order=order.number)


def _tells_it_stands(uow: UnitOfWork, talk: Talk) -> bool:
    """A change with nothing in the cart is meant for the order just placed, which no longer takes any."""
    if not uow.carts.get(talk.conversation).is_empty:
        return False
    order = standing_order(uow, talk.conversation)
    if order is not None:
        talk.say("utter_order_stands", order=order.number)
    return order is not None


def tell_empty(uow: UnitOfWork, talk: Talk) -> None:
    talk.say("utter_cart_empty", goods=uow.products.latest().example.name)


class RemoveItems(ShopAction):
    action_name = "action_remove_items"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        if _tells_it_stands(uow, talk):
            return
        done = cart_acts.take(uow, talk.conversation, talk.heard, talk.shown)
        talk.tell(shopping.remove_items(uow, talk.conversation, talk.heard.wishes) if done is None else done)
        talk.tell(checkout.take_along(uow, talk.conversation, talk.heard))
        if uow.carts.get(talk.conversation).is_empty:
            tell_empty(uow, talk)
        answer_asked(uow, talk)
        go_on(uow, talk)


class ChangeQuantity(ShopAction):
    action_name = "action_change_quantity"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        if not talk.shown.skus and _tells_it_stands(uow, talk):
            return
        done = cart_acts.take(uow, talk.conversation, talk.heard, talk.shown)
        talk.tell(shopping.change_quantities(uow, talk.conversation, talk.heard) if done is None else done)
        talk.tell(checkout.take_along(uow, talk.conversation, talk.heard))
        if uow.carts.get(talk.conversation).is_empty:
            tell_empty(uow, talk)
        answer_asked(uow, talk)
        go_on(uow, talk)


class ViewCart(ShopAction):
    action_name = "action_view_cart"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        cart, priced = checkout.summary(uow, talk.conversation)
        if cart.is_empty:
            tell_empty(uow, talk)
        elif priced.lines and (cart.open_lines or cart.confirmed):
            # Where the summary follows by itself the cart would be said twice.
            lines, together = questions.lines_in_words(priced, talk.language), money.words(priced.before_delivery)
            talk.say("utter_cart", lines=lines, items_total=together)
        go_on(uow, talk)


class TakeExtra(ShopAction):
    """One of the shop's own questions, named by the customer: "no gift wrap". Before anything is ordered it is kept for that."""

    action_name = "action_take_extra"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        if _tells_it_stands(uow, talk):
            return
        notes = take_details(uow, talk.conversation, read_details(uow, talk.conversation, talk.heard))
        talk.tell(checkout.fitting(uow, talk.conversation, notes))
        if uow.carts.get(talk.conversation).is_empty:
            tell_empty(uow, talk)
        go_on(uow, talk)


class ClearCart(ShopAction):
    action_name = "action_clear_cart"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        talk.tell(shopping.clear_cart(uow, talk.conversation))
        go_on(uow, talk)


class Checkout(ShopAction):
    action_name = "action_checkout"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        talk.tell(cart_acts.take(uow, talk.conversation, talk.heard, talk.shown) or [])
        talk.tell(checkout.take_along(uow, talk.conversation, talk.heard))
        if uow.carts.get(talk.conversation).is_empty:
            tell_empty(uow, talk)
        answer_asked(uow, talk)
        go_on(uow, talk, rule_has_form=True)

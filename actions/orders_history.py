"""Past orders, and the same again."""

from __future__ import annotations

from actions.base import ReadingAction, ShopAction, go_on
from actions.orders import named_order, say_not_found
from actions.talk import Talk
from bot.commerce import money
from bot.commerce.orders import Order
from bot.commerce.receipts import in_nairobi
from bot.services import checkout
from bot.services.ports import Choice, UnitOfWork
from bot.services.reordering import order_again

PAGE = 5


class OrderHistory(ReadingAction):
    """The newest first, a page at a time; each can be tapped to see where it is."""

    action_name = "action_order_history"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        page = talk.heard.first("page")
        number = int(page) if page.isdecimal() and len(page) < 6 else 0
        found = uow.orders.placed(talk.conversation, limit=PAGE + 1, skip=number * PAGE)
        if not found:
            talk.say("utter_no_older_orders" if number else "utter_no_orders")
            return
        shown = found[:PAGE]
        response = "utter_history_more" if len(found) > PAGE else "utter_history"
        rows = "\n".join(_row(place, order) for place, order in enumerate(shown, 1))
        talk.offer(response, tuple(map(_choice, shown)), rows=rows, page=number + 1)


def _row(place: int, order: Order) -> str:
    back = f" (↩ {money.words(order.refunded)})" if order.refunded else ""
    return f"{place}. {order.number} – {money.words(order.amount)}{back} – {in_nairobi(order.created_at)}"


def _choice(order: Order) -> Choice:
    about = f"{money.words(order.amount)} – {in_nairobi(order.created_at)}"
    return Choice("", order.number, about, {"intent": "track_order", "entities": {"order_number": order.number}})


class Reorder(ShopAction):
    action_name = "action_reorder"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        # Also one that was cancelled: nobody paid in time, and it is wanted after all.
        order = named_order(uow, talk, cancelled_too=True)
        if order is None:
            say_not_found(uow, talk)
            return
        talk.tell(order_again(uow, talk.conversation, order))
        talk.tell(checkout.take_along(uow, talk.conversation, talk.heard))
        if uow.carts.get(talk.conversation).is_empty:
            talk.say("utter_lost_here")
        go_on(uow, talk)

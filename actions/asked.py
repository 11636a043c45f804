"""Questions asked beside a wish, in sentences of their own: each is answered, then what the wish asks for goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from actions.catalog import answer_about, named_goods
from actions.delivery import say_delivery
from actions.orders import TrackOrder
from actions.shop import StoreInfo
from actions.talk import Talk
from bot.services.heard import NO_ACTS, Wish
from bot.services.ports import UnitOfWork


def answer_asked(uow: UnitOfWork, talk: Talk) -> None:
    """In the order asked; a question that this cannot answer is left to the message's own intent."""
    for ask in talk.heard.asks:
        answer = ANSWERS.get(ask.intent)
        if answer is not None:
            heard = replace(talk.heard, text=ask.text, intent=ask.intent, wishes=ask.wishes, acts=NO_ACTS, asks=())
            answer(uow, replace(talk, heard=heard))


def answer_likely(uow: UnitOfWork, talk: Talk, likely: Sequence[str]) -> bool:
    """Of a message that surely asks about goods, if not sure what ("which sizes and how much?"): one answer tells both."""
    if not likely or not ABOUT_GOODS.issuperset(likely) or not named_goods(talk.heard):
        return False
    answer_goods(uow, talk)
    return True


def answer_goods(uow: UnitOfWork, talk: Talk) -> None:
    """The price of each of the goods that are spoken of."""
    wishes = [wish for wish in talk.heard.wishes if wish.candidates] or [Wish("", candidates=named_goods(talk.heard))]
    answer_about(uow, replace(talk, heard=replace(talk.heard, wishes=tuple(wishes))), "utter_prices")


ABOUT_GOODS = frozenset(("ask_price", "ask_availability", "browse_catalog"))
ANSWERS: Mapping[str, Callable[[UnitOfWork, Talk], None]] = {
    "ask_price": lambda uow, talk: answer_about(uow, talk, "utter_prices"),
    "ask_availability": lambda uow, talk: answer_about(uow, talk, "utter_availability", stock=True),
    "ask_delivery": lambda uow, talk: say_delivery(talk, talk.heard),
    "ask_store_info": lambda uow, talk: StoreInfo().handle(uow, talk),
    "track_order": lambda uow, talk: TrackOrder().handle(uow, talk),
}

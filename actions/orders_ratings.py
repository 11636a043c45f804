"""How a delivery was: a number of stars, and a word with it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from actions import understanding
from actions.base import ShopAction
from actions.orders import say_not_found
from actions.talk import Talk
from bot.bootstrap import current_shop
from bot.commerce.cases import CaseKind
from bot.commerce.orders import Order, OrderStatus
from bot.services.cases import open_case
from bot.services.heard import as_number
from bot.services.ports import UnitOfWork
from bot.settings import read_settings

STARS = range(1, 6)
GOOD = 4
# At and below this the shop looks at what went wrong.
BAD = 2
ASKED = {"utter_order_delivered", "utter_rating_range", "utter_how_many_stars"}
RATED = {"utter_rated_high", "utter_rated_low", "utter_rated_again"}


def rated_order(uow: UnitOfWork, talk: Talk) -> Order | None:
    """The delivered order named, or the latest one. Another customer's order is not found."""
    number = talk.heard.first("order_number").upper()
    orders = uow.orders.of(talk.conversation, limit=5) if not number else [uow.orders.by_number(number)]
    mine = [each for each in orders if each and each.conversation == talk.conversation]
    return next((each for each in mine if each.status is OrderStatus.DELIVERED), None)


def waits_for_rating(uow: UnitOfWork, talk: Talk) -> bool:
    """The last thing asked was how a delivery had been, or nobody has answered that yet: a bare number answers it."""
    order = rated_order(uow, talk)
    asked = (ASKED | RATED) & talk.told_last
    return order is not None and (order.rating is None or bool(asked)) and talk.heard.quantity is not None


def rate(uow: UnitOfWork, talk: Talk) -> None:
    order, stars = rated_order(uow, talk), _stars(talk)
    if order is None and talk.heard.first("order_number"):
        say_not_found(uow, talk)
    elif order is None:
        talk.say("utter_nothing_to_rate")
    elif stars is None and take_word(uow, talk):
        return
    elif stars is None:
        _save(uow, talk, replace(order, rating_words=_words(talk) or order.rating_words))
        talk.say("utter_how_many_stars")
    elif stars not in STARS:
        talk.say("utter_rating_range", asked=f"{stars:f}")
    else:
        _take(uow, talk, order, int(stars))


def _stars(talk: Talk) -> Decimal | None:
    return as_number(talk.heard.first("rating") or talk.heard.first("quantity"))


def _words(talk: Talk) -> str:
    """What was said besides the number; a number with its unit ("5 stars") says nothing more."""
    said = " ".join(talk.heard.text.split())
    return said[:500] if len(said.split()) > 3 else ""


def _take(uow: UnitOfWork, talk: Talk, order: Order, stars: int) -> None:
    words = _words(talk) or order.rating_words
    _save(uow, talk, replace(order, rating=stars, rating_words=words))
    if stars <= BAD:
        said = f"{stars}/5 {words}".strip()
        at, owner = current_shop().clock(), read_settings().owner_phone
        open_case(uow, talk.conversation, CaseKind.RATING, said, at, order.number, owner)
    if stars < GOOD:
        talk.say("utter_rated_low", rating=stars)
    elif order.rating in (None, stars):
        talk.say("utter_rated_high", rating=stars)
    else:
        talk.say("utter_rated_again", rating=stars, before=order.rating)


def _save(uow: UnitOfWork, talk: Talk, order: Order) -> None:
    uow.orders.save(order)
    rated = {"rating": order.rating, "words": order.rating_words}
    uow.ledger.note(talk.conversation, "order.rated", order.number, None, rated)


def take_word(uow: UnitOfWork, talk: Talk) -> bool:
    """Words that are nothing else, right after the stars, go with them."""
    order = rated_order(uow, talk) if RATED & talk.told_last else None
    if order is None or order.rating is None:
        return False
    _save(uow, talk, replace(order, rating_words=" ".join(talk.heard.text.split())[:500]))
    if order.rating <= BAD:
        at, said = current_shop().clock(), talk.heard.text[:500]
        open_case(uow, talk.conversation, CaseKind.RATING, said, at, order.number, read_settings().owner_phone)
    talk.say("utter_word_noted")
    return True


class RateOrder(ShopAction):
    action_name = "action_rate_order"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        rate(uow, talk)
        talk.notes = understanding.with_person(talk, talk.notes)

"""What the shop knows around a message before it reads its words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.commerce.cart import Question
from bot.commerce.catalog import Catalog
from bot.messaging.message import tapped_id
from bot.services.checkout import open_question
from bot.services.limits import room_this_minute
from bot.services.ordering import Shop
from bot.services.ports import Choice, Customer, InboxEntry, Offer, UnitOfWork

NOTHING_OFFERED = Offer()


@dataclass(frozen=True)
class Scene:
    """Looked up first, in one transaction that only reads; the words are read after it, and before any transaction that
    writes: a text that takes long to read must keep nobody waiting.

    ``offer`` is what the last answer offered, ``tapped`` the choice that a tap names and its conversation. ``beside`` are
    the messages that wait behind this one; ``room`` is how many more the customer may send in this minute, None for any
    number. ``own_orders`` looks up the customer's order numbers.
    """

    customer: Customer
    catalog: Catalog
    own_orders: Callable[[], Iterable[str]] = tuple
    offer: Offer = NOTHING_OFFERED
    tapped: tuple[str, Choice] | None = None
    beside: Sequence[InboxEntry] = ()
    room: int | None = None


def look_around(uow: UnitOfWork, shop: Shop, first: InboxEntry) -> Scene:
    """Around the turn that begins with ``first``, a message."""
    conversation, reply_id = first.conversation, tapped_id(first.body)
    return Scene(
        customer=uow.customers.get(conversation) or Customer(conversation),
        catalog=uow.products.catalog(),
        own_orders=lambda: _order_numbers(shop, conversation),
        offer=_offer(uow, conversation),
        tapped=uow.outbox.choice(reply_id) if reply_id else None,
        beside=uow.inbox.behind(first),
        room=room_this_minute(uow, shop.limits, first),
    )


def _offer(uow: UnitOfWork, conversation: str) -> Offer:
    """While a quantity is asked, a number is that quantity, unless the choices themselves are numbered."""
    offer = uow.outbox.open_offer(conversation)
    if offer.takes_numbers and not offer.is_numbered and open_question(uow, conversation) is Question.QUANTITY:
        return replace(offer, takes_numbers=False)
    return offer


def _order_numbers(shop: Shop, conversation: str) -> list[str]:
    with shop.unit_of_work(read_only=True) as uow:
        return [order.number for order in uow.orders.of(conversation)]

"""What the shop must add to its next answer: how to stop it, at first contact; a cart that grew too old; and
how far a very long message was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.commerce.receipts import NAIROBI
from bot.messaging.words import Words
from bot.services import consent
from bot.services.ports import ExpiredCart, Reply, Turn, UnitOfWork

# WhatsApp's limits for a text, and for the body above buttons, a list or below a picture.
TEXT, BODY = 4096, 1024


def with_notices(
    uow: UnitOfWork, words: Words, turn: Turn, replies: Sequence[Reply], language: str, stopped_at: str = ""
) -> tuple[Reply, ...]:
    """The answer with what must be told beside it, in as few bubbles as it had where they are long enough. ``stopped_at`` are
    the last words that were read of a message that was not read to its end."""
    told = tuple(replies)
    customer = uow.customers.get(turn.conversation)
    if not told or customer is None or customer.opted_out:
        return told
    if stopped_at:
        told = _before(words.say("utter_read_so_far", language, words=stopped_at), told)
    expired = uow.carts.take_expired(turn.conversation)
    if expired is not None and expired.lines:
        told = _before(_expired(uow, words, expired, language), told)
    if customer.told_of_stop_at is None:
        line = words.say("utter_how_to_stop", language)
        told = _after(told, line)
        consent.tell_of_stop(uow, turn.conversation, turn.message_id, line)
    return told


def _expired(uow: UnitOfWork, words: Words, expired: ExpiredCart, language: str) -> str:
    catalog = uow.products.catalog()
    names = {sku: product.name for sku, _ in expired.lines if (product := catalog.get(sku))}
    items = ", ".join(f"{quantity} × {names.get(sku, sku)}" for sku, quantity in expired.lines)
    there = expired.touched_at.astimezone(NAIROBI)
    return words.say("utter_cart_expired", language, items=items, date=f"{there.day} {there:%b}")


def _before(line: str, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    first = replies[0]
    if len(line) + 2 + len(first.text) > _limit(first):
        return (Reply(line), *replies)
    return (replace(first, text=f"{line}\n\n{first.text}"), *replies[1:])


def _after(replies: tuple[Reply, ...], line: str) -> tuple[Reply, ...]:
    last = replies[-1]
    if len(line) + 2 + len(last.text) > _limit(last):
        # The question with its buttons stays the last thing said.
        return (*replies[:-1], Reply(line), last)
    return (*replies[:-1], replace(last, text=f"{last.text}\n\n{line}"))


def whole(reply: Reply) -> tuple[Reply, ...]:
    """What is too long begins in a bubble of its own, so that no line of it is lost; its end stands at the buttons."""
    lines = reply.text.split("\n")
    kept = len(lines)
    while kept > 1 and units("\n".join(lines[-kept:])) > _limit(reply):
        kept -= 1
    above = "\n".join(lines[:-kept]).strip()
    if not above:
        return (reply,)
    begun = Reply(above, purpose=reply.purpose)
    return (*whole(begun), replace(reply, text="\n".join(lines[-kept:]).strip()))


def units(text: str) -> int:
    """Its length as WhatsApp may count it, where most emoji are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _limit(reply: Reply) -> int:
    return BODY if reply.choices or reply.image_url else TEXT

"""A choice that was typed instead of tapped."""

from __future__ import annotations

from dataclasses import replace

from bot.services.ports import Choice, Offer, Reader

# The entity under which a choice carries the message that was asked about.
MEANT = "meant"


def typed_choices(reader: Reader, text: str, offer: Offer) -> list[Choice]:
    """What ``text`` means among those just offered: none, one, or several of which must be asked. Numbers count where ``Offer``
    says so."""
    titles = [each.title for each in offer.choices]
    products = {at for at, each in enumerate(offer.choices) if "sku" in (each.payload.get("entities") or {})}
    chosen = reader.choices(text, titles, products, offer.takes_numbers)
    if not chosen and _asks_what_was_meant(offer) and reader.agrees(text):
        # A yes to "did you want …?" is a yes to the first that was named, and to no question before it.
        return [offer.choices[0]]
    return [_so_many(offer.choices[each.at], each.quantity) for each in chosen]


def _asks_what_was_meant(offer: Offer) -> bool:
    return bool(offer.choices) and MEANT in (offer.choices[0].payload.get("entities") or {})


def _so_many(choice: Choice, quantity: str) -> Choice:
    if not quantity:
        return choice
    return replace(choice, payload={**choice.payload, "entities": {**choice.payload["entities"], "quantity": quantity}})

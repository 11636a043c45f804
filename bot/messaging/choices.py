"""A choice that was typed instead of tapped."""

from __future__ import annotations

from dataclasses import replace

from bot.services.ports import Choice, Offer, Reader


def typed_choice(reader: Reader, text: str, offer: Offer) -> Choice | None:
    """The one choice that ``text`` means among those just offered, or None. Numbers count where ``Offer`` says so."""
    titles = [each.title for each in offer.choices]
    products = {at for at, each in enumerate(offer.choices) if "sku" in (each.payload.get("entities") or {})}
    chosen = reader.choice(text, titles, products, offer.takes_numbers)
    return _so_many(offer.choices[chosen.at], chosen.quantity) if chosen else None


def _so_many(choice: Choice, quantity: str) -> Choice:
    if not quantity:
        return choice
    return replace(choice, payload={**choice.payload, "entities": {**choice.payload["entities"], "quantity": quantity}})

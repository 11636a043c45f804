"""A choice that was typed instead of tapped."""

from __future__ import annotations

from dataclasses import replace

from bot.nlu.fields import choices
from bot.services.ports import Choice, Offer


def typed_choice(text: str, offer: Offer) -> Choice | None:
    """The one choice that ``text`` means among those just offered, or None. Numbers count where ``Offer`` says so."""
    labels = [choices.Label(each.title, "sku" in (each.payload.get("entities") or {})) for each in offer.choices]
    chosen = choices.typed_choice(text, labels, offer.takes_numbers)
    return _so_many(offer.choices[chosen.at], chosen.quantity) if chosen else None


def _so_many(choice: Choice, quantity: str) -> Choice:
    if not quantity:
        return choice
    return replace(choice, payload={**choice.payload, "entities": {**choice.payload["entities"], "quantity": quantity}})

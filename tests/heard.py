"""A message as the actions hear it: what its words say is read as in the parse, by the rules alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.commerce.catalog import Catalog
from bot.nlu.fields.entities import method_in
from bot.nlu.fields.order_details import details_of
from bot.nlu.fields.said import said_in
from bot.nlu.goods.parse import read
from bot.nlu.tagging.model import spans_in
from bot.services.heard import Heard, Wish
from bot.services.reading import Reading, reading_of

NO_GOODS = Catalog()


def reading(text: str, **entities: Any) -> Reading:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    # By the rules alone, as far as no tagger is trained.
    words = read(text, NO_GOODS)
    details = details_of(words, *spans_in(words, None))
    return reading_of(said_in(text, found, details, method_in(words, details.spans)), text)


def heard(text: str, intent: str, wishes: Iterable[Wish] = (), **entities: Any) -> Heard:
    told = tuple(entities.items())
    return Heard(text, intent, 1.0, told, tuple(wishes), reading=reading(text, **entities))

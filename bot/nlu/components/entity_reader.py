"""Entities, order lines and language of a message, read against the live catalog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.acts.said_acts import ACTS, acts_of, beside_places, line_with_sum
from bot.nlu.components.details_reader import DETAILS
from bot.nlu.components.intent_classifier import ASKED
from bot.nlu.fields.address import is_origin
from bot.nlu.fields.entities import Entity, cut_at, entities_of, method_in
from bot.nlu.fields.order_details import OrderDetails
from bot.nlu.fields.said import SAID, said_in
from bot.nlu.goods import live_catalog
from bot.nlu.goods.below_zero import signed
from bot.nlu.goods.index import Goods
from bot.nlu.goods.order_lines import ORDER_LINE_INTENTS, OrderLine, lines_of, stopped_at
from bot.nlu.goods.parse import Reading, read
from bot.nlu.text.language import detect_language

ORDER_LINES = "order_lines"
STOPPED_AT = "stopped_at"
LANGUAGE = "language"
ENTITY_CONFIDENCE = "confidence_entity"
GIVING_A_PLACE = "inform_address"
# Below it the pipeline's last step says that nothing was understood; the open question may still know better.
UNSURE = 0.4


def _may_give_place(message: Message) -> bool:
    """Whether giving a place is one of the two likeliest meanings of a message that has no sure one."""
    ranking = (message.get(INTENT_RANKING_KEY) or [])[:2]
    unsure = bool(ranking) and ranking[0][PREDICTED_CONFIDENCE_KEY] < UNSURE
    return unsure and any(each[INTENT_NAME_KEY] == GIVING_A_PLACE for each in ranking)


def _without_origin(entities: list[dict[str, Any]], reading: Reading) -> list[dict[str, Any]]:
    """Without a place where somebody comes from."""
    if not is_origin(reading.tokens, reading.address):
        return entities
    return [each for each in entities if each[ENTITY_ATTRIBUTE_TYPE] != "address"]


def _lines(reading: Reading, details: OrderDetails, intent: str | None) -> list[OrderLine]:
    """Of the goods beside the places."""
    if intent not in ORDER_LINE_INTENTS:
        return []
    return signed(lines_of(beside_places(reading, details.spans), intent), reading.text)


def _ask(asked: Mapping[str, str], catalog: Goods) -> dict[str, Any]:
    """A question asked beside a wish, with the goods that it is about."""
    lines = lines_of(read(asked["text"], catalog), asked["intent"]) if asked["intent"] in ORDER_LINE_INTENTS else []
    return {**asked, "order_lines": [line.as_dict() for line in lines]}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ShopEntityReader(GraphComponent, EntityExtractorMixin):
    """Adds ``entities``, ``order_lines``, ``stopped_at``, ``said`` and ``language`` to the parse result. Stands behind the intent
    classifier and the reader of details."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopEntityReader:
        """The reader has no state of its own."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Reads each message; one without words gets empty lists."""
        catalog = live_catalog.current()
        for message in messages:
            for name, part in self._parts(message, catalog).items():
                message.set(name, part, add_to_output=True)
        return messages

    def _parts(self, message: Message, catalog: Goods) -> dict[str, Any]:
        text = message.get(TEXT)
        reading = read(text if isinstance(text, str) else None, catalog)
        intent = (message.get(INTENT) or {}).get(INTENT_NAME_KEY)
        details = OrderDetails.from_dict(message.get(DETAILS) or {})
        lines = _lines(reading, details, intent)
        acts = acts_of(reading, details, lines, intent)
        asks = [_ask(each, catalog) for each in message.get(ASKED) or ()]
        found = (message.get(ENTITIES) or []) + self._entities(message, reading, details, intent)
        return {
            ENTITIES: found,
            ORDER_LINES: [line_with_sum(line, lines, details) for line in lines],
            ACTS: {**acts, "asks": asks} if asks else acts,
            SAID: said_in(reading.text, _without_origin(found, reading), details, method_in(reading, details.spans)),
            STOPPED_AT: stopped_at(reading),
            LANGUAGE: detect_language(reading.text).as_dict(),
        }

    def _entities(
        self, message: Message, reading: Reading, details: OrderDetails, intent: str | None
    ) -> list[dict[str, Any]]:
        meant = GIVING_A_PLACE if reading.address and _may_give_place(message) else intent
        return [self._as_dict(cut_at(entity, details.spans, reading)) for entity in entities_of(reading, meant)]

    def _as_dict(self, entity: Entity) -> dict[str, Any]:
        return {
            ENTITY_ATTRIBUTE_TYPE: entity.entity,
            ENTITY_ATTRIBUTE_VALUE: entity.value,
            ENTITY_ATTRIBUTE_START: entity.start,
            ENTITY_ATTRIBUTE_END: entity.end,
            ENTITY_CONFIDENCE: round(entity.confidence, 3),
            "extractor": self.name,
        }
